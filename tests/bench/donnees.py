"""Porte la base courante de `DEJA` à `FACTEUR` pays semblables.

python -m tests.bench.donnees FACTEUR DEJA
"""

import sys

import django

if __name__ == "__main__":
    django.setup()
    from tests.bench.agrandir import agrandir

    agrandir(int(sys.argv[1]), deja=int(sys.argv[2]))
