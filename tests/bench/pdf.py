"""`make bench-pdf` : l'évaluation en PDF, à côté d'autant de pages de texte, et de Chromium."""

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RACINE = Path(__file__).resolve().parents[2]
BASE = RACINE / "var" / "bench-1.sqlite3"
FOIS = 3  # on garde la meilleure : le reste est du bruit de la machine
# Les modules compilés d'avance, comme sur un serveur installé.
COMPILE = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(RACINE / "var" / "pyc")}
LIGNE = "Les visiteurs et les formateurs des deux associations se retrouvent une fois l’an. " * 12
CAS = ("évaluation, accessible", "évaluation, archive", "texte seul", "Chromium")


def principal():
    BASE.parent.mkdir(exist_ok=True)
    if not BASE.exists():
        _lancer(["manage.py", "demo", "--sans-serveur"], DEMO_DATABASE_URL=f"sqlite:///{BASE}")
    resultats = {}
    for cas in CAS:
        pages = next(iter(resultats.values()))["pages"] if resultats else 0
        sortie = _lancer(
            ["-m", "tests.bench.pdf", cas, str(pages)],
            DATABASE_URL=f"sqlite:///{BASE}",
            DJANGO_SETTINGS_MODULE="tests.bench.reglages",
        )
        resultats[cas] = json.loads(sortie)
    (RACINE / "var" / "bench-pdf.json").write_text(json.dumps(resultats, ensure_ascii=False))
    print(f"{'':26}{'pages':>7}{'secondes':>10}{'Mo (pic)':>10}{'Ko':>8}")
    for cas, r in resultats.items():
        print(f"{cas:26}{r['pages']:>7}{r['secondes']:>10}{r['mo']:>10}{r['ko']:>8}")


def _lancer(arguments, **environnement):
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=RACINE,
        env=os.environ | COMPILE | {"PYTHONWARNINGS": "ignore"} | environnement,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout


def _un_cas(cas, pages):
    """Dans son propre processus : le pic de mémoire est celui de ses seuls enfants."""
    import django

    django.setup()
    temps = []
    for _ in range(FOIS):
        debut = time.perf_counter()
        octets = _faire(cas, pages)
        temps.append(time.perf_counter() - debut)
    print(
        json.dumps(
            {
                "pages": _pages(octets),
                "secondes": round(min(temps), 2),
                "mo": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024,
                "ko": len(octets) // 1024,
            }
        )
    )


def _faire(cas, pages):
    from partenariat.pdf import rendre
    from suivi.evaluations.document import html, pdf
    from suivi.models import Document, Evaluation

    evaluation = Evaluation.objects.select_related("convention").order_by("-annee").first()
    if cas.startswith("évaluation"):
        forme = "ua" if "accessible" in cas else "a3"
        return pdf(Document(evaluation=evaluation, forme=forme))
    arret = evaluation.arrets.first()
    if cas == "Chromium":
        return _chromium(html(evaluation, arret))
    corps = f"<p>{LIGNE}</p>" * 3 + '<p style="break-after: page">Fin de page.</p>'
    texte = f'<html lang="fr"><title>Texte</title><body>{corps * pages}</body></html>'
    return rendre(texte, instant=arret.le)


def _chromium(page):
    with tempfile.TemporaryDirectory() as dossier:
        source, sortie = Path(dossier, "page.html"), Path(dossier, "page.pdf")
        source.write_text(page)
        subprocess.run(
            [
                shutil.which("chromium"),
                *("--headless", "--no-sandbox", "--disable-background-networking"),
                *("--no-pdf-header-footer", f"--print-to-pdf={sortie}", source.as_uri()),
            ],
            check=True,
            capture_output=True,
        )
        return sortie.read_bytes()


def _pages(octets):
    import io

    from pypdf import PdfReader

    return len(PdfReader(io.BytesIO(octets)).pages)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        _un_cas(sys.argv[1], int(sys.argv[2]))
    else:
        principal()
