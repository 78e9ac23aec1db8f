"""LibreOffice sans écran : convertir un fichier comme le ferait une personne qui l'enregistre."""

import subprocess
import tempfile
from pathlib import Path

DELAI = 180  # secondes : la machine d'essai est partagée
# Le filtre CSV : séparateur « ; », guillemets, UTF-8, textes tels qu'affichés.
CSV = "csv:Text - txt - csv (StarCalc):59,34,76,1,,0,false,true,false"


def convertir(chemin: Path, vers: str) -> Path:
    """Le fichier que LibreOffice écrit dans un dossier à côté, dans le format demandé."""
    dossier = chemin.parent / "converti"
    with tempfile.TemporaryDirectory() as profil:
        subprocess.run(
            [
                *("soffice", "--headless", f"-env:UserInstallation=file://{profil}"),
                *("--infilter=CSV:59,34,76,1,,1036" if chemin.suffix == ".csv" else "--norestore",),
                *("--convert-to", vers, "--outdir", str(dossier), str(chemin)),
            ],
            check=True,
            capture_output=True,
            timeout=DELAI,
        )
    return dossier / f"{chemin.stem}.{vers.partition(':')[0]}"
