"""Une personne de chaque sorte : tous les croisements de ce qui lie aux deux associations."""

import datetime as dt
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

from django.utils.timezone import localdate

from benevoles.models import Adhesion, Affectation, Benevole, Fonction, Mandat
from partenariat.histoire import creer_en_masse
from partenariat.models import Association
from partenariat.periodes import ajouter_mois
from tests import fabrique

DEBUT = dt.date(2010, 1, 1)
MOIS_DEPUIS_LA_FIN = {"en cours": None, "récent": 2, "ancien": 6}  # on se souvient trois mois


class Sorte(NamedTuple):
    """Ce qui lie une personne aux associations : où, et jusqu'à quand."""

    vp: tuple[str, str] | None
    cp: tuple[str, str] | None
    anvp: str | None
    auxilia: str | None
    mandat: str | None
    domicile: str | None


AFFECTATIONS = [None, ("ici", "en cours"), ("ici", "ancien"), ("là-bas", "récent")]
ADHESIONS = [None, "en cours", "ancien"]
SORTES = [
    *map(Sorte._make, product(AFFECTATIONS, AFFECTATIONS, ADHESIONS, ADHESIONS, [None], ["ici"])),
    *map(
        Sorte._make,
        product(AFFECTATIONS, [None], ADHESIONS, ADHESIONS, ["récent", "ancien"], [None, "là-bas"]),
    ),
]


@dataclass
class Monde:
    """Deux établissements, chacun sa DISP et sa section."""

    lieux: dict
    sections: dict


def creer_monde():
    lieux = {nom: fabrique.creer_etablissement() for nom in ("ici", "là-bas")}
    sections = {nom: fabrique.creer_section(etablissements=[lieux[nom]]) for nom in lieux}
    monde = Monde(lieux, sections)
    _peupler(monde)
    return monde


def _peupler(monde):
    fiches = [
        Benevole(nom=f"Dupuis{n}", prenom="Camille", departement=_departement(monde, sorte))
        for n, sorte in enumerate(SORTES)
    ]
    liens = {Benevole: fiches, Affectation: [], Adhesion: [], Mandat: []}
    for fiche, sorte in zip(fiches, SORTES, strict=True):
        for lien in _liens(monde, fiche, sorte):
            liens[type(lien)].append(lien)
    for modele, objets in liens.items():
        creer_en_masse(modele, objets, par=None, motif="essai")


def _departement(monde, sorte):
    return monde.lieux[sorte.domicile].departement if sorte.domicile else None


def _liens(monde, fiche, sorte):
    for fonction, affectation in zip(Fonction, (sorte.vp, sorte.cp), strict=True):
        if affectation:
            lieu, quand = affectation
            periode = _periode(quand)
            motif = Affectation.MotifFin.AUTRE if periode["fin"] else ""
            yield Affectation(
                benevole=fiche,
                etablissement=monde.lieux[lieu],
                fonction=fonction,
                motif_fin=motif,
                **periode,
            )
    for association, quand in zip(Association, (sorte.anvp, sorte.auxilia), strict=True):
        if quand:
            yield Adhesion(benevole=fiche, association=association, **_periode(quand))
    if sorte.mandat:
        section, suppleant = monde.sections["ici"], Mandat.Fonction.SUPPLEANT
        yield Mandat(benevole=fiche, section=section, fonction=suppleant, **_periode(sorte.mandat))


def _periode(quand):
    mois = MOIS_DEPUIS_LA_FIN[quand]
    return {"debut": DEBUT, "fin": mois and ajouter_mois(localdate(), -mois)}
