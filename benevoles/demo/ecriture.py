"""Écrire le pays inventé dans la base, coupé au jour demandé."""

import datetime as dt
import random
from collections import Counter

from benevoles.demo import identites
from benevoles.demo.carrieres import ANCRE, Passage
from benevoles.demo.pays import Pays, SectionInventee
from benevoles.models import (
    Absence,
    Affectation,
    Benevole,
    Fonction,
    Habilitation,
    Mandat,
    Rattachement,
    Section,
    Suspension,
)
from etablissements.recherche import cle_de_recherche

DEBUT_DES_SECTIONS = dt.date(2008, 1, 1)


def ecrire_passages(pays: Pays, le: dt.date) -> dict[str, list[tuple[Passage, Affectation]]]:
    """Les affectations et leurs titres, par fonction : (passage, affectation) de chacune."""
    ecrits = {}
    for fonction, par_etablissement in ((Fonction.VP, pays.vp), (Fonction.CP, pays.cp)):
        retenus = [
            (e, p)
            for e in pays.etablissements
            for p in sorted(par_etablissement[e.pk], key=lambda p: (p.debut, p.poste))
            if p.debut <= le
        ]
        _nommer([(e, p) for e, p in retenus], len(ecrits))
        affectations = Affectation.objects.bulk_create(
            _affectation(e, p, fonction, le) for e, p in retenus
        )
        ecrits[fonction] = list(zip((p for _, p in retenus), affectations, strict=True))
    _ecrire_titres(ecrits, le)
    _ecrire_absences(ecrits[Fonction.VP], le)
    return ecrits


def _nommer(retenus, serie):
    """Une fiche par personne ; qui déménage avec sa prison garde la sienne."""
    nouveaux = [(e, p) for e, p in retenus if p.personne is None]
    fiches = Benevole.objects.bulk_create(
        fiche(f"{serie} {p.poste} {p.debut}", e.commune, e.departement) for e, p in nouveaux
    )
    for (_, passage), benevole in zip(nouveaux, fiches, strict=True):
        passage.personne = benevole
    for _, passage in retenus:
        while isinstance(passage.personne, Passage):
            passage.personne = passage.personne.personne


def fiche(graine, commune, departement) -> Benevole:
    """Une fiche inventée, pas encore enregistrée."""
    hasard = random.Random(f"fiche {graine}")
    prenom, nom = identites.identite(hasard)
    benevole = Benevole(
        nom=nom,
        prenom=prenom,
        commune=commune,
        departement=departement,
        courriel=identites.courriel(prenom, nom, hasard.randrange(1_000_000))
        if hasard.random() < 0.9
        else "",
        telephone=identites.telephone(hasard) if hasard.random() < 0.8 else "",
    )
    benevole.recherche = benevole.calculer_recherche()
    return benevole


def _affectation(etablissement, passage, fonction, le):
    finie = passage.fin <= le
    return Affectation(
        benevole=passage.personne,
        etablissement=etablissement,
        fonction=fonction,
        debut=passage.debut,
        fin=passage.fin if finie else None,
        motif_fin=passage.motif if finie else "",
    )


def _ecrire_titres(ecrits, le):
    habilitations, suspensions = [], []
    for fonction, nature in (
        (Fonction.VP, Habilitation.Nature.AGREMENT),
        (Fonction.CP, Habilitation.Nature.AUTORISATION),
    ):
        for passage, affectation in ecrits[fonction]:
            for titre in passage.titres:
                if titre.decidee_le > le:
                    continue
                habilitation = _habilitation(affectation, titre, nature, le)
                habilitations.append(habilitation)
                if titre.suspension and titre.suspension[0] <= le:
                    suspensions.append((habilitation, *titre.suspension))
    Habilitation.objects.bulk_create(habilitations)
    Suspension.objects.bulk_create(
        Suspension(habilitation=h, debut=debut, fin=fin) for h, debut, fin in suspensions
    )


def _habilitation(affectation, titre, nature, le):
    def connu(jour):
        return jour if jour and jour <= le else None

    return Habilitation(
        benevole=affectation.benevole,
        etablissement=affectation.etablissement,
        nature=nature,
        debut=titre.debut,
        fin=titre.fin,
        decidee_le=titre.decidee_le,
        provisoire=titre.provisoire,
        renouvellement_demande_le=connu(titre.demande_le),
        retiree_le=connu(titre.retiree_le),
    )


