"""Une commande de l'application qui se tue net (SIGKILL) à sa n-ième écriture dans la base.

python -m tests.pannes.couperet 3 taches_quotidiennes
"""

import os
import signal
import sys

import django
from django.core.management import call_command
from django.db import connection

ECRITURES = ("INSERT", "UPDATE", "DELETE")


class Couperet:
    """Compte les écritures ; juste après la dernière permise, plus rien."""

    def __init__(self, reste):
        self.reste = reste

    def __call__(self, executer, sql, parametres, plusieurs, contexte):
        fait = executer(sql, parametres, plusieurs, contexte)
        if sql.startswith(ECRITURES):
            self.reste -= 1
            if self.reste == 0:
                os.kill(os.getpid(), signal.SIGKILL)
        return fait


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "partenariat.settings")
    django.setup()
    with connection.execute_wrapper(Couperet(int(sys.argv[1]))):
        call_command(*sys.argv[2:])
