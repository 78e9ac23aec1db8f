"""Ce que disent les fichiers de la convention, contrôlé, avec toutes les fautes d'un coup."""

import re
from pathlib import Path
from typing import NamedTuple

from engagements.models import Niveau, Porteur
from etablissements.chargement.lecture import Lecteur
from etablissements.chargement.rangees import Rangee
from partenariat.models import Association

DOSSIER = Path(__file__).resolve().parents[1] / "referentiel"
COLONNES = {
    "conventions.csv": "code titre objet debut fin signee signataires remplace"
    " anniversaire_mois anniversaire_jour source",
    "categories.csv": "convention numero titre court chapeau",
    "engagements.csv": "convention numero titre porteur aide niveau remarque repris_de texte",
    "indicateurs.csv": "convention engagement code",
    "cibles.csv": "convention engagement indicateur annee cible",
}
NUMERO = re.compile(r"[1-9]\.[1-9]")


class Contenu(NamedTuple):
    """Par sorte, les champs de chaque ligne ; les liens par leur code ou leur numéro."""

    conventions: list[dict]
    categories: list[dict]
    engagements: list[dict]
    indicateurs: list[dict]
    cibles: list[dict]


def lire_contenu(dossier: Path, indicateurs_connus) -> Contenu:
    """Le contenu d'un dossier ; lève `ReferentielFaux` avec toutes les fautes."""
    lecteur = Lecteur(dossier)
    lues = [
        [(r, lire(r)) for r in lecteur.ouvrir(fichier, COLONNES[fichier].split())]
        for fichier, lire in zip(
            COLONNES, (_convention, _categorie, _engagement, _indicateur, _cible), strict=True
        )
    ]
    _verifier(lecteur, *lues, indicateurs_connus)
    lecteur.conclure()
    return Contenu(*([champs for _, champs in paires] for paires in lues))


def _convention(r: Rangee) -> dict:
    debut, fin = r.jour("debut"), r.jour("fin", requis=False)
    return {
        "code": r.code("code", au_plus=50),
        "titre": r.texte("titre", au_plus=120),
        "objet": r.texte("objet", requis=False),
        "debut": debut and debut.le,
        "fin": fin and fin.le,
        "signee": r.texte("signee", au_plus=60),
        "signataires": r.texte("signataires", requis=False, au_plus=200),
        "remplace": r.reference("remplace", "conventions.csv", requis=False),
        "anniversaire_mois": r.entier("anniversaire_mois"),
        "anniversaire_jour": r.entier("anniversaire_jour"),
        "source": r.texte("source"),
    }


def _categorie(r: Rangee) -> dict:
    return {
        "convention": r.reference("convention", "conventions.csv"),
        "numero": r.entier("numero"),
        "titre": r.texte("titre", au_plus=80),
        "court": r.texte("court", au_plus=40),
        "chapeau": r.texte("chapeau", requis=False),
    }


def _engagement(r: Rangee) -> dict:
    return {
        "convention": r.reference("convention", "conventions.csv"),
        "numero": _numero(r, "numero"),
        "titre": r.texte("titre", au_plus=120),
        "texte": r.texte("texte"),
        "porteur": r.choix("porteur", Porteur.values),
        "aide": r.choix("aide", Association.values) if r.valeurs["aide"] else "",
        "niveau": r.choix("niveau", Niveau.values),
        "remarque": r.texte("remarque", requis=False, au_plus=200),
        "repris_de": r.texte("repris_de", requis=False),
    }


def _indicateur(r: Rangee) -> dict:
    return {
        "convention": r.reference("convention", "conventions.csv"),
        "engagement": _numero(r, "engagement"),
        "code": r.code("code", au_plus=50),
    }


def _cible(r: Rangee) -> dict:
    return {
        "convention": r.reference("convention", "conventions.csv"),
        "engagement": _numero(r, "engagement"),
        "indicateur": r.reference("indicateur", "indicateurs.csv"),
        "annee": r.entier("annee"),
        "valeur": r.entier("cible"),
    }


def _numero(r: Rangee, colonne: str) -> str:
    valeur = r.texte(colonne)
    if valeur and not NUMERO.fullmatch(valeur):
        r.fauter(colonne, "un engagement se numérote comme 4.2.")
    return valeur


def _verifier(lecteur, conventions, categories, engagements, indicateurs, cibles, connus):
    """Ce que chaque ligne ne peut dire seule : doublons, catégories et engagements cités."""
    lecteur.sans_doublon(((r, c["code"]) for r, c in conventions), "code", "convention en double")
    paires = [(r, (c["convention"], c["numero"])) for r, c in engagements]
    lecteur.sans_doublon(paires, "numero", "engagement en double")
    declarees = {(c["convention"], str(c["numero"])) for _, c in categories}
    for r, champs in engagements:
        if (champs["convention"], champs["numero"][:1]) not in declarees:
            r.fauter("numero", "sa catégorie n’est pas dans categories.csv.")
    cites = {cle for _, cle in paires}
    for r, champs in [*indicateurs, *cibles]:
        if (champs["convention"], champs["engagement"]) not in cites:
            r.fauter("engagement", "cet engagement n’est pas dans engagements.csv.")
    for r, champs in indicateurs:
        if connus is not None and champs["code"] not in connus:
            r.fauter("code", "l’application ne sait pas calculer cet indicateur.")
