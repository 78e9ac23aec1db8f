"""Ce que disent les fichiers du référentiel, contrôlé : des fiches prêtes à écrire."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from etablissements.chargement.lecture import Jour, Lecteur, Rangee, lire_jour
from etablissements.models import Confiance, Effectif, Etablissement, Precision


class Fiche(NamedTuple):
    """Une ligne à tenir : sa clé naturelle et ses valeurs (les liens, par clé naturelle)."""

    cle: tuple
    valeurs: dict


@dataclass
class Contenu:
    """Tout le référentiel, par sorte, dans l'ordre où l'écrire."""

    disps: list[Fiche] = field(default_factory=list)
    departements: list[Fiche] = field(default_factory=list)
    spips: list[Fiche] = field(default_factory=list)
    antennes: list[Fiche] = field(default_factory=list)
    etablissements: list[Fiche] = field(default_factory=list)
    remplacements: dict[str, str] = field(default_factory=dict)
    effectifs: list[Fiche] = field(default_factory=list)
    evenements: list[Fiche] = field(default_factory=list)


FICHIERS_ETABLISSEMENTS = ("etablissements.csv", "etablissements_apres_2014.csv")
COLONNES_ETABLISSEMENT = [
    *("code", "nom", "type", "disp", "departement_code", "commune", "insee", "latitude"),
    *("longitude", "spip", "ouvert_en", "ferme_en", "source", "confiance", "geo_precision"),
]
COLONNES_EVOLUTION = ["date", "code", "evenement", "detail", "codes_lies", "source", "confiance"]


def lire_contenu(dossier: Path) -> Contenu:
    """Tout le contenu d'un dossier ; lève `ReferentielFaux` avec toutes les fautes."""
    lecteur, contenu = Lecteur(dossier), Contenu()
    disps = _lire_disps(lecteur, contenu)
    departements = _lire_departements(lecteur, contenu, disps)
    spips = _lire_spips(lecteur, contenu, departements)
    evolutions = lecteur.rangees("evolutions.csv", COLONNES_EVOLUTION)
    codes = _lire_etablissements(lecteur, contenu, disps, departements, spips, evolutions)
    _lire_evolutions(contenu, codes, evolutions)
    _lire_capacites(lecteur, contenu, codes)
    lecteur.conclure()
    return contenu


def _lire_disps(lecteur, contenu):
    rangees = lecteur.rangees("disp.csv", ["code", "nom", "libelle", "siege"])
    lecteur.sans_doublon(rangees, "code")
    for r in rangees:
        valeurs = {
            "nom": r.texte("nom", longueur=120),
            "libelle": r.texte("libelle", longueur=60),
            "siege": r.texte("siege", requis=False, longueur=60),
        }
        contenu.disps.append(Fiche((r.texte("code", longueur=50),), valeurs))
    return {fiche.cle[0] for fiche in contenu.disps}


def _lire_departements(lecteur, contenu, disps):
    colonnes = ["disp", "departement_code", "departement_nom"]
    rangees = lecteur.rangees("disp_departements.csv", colonnes)
    lecteur.sans_doublon(rangees, "departement_code")
    for r in rangees:
        nom = r.texte("departement_nom", longueur=60)
        valeurs = {"nom": nom, "disp": r.reference("disp", disps)}
        contenu.departements.append(Fiche((r.texte("departement_code", longueur=3),), valeurs))
    return {fiche.cle[0] for fiche in contenu.departements}


def _lire_spips(lecteur, contenu, departements):
    colonnes = ["code", "nom", "departement_code", "siege", "antennes", "source"]
    rangees = lecteur.rangees("spip.csv", colonnes)
    lecteur.sans_doublon(rangees, "code")
    lecteur.sans_doublon(rangees, "departement_code")
    for r in rangees:
        code = r.texte("code", longueur=50)
        valeurs = {
            "nom": r.texte("nom", longueur=120),
            "departement": r.reference("departement_code", departements),
            "siege": r.texte("siege", longueur=60),
            "source": r.texte("source"),
        }
        contenu.spips.append(Fiche((code,), valeurs))
        antennes = r.texte("antennes", requis=False)
        noms = dict.fromkeys(nom.strip() for nom in antennes.split(";") if nom.strip())
        contenu.antennes += [Fiche((code, nom), {"spip": code}) for nom in noms]
    return {fiche.cle[0] for fiche in contenu.spips}


