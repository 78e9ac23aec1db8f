"""L'histoire se lit par qui voit la fiche, sans les lignes de l'autre association."""

import csv
import datetime as dt
import io
import re

import pytest
from django.urls import reverse

from benevoles.changements import Changement
from benevoles.histoires import de_la_liste, de_la_personne
from benevoles.models import Affectation, Fonction, Habilitation, Seuil, Telechargement
from benevoles.views.histoires import PAR_PAGE
from partenariat.models import Association
from tests.ecran import texte
from tests.fabrique import (
    creer_absence,
    creer_adhesion,
    creer_affectation,
    creer_benevole,
    creer_besoin,
    creer_compte,
    creer_cp,
    creer_direction,
    creer_etablissement,
    creer_habilitation,
    creer_mandat,
    creer_president,
    creer_section,
    creer_suspension,
    creer_vp,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def prison():
    return creer_etablissement(nom="Maison d’arrêt d’Ici")


@pytest.fixture
def des_deux(prison):
    """Une personne que les deux associations connaissent, avec des lignes de chacune."""
    benevole = creer_benevole(prenom="Dominique", commune="Lyon")
    creer_vp(benevole=benevole, etablissement=prison)
    creer_cp(benevole=benevole, etablissement=creer_etablissement(nom="Centre d’Ailleurs"))
    for association in Association:
        creer_adhesion(benevole=benevole, association=association)
    creer_mandat(benevole=benevole)
    creer_absence(benevole=benevole)
    return benevole


def _lire(histoire):
    return histoire[0 : histoire.count()]


def lire_csv(reponse):
    return list(csv.DictReader(io.StringIO(reponse.content.decode("utf-8-sig")), delimiter=";"))


def _sujets(benevole, compte):
    return {(e.quoi, e.sujet) for e in _lire(de_la_personne(benevole, compte))}


def test_un_changement_se_lit_en_clair_sur_la_fiche(connecte, des_deux):
    direction = creer_direction()
    saisie = {"nom": des_deux.nom, "prenom": "Dominique", "commune": "Dijon", "version_lue": 1}
    client = connecte(direction)
    client.post(reverse("personne_modification", args=[des_deux.pk]), saisie)

    page = client.get(reverse("personne_histoire", args=[des_deux.pk]))

    assert "Commune : Lyon → Dijon" in texte(page)
    assert direction.nom_affiche in texte(page)
    fiche = client.get(des_deux.get_absolute_url())
    assert reverse("personne_histoire", args=[des_deux.pk]) in fiche.content.decode()


def test_chaque_association_ne_lit_que_ses_lignes_d_une_personne_connue_des_deux(des_deux, prison):
    anvp = _sujets(des_deux, creer_direction())
    auxilia = _sujets(des_deux, creer_direction(association=Association.AUXILIA))

    communes = {("Fiche", ""), ("Absence", "")}
    assert anvp & auxilia == communes
    assert {quoi for quoi, _ in anvp - communes} == {"Adhésion", "Affectation", "Titre", "Mandat"}
    assert ("Adhésion", "ANVP") in anvp
    assert auxilia - communes == {
        ("Adhésion", "AUXILIA"),
        ("Affectation", "CP Auxilia, Centre d’Ailleurs"),
    }


def test_on_lit_toute_sa_propre_histoire(des_deux):
    des_deux.utilisateur = creer_compte()
    des_deux.enregistrer(par=None)
    assert len(_sujets(des_deux, des_deux.utilisateur)) >= 8


def test_ce_qui_a_ete_supprime_ou_n_a_pas_d_auteur_se_dit(des_deux):
    des_deux.absences.get().delete()
    premiere = _lire(de_la_personne(des_deux, creer_direction()))[0]
    assert (premiere.quoi, premiere.geste, premiere.qui) == ("Absence", "supprimé", "l’application")
    assert premiere.changements == []


def test_un_auteur_dont_le_compte_a_disparu_reste_un_compte_ferme(des_deux):
    compte = creer_direction()
    des_deux.enregistrer(par=compte)
    compte.delete()
    assert _lire(de_la_personne(des_deux, creer_direction()))[0].qui == "un compte fermé"


def test_la_liste_dit_les_fins_les_retraits_les_suspensions_et_les_besoins(prison):
    president = creer_president(etablissements=[prison])
    affectation = creer_vp(etablissement=prison)
    agrement = Habilitation.objects.get(benevole=affectation.benevole)
    creer_suspension(habilitation=agrement, debut=dt.date(2016, 1, 1))
    creer_besoin(etablissement=prison, vp_manquants=2)
    affectation.terminer(le=dt.date(2016, 5, 1), motif=Affectation.MotifFin.TITRE, par=president)
    creer_cp(etablissement=prison)

    derniere, *autres = _lire(de_la_liste(prison, Fonction.VP))

    assert (derniere.quoi, derniere.sujet) == ("Affectation", str(affectation.benevole))
    assert derniere.changements == [
        Changement("Jusqu’au", "rien", "01/05/2016"),
        Changement("Motif de fin", "rien", "agrément ou autorisation non renouvelé"),
    ]
    assert {e.quoi for e in autres} == {"Affectation", "Titre", "Suspension", "Besoin déclaré"}
    assert [e.quoi for e in _lire(de_la_liste(prison, Fonction.CP))] == ["Affectation"]


def test_la_section_les_seuils_et_les_roles_ont_leur_histoire(connecte):
    direction = creer_direction()
    section = creer_section(nom="Lyon", etablissements=[creer_etablissement(nom="Corbas")])
    creer_mandat(section=section)
    regle = {"vp_pour_cent": 2, "minimum_vp": 1, "explication": "parce que", "par": direction}
    Seuil.fixer("MA", debut=dt.date(2016, 1, 1), **regle)
    client = connecte(direction)

    dites = [
        texte(client.get(reverse(nom, args=arguments)))
        for nom, arguments in (
            ("section_histoire", [section.pk]),
            ("seuils_histoire", []),
            ("roles_histoire", []),
        )
    ]

    assert "Corbas" in dites[0]
    assert "président de section" in dites[0]
    assert "maison d’arrêt" in dites[1]
    assert "Pourquoi ce seuil : parce que" in dites[1]
    assert "direction nationale" in dites[2]


@pytest.mark.parametrize("nombre", [2, 20])
def test_autant_de_requetes_quelle_que_soit_l_histoire(
    connecte, prison, nombre, django_assert_num_queries
):
    for _ in range(nombre):
        affectation = creer_vp(etablissement=prison)
        titre = creer_habilitation(
            benevole=affectation.benevole, etablissement=prison, debut=dt.date(2012, 1, 1)
        )
        creer_suspension(habilitation=titre)
        creer_besoin(etablissement=prison, le=dt.date(2000 + _, 1, 1))
    client = connecte(creer_direction())
    adresse = reverse("liste_histoire", args=[prison.code, "vp"])
    client.get(adresse)
    with django_assert_num_queries(12):
        page = client.get(adresse)
    assert page.status_code == 200
    assert len(page.content) < 60 * 1024


def test_une_longue_histoire_se_lit_par_pages(connecte, prison):
    for n in range(30):
        creer_affectation(etablissement=prison, debut=dt.date(2010, 1, 1) + dt.timedelta(days=n))
    client = connecte(creer_direction())
    adresse = reverse("liste_histoire", args=[prison.code, "vp"])
    assert "Page 1 sur 2" in texte(client.get(adresse))
    assert len(client.get(adresse, {"page": 2}).context["page"].object_list) == 5


def test_une_histoire_s_emporte_entiere_et_le_journal_n_en_repete_aucun_nom(connecte, des_deux):
    for jours in range(40):
        creer_absence(
            benevole=des_deux,
            debut=dt.date(2020, 1, 1) + dt.timedelta(days=2 * jours),
            fin=dt.date(2020, 1, 1) + dt.timedelta(days=2 * jours),
        )
    direction = creer_direction()
    adresse = reverse("personne_histoire", args=[des_deux.pk])
    page = connecte(direction).get(adresse)
    offert = re.search(r'href="(export\.csv)"', page.content.decode()).group(1)
    rangees = lire_csv(connecte(direction).get(adresse + offert))

    assert {(r["Quoi"], r["De quoi"]) for r in rangees} == _sujets(des_deux, direction)
    assert len([r for r in rangees if r["Quoi"] == "Absence"]) > PAR_PAGE
    note = Telechargement.objects.get()
    assert (note.personnel, note.filtres) == (True, f"fiche n° {des_deux.pk}")
