"""Recompter une évaluation par `recompte.sql` et par le contrôle SQL de la couverture."""

import datetime as dt
import json
import re
from pathlib import Path
from statistics import mean, median

from django.db import connection
from django.utils import timezone
from django.utils.timezone import localdate, make_aware

from benevoles.verification import temoins
from engagements.adhesions.rapprochement import ATTENTE
from engagements.demandes.nombres import MASQUE
from etablissements.models import Etablissement
from partenariat.periodes import ajouter_mois
from suivi.indicateurs.registre import REGISTRE

RESUMES = {"jours": median, "moyenne": mean}
COMMUN, *BLOCS = re.split(
    r"^-- \[", (Path(__file__).parent / "recompte.sql").read_text(), flags=re.M
)
REQUETES = {}
for bloc in BLOCS:
    titre, _, sql = bloc.partition("\n")
    code, _, forme = titre.partition("] ")
    REQUETES[code] = (forme, f"{COMMUN}\n{sql}")


def attendus(convention, annee, *, disp=None) -> dict[str, tuple[str, str]]:
    """Par indicateur : la valeur telle qu'elle s'affiche, et son compte (« 3 sur 5 »)."""
    debut, fin = convention.periode(annee)
    valeurs = {code: _valeur(code, convention, annee, disp) for code in REQUETES}
    valeurs |= _de_la_couverture(debut, fin, disp)
    return {code: _affichee(code, *valeur) for code, valeur in valeurs.items()}


def lignes(sql, *parametres):
    with connection.cursor() as curseur:
        curseur.execute(sql, *parametres)
        return curseur.fetchall()


def _valeur(code, convention, annee, disp):
    """(valeur, compte, sur)."""
    forme, sql = REQUETES[code]
    rangees = lignes(sql, _parametres(convention, annee, disp))
    if forme == "part":
        [(compte, sur)] = rangees
        return (round(100 * compte / sur) if sur else None), compte, sur
    if forme in RESUMES:
        ecarts = [(_jour(b) - _jour(a)).days for a, b in rangees]
        return (round(RESUMES[forme](ecarts)) if ecarts else None), None, len(ecarts)
    if forme == "liste":
        tous = [x for (liste,) in rangees for x in json.loads(liste)]
        return (len(set(tous)), len(set(tous)), 3) if code == "themes-couverts" else (len(tous),)
    return (rangees[0][0] if rangees else None,)


def _parametres(convention, annee, disp):
    debut, fin = convention.periode(annee)
    jours = {
        "debut": debut,
        "fin": fin,
        "convention_debut": convention.debut,
        "il_y_a_12_mois": ajouter_mois(fin, -12),
    }
    instants = {
        "debut_i": make_aware(dt.datetime.combine(debut, dt.time.min)),
        "apres_i": make_aware(dt.datetime.combine(fin + dt.timedelta(days=1), dt.time.min)),
        "attente": timezone.now() - ATTENTE,
    }
    ops = connection.ops
    return (
        {nom: ops.adapt_datefield_value(jour) for nom, jour in jours.items()}
        | {nom: ops.adapt_datetimefield_value(instant) for nom, instant in instants.items()}
        | {"convention": convention.pk, "annee": annee}
        | {"partout": int(disp is None), "disp": disp or 0}
    )


def _de_la_couverture(debut, fin, disp):
    """Présences et manques, d’après le contrôle SQL de chaque établissement."""
    ici, avant = _temoins(fin, disp), _temoins(debut - dt.timedelta(days=1), disp)
    deux = sum(_les_deux(t) for t in ici)
    total = len(ici)
    connus = sum("inconnu" not in (t.statut_vp, t.statut_cp) for t in ici)
    rien = disp is not None and not total
    return {
        "presence-des-deux": (round(100 * deux / total) if total else None, deux, total),
        "presence-d-une-seule": (None if rien else total - deux,),
        "presence-variation": (
            None if rien or (disp and not avant) else deux - sum(_les_deux(t) for t in avant),
        ),
        "etablissements-recenses": (
            round(100 * connus / total) if total else None,
            connus,
            total,
        ),
        "manques-vp": (
            None if rien else sum(t.statut_vp in ("non_pourvu", "insuffisant") for t in ici),
        ),
        "manques-cp": (None if rien else sum(t.statut_cp == "non_pourvu" for t in ici),),
    }


def _temoins(le, disp):
    siens = Etablissement.objects.filter(disp=disp) if disp else Etablissement.objects.all()
    pks = set(siens.values_list("pk", flat=True))
    return [t for pk, t in temoins(le=le).items() if pk in pks]


def _les_deux(t):
    connus = "inconnu" not in (t.statut_vp, t.statut_cp)
    return connus and t.effectif_vp > 0 and t.effectif_cp > 0


def _affichee(code, valeur, compte=None, sur=None):
    definition = REGISTRE[code]
    if definition.sensible and 0 < (sur or valeur or 0) < MASQUE:
        return f"moins de {MASQUE}", ""
    compte = f"{compte} sur {sur}" if compte is not None and sur else ""
    if valeur is None:
        return "–", compte
    unite = f"\u00a0{definition.unite}" if definition.unite else ""
    return f"{valeur}".replace("-", "−") + unite, compte


def _jour(valeur):
    """Un jour, tel quel ; d'un instant, le jour à Paris. SQLite écrit les instants en UTC."""
    ecrit = str(valeur)
    if len(ecrit) == len("2014-09-01"):
        return dt.date.fromisoformat(ecrit)
    instant = dt.datetime.fromisoformat(ecrit)
    return localdate(instant if instant.tzinfo else instant.replace(tzinfo=dt.UTC))
