"""Garder une pièce, et ne pas garder un fichier que plus rien ne désigne."""

import datetime as dt
import hashlib
from collections import Counter

from django.core.files.storage import default_storage

from engagements.models import Action, EtapeGncp, Piece, Reunion, VersionPosition
from partenariat.rangement.copies import fichiers_ranges

# À quoi une pièce se joint, tel que l'adresse le nomme.
DOSSIERS = {"action": Action, "reunion": Reunion, "etape": EtapeGncp, "version": VersionPosition}
RANGEMENT = "pieces"
SURSIS = dt.timedelta(days=1)  # une saisie en cours n'est pas un oubli


def deposer(fichier, *, par, **dossier) -> Piece:
    """Garde un fichier que `ChampPiece` a contrôlé ; `dossier` : `action=…`, `reunion=…`…"""
    empreinte = hashlib.sha256()
    for morceau in fichier.chunks():
        empreinte.update(morceau)
    fichier.seek(0)
    return Piece.objects.create(
        **dossier,
        fichier=fichier,
        nom=fichier.name,
        type_mime=fichier.content_type,
        taille=fichier.size,
        sha256=empreinte.hexdigest(),
        deposee_par=par,
    )


def effacer_les_fichiers_oublies(maintenant: dt.datetime) -> Counter:
    """Les fichiers sans ligne : saisie défaite après coup, dossier effacé avec ses pièces."""
    connus = set(Piece.objects.values_list("fichier", flat=True))
    bilan = Counter()
    for nom in set(fichiers_ranges(RANGEMENT)) - connus:
        if default_storage.get_modified_time(nom) < maintenant - SURSIS:
            default_storage.delete(nom)
            bilan["pieces_oubliees"] += 1
    return bilan
