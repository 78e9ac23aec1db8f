"""Le contrôle de la couverture : la règle récrite en SQL, d'après le texte, doit dire pareil."""

import datetime as dt
from pathlib import Path
from typing import NamedTuple

from django.db import connection

from benevoles.couverture.calcul import Couverture, couvertures
from etablissements.models import Etablissement
from partenariat.periodes import ajouter_mois

REQUETE = (Path(__file__).parent / "sql" / "couverture.sql").read_text(encoding="utf-8")
ABSENT = "absent"


class Temoin(NamedTuple):
    """Ce que la requête ou le calcul dit d'un établissement, sous la même forme."""

    effectif_vp: int
    effectif_cp: int
    besoin_vp: int
    restant_3: int
    restant_6: int
    statut_vp: str
    statut_cp: str


class Ecart(NamedTuple):
    """Un désaccord : la colonne, ce que donne le calcul, ce que donne la requête."""

    etablissement: str
    colonne: str
    calcul: int | str
    requete: int | str

    def __str__(self):
        return (
            f"{self.etablissement}, {self.colonne} : {self.calcul} selon le calcul,"
            f" {self.requete} selon la requête"
        )


def temoins(*, le: dt.date) -> dict[int, Temoin]:
    """La couverture de chaque établissement ouvert, par la seule requête de contrôle."""
    dates = {
        "le": le,
        "il_y_a_12_mois": ajouter_mois(le, -12),
        "dans_3_mois": ajouter_mois(le, 3),
        "dans_6_mois": ajouter_mois(le, 6),
    }
    adapter = connection.ops.adapt_datefield_value
    with connection.cursor() as curseur:
        curseur.execute(REQUETE, {nom: adapter(jour) for nom, jour in dates.items()})
        return {pk: Temoin(*valeurs) for pk, *valeurs in curseur.fetchall()}


def couvertures_du_jour(*, le: dt.date) -> list[Couverture]:
    return couvertures(Etablissement.objects.ouverts(le=le), le=le)


def ecarts(*, le: dt.date, calculees: list[Couverture] | None = None) -> list[Ecart]:
    """Tout ce qui sépare les couvertures calculées de la requête, au même jour ; vide si d'accord.

    Un établissement que l'un des deux oublie est un écart.
    """
    if calculees is None:
        calculees = couvertures_du_jour(le=le)
    selon_calcul = {c.etablissement.pk: _temoin(c) for c in calculees}
    selon_requete = temoins(le=le)
    codes = dict(Etablissement.objects.values_list("pk", "code"))
    return [
        ecart
        for pk in sorted(selon_calcul.keys() | selon_requete.keys())
        for ecart in _comparer(codes[pk], selon_calcul.get(pk), selon_requete.get(pk))
    ]


def _temoin(couverture: Couverture) -> Temoin:
    return Temoin(
        effectif_vp=couverture.effectif_vp,
        effectif_cp=couverture.effectif_cp,
        besoin_vp=couverture.besoin_vp,
        restant_3=couverture.restants[3],
        restant_6=couverture.restants[6],
        statut_vp=couverture.statut_vp.value,
        statut_cp=couverture.statut_cp.value,
    )


def _comparer(code, calcul, requete):
    if calcul is None or requete is None:
        yield Ecart(
            code,
            "présence",
            ABSENT if calcul is None else "présent",
            ABSENT if requete is None else "présent",
        )
        return
    for colonne, a, b in zip(Temoin._fields, calcul, requete, strict=True):
        if a != b:
            yield Ecart(code, colonne, a, b)
