"""Importer des personnes : l'essai dit tout, l'application fait ce qu'il a dit, tout se défait."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils.timezone import localdate
from hypothesis import given
from hypothesis import strategies as st

from benevoles.echanges.format import ENTETES
from benevoles.imports.rapport import comptes
from benevoles.models import Adhesion, Affectation, Benevole, Habilitation, Import, Mandat
from partenariat.models import Association
from tests.fabrique import (
    creer_adhesion,
    creer_affectation,
    creer_benevole,
    creer_cp,
    creer_direction,
    creer_etablissement,
    creer_habilitation,
    creer_mandat,
    creer_president,
    creer_section,
)
from tests.fabrique_imports import appliquer, creer_import, defaire, en_csv
from tests.pieges import PIEGES, quelques

pytestmark = pytest.mark.django_db
JOUR = localdate()


def _comptes(lot):
    return {sort.value: nombre for sort, nombre in comptes(lot) if nombre}


def _exporter(connecte, compte, format):
    reponse = connecte(compte).get(reverse("personnes_export", args=[format]))
    return reponse.content


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_notre_export_revient_sans_aucun_changement(connecte, format):
    prison = creer_etablissement()
    affectation = creer_affectation(etablissement=prison)
    creer_affectation(benevole=affectation.benevole)
    creer_affectation(etablissement=prison, fin=JOUR + dt.timedelta(days=9))
    creer_habilitation(benevole=affectation.benevole, etablissement=prison, debut=JOUR)
    creer_adhesion(benevole=affectation.benevole)
    section = creer_section(etablissements=[prison])
    creer_mandat(section=section, benevole=affectation.benevole, fonction="suppleant")
    creer_adhesion(benevole=creer_benevole(courriel="=x@exemple.fr", telephone="+33612345678"))
    direction = creer_direction()

    octets = _exporter(connecte, direction, format)
    lot = creer_import(par=direction, octets=octets, nom=f"export.{format}")

    assert _comptes(lot) == {"inchange": 4}
    assert len(lot.colonnes) == len(ENTETES)


@pytest.fixture
def direction(client):
    compte = creer_direction()
    client.force_login(compte)
    return compte


@quelques(exemples=6)
@given(
    textes=st.lists(
        st.tuples(PIEGES.filter(bool), PIEGES.filter(bool), PIEGES), min_size=1, max_size=6
    ),
    format=st.sampled_from(["csv", "xlsx", "ods"]),
)
def test_quels_que_soient_ses_textes_notre_export_revient_sans_changement(
    client, direction, textes, format
):
    for nom, prenom, commune in textes:
        creer_adhesion(benevole=creer_benevole(nom=nom, prenom=prenom, commune=commune))

    octets = client.get(reverse("personnes_export", args=[format])).content
    lot = creer_import(par=direction, octets=octets, nom=f"export.{format}")

    gardees = Benevole.objects.filter(adhesions__isnull=False).count()
    assert _comptes(lot) == {"inchange": gardees}


def test_une_personne_nouvelle_arrive_avec_tout_ce_que_dit_sa_ligne():
    prison = creer_etablissement()
    section = creer_section(etablissements=[prison])
    octets = en_csv(
        [
            *("Nom", "Prénom", "Mail", "Tél.", "Adhésion", "Code établissement"),
            *("Depuis le", "Agrément du", "Section", "Mandat", "Mandat depuis le"),
        ],
        [
            *("Durand", "Zoé", "zoe@exemple.fr", "612345678", "1/9/2013", prison.code),
            *("01/10/2013", "15/10/2013", section.nom, "Président", "1/1/2014"),
        ],
    )

    essai = creer_import(par=creer_direction(), octets=octets)
    assert (_comptes(essai), Benevole.objects.filter(nom="Durand").count()) == ({"cree": 1}, 0)
    appliquer(essai)

    zoe = Benevole.objects.get(nom="Durand")
    assert zoe.telephone.as_e164 == "+33612345678"
    assert Adhesion.objects.get(benevole=zoe).debut == dt.date(2013, 9, 1)
    assert Affectation.objects.get(benevole=zoe).etablissement == prison
    assert Habilitation.objects.get(benevole=zoe).fin == dt.date(2015, 10, 14)
    assert Mandat.objects.get(benevole=zoe).fonction == "president"
    assert zoe in Benevole.objects.chercher("zoe durand")
    assert zoe.history.get().history_change_reason == essai.motif
    assert _comptes(creer_import(par=essai.par, octets=octets)) == {"inchange": 1}


def test_un_champ_change_se_montre_avant_et_apres_et_une_case_vide_ne_change_rien():
    fiche = creer_affectation(
        benevole=creer_benevole(nom="Roy", prenom="Luc", courriel="a@exemple.fr", commune="Lyon")
    ).benevole
    octets = en_csv(
        ["N° de fiche", "Nom", "Prénom", "Mail", "Ville"], [fiche.pk, "Roy", "Luc", "", "Bron"]
    )

    essai = creer_import(par=creer_direction(), octets=octets)
    assert essai.lignes.get().changements == [["commune", "Lyon", "Bron"]]
    appliquer(essai)

    fiche.refresh_from_db()
    assert (fiche.courriel, fiche.commune, fiche.version) == ("a@exemple.fr", "Bron", 2)
    assert fiche in Benevole.objects.chercher("bron")


@pytest.mark.parametrize(
    ("colonne", "valeur", "phrase"),
    [
        ("Mail", "pas une adresse", "Ce n’est pas une adresse électronique."),
        ("Depuis le", "31/02/2014", "n’est pas une date"),
        ("Prison", "Alcatraz", "Établissement inconnu"),
        ("Tél.", "12", "numéro de téléphone"),
        ("Dépt", "999", "Département inconnu"),
        ("N° de fiche", "999999", "Aucune fiche de votre périmètre"),
    ],
)
def test_une_valeur_fautive_refuse_la_ligne_et_dit_laquelle(colonne, valeur, phrase):
    prison = creer_etablissement(nom="Maison d’arrêt de Valmont")
    bonne = {"Nom": "Roy", "Prénom": "Luc", "Prison": prison.nom, "Depuis le": "1/9/2013"}
    ligne = bonne | {colonne: valeur}

    lot = creer_import(par=creer_direction(), octets=en_csv(list(ligne), list(ligne.values())))

    [[_, dite, raison]] = lot.lignes.get().raisons
    assert dite == valeur
    assert phrase in raison
    assert _comptes(appliquer(lot)) == {"refuse": 1}
    assert not Benevole.objects.filter(nom="Roy").exists()


def test_une_association_ne_change_jamais_les_personnes_de_l_autre():
    cp = creer_cp()
    octets = en_csv(
        ["N° de fiche", "Nom", "Prénom", "Ville"],
        [cp.benevole.pk, cp.benevole.nom, cp.benevole.prenom, "Pirate"],
        ["", cp.benevole.nom, cp.benevole.prenom, "Pirate"],
    )

    lot = appliquer(creer_import(par=creer_direction(), octets=octets))

    assert _comptes(lot) == {"refuse": 2}
    assert not Benevole.objects.filter(commune="Pirate").exists()


def test_un_president_n_importe_que_pour_ses_etablissements():
    ici, ailleurs = creer_etablissement(), creer_etablissement()
    president = creer_president(etablissements=[ici])
    titres = ["Nom", "Prénom", "Code établissement", "Depuis le", "Adhésion"]
    octets = en_csv(
        titres,
        ["Roy", "Luc", ici.code, "1/9/2013", "1/9/2013"],
        ["Roy", "Ève", ailleurs.code, "1/9/2013", "1/9/2013"],
    )

    lot = appliquer(creer_import(par=president, octets=octets))

    assert _comptes(lot) == {"refuse": 1, "cree": 1}
    assert not Adhesion.objects.filter(association=Association.ANVP, benevole__nom="Roy").exists()


def test_deux_homonymes_se_departagent_par_leurs_coordonnees_ou_la_ligne_est_refusee():
    un, autre = (
        creer_affectation(benevole=creer_benevole(nom="Roy", prenom="Luc", courriel=c)).benevole
        for c in ("un@exemple.fr", "autre@exemple.fr")
    )
    titres = ["Nom", "Prénom", "Mail", "Ville"]
    octets = en_csv(
        titres,
        ["ROY", "luc", "Autre@exemple.fr", "Bron"],
        ["Roy", "Luc", "", "Bron"],
        ["Roy", "Luc", "tiers@exemple.fr", "Bron"],
    )

    lot = appliquer(creer_import(par=creer_direction(), octets=octets))

    assert _comptes(lot) == {"change": 1, "refuse": 2}
    un.refresh_from_db()
    autre.refresh_from_db()
    assert (un.commune, autre.commune) == ("", "Bron")


def test_qui_n_est_plus_dans_le_fichier_se_montre_et_ne_change_pas():
    prison = creer_etablissement()
    reste, parti = (creer_affectation(etablissement=prison) for _ in range(2))
    octets = en_csv(["N° de fiche", "Code établissement"], [reste.benevole.pk, prison.code])

    lot = appliquer(creer_import(par=creer_direction(), octets=octets))

    assert _comptes(lot) == {"inchange": 1, "absent": 1}
    assert lot.lignes.get().objet == parti.benevole.pk
    assert Affectation.objects.filter(fin=None).count() == 2


def test_une_fiche_changee_apres_l_essai_n_est_pas_ecrasee():
    fiche = creer_affectation(benevole=creer_benevole(nom="Roy", commune="Lyon")).benevole
    octets = en_csv(["N° de fiche", "Ville"], [fiche.pk, "Bron"])
    lot = creer_import(par=creer_direction(), octets=octets)
    fiche.commune = "Oullins"
    fiche.enregistrer(par=None)

    lot = appliquer(lot)

    fiche.refresh_from_db()
    assert (fiche.commune, _comptes(lot)) == ("Oullins", {"refuse": 1})


def _import_mele(par):
    """Une fiche changée, une autre créée avec son affectation."""
    prison = creer_etablissement()
    fiche = creer_affectation(benevole=creer_benevole(nom="Roy", commune="Lyon")).benevole
    octets = en_csv(
        ["N° de fiche", "Nom", "Prénom", "Ville", "Code établissement", "Depuis le"],
        [fiche.pk, "Roy", fiche.prenom, "Bron", "", ""],
        ["", "Durand", "Zoé", "Lille", prison.code, "1/9/2013"],
    )
    return fiche, appliquer(creer_import(par=par, octets=octets))


def test_tout_un_import_se_defait_et_de_qui_il_avait_cree_il_ne_reste_aucun_nom():
    fiche, lot = _import_mele(creer_direction())
    zoe = Benevole.objects.get(nom="Durand")

    assert defaire(lot).etape == Import.Etape.DEFAIT

    fiche.refresh_from_db()
    assert fiche.commune == "Lyon"
    assert not Benevole.objects.filter(pk=zoe.pk).exists()
    assert not Affectation.objects.filter(benevole=zoe.pk).exists()
    assert not Benevole.history.filter(nom="Durand").exists()


def test_un_import_auquel_quelqu_un_a_touche_ne_se_defait_pas():
    fiche, lot = _import_mele(creer_direction())
    zoe = Benevole.objects.get(nom="Durand")
    zoe.commune = "Roubaix"
    zoe.enregistrer(par=None)

    lot = defaire(lot)

    fiche.refresh_from_db()
    assert (lot.etape, fiche.commune) == (Import.Etape.APPLIQUE, "Bron")
    assert "Zoé Durand, ligne 3" in lot.erreur
    assert Affectation.objects.filter(benevole=zoe).exists()
