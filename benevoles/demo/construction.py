"""Construire la démonstration de rien : migrations, référentiel, pays inventé, comptes."""

import datetime as dt

from django.core.management import call_command
from django.db import connection, transaction

from benevoles.demo.ecriture import ecrire_passages, ecrire_sections
from benevoles.demo.pays import imaginer
from benevoles.demo.scenes import ouvrir_les_comptes
from benevoles.demo.vie import ecrire_adhesions, ecrire_attestations, ecrire_seuils
from benevoles.models import Fonction
from partenariat.histoire import reprise


def construire(*, le: dt.date) -> None:
    """Emplit une base vide et migrée ; le résultat ne dépend que du jour et du référentiel."""
    call_command("charger_referentiel", verbosity=0)
    with transaction.atomic():
        with reprise("benevoles", motif="démonstration"):
            pays = imaginer()
            ecrits = ecrire_passages(pays, le)
            ecrire_sections(pays, ecrits[Fonction.VP], le)
            ecrire_adhesions(ecrits, le)
            ecrire_attestations(pays, le)
        direction = ouvrir_les_comptes(le)
        ecrire_seuils(le, direction)
        _compter_pour_le_planificateur()


def _compter_pour_le_planificateur():
    """PostgreSQL croit ces tables encore vides : ses lectures y dureraient trente secondes."""
    if connection.vendor == "postgresql":
        with connection.cursor() as curseur:
            curseur.execute("ANALYZE")
