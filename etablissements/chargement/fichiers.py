"""Ce que disent les fichiers du référentiel, contrôlé : les champs des lignes à tenir en base."""

from dataclasses import dataclass
from pathlib import Path

from etablissements.chargement.lecture import Lecteur
from etablissements.chargement.ouvertures import dater
from etablissements.chargement.rangees import Rangee
from etablissements.models import Confiance, Effectif, Etablissement, Precision

ETABLISSEMENTS = ("etablissements.csv", "etablissements_apres_2014.csv")
COLONNES_ETABLISSEMENT = (
    "code nom type disp departement_code commune insee latitude longitude spip"
    " ouvert_en ferme_en source confiance geo_precision"
)
COLONNES = {
    "disp.csv": "code nom libelle siege",
    "disp_departements.csv": "disp departement_code departement_nom",
    "spip.csv": "code nom departement_code siege antennes source",
    **dict.fromkeys(ETABLISSEMENTS, COLONNES_ETABLISSEMENT),
    "evolutions.csv": "date code evenement detail codes_lies source confiance",
    "capacites.csv": "code date capacite perimetre retenue source confiance",
}
# Une nature mal écrite perdrait une fermeture sans le dire : la liste est close.
NATURES = (
    "ouverture",
    "fermeture",
    "fermeture provisoire",
    "réouverture",
    "reconstruction",
    "changement de type",
    "changement de type (texte)",
    "fusion/rattachement",
    "réorganisation des DISP",
)
POSITIONS = ("établissement", "commune")
Lue = tuple[Rangee, dict]


@dataclass(frozen=True, kw_only=True)
class Contenu:
    """Tout le référentiel : par sorte, les champs de chaque ligne ; les liens par leur code."""

    disps: list[dict]
    departements: list[dict]
    spips: list[dict]
    antennes: list[dict]
    etablissements: list[dict]
    effectifs: list[dict]
    evenements: list[dict]


def lire_contenu(dossier: Path) -> Contenu:
    """Le contenu d'un dossier ; lève `ReferentielFaux` avec toutes les fautes."""
    lecteur = Lecteur(dossier)
    rangees = {nom: lecteur.ouvrir(nom, colonnes.split()) for nom, colonnes in COLONNES.items()}
    disps = [(r, _disp(r)) for r in rangees["disp.csv"]]
    departements = [(r, _departement(r)) for r in rangees["disp_departements.csv"]]
    spips = [(r, _spip(r)) for r in rangees["spip.csv"]]
    etablissements = [(r, _etablissement(r)) for nom in ETABLISSEMENTS for r in rangees[nom]]
    effectifs = [(r, _effectif(r)) for r in rangees["capacites.csv"]]
    evenements = [(r, _evenement(r)) for r in rangees["evolutions.csv"]]
    dater(etablissements, evenements)
    _refuser_les_doublons(lecteur, disps, departements, spips, etablissements)
    _refuser_les_faits_en_double(lecteur, effectifs, evenements)
    lecteur.conclure()
    return Contenu(
        disps=_champs(disps),
        departements=_champs(departements),
        spips=_champs(spips),
        antennes=[{"spip": s["code"], "nom": nom} for r, s in spips for nom in _antennes(r)],
        etablissements=_champs(etablissements),
        effectifs=_champs(effectifs),
        evenements=_champs(evenements),
    )


def _champs(lues: list[Lue]) -> list[dict]:
    return [champs for _, champs in lues]


def _disp(r: Rangee) -> dict:
    return {
        "code": r.code("code", au_plus=50),
        "nom": r.texte("nom", au_plus=120),
        "libelle": r.texte("libelle", au_plus=60),
        "siege": r.texte("siege", requis=False, au_plus=60),
    }


def _departement(r: Rangee) -> dict:
    return {
        "code": r.texte("departement_code", au_plus=3),
        "nom": r.texte("departement_nom", au_plus=60),
        "disp": r.reference("disp", "disp.csv"),
    }


def _spip(r: Rangee) -> dict:
    return {
        "code": r.code("code", au_plus=50),
        "nom": r.texte("nom", au_plus=120),
        "departement": _reference_au_departement(r),
        "siege": r.texte("siege", au_plus=60),
        "source": r.texte("source"),
    }


