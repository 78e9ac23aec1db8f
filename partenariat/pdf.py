"""Les documents PDF, par WeasyPrint : le seul module qui l'importe.

Chaque document se fait dans un processus bref, sans réseau ni base : ce qu'il prend de mémoire est
rendu aussitôt, et les mêmes données à la même heure donnent les mêmes octets.
"""

import base64
import contextlib
import datetime as dt
import gc
import json
import logging
import os
import re
import subprocess
import sys
import tempfile
import threading
from typing import NamedTuple

ACCESSIBLE, ARCHIVE = "pdf/ua-1", "pdf/a-3a"
DELAI = 180  # secondes ; au-delà, le document est abandonné
SANS_PANGO = 3  # code de sortie du processus quand WeasyPrint ne peut pas se charger
COMMENT_INSTALLER = (
    "Les PDF demandent la bibliothèque Pango, qui n’est pas sur ce serveur. Sous Debian :"
    " apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0."
)


_ETAPE = re.compile(r"Step (\d)(?:.* Page (\d+))?")
_ETAPES = {1: 10, 2: 15, 3: 20, 4: 30, 5: 35, 6: 80, 7: 95}  # pour cent, au début de chacune


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


def rendre(
    html: str, *, instant: dt.datetime, variante=ACCESSIBLE, pieces=(), avancer=None
) -> bytes:
    """Le PDF de cette page ; `instant` : sa date de création, dont dépendent ses octets.

    `html` ne peut citer que des adresses `data:`. `avancer` reçoit, chemin faisant, ce qui est
    fait, en pour cent. Lève `PangoManquant` ou `PdfImpossible`.
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
    code, octets, derniere = _dans_un_processus_bref(demande, avancer or (lambda pour_cent: None))
    if code == SANS_PANGO:
        raise PangoManquant
    if code < 0:
        raise PdfImpossible(f"Le document n’est pas fait après {DELAI} secondes.")
    if code:
        raise PdfImpossible(f"Le document n’a pas pu être fait. {derniere}")
    return octets


def _dans_un_processus_bref(demande, avancer):
    """Son code de sortie (négatif s'il a fallu l'arrêter), ses octets, la dernière ligne dite."""
    heure = str(int(demande["instant"]))
    derniere, fait = "", 0
    with tempfile.TemporaryFile() as sortie:
        processus = subprocess.Popen(
            [sys.executable, "-m", "partenariat.pdf"],
            stdin=subprocess.PIPE,
            stdout=sortie,
            stderr=subprocess.PIPE,
            env={**os.environ, "SOURCE_DATE_EPOCH": heure, "PYTHONHASHSEED": "0"},
        )
        garde = threading.Timer(DELAI, processus.kill)
        garde.start()
        with processus, contextlib.suppress(BrokenPipeError):
            processus.stdin.write(json.dumps(demande).encode())
            processus.stdin.close()
            for ligne in processus.stderr:
                derniere = ligne.decode(errors="replace").strip()
                if (pour_cent := _avancement(derniere)) > fait:
                    fait = pour_cent
                    avancer(fait)
        garde.cancel()
        sortie.seek(0)
        return processus.returncode, sortie.read(), derniere


def _avancement(ligne) -> int:
    """En pour cent, d’après l’étape que dit WeasyPrint ; 0 s’il n’en dit rien."""
    if not (etape := _ETAPE.match(ligne)):
        return 0
    if etape[2]:  # une page de plus mise en place
        return min(35 + int(etape[2]), 75)
    return _ETAPES.get(int(etape[1]), 0)


def _principal():
    """Dans le processus bref : lit la demande, écrit le PDF sur la sortie."""
    gc.disable()  # il va finir : chercher des cycles prendrait un dixième de son temps
    demande = json.load(sys.stdin)
    try:
        octets = _dessiner(**demande)
    except OSError as manque:  # WeasyPrint le lève quand une bibliothèque du système manque
        sys.stderr.write(f"{manque}\n")
        sys.exit(SANS_PANGO)
    sys.stdout.buffer.write(octets)


def _dessiner(html, variante, instant, pieces) -> bytes:
    from weasyprint import HTML, Attachment, URLFetcher

    etapes = logging.getLogger("weasyprint.progress")
    etapes.addHandler(logging.StreamHandler())
    etapes.setLevel(logging.INFO)
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
