"""Un import tué net pendant qu'il s'applique : rien à moitié fait, et il reprend où il en était."""

import signal

import pytest
from django.utils import timezone

from benevoles.imports.rangees import PAR_LOT
from benevoles.imports.taches import SILENCE, lancer, reprendre_les_imports
from benevoles.models import Affectation, Benevole, Import
from engagements.models import Action, Inscription, Session
from etablissements.echanges.verdicts import Sort
from partenariat.rangement.reglage import DOSSIER
from tests.fabrique import creer_direction, creer_etablissement
from tests.fabrique_convention import charger_la_convention
from tests.fabrique_formations import creer_formation, creer_membre, creer_session
from tests.fabrique_imports import creer_import, en_csv
from tests.pannes.commande import commande

pytestmark = pytest.mark.django_db(transaction=True)
LIGNES = PAR_LOT + 10


def _personnes():
    code = creer_etablissement().code
    titres = ["Nom", "Prénom", "Code établissement", "Depuis le"]
    return [titres, *([f"Nom{i}", "Anne", code, "1/9/2013"] for i in range(LIGNES))]


def _actions():
    charger_la_convention()
    prison = creer_etablissement(nom="Maison d’arrêt de Valmont")
    titres = ["Date", "Action", "Établissement", "Engagements"]
    return [titres, *(["1/9/2015", f"Action {i}", prison.nom, "1.1"] for i in range(LIGNES))]


def _sessions():
    jours = [f"12/03/2016 {9 + i % 9:02}:{i // 9:02}" for i in range(LIGNES)]
    titres = ["Formation", "Début", "Fin", "Lieu", "Places", "Durée"]
    return [titres, *(["Écoute", jour, "19:00", "Lyon", "12", "6,5"] for jour in jours)]


def _participants():
    """Dix présents à chaque session déjà tenue : les lignes d'une session passent ensemble."""
    formation = creer_formation()
    sessions = [creer_session(formation=formation, dans=-30 - i) for i in range(LIGNES // 10)]
    fiches = [creer_membre(compte=False).pk for _ in range(10)]
    titres = ["N° de session", "N° de fiche", "Présence"]
    return [titres, *([session.pk, fiche, "oui"] for session in sessions for fiche in fiches)]


# Par tableau : sa sorte, ses rangées, et ce que crée chaque ligne. Où deux coups sont donnés, le
# second tombe, sur PostgreSQL, dans le second lot.
TABLEAUX = {
    "personnes": ("personnes", _personnes, (Benevole, Affectation)),
    "actions": ("actions", _actions, (Action, Action.engagements.through)),
    "sessions": ("formations", _sessions, (Session,)),
    "participants": ("formations", _participants, (Inscription,)),
}


@pytest.mark.parametrize(
    ("nom", "coup"),
    [
        ("personnes", 6),
        ("personnes", 13),
        ("actions", 6),
        ("sessions", 6),
        ("participants", 5),
        ("participants", 8),
    ],
)
def test_un_import_tue_reprend_sans_rien_refaire_ni_laisser_a_moitie(nom, coup, settings):
    # Un autre processus relit le tableau : il lui faut un vrai fichier.
    settings.STORAGES = settings.STORAGES | {"default": DOSSIER}
    sorte, tableau, modeles = TABLEAUX[nom]
    lot = creer_import(par=creer_direction(), octets=en_csv(*tableau()), sorte=sorte)
    lancer(lot, Import.Etape.APPLICATION)

    tue = commande(coup, "db_worker", "--batch")
    assert tue.returncode == -signal.SIGKILL, tue.stdout
    faites = Import.objects.get().faites
    assert faites in (0, PAR_LOT)
    assert _nombres(modeles) == {faites}

    assert reprendre_les_imports(timezone.now() + 2 * SILENCE)["imports_repris"] == 1
    assert commande(0, "db_worker", "--batch").returncode == 0
    assert Import.objects.get().etape == Import.Etape.APPLIQUE
    assert lot.lignes.filter(sort=Sort.CREE).count() == LIGNES
    assert _nombres(modeles) == {LIGNES}
    assert _nombres(m.history for m in modeles if hasattr(m, "history")) <= {LIGNES}


def _nombres(modeles):
    return {getattr(modele, "objects", modele).count() for modele in modeles}
