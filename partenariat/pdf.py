"""Les documents PDF, par WeasyPrint : le seul module qui l'importe.

Chaque document se fait dans un processus bref, sans réseau ni base : ce qu'il prend de mémoire est
rendu aussitôt, et les mêmes données à la même heure donnent les mêmes octets.
"""

import base64
import datetime as dt
import json
import os
import subprocess
import sys
from typing import NamedTuple

ACCESSIBLE, ARCHIVE = "pdf/ua-1", "pdf/a-3a"
DELAI = 180  # secondes ; au-delà, le document est abandonné
SANS_PANGO = 3  # code de sortie du processus quand WeasyPrint ne peut pas se charger
COMMENT_INSTALLER = (
    "Les PDF demandent la bibliothèque Pango, qui n’est pas sur ce serveur. Sous Debian :"
    " apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0."
)


class PdfImpossible(Exception):
    """Le document n'a pas pu être fait ; le texte dit pourquoi, en français."""


class PangoManquant(PdfImpossible):
    """Il manque Pango au serveur : le texte dit quoi installer."""

    def __init__(self):
        super().__init__(COMMENT_INSTALLER)


class PieceJointe(NamedTuple):
    """Un fichier joint au PDF : la donnée dont il est tiré."""

    nom: str
    description: str
    contenu: bytes


def rendre(html: str, *, instant: dt.datetime, variante=ACCESSIBLE, pieces=()) -> bytes:
    """Le PDF de cette page ; `instant` : sa date de création, dont dépendent ses octets.

    `html` ne peut citer que des adresses `data:`. Lève `PangoManquant` ou `PdfImpossible`.
    """
    demande = {
        "html": html,
        "variante": variante,
        "instant": instant.timestamp(),
        "pieces": [
            (piece.nom, piece.description, base64.b64encode(piece.contenu).decode())
            for piece in pieces
        ],
    }
    heure = str(int(instant.timestamp()))
    try:
        fait = subprocess.run(
            [sys.executable, "-m", "partenariat.pdf"],
            input=json.dumps(demande).encode(),
            capture_output=True,
            timeout=DELAI,
            env={**os.environ, "SOURCE_DATE_EPOCH": heure, "PYTHONHASHSEED": "0"},
        )
    except subprocess.TimeoutExpired as lenteur:
        raise PdfImpossible(f"Le document n’est pas fait après {DELAI} secondes.") from lenteur
    if fait.returncode == SANS_PANGO:
        raise PangoManquant
    if fait.returncode:
        derniere = fait.stderr.decode(errors="replace").strip().splitlines()[-1:]
        raise PdfImpossible(f"Le document n’a pas pu être fait. {' '.join(derniere)}")
    return fait.stdout


def _principal():
    """Dans le processus bref : lit la demande, écrit le PDF sur la sortie."""
    demande = json.load(sys.stdin)
    try:
        octets = _dessiner(**demande)
    except OSError as manque:  # WeasyPrint le lève quand une bibliothèque du système manque
        sys.stderr.write(f"{manque}\n")
        sys.exit(SANS_PANGO)
    sys.stdout.buffer.write(octets)


def _dessiner(html, variante, instant, pieces) -> bytes:
    from weasyprint import HTML, Attachment, URLFetcher

    date = dt.datetime.fromtimestamp(instant, tz=dt.UTC)
    jointes = [
        Attachment(
            string=base64.b64decode(contenu),
            name=nom,
            description=description,
            created=date,
            modified=date,
            relationship="Data",
        )
        for nom, description, contenu in pieces
    ]
    rien_que_data = URLFetcher(allowed_protocols={"data"}, fail_on_errors=True)
    page = HTML(string=html, url_fetcher=rien_que_data)
    return page.write_pdf(pdf_variant=variante, pdf_tags=True, attachments=jointes)


if __name__ == "__main__":
    _principal()
