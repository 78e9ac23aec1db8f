"""Les exports : CSV, XLSX et ODS, de ce qui est à l'écran, sans formule qui s'exécute."""

import csv
import datetime as dt
import io
from collections.abc import Iterable

import xlsxwriter
from django.http import HttpResponse
from odfdo import Cell, Document, Row, Table

from suivi.lignes import Ligne

ENTETES = [
    "Code",
    "Établissement",
    "Type",
    "Commune",
    "Département",
    "DISP",
    "SPIP",
    "Statut VP",
    "Statut VP depuis le",
    "VP",
    "Besoin VP",
    "Écart VP",
    "Statut CP Auxilia",
    "Statut CP depuis le",
    "CP Auxilia",
    "Liste VP confirmée le",
    "Liste CP confirmée le",
]
# Une cellule qui commence ainsi serait lue comme une formule par un tableur.
DANGEREUX = ("=", "+", "-", "@", "\t", "\r")


def rangee(ligne: Ligne) -> list:
    """Une ligne d'export : des textes, des entiers et des dates."""
    c, e = ligne.couverture, ligne.etablissement
    return [
        e.code,
        e.nom,
        e.get_type_display(),
        e.commune,
        str(e.departement),
        e.disp.libelle,
        e.spip.nom if e.spip_id else "",
        c.statut_vp.label,
        ligne.anciennete.vp,
        c.effectif_vp,
        c.besoin_vp,
        c.ecart_vp,
        c.statut_cp.label,
        ligne.anciennete.cp,
        c.effectif_cp,
        c.confirmee_vp_le,
        c.confirmee_cp_le,
    ]


def repondre(lignes: Iterable[Ligne], jour: dt.date, format: str) -> HttpResponse:
    """Le fichier demandé, à télécharger, nommé d'après la date affichée."""
    ecrire, type_mime = FORMATS[format]
    reponse = HttpResponse(ecrire([rangee(ligne) for ligne in lignes]), content_type=type_mime)
    nom = f"recensement-au-{jour.isoformat()}.{format}"
    reponse["Content-Disposition"] = f'attachment; filename="{nom}"'
    return reponse


def _csv(rangees) -> bytes:
    sortie = io.StringIO(newline="")
    ecrivain = csv.writer(sortie, delimiter=";")
    ecrivain.writerow(ENTETES)
    ecrivain.writerows([_en_texte(v) for v in valeurs] for valeurs in rangees)
    return sortie.getvalue().encode("utf-8-sig")  # la marque d'ordre, pour Excel


def _en_texte(valeur):
    if isinstance(valeur, dt.date):
        return valeur.strftime("%d/%m/%Y")
    if isinstance(valeur, str) and valeur.startswith(DANGEREUX):
        return f"'{valeur}"
    return "" if valeur is None else valeur


def _xlsx(rangees) -> bytes:
    sortie = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(sortie, options) as classeur:
        feuille = classeur.add_worksheet("Recensement")
        date = classeur.add_format({"num_format": "dd/mm/yyyy"})
        feuille.write_row(0, 0, ENTETES, classeur.add_format({"bold": True}))
        feuille.freeze_panes(1, 2)
        feuille.set_column(0, len(ENTETES) - 1, 18)
        for i, valeurs in enumerate(rangees, start=1):
            for j, valeur in enumerate(valeurs):
                if isinstance(valeur, dt.date):
                    feuille.write_datetime(i, j, dt.datetime.combine(valeur, dt.time.min), date)
                else:
                    feuille.write(i, j, valeur)
    return sortie.getvalue()


def _ods(rangees) -> bytes:
    document = Document("spreadsheet")
    document.body.clear()
    feuille = Table("Recensement")
    for valeurs in [ENTETES, *rangees]:
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
