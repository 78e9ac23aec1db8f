"""Les recherches inventées : dix ans de manques comblés ou non, et de quoi faire aujourd'hui."""

import datetime as dt
import random

from benevoles.couverture.calcul import couvertures
from benevoles.demo import comptes
from benevoles.perimetre import fonction_de, tient_la_liste
from engagements.models import Candidat, Recrutement
from engagements.recrutements.manques import manque
from etablissements.models import Etablissement
from partenariat.models import Utilisateur

DEBUT = dt.date(2014, 9, 15)
CLOSES, OUVERTES = 120, 40
JOUR = dt.timedelta(days=1)
NOMS = ("Aubert", "Besson", "Carlier", "Dumas", "Fabre", "Giraud", "Leroux", "Masson", "Perrot")
PRENOMS = ("Alice", "Bernard", "Claire", "Denis", "Élise", "François", "Geneviève", "Hubert")
QUI = (comptes.PRESIDENT, comptes.CP_AUXILIA, comptes.DELEGUE_ANVP, comptes.DELEGUEE_AUXILIA)
QUI += (comptes.DIRECTION_ANVP, comptes.DIRECTION_AUXILIA)
Issue, Etape = Recrutement.Issue, Candidat.Etape


def construire(*, le: dt.date) -> None:
    """Les recherches passées, puis celles que chaque compte mène aujourd'hui."""
    hasard = random.Random("recrutements")
    inscrits = Utilisateur.objects.in_bulk([c.courriel for c in QUI], field_name="email")
    meneurs = [inscrits[c.courriel] for c in QUI]
    ouvertes = _ouvertes(hasard, meneurs, le)
    Recrutement.objects.bulk_create([*_closes(hasard, meneurs[-2:], le), *ouvertes])
    Candidat.objects.bulk_create(c for r in ouvertes for c in _candidats(hasard, r, le))


def _closes(hasard, directions, le):
    """Six sur sept aboutissent, en quatre mois environ."""
    prisons = list(Etablissement.objects.ouverts(le=DEBUT).order_by("pk"))
    for _ in range(CLOSES):
        ouvert = DEBUT + JOUR * hasard.randrange((le - DEBUT).days - 300)
        clos = ouvert + JOUR * round(hasard.triangular(20, 290, 110))
        prison, direction = hasard.choice(prisons), hasard.choice(directions)
        if prison.est_ouvert(clos):
            yield Recrutement(
                etablissement=prison,
                fonction=fonction_de(direction.droits.association),
                responsable=direction,
                ouvert_le=ouvert,
                echeance=ouvert + 90 * JOUR,
                clos_le=clos,
                issue=Issue.POURVU if hasard.random() < 6 / 7 else Issue.ABANDON,
            )


def _ouvertes(hasard, meneurs, le):
    """Là où il manque quelqu'un : d'abord chez les comptes locaux ; une sur quatre en retard."""
    ouvertes, prises = [], set()
    connues = couvertures(Etablissement.objects.ouverts(le=le).order_by("pk"), le=le)
    for compte in meneurs:
        fonction = fonction_de(compte.droits.association)
        siens = [
            c.etablissement
            for c in connues
            if manque(c, fonction)
            and tient_la_liste(compte.droits, c.etablissement, fonction)
            and (c.etablissement.pk, fonction) not in prises
        ]
        if compte.droits.est_direction:
            siens = hasard.sample(siens, min(len(siens), OUVERTES // 2))
        for rang, prison in enumerate(siens[1 if len(siens) > 2 else 0 :]):
            prises.add((prison.pk, fonction))
            ouvertes.append(_ouverte(hasard, prison, compte, le, retard=rang % 4 == 0))
    return ouvertes


def _ouverte(hasard, prison, compte, le, *, retard):
    ouvert = le - JOUR * (hasard.randint(100, 160) if retard else hasard.randint(5, 80))
    return Recrutement(
        etablissement=prison,
        fonction=fonction_de(compte.droits.association),
        responsable=compte,
        ouvert_le=ouvert,
        echeance=ouvert + 90 * JOUR,
    )


def _candidats(hasard, recrutement, le):
    """De zéro à trois personnes, à toutes les étapes ; certaines n'avancent plus."""
    attente = (le - recrutement.ouvert_le).days
    noms = [f"{prenom} {nom}" for prenom in PRENOMS for nom in NOMS]
    for nom in hasard.sample(noms, hasard.choice((0, 1, 1, 2, 3))):
        yield Candidat(
            recrutement=recrutement,
            nom=nom,
            contact=f"01 99 00 {hasard.randrange(10, 99)} {hasard.randrange(10, 99)}",
            etape=hasard.choice(list(Etape)),
            depuis_le=le - JOUR * hasard.randint(0, min(attente, 70)),
        )
