"""Les fiches d'un lot de lignes, avec tout ce qu'une ligne peut en changer, sans une requête de
plus par ligne."""

import datetime as dt
from dataclasses import dataclass, field

from benevoles.models import Adhesion, Affectation, Benevole, Habilitation, Mandat
from partenariat.concurrence import tenues
from partenariat.periodes import DERNIER_JOUR

PERIODES = {
    Adhesion: "adhesions",
    Affectation: "affectations",
    Habilitation: "titres",
    Mandat: "mandats",
}


@dataclass
class Dossier:
    """Une personne, telle qu'elle sera quand les lignes déjà jugées auront été écrites."""

    benevole: Benevole
    adhesions: list = field(default_factory=list)
    affectations: list = field(default_factory=list)
    titres: list = field(default_factory=list)
    mandats: list = field(default_factory=list)
    dits: dict = field(default_factory=dict)  # par champ : la ligne du fichier qui l'a fixé
    connues: tuple = ()  # ses coordonnées avant ce fichier : courriel, téléphone, commune

    def ajouter(self, objet):
        getattr(self, PERIODES[type(objet)]).append(objet)


def charger(pks, *, association, fonction, nature, verrou) -> dict[int, Dossier]:
    """Les dossiers de ces fiches, au titre d'une association : cinq requêtes."""
    fiches = Benevole.objects.select_related("departement").filter(pk__in=pks)
    fiches = tenues(fiches, si=verrou)
    dossiers = {
        b.pk: Dossier(b, connues=(b.courriel, str(b.telephone or ""), b.commune)) for b in fiches
    }
    for lignes in (
        Adhesion.objects.filter(association=association),
        Affectation.objects.filter(fonction=fonction),
        Habilitation.objects.filter(nature=nature, retiree_le=None),
        Mandat.objects.all(),
    ):
        for ligne in tenues(lignes.filter(benevole__in=pks).order_by("debut", "pk"), si=verrou):
            dossiers[ligne.benevole_id].ajouter(ligne)
    return dossiers


def se_chevauchent(une, debut: dt.date, fin: dt.date | None) -> bool:
    return une.debut <= (fin or DERNIER_JOUR) and debut <= (une.fin or DERNIER_JOUR)