def _ecrire_absences(ecrits, le):
    absences, vus = [], set()
    for passage, affectation in ecrits:
        hasard = random.Random(f"absence {passage.poste} {passage.debut}")
        debut = passage.debut + dt.timedelta(days=hasard.randrange(200, 2500))
        if hasard.random() > 0.3 or debut > min(passage.fin, le):
            continue
        if affectation.benevole_id not in vus:  # une seule par personne : aucune ne se chevauche
            vus.add(affectation.benevole_id)
            fin = debut + dt.timedelta(days=hasard.randrange(20, 120))
            absences.append(Absence(benevole=affectation.benevole, debut=debut, fin=fin))
    Absence.objects.bulk_create(absences)


def ecrire_sections(pays: Pays, ecrits, le: dt.date) -> list[Section]:
    """Les sections, leurs établissements, et leurs mandats successifs."""
    sections = Section.objects.bulk_create(
        Section(nom=nom, recherche=cle_de_recherche(nom), debut=DEBUT_DES_SECTIONS)
        for nom in _noms(pays.sections)
    )
    par_etablissement = {}
    for passage, affectation in ecrits:
        par_etablissement.setdefault(affectation.etablissement_id, []).append(
            (passage, affectation)
        )
    rattachements, mandats = [], []
    for section, inventee in zip(sections, pays.sections, strict=True):
        ouverts = [e for e in inventee.etablissements if not e.ouvert_le or e.ouvert_le <= le]
        rattachements += [_rattachement(section, e, le) for e in ouverts]
        viviers = [par_etablissement.get(e.pk, []) for e in ouverts]
        mandats += _mandats(section, [paire for vivier in viviers for paire in vivier], le)
    Rattachement.objects.bulk_create(rattachements)
    Mandat.objects.bulk_create(mandats)
    return sections


def _noms(sections: list[SectionInventee]) -> list[str]:
    """La commune du siège ; ou son nom, quand deux sections siègent dans la même."""
    communes = Counter(s.siege.commune for s in sections)
    return [s.siege.commune if communes[s.siege.commune] == 1 else s.siege.nom for s in sections]


def _rattachement(section, etablissement, le):
    ouvert = etablissement.ouvert_le
    ferme = etablissement.ferme_le
    return Rattachement(
        section=section,
        etablissement=etablissement,
        debut=max(ouvert, DEBUT_DES_SECTIONS) if ouvert else DEBUT_DES_SECTIONS,
        fin=ferme - dt.timedelta(days=1) if ferme and ferme <= le else None,
    )


def _mandats(section, vivier, le):
    """Les titulaires successifs, pris parmi les présents ; parfois personne quelques mois."""
    hasard = random.Random(f"mandats {section.nom}")
    mandats = _titulaires(hasard, section, vivier, le)
    if hasard.random() < 0.45:
        tenus = {m.benevole_id for m in mandats}
        jour = ANCRE + dt.timedelta(days=hasard.randrange(3000))
        candidats = _presents(vivier, jour, tenus) if jour <= le else []
        if candidats:
            passage, affectation = hasard.choice(candidats)
            fin = passage.fin if passage.fin <= le else None
            suppleant = Mandat.Fonction.SUPPLEANT
            mandats.append(_mandat(section, affectation, suppleant, max(jour, passage.debut), fin))
    return mandats


def _titulaires(hasard, section, vivier, le):
    fonction = hasard.choice([Mandat.Fonction.PRESIDENT] * 3 + [Mandat.Fonction.CORRESPONDANT] * 2)
    passage, affectation = hasard.choice(_presents(vivier, ANCRE, set(), valables=True))
    debut = max(passage.debut, DEBUT_DES_SECTIONS)
    mandats, tenus = [], set()
    while passage:
        duree = dt.timedelta(days=hasard.randrange(700, 2600))
        fin = min(passage.fin, max(debut, ANCRE) + duree)
        tenus.add(affectation.benevole_id)
        mandats.append(_mandat(section, affectation, fonction, debut, fin if fin <= le else None))
        debut = fin + dt.timedelta(days=1 + round(hasard.expovariate(1 / 60)))
        candidats = _presents(vivier, debut, tenus) if debut <= le else []
        passage, affectation = hasard.choice(candidats) if candidats else (None, None)
    return mandats


def _presents(vivier, jour, sauf, valables=False):
    return [
        (p, a)
        for p, a in vivier
        if p.couvre(jour)
        and a.benevole_id not in sauf
        and (not valables or any(t.debut <= jour <= t.fin for t in p.titres))
    ]


def _mandat(section, affectation, fonction, debut, fin):
    return Mandat(
        section=section, benevole=affectation.benevole, fonction=fonction, debut=debut, fin=fin
    )