def _lire_etablissements(lecteur, contenu, disps, departements, spips, evolutions):
    rangees = [
        r for f in FICHIERS_ETABLISSEMENTS for r in lecteur.rangees(f, COLONNES_ETABLISSEMENT)
    ]
    lecteur.sans_doublon(rangees, "code")
    dates = {(e.valeurs["code"], e.valeurs["evenement"]): e for e in evolutions}
    for r in rangees:
        code = r.texte("code", longueur=80)
        valeurs = _identite(r, disps, departements, spips)
        ouvert = _au_mieux(r, "ouvert_en", dates.get((code, "ouverture")))
        ferme = _au_mieux(r, "ferme_en", dates.get((code, "fermeture")))
        if ouvert and ferme and ferme.le < ouvert.le:
            r.fauter("ferme_en", "la fermeture précède l’ouverture.")
        valeurs |= {
            "ouvert_le": ouvert and ouvert.le,
            "ouvert_precision": ouvert.precision if ouvert else Precision.JOUR,
            "ferme_le": ferme and ferme.le,
            "ferme_precision": ferme.precision if ferme else Precision.JOUR,
        }
        contenu.etablissements.append(Fiche((code,), valeurs))
    return {fiche.cle[0]: fiche for fiche in contenu.etablissements}


def _identite(r: Rangee, disps, departements, spips):
    return {
        "nom": r.texte("nom", longueur=120),
        "type": r.choix("type", Etablissement.Type.values),
        "disp": r.reference("disp", disps),
        "departement": r.reference("departement_code", departements),
        "commune": r.texte("commune", longueur=80),
        "insee": r.texte("insee", longueur=5),
        "latitude": r.decimal("latitude", 90),
        "longitude": r.decimal("longitude", 180),
        "spip": r.reference("spip", spips, requis=False),
        "source": r.texte("source"),
        "confiance": r.choix("confiance", Confiance.values),
        "precision_geo": r.texte("geo_precision", longueur=20),
    }


def _au_mieux(r: Rangee, colonne, evolution) -> Jour | None:
    """L'année du fichier, précisée par l'événement quand il en sait plus."""
    annee = r.jour(colonne)
    precise = evolution and lire_jour(evolution.valeurs["date"])
    if annee and precise and precise.le.year != annee.le.year:
        r.fauter(colonne, f"{annee.le.year}, mais l’événement dit {evolution.valeurs['date']}.")
    return (precise or annee) if annee else None


def _lire_evolutions(contenu, codes, rangees):
    for r in rangees:
        code = r.reference("code", codes, requis=False)
        nature, date = r.texte("evenement", longueur=60), r.texte("date", longueur=60)
        jour = lire_jour(date)
        valeurs = {
            "etablissement": code or None,
            "le": jour and jour.le,
            "detail": r.texte("detail", requis=False),
            "source": r.texte("source"),
            "confiance": r.choix("confiance", Confiance.values),
        }
        contenu.evenements.append(Fiche((code, nature, date), valeurs))
        lies = [c for c in r.valeurs["codes_lies"].split(";") if c]
        for lie in lies:
            if lie not in codes:
                r.fauter("codes_lies", f"« {lie} » n’existe pas dans le référentiel.")
        if nature == "fermeture" and len(lies) == 1:
            contenu.remplacements[code] = lies[0]


def _lire_capacites(lecteur, contenu, codes):
    colonnes = ["code", "date", "capacite", "perimetre", "retenue", "confiance", "source"]
    rangees = lecteur.rangees("capacites.csv", colonnes)
    lecteur.sans_doublon(rangees, "code", "date", "source", "perimetre")
    lecteur.sans_doublon([r for r in rangees if r.valeurs["retenue"] == "1"], "code", "date")
    for r in rangees:
        jour = r.jour("date", requis=True)
        code = r.reference("code", codes)
        perimetre, source = r.texte("perimetre", longueur=120), r.texte("source")
        valeurs = {
            "etablissement": code,
            "precision": jour and jour.precision,
            "valeur": r.entier("capacite"),
            "retenu": r.choix("retenue", ["0", "1"]) == "1",
            "confiance": r.choix("confiance", Confiance.values),
        }
        cle = (code, Effectif.Nature.PLACES.value, jour and jour.le, source, perimetre)
        contenu.effectifs.append(Fiche(cle, valeurs))
