"""Ce qu'une fusion fera, essayé pour de bon puis annulé : l'aperçu ne peut pas s'en écarter."""

from collections import Counter
from typing import NamedTuple

from django.apps import apps
from django.db import transaction

from benevoles.fusion.execution import fusionner
from benevoles.fusion.journal import FusionRefusee


class Apercu(NamedTuple):
    """`refus` : pourquoi rien ne se fera ; sinon ce qui suit, s'unit ou s'efface, par sorte."""

    refus: str
    lignes: list[tuple[str, int, str]]


GESTES = {
    "suit": "passe à la fiche conservée",
    "unit": "de la fiche conservée, réunit les deux périodes",
    "efface": "fait double emploi : réuni, ou effacé avec la fiche absorbée",
}


def apercu(gardee, absorbee, *, par, le, maintenant) -> Apercu:
    """Rien n'est écrit : la fusion d'essai est toujours annulée."""
    try:
        with transaction.atomic():
            fusion = fusionner(gardee.pk, absorbee.pk, par=par, le=le, maintenant=maintenant)
            transaction.set_rollback(True)
    except FusionRefusee as refus:
        return Apercu(str(refus), [])
    return Apercu("", list(_resumer(fusion.changements)))


def _resumer(changements):
    comptes = Counter()
    for changement in changements:
        if changement["modele"] == "benevoles.Benevole":
            continue
        nom = apps.get_model(changement["modele"])._meta.verbose_name
        comptes[nom, _geste(**changement)] += 1
    for (nom, geste), nombre in comptes.items():
        yield str(nom).capitalize(), nombre, GESTES[geste]


def _geste(avant, apres, **_):
    if apres is None:
        return "efface"
    return "unit" if avant.get("benevole_id") == apres.get("benevole_id") else "suit"
