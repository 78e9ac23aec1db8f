"""Des tableaux à télécharger : CSV, XLSX et ODS, sans formule qui s'exécute."""

import csv
import datetime as dt
import io
import re

import xlsxwriter
from django.http import HttpResponse
from odfdo import Cell, Document, Row, Table

# Une cellule qui commence ainsi serait lue comme une formule par un tableur : une apostrophe la
# protège, que la lecture de nos propres fichiers retire (partenariat/lecture/textes.py).
DANGEREUX = re.compile(r"'*[=+\-@\t\r\n]")


def telecharger(titre: str, entetes, rangees, *, nom: str, format: str) -> HttpResponse:
    """Le fichier `nom.format`, d'une clé de `FORMATS` : des textes, des entiers, des dates."""
    ecrire, type_mime = FORMATS[format]
    reponse = HttpResponse(ecrire(titre, list(entetes), list(rangees)), content_type=type_mime)
    reponse["Content-Disposition"] = f'attachment; filename="{nom}.{format}"'
    return reponse


def _csv(titre, entetes, rangees) -> bytes:
    sortie = io.StringIO(newline="")
    ecrivain = csv.writer(sortie, delimiter=";")
    ecrivain.writerow(entetes)
    ecrivain.writerows([_en_texte(v) for v in valeurs] for valeurs in rangees)
    return sortie.getvalue().encode("utf-8-sig")  # la marque d'ordre, pour Excel


def _en_texte(valeur):
    if isinstance(valeur, dt.date):
        return valeur.strftime("%d/%m/%Y")
    if isinstance(valeur, str) and DANGEREUX.match(valeur):
        return f"'{valeur}"
    if isinstance(valeur, bool):
        return "vrai" if valeur else "faux"
    if isinstance(valeur, float):
        return str(valeur).replace(".", ",")
    return "" if valeur is None else valeur


def _xlsx(titre, entetes, rangees) -> bytes:
    sortie = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(sortie, options) as classeur:
        feuille = classeur.add_worksheet(titre)
        date = classeur.add_format({"num_format": "dd/mm/yyyy"})
        feuille.write_row(0, 0, entetes, classeur.add_format({"bold": True}))
        feuille.freeze_panes(1, 2)
        feuille.set_column(0, len(entetes) - 1, 18)
        for i, valeurs in enumerate(rangees, start=1):
            for j, valeur in enumerate(valeurs):
                if isinstance(valeur, dt.date):
                    feuille.write_datetime(i, j, dt.datetime.combine(valeur, dt.time.min), date)
                else:
                    feuille.write(i, j, valeur)
    return sortie.getvalue()


def _ods(titre, entetes, rangees) -> bytes:
    document = Document("spreadsheet")
    document.body.clear()
    feuille = Table(titre)
    for valeurs in [entetes, *rangees]:
        feuille.append(_rangee_ods(valeurs))
    document.body.append(feuille)
    sortie = io.BytesIO()
    document.save(sortie)
    return sortie.getvalue()


def _rangee_ods(valeurs):
    ligne = Row()
    ligne.extend_cells([Cell(valeur) for valeur in valeurs])
    return ligne


FORMATS = {
    "csv": (_csv, "text/csv; charset=utf-8"),
    "xlsx": (_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "ods": (_ods, "application/vnd.oasis.opendocument.spreadsheet"),
}
