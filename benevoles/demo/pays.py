"""Le pays inventé : combien de bénévoles dans chaque établissement, et quelles sections."""

import datetime as dt
import math
import random
from dataclasses import dataclass, field

from benevoles.demo.carrieres import (
    ANCRE,
    DEBUT,
    HORIZON,
    Passage,
    TitreInvente,
    autorisations,
    passages,
    un_passage,
)
from etablissements.models import Effectif, Etablissement
from partenariat.periodes import ajouter_mois

# Totaux publiés de janvier 2014 (convention) ; les autres nombres sont vraisemblables.
VP, TITULAIRES, CP = 1190, 135, 80
SANS_VP, SANS_SECTION, AVEC_CP, AGREMENTS_ECHUS = 18, 4, 70, 18
TAILLE_PAR_TYPE = {"MA": 180, "CP": 500, "CD": 400, "MC": 180, "CSL": 40, "EPM": 59, "EPSNF": 80}


@dataclass
class SectionInventee:
    """Une section et ses établissements, dont le premier en est le siège."""

    etablissements: list[Etablissement] = field(default_factory=list)

    @property
    def siege(self) -> Etablissement:
        return self.etablissements[0]


@dataclass
class Pays:
    """Tous les passages et toutes les sections, de 2003 à l'horizon."""

    etablissements: list[Etablissement]
    vp: dict[int, list[Passage]]
    cp: dict[int, list[Passage]]
    sections: list[SectionInventee]


def imaginer() -> Pays:
    """Le pays, toujours le même pour un même référentiel."""
    tous = list(Etablissement.objects.select_related("departement", "disp").order_by("code"))
    anciens = [e for e in tous if e.est_ouvert(ANCRE)]
    tailles = _tailles(tous)
    postes = _postes_vp(anciens, tailles)
    vp = {e.pk: _passages_vp(e, postes.get(e.pk, 0), tailles[e.pk]) for e in tous}
    _ajouter_les_echus(anciens, vp)
    _demenager(tous, vp)
    cp = _passages_cp(anciens, tous)
    return Pays(tous, vp, cp, _sections(anciens, tous, postes))


def _tailles(tous):
    """Une taille vraisemblable : la dernière capacité connue, sinon celle de son type."""
    connues = dict(
        Effectif.objects.filter(retenu=True).order_by("le").values_list("etablissement", "valeur")
    )
    return {e.pk: connues.get(e.pk, TAILLE_PAR_TYPE[e.type]) for e in tous}


def _postes_vp(anciens, tailles):
    """Le nombre de VP de chacun au 1er janvier 2014 : 1 190 en tout, et quelques prisons sans."""
    hasard = random.Random("postes")
    vides = {e.pk for e in hasard.sample(anciens, SANS_VP)}
    poids = {
        e.pk: tailles[e.pk] * math.exp(hasard.gauss(0, 0.5)) for e in anciens if e.pk not in vides
    }
    total = sum(poids.values())
    postes = {pk: max(1, math.floor(VP * p / total)) for pk, p in poids.items()}
    ordre = sorted(poids, key=lambda pk: (poids[pk] / postes[pk], pk), reverse=True)
    rang = 0
    while (ecart := VP - sum(postes.values())) != 0:
        pk = ordre[rang % len(ordre)]
        postes[pk] = max(1, postes[pk] + (1 if ecart > 0 else -1))
        rang += 1
    return postes


def _passages_vp(etablissement, postes, taille):
    ferme = etablissement.ferme_le or HORIZON
    if etablissement.est_ouvert(ANCRE):
        suites = [
            passages(
                f"vp {etablissement.code} {n}",
                ancre=True,
                ouvre=etablissement.ouvert_le or DEBUT,
                ferme=ferme,
            )
            for n in range(postes)
        ]
    else:
        ouvre = etablissement.ouvert_le
        suites = [
            passages(f"vp {etablissement.code} {n}", ancre=False, ouvre=ouvre, ferme=ferme)
            for n in range(round(taille * 0.009))
        ]
    return [passage for suite in suites for passage in suite]


