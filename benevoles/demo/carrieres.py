"""Le parcours inventé des bénévoles : qui vient quand, avec quels titres, et quand il part.

Un poste est une suite de personnes dans un établissement. Tout est tiré d'avance, poste par poste,
puis coupé au jour demandé : un autre jour donne le même passé.
"""

import datetime as dt
import random
from dataclasses import dataclass, field

from benevoles.models import Affectation
from partenariat.periodes import ajouter_mois

ANCRE = dt.date(2014, 1, 1)  # les totaux publiés de la convention
DEBUT, HORIZON = dt.date(2003, 1, 1), dt.date(2040, 1, 1)
UN_JOUR = dt.timedelta(days=1)
MOTIFS = [
    *[Affectation.MotifFin.FIN_ENGAGEMENT] * 6,
    *[Affectation.MotifFin.DEMENAGEMENT] * 3,
    Affectation.MotifFin.CHANGEMENT,
    Affectation.MotifFin.TITRE,
    Affectation.MotifFin.AUTRE,
]


@dataclass
class TitreInvente:
    debut: dt.date
    fin: dt.date | None
    decidee_le: dt.date
    provisoire: bool = False
    demande_le: dt.date | None = None
    retiree_le: dt.date | None = None
    suspension: tuple[dt.date, dt.date] | None = None


@dataclass
class Passage:
    """Une personne sur un poste ; `personne` sera une fiche de bénévole."""

    poste: str
    debut: dt.date
    fin: dt.date
    motif: str
    titres: list[TitreInvente] = field(default_factory=list)
    personne: object = None

    def couvre(self, jour: dt.date) -> bool:
        return self.debut <= jour <= self.fin


def passages(poste: str, *, ancre: bool, ouvre: dt.date = DEBUT, ferme: dt.date = HORIZON):
    """Les passages d'un poste. `ancre` : quelqu'un y est, titre valable, au 1er janvier 2014."""
    hasard, ouvre = random.Random(poste), max(ouvre, DEBUT)
    if ancre:
        anciennete = min(hasard.expovariate(1 / 1600), 4200)
        debut = max(ANCRE - dt.timedelta(days=20 + round(anciennete)), ouvre)
        suite = [_passage(hasard, poste, debut, ancre=True)]
    else:
        suite = [_passage(hasard, poste, ouvre + dt.timedelta(days=hasard.randrange(700)))]
    premier = suite[0]
    while suite[-1].fin < ferme:
        debut = suite[-1].fin + dt.timedelta(days=1 + round(hasard.expovariate(1 / 110)))
        suite.append(_passage(hasard, poste, debut))
    while suite[0].debut > max(ouvre, DEBUT) + dt.timedelta(days=400) and premier.debut > ouvre:
        fin = suite[0].debut - dt.timedelta(days=1 + round(hasard.expovariate(1 / 110)))
        if fin <= ouvre:
            break
        debut = fin - dt.timedelta(days=300 + round(hasard.expovariate(1 / 1500)))
        suite.insert(0, _passage(hasard, poste, max(debut, ouvre), fin=fin))
    return [_couper(p, ferme) for p in suite if ouvre <= p.debut < ferme]


def un_passage(poste: str, debut: dt.date) -> Passage:
    """Un seul passage, qui commence ce jour-là."""
    return _passage(random.Random(poste), poste, debut)


def _passage(hasard, poste, debut, *, fin=None, ancre=False):
    if fin is None:
        depart = max(debut, ANCRE + dt.timedelta(days=25)) if ancre else debut
        fin = depart + dt.timedelta(days=240 + round(hasard.expovariate(1 / 2300)))
    passage = Passage(poste, debut, fin, hasard.choice(MOTIFS))
    passage.titres = _agrements(hasard, passage, sans_trou_jusqu_a=ANCRE if ancre else None)
    # Sans agrément, on finit par être rayé : l'anomalie dure quelques mois, pas dix ans.
    rayee = passage.titres[-1].fin + dt.timedelta(days=hasard.randrange(40, 330))
    if rayee < passage.fin:
        passage.fin, passage.motif = rayee, Affectation.MotifFin.TITRE
    return passage


def _agrements(hasard, passage, sans_trou_jusqu_a):
    """Agréments de deux ans, renouvelés à temps, en retard, ou jamais."""
    titres, debut = [], passage.debut
    if hasard.random() < 0.3:
        titres.append(_titre(hasard, debut, mois=6, provisoire=True))
        debut = titres[-1].fin + UN_JOUR
    while debut <= passage.fin:
        titres.append(_titre(hasard, debut))
        debut = titres[-1].fin + UN_JOUR
        sort = hasard.random()
        if sans_trou_jusqu_a and debut <= sans_trou_jusqu_a:
            continue
        if sort < 0.04:
            break
        if sort < 0.13:
            debut += dt.timedelta(days=hasard.randrange(15, 130))
    return titres


def _titre(hasard, debut, *, mois=24, provisoire=False):
    fin = ajouter_mois(debut, mois) - UN_JOUR
    titre = TitreInvente(
        debut, fin, debut - dt.timedelta(days=hasard.randrange(5, 60)), provisoire=provisoire
    )
    if hasard.random() < 0.6:
        titre.demande_le = fin - dt.timedelta(days=hasard.randrange(40, 200))
    if debut > ANCRE and not provisoire:
        accident = hasard.random()
        if accident < 0.004:
            titre.retiree_le = debut + dt.timedelta(days=hasard.randrange(100, 600))
        elif accident < 0.014:
            depuis = debut + dt.timedelta(days=hasard.randrange(60, 600))
            titre.suspension = (depuis, depuis + dt.timedelta(days=hasard.randrange(10, 60)))
    return titre


def _couper(passage, ferme):
    if passage.fin >= ferme:
        passage.fin, passage.motif = ferme - UN_JOUR, Affectation.MotifFin.FERMETURE
    return passage


def autorisations(passage: Passage) -> list[TitreInvente]:
    """Le titre d'un CP Auxilia : aucun d'enregistré une fois sur trois, parfois sans échéance."""
    hasard = random.Random(f"autorisation {passage.poste} {passage.debut}")
    sort = hasard.random()
    if sort < 0.34:
        return []
    if sort < 0.7:
        return [TitreInvente(passage.debut, None, passage.debut)]
    titres, debut = [], passage.debut
    while debut <= passage.fin:
        titres.append(TitreInvente(debut, ajouter_mois(debut, 36) - UN_JOUR, debut))
        debut = titres[-1].fin + UN_JOUR
    return titres
