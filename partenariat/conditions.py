"""Des conditions que plusieurs modèles posent à la base."""

from functools import reduce
from operator import or_

from django.db.models import Q


def un_seul(*champs) -> Q:
    """Exactement un de ces champs est renseigné."""
    cas = [Q(**{f"{champ}__isnull": champ != seul for champ in champs}) for seul in champs]
    return reduce(or_, cas)
