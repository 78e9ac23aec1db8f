"""Fusionner deux fiches : tout suit, rien ne se perd, nul n'y gagne un droit, on revient."""

import datetime as dt

import pytest
from django.apps import apps
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate

from benevoles.fusion.execution import defaire, fusionner
from benevoles.fusion.journal import FusionRefusee, photo
from benevoles.fusion.oubli import oublier_les_fusions
from benevoles.fusion.regles import REGLES
from benevoles.models import Adhesion, Affectation, Benevole, Fonction, Fusion, Habilitation, Mandat
from partenariat.models import Association, Utilisateur
from tests.ecran import texte
from tests.fabrique import (
    creer_absence,
    creer_adhesion,
    creer_affectation,
    creer_benevole,
    creer_compte,
    creer_cp,
    creer_direction,
    creer_etablissement,
    creer_habilitation,
    creer_invitation,
    creer_mandat,
    creer_section,
    creer_vp,
)

JOUR = dt.date(2016, 6, 15)
pytestmark = pytest.mark.django_db


@pytest.fixture
def direction():
    return creer_direction()


@pytest.fixture
def fiches():
    """Deux fiches de l'ANVP : la gardée, l'absorbée."""
    deux = [creer_benevole(nom="Lefèvre", prenom="Zoé") for _ in range(2)]
    for benevole in deux:
        creer_adhesion(benevole=benevole)
    return deux


def _fusionner(gardee, absorbee, par, **choix):
    return fusionner(gardee.pk, absorbee.pk, par=par, maintenant=timezone.now(), le=JOUR, **choix)


def _tout():
    """Chaque ligne, de chaque modèle qu'une fusion peut toucher."""
    modeles = {Benevole._meta.label, *(nom.rpartition(".")[0] for nom in REGLES)}
    lignes = {
        (nom, ligne.pk): photo(ligne)
        for nom in modeles - {"benevoles.Fusion"}
        for ligne in apps.get_model(nom)._base_manager.all()
    }
    actifs = dict(Utilisateur.objects.values_list("pk", "is_active"))
    return lignes, actifs


def test_chaque_relation_a_une_fiche_a_sa_regle():
    relations = {
        f"{relation.related_model._meta.label}.{relation.field.name}"
        for relation in Benevole._meta.get_fields(include_hidden=True)
        if relation.auto_created
        and not relation.concrete
        and not hasattr(relation.related_model, "history_object")
    }
    assert relations == set(REGLES)


def test_tout_suit_et_ce_qui_se_chevauche_s_unit(fiches, direction):
    gardee, absorbee = fiches
    prison, autre = creer_etablissement(), creer_etablissement()
    creer_affectation(
        benevole=gardee, etablissement=prison, debut=dt.date(2012, 1, 1), fin=dt.date(2015, 1, 1)
    )
    creer_affectation(benevole=absorbee, etablissement=prison, debut=dt.date(2014, 1, 1))
    creer_vp(benevole=absorbee, etablissement=autre)
    creer_absence(benevole=gardee)
    creer_absence(benevole=absorbee, fin=JOUR + dt.timedelta(days=60))

    _fusionner(gardee, absorbee, direction)

    assert not Benevole.objects.filter(pk=absorbee.pk).exists()
    assert Adhesion.objects.get().benevole == gardee
    unie = gardee.affectations.get(etablissement=prison)
    assert (unie.debut, unie.fin, unie.motif_fin) == (dt.date(2012, 1, 1), None, "")
    assert gardee.affectations.filter(etablissement=autre).exists()
    assert gardee.habilitations.count() == 1
    assert gardee.absences.get().fin == JOUR + dt.timedelta(days=60)


def test_de_deux_titres_qui_se_chevauchent_le_dernier_decide_reste(fiches, direction):
    prison = creer_etablissement()
    creer_habilitation(benevole=fiches[0], etablissement=prison, debut=dt.date(2015, 1, 1))
    dernier = creer_habilitation(benevole=fiches[1], etablissement=prison)

    _fusionner(*fiches, direction)

    assert Habilitation.objects.get() == dernier
    assert Habilitation.objects.get().benevole == fiches[0]


