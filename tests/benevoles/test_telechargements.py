"""Ce qu'on emporte est noté : qui, quand, quelle liste ; personne ne réécrit ce journal."""

import csv
import datetime as dt
import io

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from benevoles.models import Telechargement
from benevoles.telechargements import effacer_les_telechargements
from partenariat.models import Association
from tests import fabrique, fabrique_actions, fabrique_convention

pytestmark = pytest.mark.django_db


def noter(**champs):
    champs = {"nom": "Camille", "liste": "Actions", "format": "csv", "lignes": 3} | champs
    return Telechargement.objects.create(**{"personnel": False} | champs)


def test_chaque_liste_emportee_est_notee_avec_ce_qui_etait_demande(connecte):
    fabrique_convention.charger_la_convention()
    prison = fabrique.creer_etablissement()
    fabrique_actions.creer_action(etablissement=prison)
    compte = fabrique.creer_direction()

    adresse = reverse("actions_export", args=["xlsx"])
    connecte(compte).get(adresse, {"disp": prison.disp.code, "etat": "faite", "q": prison.commune})

    note = Telechargement.objects.get()
    assert (note.compte, note.nom, note.association) == (compte, str(compte), "ANVP")
    assert (note.liste, note.format, note.lignes) == ("Actions", "xlsx", 1)
    assert note.personnel is False
    assert f"DISP : {prison.disp}" in note.filtres
    assert "État : " in note.filtres
    assert prison.commune in note.filtres


def test_le_nom_cherche_parmi_des_personnes_n_est_pas_repete_au_journal(connecte):
    client = connecte(fabrique.creer_direction())
    client.get(reverse("telechargements_export", args=["csv"]), {"q": "Durand"})
    note = Telechargement.objects.get()
    assert note.personnel
    assert note.filtres == "Qui, ou quelle liste : un texte"


def test_un_format_inconnu_n_est_ni_servi_ni_note(connecte):
    client = connecte(fabrique.creer_direction())
    assert client.get(reverse("actions_export", args=["exe"])).status_code == 404
    assert not Telechargement.objects.exists()


def test_chaque_direction_lit_les_siens_et_ceux_des_agents_du_spip(connecte):
    benevole_auxilia = fabrique.creer_compte_cp()
    visiteur = fabrique.creer_compte_vp()
    noter(nom="Directrice ANVP", association="ANVP")
    noter(nom="Directeur AUXILIA", association="AUXILIA")
    noter(nom="Agente", agent=True)
    noter(nom="CP", compte=benevole_auxilia)
    noter(nom="VP", compte=visiteur)

    lus = {
        association: {
            t.nom
            for t in connecte(fabrique.creer_direction(association=association))
            .get(reverse("telechargements"))
            .context["page"]
        }
        for association in Association
    }
    assert lus == {
        "ANVP": {"Directrice ANVP", "Agente", "VP"},
        "AUXILIA": {"Directeur AUXILIA", "Agente", "CP"},
    }


def test_la_page_et_son_export_montrent_les_memes_lignes(connecte):
    noter(nom="Un", association="ANVP", personnel=True)
    noter(nom="Deux", association="ANVP")
    client = connecte(fabrique.creer_direction())
    page = client.get(reverse("telechargements"), {"noms": "on"})
    fichier = client.get(reverse("telechargements_export", args=["csv"]), {"noms": "on"})
    rangees = csv.DictReader(io.StringIO(fichier.content.decode("utf-8-sig")), delimiter=";")
    assert [t.nom for t in page.context["page"]] == [r["Qui"] for r in rangees] == ["Un"]


@pytest.mark.parametrize("champ", ["nom", "liste", "filtres", "lignes", "personnel", "agent"])
def test_une_ligne_du_journal_ne_se_reecrit_pas(champ):
    note = noter()
    valeur = {"lignes": 0, "personnel": True, "agent": True}.get(champ, "autre")
    with pytest.raises(IntegrityError), transaction.atomic():
        Telechargement.objects.filter(pk=note.pk).update(**{champ: valeur})


def test_une_ligne_de_moins_d_un_an_ne_s_efface_pas():
    note = noter(le=timezone.now() - dt.timedelta(days=300))
    with pytest.raises(IntegrityError), transaction.atomic():
        note.delete()


def test_la_nuit_efface_ce_qui_a_plus_d_un_an():
    maintenant = timezone.now()
    noter(nom="Vieux", le=maintenant - dt.timedelta(days=370))
    noter(nom="Récent", le=maintenant - dt.timedelta(days=300))
    assert effacer_les_telechargements(maintenant)["telechargements_effaces"] == 1
    assert Telechargement.objects.get().nom == "Récent"
