"""Multiplier un pays : les mêmes établissements, personnes et dates, n fois, en SQL."""

from string import ascii_lowercase

from django.db import connection, models, transaction

from benevoles.models import (
    Absence,
    Adhesion,
    Affectation,
    Benevole,
    BesoinDeclare,
    ConfirmationListe,
    Habilitation,
    Mandat,
    Rattachement,
    Section,
    Suspension,
)
from engagements.models import (
    Action,
    Candidat,
    Convocation,
    DemandeVisite,
    Incitation,
    Inscription,
    Proposition,
    Recrutement,
    Reunion,
    Session,
    Trace,
    Transmission,
    Visite,
)
from etablissements.models import Effectif, Etablissement

# Les parents avant ce qui les cite.
MODELES = [
    Etablissement,
    Effectif,
    Benevole,
    Section,
    Rattachement,
    Mandat,
    Adhesion,
    Absence,
    Affectation,
    Habilitation,
    Suspension,
    ConfirmationListe,
    BesoinDeclare,
    DemandeVisite,
    Proposition,
    Transmission,
    Visite,
    Trace,
    Action,
    Action.engagements.through,
    Reunion,
    Convocation,
    Session,
    Inscription,
    Incitation,
    Recrutement,
    Candidat,
]
UNIQUES = {(Etablissement, "code"), (Section, "nom")}
# D'autres personnes, qui ne se confondent pas avec celles qu'on copie : ni nom, ni coordonnées.
AUTREMENT = {
    (Benevole, "nom"): "\"nom\" || ' {Mot}'",
    (Benevole, "recherche"): "\"recherche\" || ' {mot}'",
    (Benevole, "courriel"): "CASE WHEN \"courriel\" = '' THEN '' ELSE '{mot}.' || \"courriel\" END",
    (Benevole, "telephone"): (
        "CASE WHEN \"telephone\" = '' THEN ''"
        ' ELSE substr("telephone", 1, 4) || \'{copie:02}\' || substr("telephone", 7) END'
    ),
}
PAS = 10_000_000  # décalage des identifiants d'une copie à l'autre


def agrandir(facteur: int, *, deja: int = 1) -> None:
    """Porte de `deja` à `facteur` pays semblables, les déclencheurs mis de côté."""
    with transaction.atomic(), connection.cursor() as curseur:
        _ecarter_les_declencheurs(curseur)
        for modele in MODELES:
            for copie in range(deja, facteur):
                curseur.execute(_copier(modele, copie))
    with connection.cursor() as curseur:
        curseur.execute("ANALYZE")


def _ecarter_les_declencheurs(curseur):
    if connection.vendor == "postgresql":  # le temps de la transaction, clés étrangères comprises
        curseur.execute("SET LOCAL session_replication_role = replica")
        return
    curseur.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    for (nom,) in curseur.fetchall():
        curseur.execute(f'DROP TRIGGER "{nom}"')


def _copier(modele, copie):
    colonnes, valeurs = [], []
    for champ in modele._meta.local_concrete_fields:
        colonnes.append(f'"{champ.column}"')
        valeurs.append(_valeur(modele, champ, copie))
    table = modele._meta.db_table
    return (
        f'INSERT INTO "{table}" ({", ".join(colonnes)})'
        f' SELECT {", ".join(valeurs)} FROM "{table}" WHERE id < {PAS}'
    )


def _valeur(modele, champ, copie):
    if champ.primary_key or (champ.is_relation and champ.related_model in MODELES):
        return f'"{champ.column}" + {copie * PAS}'
    if (modele, champ.name) in UNIQUES:
        return f"\"{champ.column}\" || '-{copie}'"
    if (modele, champ.name) in AUTREMENT:
        mot = _mot(copie)
        return AUTREMENT[modele, champ.name].format(copie=copie, mot=mot, Mot=mot.title())
    if isinstance(champ, models.UUIDField):
        au_hasard = {"postgresql": "gen_random_uuid()", "sqlite": "lower(hex(randomblob(16)))"}
        return au_hasard[connection.vendor]
    if isinstance(champ, models.OneToOneField):
        return "NULL"
    return f'"{champ.column}"'


def _mot(copie):
    """Un mot de deux lettres par copie : « ab », « kd »."""
    return "".join(ascii_lowercase[rang % 26] for rang in (copie // 26, copie))
