"""La part des adhérents d'une association qui sont aussi de l'autre : par année, par DISP."""

import datetime as dt
from collections import Counter, defaultdict
from typing import NamedTuple

from django.db.models import Count, Q

from benevoles.models import Adhesion
from engagements.adhesions.jumelles import adhesions_des, jumelles
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


class Photo(NamedTuple):
    """Un jour : par DISP, les adhérents, et ceux d'entre eux qui sont aussi de l'autre."""

    adherents: Counter
    doubles: Counter


class Evolution(NamedTuple):
    """Une ligne par 1er janvier puis une pour aujourd'hui ; une par DISP, aujourd'hui."""

    annees: list[Taux]
    disps: list[Taux]


def evolution(association: Association, *, le, maintenant, disp=None, disps=()) -> Evolution:
    """Un nombre constant de requêtes. `disp` : ce territoire seul.

    Une personne compte dans la DISP du département où elle habite.
    """
    annees = [dt.date(annee, 1, 1) for annee in range(PREMIERE_ANNEE, le.year + 1)]
    photos = _photos(association, [*(jour for jour in annees if jour < le), le], maintenant)
    *passees, aujourdhui = photos.items()
    lignes = [_taux(str(jour.year), photo, disp) for jour, photo in passees]
    lignes.append(_taux("aujourd’hui", aujourdhui[1], disp))
    return Evolution(lignes, [_taux(str(d), aujourdhui[1], d) for d in disps])


def _photos(association, jours, maintenant) -> dict[dt.date, Photo]:
    """Chaque jour : les adhérents et les doubles de chaque DISP.

    La base compte les fiches ; celles d'une même personne, qui en a deux, se comptent ici.
    """
    siennes = Adhesion.objects.filter(association=association).order_by()
    deux = siennes.filter(benevole__adhesions__association=association.autre)
    adherents = _par_disp(siennes, {jour: _en_cours(jour) for jour in jours})
    doubles = _par_disp(
        deux, {j: _en_cours(j) & _en_cours(j, "benevole__adhesions__") for j in jours}
    )
    photos = {jour: Photo(adherents[jour], doubles[jour]) for jour in jours}
    for fiches in _des_jumelles(maintenant):
        for jour, photo in photos.items():
            _une_seule_personne(photo, fiches, association, jour)
    return photos


def _par_disp(adhesions, jours):
    """{jour: nombre de ces adhésions par DISP}."""
    comptes = {f"jour_{rang}": Count("pk", filter=jours[jour]) for rang, jour in enumerate(jours)}
    rangees = adhesions.values_list("benevole__departement__disp").annotate(**comptes)
    resultat = {jour: Counter() for jour in jours}
    for disp, *nombres in rangees:
        for jour, nombre in zip(jours, nombres, strict=True):
            resultat[jour][disp] = nombre
    return resultat


def _en_cours(jour, chemin=""):
    encore = Q(**{f"{chemin}fin": None}) | Q(**{f"{chemin}fin__gte": jour})
    return Q(**{f"{chemin}debut__lte": jour}) & encore


def _des_jumelles(maintenant):
    """Par personne qui en a plusieurs : ses fiches, chacune avec sa DISP et ses adhésions."""
    connues, personnes = jumelles(maintenant), defaultdict(lambda: defaultdict(list))
    champs = ("benevole_id", "benevole__departement__disp", "association", "debut", "fin")
    for pk, disp, *adhesion in adhesions_des(connues).values_list(*champs):
        personnes[connues[pk]][pk, disp].append(adhesion)
    return [list(zip(fiches, fiches.values(), strict=True)) for fiches in personnes.values()]


def _une_seule_personne(photo, fiches, association, jour):
    """Ôte ce que la base a compté de ces fiches ; compte la personne, où est sa dernière fiche."""
    ici, deux = [], False
    for (_, disp), adhesions in fiches:
        de = {a for a, debut, fin in adhesions if debut <= jour and (fin is None or fin >= jour)}
        deux |= association.autre in de
        if association in de:
            ici.append(disp)
            photo.adherents[disp] -= 1
            photo.doubles[disp] -= association.autre in de
    if ici:
        photo.adherents[ici[-1]] += 1
        photo.doubles[ici[-1]] += deux


def _taux(libelle, photo, disp):
    if disp is None:
        return Taux(libelle, photo.adherents.total(), photo.doubles.total())
    return Taux(libelle, photo.adherents[disp.pk], photo.doubles[disp.pk])


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
