"""Une personne effacée : plus rien ne la nomme, dans toute la base."""

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.utils.timezone import localdate

from benevoles.fusion.execution import fusionner
from benevoles.models import Benevole
from engagements.models import (
    Reunion,
    Trace,
)
from partenariat.histoire import auteur
from partenariat.inalterable import effacer_l_histoire_de, oublier_un_nom
from suivi.vie_privee.textes import A_PART, INTANGIBLES
from tests import fabrique
from tests.fabrique_demandes import creer_demande_au_spip
from tests.fabrique_reunions import creer_reunion
from tests.suivi.departs import (
    COURRIEL,
    MARQUES,
    NOM,
    PRENOM,
    citer_partout,
    dans,
    il_y_a,
    partie,
    passer_les_nuits,
)

pytestmark = pytest.mark.django_db


def _ou_se_lit(marque):
    """(table, colonne) de toute la base où ces mots se lisent, sans casse."""
    trouvees = []
    with connection.cursor() as curseur:
        for table in connection.introspection.table_names(curseur):
            colonnes = connection.introspection.get_table_description(curseur, table)
            for colonne in colonnes:
                curseur.execute(f'SELECT CAST("{colonne.name}" AS text) FROM "{table}"')
                if any(marque.lower() in (v or "").lower() for (v,) in curseur.fetchall()):
                    trouvees.append((table, colonne.name))
    return trouvees


def test_toute_la_base_est_relue_et_rien_ne_la_nomme_plus(connecte):
    benevole = citer_partout()
    compte = benevole.utilisateur
    connecte(compte).get("/")
    assert {marque: bool(_ou_se_lit(marque)) for marque in MARQUES} == dict.fromkeys(MARQUES, True)

    assert passer_les_nuits()["fiches_effacees"] == 1

    assert {marque: _ou_se_lit(marque) for marque in MARQUES} == dict.fromkeys(MARQUES, [])
    reunion = Reunion.objects.get()
    qui = f"Personne effacée n° {benevole.pk}"
    assert reunion.compte_rendu == f"Merci à {qui} ({qui}, {qui}) et à {qui}."


def _absorber_une_fiche_a_l_ancien_nom(benevole):
    """Un doublon fusionné dans sa fiche : un autre nom, une autre adresse, et son compte fermé."""
    compte = fabrique.creer_compte(email="ancienne@exemple.test", nom="Bérangère Vauquelinde")
    autre = fabrique.creer_benevole(
        nom="Vauquelinde", prenom="Bérangère", courriel="vauque@exemple.test", utilisateur=compte
    )
    fabrique.creer_adhesion(benevole=autre, debut=il_y_a(2000), fin=il_y_a(1600))
    direction = fabrique.creer_direction()
    choix = {"maintenant": dans(-90), "le": localdate(), "compte": benevole.utilisateur_id}
    fusionner(benevole.pk, autre.pk, par=direction, **choix)


def test_ni_la_fiche_absorbee_ni_l_histoire_des_autres_ne_la_nomment_plus():
    benevole = partie(utilisateur=fabrique.creer_compte(nom=f"{PRENOM} {NOM}"))
    _absorber_une_fiche_a_l_ancien_nom(benevole)
    section = fabrique.creer_section(nom=f"Section de Bérangère Vauquelinde, ex-{PRENOM} {NOM}")
    section.nom = "Section de la Manche"
    with auteur(None, "reprise de la liste de vauque@exemple.test"):
        section.save()
    lignes, inconnue = section.history.count(), fabrique.creer_vp().benevole
    marques = (NOM, "Vauquelinde", "vauque@exemple.test", "ancienne@exemple.test")
    assert all(_ou_se_lit(marque) for marque in marques)

    assert passer_les_nuits()["fiches_effacees"] == 1

    assert {marque: _ou_se_lit(marque) for marque in marques} == dict.fromkeys(marques, [])
    qui = f"Personne effacée n° {benevole.pk}"
    assert section.history.last().nom == f"Section de {qui}, ex-{qui}"
    assert section.history.first().history_change_reason == f"reprise de la liste de {qui}"
    assert section.history.count() == lignes
    assert inconnue.history.exists()


def test_l_histoire_d_une_fiche_absorbee_reste_tant_que_celle_qui_la_garde_n_est_pas_effacee():
    benevole = partie(utilisateur=fabrique.creer_compte())
    _absorber_une_fiche_a_l_ancien_nom(benevole)
    absorbee = benevole.fusions.get().absorbe
    with pytest.raises(IntegrityError, match="gardee"), transaction.atomic():
        effacer_l_histoire_de(benevole, [absorbee])
    assert Benevole.history.filter(id=absorbee).exists()


def test_un_texte_passe_ne_se_reecrit_que_pour_oublier_un_nom():
    section = fabrique.creer_section(nom="Section de Guéret")
    ligne = section.history.get()
    for colonne, texte in (("nom", "Autre section"), ("nom", ""), ("history_change_reason", "x")):
        with pytest.raises(IntegrityError, match="inchangee"), transaction.atomic():
            oublier_un_nom(type(ligne), ligne.history_id, colonne, texte)
    oublier_un_nom(type(ligne), ligne.history_id, "nom", "Section de Personne effacée n° 3")
    assert section.history.get().nom == "Section de Personne effacée n° 3"


def test_d_un_homonyme_les_textes_gardent_le_nom():
    partie()
    fabrique.creer_affectation(benevole=fabrique.creer_benevole(nom=NOM, prenom=PRENOM))
    reunion = creer_reunion()
    Reunion.objects.filter(pk=reunion.pk).update(compte_rendu=f"{PRENOM} {NOM}, {COURRIEL}")

    assert passer_les_nuits()["fiches_effacees"] == 1
    compte_rendu = Reunion.objects.get().compte_rendu
    assert compte_rendu.startswith(f"{PRENOM} {NOM}, Personne effacée")


def test_un_nom_avec_des_signes_de_recherche_n_en_fait_pas_un_motif():
    benevole = partie(nom="Du(bois", prenom="A.*")
    reunion = creer_reunion()
    Reunion.objects.filter(pk=reunion.pk).update(compte_rendu="A.* Du(bois, Anne Dubois")
    passer_les_nuits()
    texte = Reunion.objects.get().compte_rendu
    assert texte == f"Personne effacée n° {benevole.pk}, Anne Dubois"


def test_les_textes_mis_a_part_existent_et_chacun_dit_pourquoi():
    modeles = {modele._meta.label for modele in apps.get_models()}
    assert set(INTANGIBLES) | A_PART <= modeles
    assert all(INTANGIBLES.values())


def test_le_journal_ne_se_laisse_changer_que_pour_oublier_un_nom():
    demande = creer_demande_au_spip()
    traces = Trace.objects.filter(demande=demande)
    for refuse in (
        {"nom": "Quelqu’un d’autre"},
        {"nom": "Personne effacée n° 1"},  # le compte reste : refusé
        {"nom": "Personne effacée n° 1", "compte": None, "quoi": "autre"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            traces.exclude(compte=None).update(**refuse)
    assert traces.update(nom="Personne effacée n° 1", compte=None)
