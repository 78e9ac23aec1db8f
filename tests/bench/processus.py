"""Un processus par échelle : agrandit la base courante, mesure, écrit le JSON sur la sortie."""

import json
import sys

import django

if __name__ == "__main__":
    django.setup()
    from tests.bench.agrandir import agrandir
    from tests.bench.mesures import toutes

    echelle = int(sys.argv[1])
    agrandir(echelle)
    json.dump([m.en_dict() for m in toutes(echelle)], sys.stdout, ensure_ascii=False)
