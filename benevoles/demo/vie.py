"""Ce qui entoure les listes : adhésions, confirmations, besoins déclarés, seuils."""

import datetime as dt
import random
from decimal import Decimal

from benevoles.demo.carrieres import ANCRE, HORIZON, passages
from benevoles.demo.ecriture import fiche
from benevoles.models import (
    Adhesion,
    Benevole,
    BesoinDeclare,
    ConfirmationListe,
    Fonction,
    Seuil,
)
from etablissements.models import Departement
from partenariat.models import Association

# « Un peu plus de 1000 bénévoles » d'AUXILIA, dont 80 CP : le reste enseigne par courrier.
FORMATEURS, DOUBLES = 885, 60
PREMIERE_LISTE = dt.date(2008, 1, 1)


def ecrire_adhesions(ecrits, le: dt.date) -> None:
    """Les membres des deux associations, dont quelques-uns des deux."""
    adhesions = _des_affectes(ecrits[Fonction.VP], Association.ANVP, 0.85, le)
    adhesions += _des_affectes(ecrits[Fonction.CP], Association.AUXILIA, 1, le)
    adhesions += _doubles(ecrits[Fonction.VP], le)
    adhesions += _formateurs(le)
    Adhesion.objects.bulk_create(adhesions)


def _des_affectes(ecrits, association, part, le):
    """Du premier au dernier jour de la personne ; tous les visiteurs agréés n'adhèrent pas."""
    periodes = {}
    for passage, affectation in ecrits:
        debut, fin = periodes.get(affectation.benevole, (passage.debut, passage.fin))
        periodes[affectation.benevole] = min(debut, passage.debut), max(fin, passage.fin)
    adhesions = []
    for benevole, (debut, fin) in periodes.items():
        if random.Random(f"adhésion {benevole.recherche} {debut}").random() < part:
            adhesions.append(_adhesion(benevole, association, debut, fin, le))
    return adhesions


def _doubles(ecrits, le):
    """Soixante visiteurs de janvier 2014 sont aussi membres d'AUXILIA, et d'autres depuis."""
    hasard = random.Random("doubles")
    presents = [(p, a) for p, a in ecrits if p.couvre(ANCRE) and p.fin > ANCRE]
    choisis = [
        (p, a, max(p.debut, dt.date(2012, 1, 1))) for p, a in hasard.sample(presents, DOUBLES)
    ]
    deja = {a.benevole_id for _, a, _ in choisis}
    for passage, affectation in ecrits:
        tirage = random.Random(f"double {passage.poste} {passage.debut}")
        if passage.debut > ANCRE and tirage.random() < 0.06 and affectation.benevole_id not in deja:
            deja.add(affectation.benevole_id)
            choisis.append((passage, affectation, passage.debut + dt.timedelta(days=90)))
    return [
        _adhesion(a.benevole, Association.AUXILIA, debut, p.fin, le)
        for p, a, debut in choisis
        if debut <= min(le, p.fin)
    ]


def _formateurs(le):
    """Les bénévoles d'AUXILIA qui enseignent à distance : aucune prison, une adhésion."""
    departements = list(Departement.objects.exclude(code__startswith="9").order_by("code"))
    personnes = [
        p
        for n in range(FORMATEURS)
        for p in passages(f"formateur {n}", ancre=True)
        if p.debut <= le
    ]
    fiches = Benevole.objects.bulk_create(
        fiche(f"{p.poste} {p.debut}", "", random.Random(f"lieu {p.poste}").choice(departements))
        for p in personnes
    )
    return [
        _adhesion(f, Association.AUXILIA, p.debut, p.fin, le)
        for f, p in zip(fiches, personnes, strict=True)
    ]


def _adhesion(benevole, association, debut, fin, le):
    return Adhesion(
        benevole=benevole, association=association, debut=debut, fin=fin if fin <= le else None
    )


def ecrire_attestations(pays, le: dt.date) -> None:
    """Les listes confirmées, souvent, en retard ou jamais ; les besoins déclarés."""
    confirmations, besoins = [], []
    for e in pays.etablissements:
        debut = max(e.ouvert_le or PREMIERE_LISTE, PREMIERE_LISTE)
        fin = min(le, e.ferme_le or HORIZON)
        for fonction in Fonction:
            hasard = random.Random(f"liste {e.code} {fonction}")
            confirmations += [
                ConfirmationListe(etablissement=e, fonction=fonction, le=jour)
                for jour in _jours_de_confirmation(hasard, debut, fin)
            ]
        if pays.vp[e.pk]:
            besoins += _besoins(e, debut, fin)
    ConfirmationListe.objects.bulk_create(confirmations)
    BesoinDeclare.objects.bulk_create(besoins)


def _jours_de_confirmation(hasard, debut, fin):
    rythme = hasard.random()
    if rythme < 0.03:
        return
    moyenne, ecart = (95, 40) if rythme < 0.35 else (300, 60) if rythme < 0.82 else (400, 110)
    jour = debut + dt.timedelta(days=hasard.randrange(10, 200))
    while jour <= fin:
        yield jour
        jour += dt.timedelta(days=max(20, round(hasard.gauss(moyenne, ecart))))


def _besoins(etablissement, debut, fin):
    """De temps en temps, des visiteurs manquent ou l'attente s'allonge ; puis c'est comblé."""
    hasard = random.Random(f"besoin {etablissement.code}")
    jour = debut + dt.timedelta(days=hasard.randrange(3000))
    while jour <= fin:
        manquants, attente = hasard.choice([(1, 0), (2, 0), (3, 4), (0, 5), (1, 2)])
        yield BesoinDeclare(
            etablissement=etablissement, le=jour, vp_manquants=manquants, attente_mois=attente
        )
        jour += dt.timedelta(days=hasard.randrange(120, 500))
        if jour <= fin:
            yield BesoinDeclare(etablissement=etablissement, le=jour)
        jour += dt.timedelta(days=hasard.randrange(900, 5000))


def ecrire_seuils(le: dt.date, par) -> None:
    """Un seuil réglé une fois, pour que la page ait une histoire."""
    debut = dt.date(2016, 1, 1)
    if debut <= le:
        Seuil.fixer(
            "CSL",
            debut=debut,
            par=par,
            vp_pour_cent=Decimal("3"),
            minimum_vp=1,
            explication="en semi-liberté, les visites sont courtes : trois visiteurs pour 100",
        )
