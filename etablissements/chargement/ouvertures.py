"""Quand un établissement ouvre et ferme, et qui le remplace : les années, puis les événements."""

from etablissements.chargement.jours import lire_jour
from etablissements.models import Precision

EVENEMENTS = {"ouverture": "ouvert", "fermeture": "ferme"}
FINESSE = (Precision.ANNEE, Precision.MOIS, Precision.JOUR)


def dater(etablissements, evenements) -> None:
    """Précise sur place les ouvertures et fermetures, et pose les remplacements.

    `etablissements` et `evenements` : des paires (ligne du fichier, champs).
    """
    par_code = {champs["code"]: champs for _, champs in etablissements}
    for rangee, evenement in evenements:
        champs = par_code.get(evenement["etablissement"])
        if champs and evenement["nature"] in EVENEMENTS and evenement["le"]:
            _preciser(rangee, champs, EVENEMENTS[evenement["nature"]])
    for rangee, champs in etablissements:
        if champs["ouvert_le"] and champs["ferme_le"] and champs["ferme_le"] < champs["ouvert_le"]:
            raison = "la fermeture précède l’ouverture ({ouvert_le:%d/%m/%Y})."
            rangee.fauter("ferme_en", raison.format(**champs))
    for rangee, evenement in evenements:
        if evenement["nature"] == "fermeture":
            _remplacer(par_code, evenement["etablissement"], rangee.liste("codes_lies"))


def _preciser(rangee, champs, prefixe):
    """L'événement l'emporte s'il en sait plus que l'année du fichier, sans la contredire."""
    jour, annee = lire_jour(rangee.valeurs["date"]), champs[f"{prefixe}_le"]
    if annee and annee.year != jour.le.year:
        rangee.fauter("date", f"contredit la colonne « {prefixe}_en » ({annee.year}).")
    elif not annee or _plus_fin(jour.precision, champs[f"{prefixe}_precision"]):
        champs[f"{prefixe}_le"], champs[f"{prefixe}_precision"] = jour


def _plus_fin(precision, autre):
    return FINESSE.index(precision) > FINESSE.index(autre)


def _remplacer(par_code, ferme, lies):
    """Le successeur, quand la fermeture nomme un seul établissement resté ouvert."""
    ouverts = [code for code in lies if code in par_code and not par_code[code]["ferme_le"]]
    if ferme in par_code and par_code[ferme]["ferme_le"] and len(ouverts) == 1:
        par_code[ferme]["remplace_par"] = ouverts[0]
