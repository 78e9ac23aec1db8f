"""Les fichiers que la base nomme : chacun devrait être rangé."""

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS
from django.db.models import FileField


def fichiers_nommes() -> set[str]:
    """Le nom de chaque fichier qu'une ligne désigne, lu sur le serveur principal."""
    return {
        nom
        for modele in apps.get_models()
        for champ in modele._meta.local_concrete_fields
        if isinstance(champ, FileField)
        for nom in modele._base_manager.using(DEFAULT_DB_ALIAS)
        .exclude(**{champ.name: ""})
        .values_list(champ.name, flat=True)
    }
