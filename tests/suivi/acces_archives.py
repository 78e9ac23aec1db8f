"""Qui entre où : l'archive d'une association (voir `test_acces`)."""

from partenariat.models import Association
from suivi.models import Archive

# Les directions seules, et après avoir confirmé que c'est bien elles ; chacune, la sienne.
LIGNES = """
archives                             -                c   >   >   -   -   -   -   -   -   -
archive_nouvelle                     envoi            c   >   >   -   -   -   -   -   -   -
archive                              -                c   +   0   -   -   -   -   -   -   -
archive_fichier                      -                c   >   >   -   -   -   -   -   -   -
"""


def poser(region, comptes):
    """L'archive de l'ANVP, pas encore faite."""
    if comptes:
        region.objets["archive"] = Archive.objects.create(association=Association.ANVP)


def arguments(region, sujet):
    """Par nom d'adresse, ses arguments dans cette région."""
    archive = region.objets.get("archive")
    siennes = dict.fromkeys(("archive", "archive_fichier"), [archive.pk if archive else 0])
    return siennes | {"archives": [], "archive_nouvelle": []}
