"""Un import tué net pendant qu'il s'applique : rien à moitié fait, et il reprend où il en était."""

import signal

import pytest
from django.utils import timezone

from benevoles.imports.rangees import PAR_LOT
from benevoles.imports.taches import SILENCE, lancer, reprendre_les_imports
from benevoles.models import Affectation, Benevole, Import
from partenariat.rangement.reglage import DOSSIER
from tests.fabrique import creer_direction, creer_etablissement
from tests.fabrique_imports import creer_import, en_csv
from tests.pannes.commande import commande

pytestmark = pytest.mark.django_db(transaction=True)
LIGNES = PAR_LOT + 10


@pytest.mark.parametrize("coup", [6, 13])  # dans un lot, puis, sur PostgreSQL, dans le suivant
def test_un_import_tue_reprend_sans_rien_refaire_ni_laisser_a_moitie(coup, settings):
    # Un autre processus relit le tableau : il lui faut un vrai fichier.
    settings.STORAGES = settings.STORAGES | {"default": DOSSIER}
    code = creer_etablissement().code
    titres = ["Nom", "Prénom", "Code établissement", "Depuis le"]
    personnes = [[f"Nom{i}", "Anne", code, "1/9/2013"] for i in range(LIGNES)]
    lot = creer_import(par=creer_direction(), octets=en_csv(titres, *personnes))
    lancer(lot, Import.Etape.APPLICATION)

    tue = commande(coup, "db_worker", "--batch")
    assert tue.returncode == -signal.SIGKILL, tue.stdout
    faites = Import.objects.get().faites
    assert faites in (0, PAR_LOT)
    assert Benevole.objects.count() == Affectation.objects.count() == faites

    assert reprendre_les_imports(timezone.now() + 2 * SILENCE)["imports_repris"] == 1
    assert commande(0, "db_worker", "--batch").returncode == 0
    assert Import.objects.get().etape == Import.Etape.APPLIQUE
    assert Benevole.objects.count() == Affectation.objects.count() == LIGNES
    assert Affectation.history.count() == LIGNES
