"""Les fichiers que la base nomme : chacun devrait être rangé, tel qu'il fut reçu."""

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS
from django.db.models import FileField, Value


def fichiers_nommes() -> dict[str, str]:
    """Le nom de chaque fichier qu'une ligne désigne, lu sur le serveur principal.

    Avec l'empreinte SHA-256 notée quand il fut rangé ; vide si le modèle n'en note pas.
    """
    return {
        nom: empreinte
        for modele in apps.get_models()
        for champ in modele._meta.local_concrete_fields
        if isinstance(champ, FileField)
        for nom, empreinte in modele._base_manager.using(DEFAULT_DB_ALIAS)
        .exclude(**{champ.name: ""})
        .values_list(champ.name, _empreinte(modele))
    }


def _empreinte(modele):
    noms = {champ.name for champ in modele._meta.local_concrete_fields}
    return "sha256" if "sha256" in noms else Value("")