def test_deux_fonctions_a_la_fois_dans_une_section_arretent_la_fusion(fiches, direction):
    section = creer_section()
    creer_mandat(section=section, benevole=fiches[0])
    creer_mandat(section=section, benevole=fiches[1], fonction=Mandat.Fonction.SUPPLEANT)

    with pytest.raises(FusionRefusee, match="deux fonctions différentes"):
        _fusionner(*fiches, direction)

    assert Benevole.objects.count() == 2


@pytest.mark.parametrize("sens", [1, -1])
def test_une_fusion_ne_donne_a_un_compte_ni_mandat_ni_liste(fiches, direction, sens):
    fiches[0].utilisateur = creer_compte()
    fiches[0].save()
    creer_mandat(benevole=fiches[1])

    with pytest.raises(FusionRefusee, match="des droits qu’il n’a pas"):
        _fusionner(*fiches[::sens], direction)

    assert Benevole.objects.count() == 2
    assert not Fusion.objects.exists()


def test_une_fusion_ne_donne_pas_un_droit_a_venir(fiches, direction):
    """Le mandat de l'autre fiche, plus long, ne prolonge pas celui du compte."""
    section = creer_section()
    fiches[0].utilisateur = creer_compte()
    fiches[0].save()
    creer_mandat(section=section, benevole=fiches[0], fin=JOUR)
    creer_mandat(section=section, benevole=fiches[1], debut=JOUR + dt.timedelta(days=1))

    with pytest.raises(FusionRefusee, match="des droits qu’il n’a pas"):
        _fusionner(*fiches, direction)


def test_de_deux_comptes_l_un_reste_l_autre_est_ferme_pas_efface(fiches, direction):
    comptes = [creer_compte(), creer_compte()]
    for fiche, compte in zip(fiches, comptes, strict=True):
        fiche.utilisateur = compte
        fiche.save()

    fusion = _fusionner(*fiches, direction, compte=comptes[1].pk)

    for compte in comptes:
        compte.refresh_from_db()
    assert [compte.is_active for compte in comptes] == [False, True]
    assert Benevole.objects.get(pk=fiches[0].pk).utilisateur == comptes[1]
    defaire(fusion.pk, par=direction, maintenant=timezone.now())
    comptes[0].refresh_from_db()
    assert comptes[0].is_active


def test_une_association_ne_fusionne_pas_ce_que_l_autre_tient(fiches, direction):
    creer_cp(benevole=fiches[1])

    for qui in (direction, creer_direction(association=Association.AUXILIA)):
        with pytest.raises(FusionRefusee, match="pas entièrement tenue"):
            _fusionner(*fiches, qui)


def test_une_invitation_en_attente_n_ouvre_pas_la_fiche_reunie(fiches, direction, client):
    _, jeton = creer_invitation(genre="benevole", benevole=fiches[1], par=direction)

    _fusionner(*fiches, direction)

    assert fiches[0].invitations.count() == 0
    assert client.get(reverse("invitation", args=[jeton])).status_code != 500


def test_defaire_rend_tout_exactement(fiches, direction):
    gardee, absorbee = fiches
    prison, section = creer_etablissement(), creer_section()
    for fiche in fiches:
        creer_affectation(benevole=fiche, etablissement=prison)
        creer_habilitation(benevole=fiche, etablissement=prison)
        creer_absence(benevole=fiche)
        creer_invitation(genre="benevole", benevole=fiche, par=direction)
    creer_mandat(section=section, benevole=absorbee)
    absorbee.telephone = "+33612345678"
    absorbee.enregistrer(par=direction)
    avant = _tout()

    fusion = _fusionner(gardee, absorbee, direction, valeurs={"telephone": "+33612345678"})
    assert _tout() != avant
    defaire(fusion.pk, par=direction, maintenant=timezone.now())

    assert _tout() == avant


def test_une_chaine_de_fusions_se_defait_dans_l_ordre(fiches, direction):
    troisieme = creer_adhesion().benevole
    avant = _tout()
    premiere = _fusionner(fiches[1], fiches[0], direction)
    seconde = _fusionner(troisieme, fiches[1], direction)
    premiere.refresh_from_db()
    assert premiere.conserve == troisieme

    with pytest.raises(FusionRefusee, match="modifié depuis"):
        defaire(premiere.pk, par=direction, maintenant=timezone.now())
    defaire(seconde.pk, par=direction, maintenant=timezone.now())
    defaire(premiere.pk, par=direction, maintenant=timezone.now())

    assert _tout() == avant


