"""La part des adhérents d'une association qui sont aussi de l'autre : par année, par DISP."""

import datetime as dt
from typing import NamedTuple

from benevoles.models import Benevole
from engagements.adhesions.rapprochement import adherents, designees, doubles, heure
from etablissements.models import DirectionInterregionale
from partenariat.dates import PREMIERE_ANNEE
from partenariat.models import Association

LARGEUR, HAUTEUR, MARGE = 480, 120, 18  # unités du dessin


class Taux(NamedTuple):
    """`doubles` sur `adherents`, un jour, dans un territoire."""

    libelle: str
    adherents: int
    doubles: int

    @property
    def pour_cent(self) -> float | None:
        return round(100 * self.doubles / self.adherents, 1) if self.adherents else None


class Barre(NamedTuple):
    """Un taux dessiné."""

    taux: Taux
    x: int
    y: int
    largeur: int
    hauteur: int

    @property
    def milieu(self) -> int:
        return self.x + self.largeur // 2


class Evolution(NamedTuple):
    """Une ligne par 1er janvier puis une pour aujourd'hui ; une par DISP, aujourd'hui."""

    annees: list[Taux]
    disps: list[Taux]


def evolution(association: Association, *, le, maintenant, disp=None, disps=()) -> Evolution:
    """Deux requêtes, quel que soit le nombre d'années. `disp` : ce territoire seul.

    Une personne compte dans la DISP du département où elle habite.
    """
    tous, designee = adherents(dt.date.min), designees(dt.date.min, heure(maintenant))
    fiches = Benevole.objects.filter(adhesions__association=association).order_by()
    lieux = dict(fiches.values_list("pk", "departement__disp"))

    def photo(jour):
        siens = [m.fiche.pk for m in tous if m.association == association and m.vaut(jour)]
        return {designee[pk]: lieux[pk] for pk in siens}, doubles(tous, designee, le=jour)

    annees = [dt.date(annee, 1, 1) for annee in range(PREMIERE_ANNEE, le.year + 1)]
    photos = {jour: photo(jour) for jour in (*annees, le)}
    lignes = [_taux(str(jour.year), *photos[jour], disp) for jour in annees if jour < le]
    lignes.append(_taux("aujourd’hui", *photos[le], disp))
    return Evolution(lignes, [_taux(str(d), *photos[le], d) for d in disps])


def _taux(libelle, lieux, deux, disp):
    ici = {qui for qui, ou in lieux.items() if disp is None or ou == disp.pk}
    return Taux(libelle, len(ici), len(ici & deux))


def territoires(utilisateur):
    """Les DISP dont ce compte lit les nombres : toutes, ou celles d'un délégué."""
    toutes = DirectionInterregionale.objects.all()
    droits = utilisateur.droits
    return toutes if droits.est_direction else toutes.filter(pk__in=droits.disps)


def barres(lignes: list[Taux]) -> list[Barre]:
    """Le dessin des années ; rien s'il n'y a rien à dessiner."""
    sommet = max((ligne.pour_cent or 0 for ligne in lignes), default=0)
    if not sommet:
        return []
    pas, utile = LARGEUR // len(lignes), HAUTEUR - 2 * MARGE
    dessin = []
    for rang, ligne in enumerate(lignes):
        haut = round(utile * (ligne.pour_cent or 0) / sommet)
        x = rang * pas + pas // 8
        dessin.append(Barre(ligne, x, HAUTEUR - MARGE - haut, pas * 3 // 4, haut))
    return dessin