def _antennes(r: Rangee) -> list[str]:
    return r.liste("antennes")


def _reference_au_departement(r: Rangee) -> str:
    return r.reference("departement_code", "disp_departements.csv", cible="departement_code")


def _etablissement(r: Rangee) -> dict:
    """L'établissement, ouvert et fermé aux années du fichier : les événements préciseront."""
    ouvert, ferme = r.jour("ouvert_en", requis=False), r.jour("ferme_en", requis=False)
    return {
        "code": r.code("code", au_plus=80),
        "nom": r.texte("nom", au_plus=120),
        "type": r.choix("type", Etablissement.Type.values),
        "disp": r.reference("disp", "disp.csv"),
        "departement": _reference_au_departement(r),
        "spip": r.reference("spip", "spip.csv", requis=False) or None,
        "commune": r.texte("commune", au_plus=80),
        "insee": r.texte("insee", au_plus=5),
        "latitude": r.degres("latitude", au_plus=90),
        "longitude": r.degres("longitude", au_plus=180),
        "precision_geo": r.choix("geo_precision", POSITIONS),
        "ouvert_le": ouvert and ouvert.le,
        "ouvert_precision": ouvert.precision if ouvert else Precision.JOUR,
        "ferme_le": ferme and ferme.le,
        "ferme_precision": ferme.precision if ferme else Precision.JOUR,
        "remplace_par": None,
        "source": r.texte("source"),
        "confiance": r.choix("confiance", Confiance.values),
    }


def _effectif(r: Rangee) -> dict:
    jour = r.jour("date")
    return {
        "etablissement": r.reference("code", *ETABLISSEMENTS),
        "nature": Effectif.Nature.PLACES,
        "le": jour and jour.le,
        "precision": jour and jour.precision,
        "valeur": r.entier("capacite"),
        "perimetre": r.texte("perimetre", au_plus=120),
        "retenu": r.choix("retenue", ("0", "1")) == "1",
        "source": r.texte("source"),
        "confiance": r.choix("confiance", Confiance.values),
    }


def _evenement(r: Rangee) -> dict:
    jour = r.jour_ou_locution("date")
    r.references("codes_lies", *ETABLISSEMENTS)
    return {
        "etablissement": r.reference("code", *ETABLISSEMENTS, requis=False) or None,
        "nature": r.choix("evenement", NATURES),
        "le": jour and jour.le,
        "date_ecrite": r.texte("date", au_plus=60),
        "detail": r.texte("detail", requis=False),
        "source": r.texte("source"),
        "confiance": r.choix("confiance", Confiance.values),
    }


def _refuser_les_doublons(lecteur, disps, departements, spips, etablissements):
    """Chaque code une fois, et un seul SPIP par département."""

    def une_fois(lues, colonne, champ, quoi):
        paires = [(r, champs[champ]) for r, champs in lues if champs[champ]]
        lecteur.sans_doublon(paires, colonne, quoi)

    une_fois(disps, "code", "code", "code en double")
    une_fois(disps, "libelle", "libelle", "libellé en double")
    une_fois(departements, "departement_code", "code", "code en double")
    une_fois(spips, "code", "code", "code en double")
    une_fois(spips, "departement_code", "departement", "un autre SPIP a ce département")
    une_fois(etablissements, "code", "code", "code en double")


def _refuser_les_faits_en_double(lecteur, effectifs, evenements):
    """Une valeur retenue au plus par établissement et par jour ; chaque fait une fois."""
    retenus = [(r, (e["etablissement"], e["le"])) for r, e in effectifs if e["retenu"] and e["le"]]
    lecteur.sans_doublon(retenus, "retenue", "deux valeurs retenues le même jour")
    toutes = [
        (r, (e["etablissement"], e["le"], e["source"], e["perimetre"]))
        for r, e in effectifs
        if e["le"]
    ]
    lecteur.sans_doublon(toutes, "code", "capacité en double")
    faits = [(r, (e["etablissement"], e["nature"], e["date_ecrite"])) for r, e in evenements]
    lecteur.sans_doublon(faits, "evenement", "événement en double")
