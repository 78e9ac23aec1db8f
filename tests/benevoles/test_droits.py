"""Les droits : déduits, ce jour-là, des rôles, des mandats et des affectations."""

import datetime as dt

import pytest
from django.utils.timezone import localdate

from benevoles.droits import droits_le
from benevoles.models import Adhesion, Benevole, Mandat
from benevoles.models.roles import Genre
from etablissements.models import DirectionInterregionale
from partenariat.droits import Droits
from partenariat.models import Association
from partenariat.periodes import ajouter_mois
from tests import fabrique
from tests.fabrique import JOUR

pytestmark = pytest.mark.django_db
DEMAIN, HIER = JOUR + dt.timedelta(days=1), JOUR - dt.timedelta(days=1)


def _president(*, debut=dt.date(2014, 1, 1), fin=None, fonction=Mandat.Fonction.PRESIDENT):
    etablissement = fabrique.creer_etablissement()
    section = fabrique.creer_section(etablissements=[etablissement])
    benevole = fabrique.creer_benevole(utilisateur=fabrique.creer_compte())
    fabrique.creer_mandat(
        section=section, benevole=benevole, debut=debut, fin=fin, fonction=fonction
    )
    return benevole, section, etablissement


@pytest.mark.parametrize("fonction", Mandat.Fonction)
def test_un_mandat_donne_sa_section_et_ses_etablissements(fonction):
    benevole, section, etablissement = _president(fonction=fonction)

    droits = droits_le(benevole.utilisateur, le=JOUR)

    assert droits == Droits(
        benevole=benevole.pk,
        sections=frozenset([section.pk]),
        etablissements_vp=frozenset([etablissement.pk]),
    )


def test_un_mandat_qui_finit_aujourd_hui_ne_donne_plus_rien_demain():
    benevole, section, _ = _president(fin=JOUR)

    assert droits_le(benevole.utilisateur, le=JOUR).sections == {section.pk}
    assert droits_le(benevole.utilisateur, le=DEMAIN) == Droits(benevole=benevole.pk)


def test_un_mandat_qui_commence_demain_ne_donne_rien_aujourd_hui():
    benevole, _, _ = _president(debut=DEMAIN)

    assert droits_le(benevole.utilisateur, le=JOUR) == Droits(benevole=benevole.pk)


def test_un_etablissement_detache_de_la_section_sort_des_droits():
    benevole, section, etablissement = _president()
    rattachement = section.rattachements.get()
    rattachement.fin = HIER
    rattachement.save()

    assert droits_le(benevole.utilisateur, le=HIER).etablissements_vp == {etablissement.pk}
    assert droits_le(benevole.utilisateur, le=JOUR).etablissements_vp == frozenset()


def test_une_affectation_de_cp_donne_son_etablissement_tant_qu_elle_dure():
    benevole = fabrique.creer_benevole(utilisateur=fabrique.creer_compte())
    affectation = fabrique.creer_cp(benevole=benevole)
    affectation.terminer(le=JOUR, motif="autre", par=None)

    droits = droits_le(benevole.utilisateur, le=JOUR)

    assert droits.etablissements_cp == {affectation.etablissement_id}
    assert droits.association == Association.AUXILIA
    assert droits_le(benevole.utilisateur, le=DEMAIN) == Droits(benevole=benevole.pk)


def test_une_affectation_de_visiteur_ne_donne_que_sa_propre_fiche():
    compte = fabrique.creer_compte_vp()

    droits = droits_le(compte, le=JOUR)

    assert droits == Droits(benevole=compte.benevole.pk)
    assert (droits.est_membre, droits.peut_saisir) == (True, False)


@pytest.mark.parametrize("association", Association)
def test_un_delegue_a_sa_disp_et_son_association(association):
    disp = fabrique.creer_disp()
    compte = fabrique.creer_delegue(association=association, disp=disp)

    droits = droits_le(compte, le=JOUR)

    assert droits == Droits(delegation=association, disps=frozenset([disp.pk]))
    assert (droits.peut_piloter, droits.second_facteur_requis) == (True, False)


def test_un_role_fini_ne_donne_plus_rien():
    role = fabrique.creer_role(association=Association.ANVP, fin=JOUR)

    assert droits_le(role.utilisateur, le=JOUR).direction == Association.ANVP
    assert droits_le(role.utilisateur, le=DEMAIN) == Droits()


