"""Des tableaux à télécharger : CSV, XLSX et ODS, sans formule qui s'exécute."""

import csv
import datetime as dt
import io
import re
from decimal import Decimal

import xlsxwriter
from django.http import HttpResponse

from partenariat import ods

TEXTE_D_EXCEL = 32_767  # caractères par cellule : au-delà, Excel refuserait le fichier
# Une cellule qui commence ainsi serait lue comme une formule par un tableur : une apostrophe la
# protège, que la lecture de nos propres fichiers retire (partenariat/lecture/textes.py).
DANGEREUX = re.compile(r"'*[=+\-@\t\r\n]")
SIMPLES = {str, int, float, bool, Decimal}


def telecharger(titre: str, entetes, rangees, *, nom: str, format: str) -> HttpResponse:
    """Le fichier `nom.format`, d'une clé de `FORMATS` : des textes, des entiers, des dates."""
    ecrire, type_mime = FORMATS[format]
    en_clair = [[_simple(valeur) for valeur in rangee] for rangee in rangees]
    reponse = HttpResponse(ecrire(titre, list(entetes), en_clair), content_type=type_mime)
    reponse["Content-Disposition"] = f'attachment; filename="{nom}.{format}"'
    return reponse


def _simple(valeur):
    """Ce qu'un tableur sait écrire ; le reste (un téléphone, un statut) est son texte."""
    if valeur is None or type(valeur) in SIMPLES:
        return valeur
    return valeur if isinstance(valeur, dt.date) else str(valeur)


def _csv(titre, entetes, rangees) -> bytes:
    sortie = io.StringIO(newline="")
    ecrivain = csv.writer(sortie, delimiter=";")
    ecrivain.writerow(entetes)
    ecrivain.writerows([_en_texte(v) for v in valeurs] for valeurs in rangees)
    return sortie.getvalue().encode("utf-8-sig")  # la marque d'ordre, pour Excel


def _en_texte(valeur):
    if isinstance(valeur, dt.datetime):
        return valeur.strftime("%d/%m/%Y %H:%M")
    if isinstance(valeur, dt.date):
        return valeur.strftime("%d/%m/%Y")
    if isinstance(valeur, str) and DANGEREUX.match(valeur):
        return f"'{valeur}"
    if isinstance(valeur, bool):
        return "vrai" if valeur else "faux"
    if isinstance(valeur, (float, Decimal)):
        return str(valeur).replace(".", ",")
    return "" if valeur is None else valeur


def _xlsx(titre, entetes, rangees) -> bytes:
    sortie = io.BytesIO()
    with xlsxwriter.Workbook(sortie, {"in_memory": True, "remove_timezone": True}) as classeur:
        feuille = classeur.add_worksheet(titre)
        formats = {
            dt.date: classeur.add_format({"num_format": "dd/mm/yyyy"}),
            dt.datetime: classeur.add_format({"num_format": "dd/mm/yyyy hh:mm"}),
        }
        for j, entete in enumerate(entetes):
            feuille.write_string(0, j, entete, classeur.add_format({"bold": True}))
        feuille.freeze_panes(1, 2)
        feuille.set_column(0, len(entetes) - 1, 18)
        for i, valeurs in enumerate(rangees, start=1):
            for j, valeur in enumerate(valeurs):
                _ecrire_dans_xlsx(feuille, i, j, valeur, formats.get(type(valeur)))
    return sortie.getvalue()


def _ecrire_dans_xlsx(feuille, i, j, valeur, mise_en_forme):
    """Un texte est écrit comme un texte : ni formule, ni lien, même s'il en a l'air."""
    if isinstance(valeur, str):
        feuille.write_string(i, j, valeur[:TEXTE_D_EXCEL])
    elif isinstance(valeur, dt.date):
        feuille.write_datetime(i, j, valeur, mise_en_forme)
    else:
        feuille.write(i, j, valeur)


FORMATS = {
    "csv": (_csv, "text/csv; charset=utf-8"),
    "xlsx": (_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "ods": (ods.ecrire, ods.TYPE_MIME),
}