def _ajouter_les_echus(anciens, vp):
    """Des visiteurs inscrits en 2014 quoique leur agrément soit échu : ils ne comptent pas."""
    hasard = random.Random("échus")
    pourvus = [e for e in anciens if vp[e.pk]]
    for etablissement in hasard.sample(pourvus, AGREMENTS_ECHUS):
        debut = dt.date(2011, 1, 1) + dt.timedelta(days=hasard.randrange(250))
        fin = ANCRE + dt.timedelta(days=hasard.randrange(30, 500))
        titre = TitreInvente(debut, ajouter_mois(debut, 24) - dt.timedelta(days=1), debut)
        passage = Passage(f"échu {etablissement.code}", debut, fin, "titre", [titre])
        vp[etablissement.pk].append(passage)


def _demenager(tous, vp):
    """Quand une prison en remplace d'autres, la plupart des visiteurs suivent."""
    for ancien in tous:
        if not ancien.remplace_par_id:
            continue
        hasard = random.Random(f"déménagement {ancien.code}")
        for passage in vp[ancien.pk]:
            derniers = passage.fin >= ancien.ferme_le - dt.timedelta(days=1)
            if not derniers or hasard.random() < 0.2:
                continue
            debut = max(ancien.ferme_le, ancien.remplace_par.ouvert_le)
            suite = un_passage(f"suite {passage.poste}", debut)
            suite.personne = passage
            vp[ancien.remplace_par_id].append(suite)
        _laisser_ouverte(ancien, vp)


def _laisser_ouverte(ancien, vp):
    """Deux affectations oubliées dans des prisons fermées : l'anomalie doit se voir."""
    if ancien.code in ("ma-colmar", "ma-caen") and vp[ancien.pk]:
        dernier = max(vp[ancien.pk], key=lambda p: (p.fin, p.poste))
        dernier.fin = HORIZON


def _passages_cp(anciens, tous):
    """80 CP Auxilia au 1er janvier 2014, dans 70 établissements ; puis quelques nouveaux."""
    hasard = random.Random("cp")
    choisis = hasard.sample(anciens, AVEC_CP)
    nombres = {e.pk: 1 for e in choisis} | {e.pk: 2 for e in choisis[: CP - AVEC_CP]}
    resultat = {e.pk: [] for e in tous}
    for e in anciens:
        for n in range(nombres.get(e.pk, 0)):
            poste = f"cp {e.code} {n}"
            ouvre, ferme = e.ouvert_le or DEBUT, e.ferme_le or HORIZON
            resultat[e.pk] += passages(poste, ancre=True, ouvre=ouvre, ferme=ferme)
    for e in hasard.sample([e for e in tous if e.pk not in nombres], 26):
        ouvre = max(e.ouvert_le or ANCRE, ANCRE) + dt.timedelta(days=hasard.randrange(100, 3000))
        if (e.ferme_le or HORIZON) > ouvre:
            poste = f"cp tardif {e.code}"
            resultat[e.pk] += passages(poste, ancre=False, ouvre=ouvre, ferme=e.ferme_le or HORIZON)
    for passages_ici in resultat.values():
        for passage in passages_ici:
            passage.titres = autorisations(passage)
    return resultat


def _sections(anciens, tous, postes):
    """135 sections : le siège aux plus grosses prisons, les autres vont à la plus proche."""
    hasard = random.Random("sections")
    pourvus = sorted((e for e in anciens if e.pk in postes), key=lambda e: (-postes[e.pk], e.code))
    sections = {e.pk: SectionInventee([e]) for e in pourvus[:TITULAIRES]}
    reste = [e for e in anciens if e.pk not in sections]
    isoles = set(hasard.sample([e.pk for e in reste if e.pk in postes], SANS_SECTION))
    for e in reste:
        if e.pk not in isoles:
            _plus_proche(e, sections.values()).etablissements.append(e)
    par_etablissement = {e.pk: s for s in sections.values() for e in s.etablissements}
    for nouveau in (e for e in tous if e not in anciens):
        remplaces = [e for e in anciens if e.remplace_par_id == nouveau.pk]
        connue = next((par_etablissement.get(e.pk) for e in remplaces), None)
        (connue or _plus_proche(nouveau, sections.values())).etablissements.append(nouveau)
    return list(sections.values())


def _plus_proche(etablissement, sections):
    def distance(section):
        siege = section.siege
        charge = 30 * (
            len(section.etablissements) - 1
        )  # quatre établissements au plus, en pratique
        est = (siege.longitude - etablissement.longitude) * math.cos(math.radians(46))
        return 111 * math.hypot(est, siege.latitude - etablissement.latitude) + charge

    return min(sections, key=lambda s: (distance(s), s.siege.code))