def test_un_agent_a_le_ressort_de_son_spip_et_n_est_pas_membre():
    spip = fabrique.creer_spip()
    compte = fabrique.creer_agent_spip(spip=spip)

    droits = droits_le(compte, le=JOUR)

    assert droits == Droits(spips=frozenset([spip.pk]))
    assert (droits.est_membre, droits.voit_les_etablissements) == (False, True)


def test_un_compte_ferme_n_a_aucun_droit():
    compte = fabrique.creer_role(genre=Genre.TECHNIQUE).utilisateur
    compte.is_active = False

    assert droits_le(compte, le=JOUR) == Droits()


def test_les_roles_et_les_mandats_se_cumulent():
    benevole, section, _ = _president()
    disp = fabrique.creer_disp()
    fabrique.creer_role(
        utilisateur=benevole.utilisateur,
        genre=Genre.DELEGUE,
        association=Association.ANVP,
        disp=disp,
    )

    droits = droits_le(benevole.utilisateur, le=JOUR)

    assert (droits.disps, droits.sections) == ({disp.pk}, {section.pk})


@pytest.mark.parametrize(
    ("creer", "requis"),
    [
        (fabrique.creer_direction, True),
        (fabrique.creer_agent_spip, True),
        (fabrique.creer_technicien, True),
        (fabrique.creer_delegue, False),
        (fabrique.creer_president, False),
        (fabrique.creer_compte_cp, False),
    ],
)
def test_le_second_facteur_est_exige_de_ceux_qui_decident_pour_d_autres(creer, requis):
    assert droits_le(creer(), le=JOUR).second_facteur_requis is requis


def test_une_direction_aussi_deleguee_de_l_autre_association_n_en_voit_pas_les_adherents():
    direction, disp = fabrique.creer_direction(), fabrique.creer_disp()
    fabrique.creer_role(
        utilisateur=direction, genre=Genre.DELEGUE, association="AUXILIA", disp=disp
    )
    ailleurs = fabrique.creer_benevole()
    fabrique.creer_adhesion(benevole=ailleurs, association="AUXILIA")
    assert ailleurs not in Benevole.objects.visibles_par(direction)


def _direction_et_deleguee():
    direction = fabrique.creer_direction()
    fabrique.creer_role(
        utilisateur=direction,
        genre=Genre.DELEGUE,
        association="AUXILIA",
        disp=fabrique.creer_disp(),
    )
    return direction


@pytest.mark.parametrize(
    "compte",
    [
        fabrique.creer_direction,
        lambda: fabrique.creer_direction(association=Association.AUXILIA),
        _direction_et_deleguee,
        lambda: fabrique.creer_delegue(disp=fabrique.creer_disp()),
        fabrique.creer_president,
        fabrique.creer_compte_cp,
        fabrique.creer_agent_spip,
        fabrique.creer_technicien,
    ],
)
@pytest.mark.parametrize("mois", [0, 12])
def test_les_adherents_qu_un_compte_voit_sont_parmi_les_personnes_qu_il_voit(compte, mois):
    utilisateur, le = compte(), ajouter_mois(localdate(), -mois)
    droits = utilisateur.droits
    territoire = DirectionInterregionale.objects.filter(pk__in=droits.disps).first()
    departement = territoire and fabrique.creer_departement(disp=territoire)
    for association in Association:
        fabrique.creer_adhesion(association=association)
        d_ici = fabrique.creer_benevole(departement=departement)
        fabrique.creer_adhesion(association=association, benevole=d_ici)
        affecte = fabrique.creer_affectation(
            etablissement=territoire and fabrique.creer_etablissement(disp=territoire)
        ).benevole
        fabrique.creer_adhesion(association=association, benevole=affecte)
        fabrique.creer_adhesion(association=association, fin=ajouter_mois(localdate(), -6))
        deux = fabrique.creer_adhesion(association=association).benevole
        fin = ajouter_mois(localdate(), -6)
        fabrique.creer_adhesion(benevole=deux, association=association.autre, fin=fin)
    en_cours = Adhesion.objects.en_cours(le=le).filter(association=utilisateur.droits.association)

    vus = Benevole.objects.adherents_visibles_par(utilisateur, le=le)

    visibles = Benevole.objects.visibles_par(utilisateur)
    assert set(vus) == set(visibles.filter(adhesions__in=en_cours))
    assert bool(vus) == bool(droits.direction or droits.disps)