def test_on_ne_revient_pas_sur_ce_qui_a_change_depuis(fiches, direction):
    affectation = creer_affectation(benevole=fiches[1])
    fusion = _fusionner(*fiches, direction)
    affectation.refresh_from_db()
    affectation.terminer(le=JOUR, motif=Affectation.MotifFin.AUTRE, par=direction)

    with pytest.raises(FusionRefusee, match="modifié depuis"):
        defaire(fusion.pk, par=direction, maintenant=timezone.now())


def test_apres_trente_jours_la_nuit_efface_ce_qui_deferait(fiches, direction):
    fusion = _fusionner(*fiches, direction)
    plus_tard = timezone.now() + dt.timedelta(days=30)

    with pytest.raises(FusionRefusee, match="plus de 30 jours"):
        defaire(fusion.pk, par=direction, maintenant=plus_tard)
    call_command("taches_quotidiennes", verbosity=0)
    fusion.refresh_from_db()
    assert fusion.changements
    assert oublier_les_fusions(plus_tard) == {"fusions_definitives": 1}

    fusion.refresh_from_db()
    assert (fusion.changements, fusion.nom_absorbe) == ([], "")


def test_l_histoire_dit_qu_une_fusion_a_ecrit(fiches, direction):
    affectation = creer_affectation(benevole=fiches[1])

    fusion = _fusionner(*fiches, direction)

    derniere = affectation.history.latest()
    assert (derniere.history_change_reason, derniere.history_user_id) == (
        f"fusion n° {fusion.pk}",
        direction.pk,
    )


def test_l_histoire_de_la_fiche_absorbee_se_lit_sur_l_autre(connecte, fiches, direction):
    gardee, absorbee = fiches
    absorbee.commune = "Montbrison"
    absorbee.enregistrer(par=direction)
    _fusionner(gardee, absorbee, direction)

    page = connecte(direction).get(reverse("personne_histoire", args=[gardee.pk]))

    assert "Montbrison" in texte(page)


def test_la_page_montre_ce_qui_suivra_fusionne_et_revient(connecte, fiches, direction):
    gardee, absorbee = fiches
    creer_affectation(benevole=absorbee)
    absorbee.telephone = "+33612345678"
    absorbee.save()
    client = connecte(direction)
    adresse = reverse("fusion", args=[gardee.pk, absorbee.pk])

    page = client.get(adresse)
    assert "Affectation (1) : passe à la fiche conservée" in texte(page)
    assert Benevole.objects.count() == 2
    envoi = {"versions": page.context["form"]["versions"].value(), "telephone": "absorbee"}
    client.post(adresse, envoi)

    gardee.refresh_from_db()
    assert gardee.telephone == "+33612345678"
    ancienne = client.get(absorbee.get_absolute_url())
    assert ancienne["Location"] == gardee.get_absolute_url()
    autre = connecte(creer_direction(association=Association.AUXILIA))
    assert autre.get(absorbee.get_absolute_url()).status_code == 404
    fusion = Fusion.objects.get()
    assert autre.post(reverse("fusion_defaite", args=[fusion.pk])).status_code == 404
    reponse = client.post(reverse("fusion_defaite", args=[fusion.pk]), follow=True)
    assert "La fusion est défaite" in reponse.content.decode()
    assert client.get(absorbee.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("versions", ["", "1-9", "zut", "1-1-1", "²-³"])
def test_une_fiche_modifiee_pendant_la_comparaison_arrete_la_fusion(
    connecte, fiches, direction, versions
):
    adresse = reverse("fusion", args=[f.pk for f in fiches])

    reponse = connecte(direction).post(adresse, {"versions": versions})

    assert reponse.status_code == 200
    assert Benevole.objects.count() == 2


def test_ce_que_tient_auxilia_se_fusionne_par_sa_direction():
    prison, qui = creer_etablissement(), creer_direction(association=Association.AUXILIA)
    une, autre = (creer_cp(etablissement=prison).benevole for _ in range(2))
    for benevole in (une, autre):
        creer_adhesion(benevole=benevole, association=Association.AUXILIA)

    fusionner(une.pk, autre.pk, par=qui, maintenant=timezone.now(), le=localdate())

    assert Affectation.objects.get().fonction == Fonction.CP
