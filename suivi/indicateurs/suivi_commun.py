"""Catégorie 6, suivi : points thématiques, évaluations, listes à jour."""

from benevoles.models import Fonction
from partenariat.periodes import ajouter_mois
from suivi.indicateurs.registre import RIEN, Unite, indicateur, nombre, part

EVALUATIONS = "évaluations annuelles de l’application"
AVANT = "une évaluation signée hors de l’application se saisit, avec sa source"
FRAICHEUR = 12  # mois ; au-delà, une liste est inconnue (conception § 2)


@indicateur(
    "categories-suivies", "catégories suivies, sur six", source="points de suivi", sens="hausse"
)
def categories_suivies(donnees, f):
    """Catégories qui ont eu au moins un point de suivi dans la période."""
    if f.disp is not None:
        return nombre(0)
    return nombre(len({numero for le, numero in donnees.points if f.contient(le)}))


@indicateur(
    "engagements-sans-rien",
    "engagements sans action ni décision",
    source="actions et points de suivi",
    sens="baisse",
)
def engagements_sans_rien(donnees, f):
    """Engagements de la convention pour lesquels rien n’a été noté ni décidé dans la période."""
    faits = donnees.engagements_suivis(f)
    if f.disp is None:
        faits |= {numero for le, numero in donnees.decisions if f.contient(le)}
    sans = sorted(donnees.engagements - faits)
    return nombre(len(sans), *((numero, "rien") for numero in sans))


@indicateur(
    "evaluations-signees",
    "évaluations signées",
    source=EVALUATIONS,
    sens="hausse",
    manque=AVANT,
    se_saisit=True,
)
def evaluations_signees(donnees, f):
    """Évaluations dont la date anniversaire tombe dans la période, et que les deux directions ont
    signées avant qu’elle ne finisse."""
    attendues = _attendues(donnees, f)
    return nombre(sum(f.contient(signee) for _, signee in attendues)) if attendues else RIEN


@indicateur(
    "ecart-anniversaire",
    "écart entre l’anniversaire et la signature",
    unite=Unite.JOURS,
    source=EVALUATIONS,
    sens="baisse",
    manque=AVANT,
    se_saisit=True,
)
def ecart_anniversaire(donnees, f):
    """Jours entre la date anniversaire qui tombe dans la période et la signature, par les deux
    directions, de l’évaluation."""
    ecarts = [(signee - jour).days for jour, signee in _attendues(donnees, f) if f.contient(signee)]
    return nombre(max(ecarts)) if ecarts else RIEN


def _attendues(donnees, f):
    """(anniversaire, signature ou None) ; le suivi d'une convention est national."""
    if f.disp is not None:
        return []
    return [(jour, signee) for jour, signee in donnees.evaluations if f.contient(jour)]


@indicateur(
    "listes-a-jour",
    "sections dont les listes sont à jour",
    unite=Unite.POUR_CENT,
    source="confirmations des listes",
    sens="hausse",
)
def listes_a_jour(donnees, f):
    """Sections dont chaque établissement a une liste de visiteurs confirmée depuis moins de douze
    mois, sur les sections qui ont un établissement au dernier jour."""
    limite = ajouter_mois(f.fin, -FRAICHEUR)
    confirmes = donnees.confirmes(Fonction.VP, limite, f.fin)
    sections = donnees.sections(f).values()
    return part(sum(siens <= confirmes for siens in sections), len(sections))
