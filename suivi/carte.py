"""La carte des couvertures : un SVG complet, le même à l'écran et dans un PDF.

`dessiner` est une fonction pure : des couvertures entrent, un texte SVG sort. La forme et le mot
disent le statut autant que la couleur.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from benevoles.couverture.calcul import Couverture
from benevoles.couverture.statuts import StatutCP, StatutCroise, StatutVP
from etablissements.carte import CREDITS, Point, placer
from suivi.cadrage import cadrer

# En unités d'une carte large de 1000 : ce que chaque symbole occupe.
RAYON, RAYON_D_UNE_PAIRE = 7.5, 10
LARGEUR_D_UNE_ENTREE = 197
# XML les refuse, même échappés ; un nom collé d'ailleurs peut en contenir.
CARACTERES_DE_CONTROLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Vue:
    """Une façon de lire la couverture : un statut, du meilleur au pire, et de quoi l'expliquer."""

    cle: str
    onglet: str
    titre: str
    statuts: tuple
    statut: Callable[[Couverture], object]
    detail: Callable[[Couverture], str]
    rayon: float = RAYON


@dataclass(frozen=True, slots=True)
class Zone:
    """Le territoire sur lequel la carte se resserre, et son nom."""

    titre: str
    departements: frozenset[str]


@dataclass(frozen=True, slots=True)
class Symbole:
    """Un établissement dessiné : un lien, une forme, une phrase."""

    point: Point
    forme: str
    phrase: str
    adresse: str
    fil: bool  # un trait vers son vrai lieu, quand le symbole ne le recouvre plus

    @property
    def x(self):
        return round(self.point.x, 1)

    @property
    def y(self):
        return round(self.point.y, 1)

    @property
    def vrai_x(self):
        return round(self.point.vrai[0], 1)

    @property
    def vrai_y(self):
        return round(self.point.vrai[1], 1)


@dataclass(frozen=True, slots=True)
class Entree:
    """Une ligne de la légende."""

    statut: object
    nombre: int
    rang: int

    @property
    def x(self) -> int:
        return self.rang * LARGEUR_D_UNE_ENTREE


def dessiner(
    couvertures: Iterable[Couverture],
    *,
    vue: Vue,
    le: dt.date,
    zone: Zone | None = None,
    suffixe: str = "",
) -> SafeString:
    """Le SVG de ces couvertures ; `suffixe` garde la date dans les liens (« ?au=2014-01-01 »)."""
    couvertures = list(couvertures)
    cadrage = cadrer(zone.departements if zone else None)
    symboles = _symboles(couvertures, vue, vue.rayon * cadrage.echelle_des_symboles, suffixe)
    contexte = {
        "vue": vue,
        "le": le,
        "territoire": zone.titre if zone else "France entière",
        "cadrage": cadrage,
        "groupes": _par_disp(symboles),
        "legende": _legende(couvertures, vue),
        "hors_carte": len(couvertures) - len(symboles),
        "credits": CREDITS,
    }
    return render_to_string("suivi/carte.svg", contexte)


def _symboles(couvertures, vue, rayon, suffixe) -> list[Symbole]:
    par_pk = {c.etablissement.pk: c for c in couvertures}
    points = placer([c.etablissement for c in couvertures], rayon=rayon)
    return [_symbole(p, par_pk[p.etablissement.pk], vue, rayon, suffixe) for p in points]


def _symbole(point: Point, c: Couverture, vue: Vue, rayon: float, suffixe: str) -> Symbole:
    statut = vue.statut(c)
    nom = CARACTERES_DE_CONTROLE.sub(" ", c.etablissement.nom)
    return Symbole(
        point=point,
        forme=statut.value,
        phrase=f"{nom}\u00a0: {statut.label} ({vue.detail(c)})",
        adresse=c.etablissement.get_absolute_url() + suffixe,
        fil=point.ecart > rayon,
    )


def _par_disp(symboles) -> list[tuple[str, list[Symbole]]]:
    """Les symboles dans l'ordre où l'on aime les parcourir au clavier : par DISP, puis par nom."""
    groupes = {}
    for s in sorted(symboles, key=lambda s: s.point.etablissement.nom):
        groupes.setdefault(s.point.etablissement.disp.libelle, []).append(s)
    return sorted(groupes.items())


def _legende(couvertures, vue) -> list[Entree]:
    nombres = Counter(vue.statut(c) for c in couvertures)
    return [Entree(statut, nombres[statut], rang) for rang, statut in enumerate(vue.statuts)]


def _compter(nombre: int, nom: str) -> str:
    return f"{nombre} {nom}" if nombre < 2 else f"{nombre} {nom}s"


def _visiteurs(c: Couverture) -> str:
    if c.statut_vp == StatutVP.INCONNU:
        return "liste des visiteurs non confirmée"
    return f"{_compter(c.effectif_vp, 'visiteur')} pour un besoin de {c.besoin_vp}"


def _correspondants(c: Couverture) -> str:
    if c.statut_cp == StatutCP.INCONNU:
        return "liste des CP Auxilia non confirmée"
    return f"{c.effectif_cp or 'aucun'} CP Auxilia"


VUES = {
    vue.cle: vue
    for vue in (
        Vue(
            "vp",
            "Visiteurs",
            "Visiteurs de prison (ANVP)",
            tuple(reversed(StatutVP)),
            lambda c: c.statut_vp,
            _visiteurs,
        ),
        Vue(
            "cp",
            "CP Auxilia",
            "Correspondants (CP Auxilia)",
            tuple(reversed(StatutCP)),
            lambda c: c.statut_cp,
            _correspondants,
        ),
        Vue(
            "croise",
            "Les deux",
            "Les deux associations",
            tuple(StatutCroise),
            lambda c: c.statut_croise,
            lambda c: f"{_visiteurs(c)}, {_correspondants(c)}",
            RAYON_D_UNE_PAIRE,
        ),
    )
}
VUE_PAR_DEFAUT = VUES["vp"]
