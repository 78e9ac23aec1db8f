"""Une ligne par requête servie, une par lecture trop longue de la base."""

import logging
import time
from contextlib import ExitStack

from django.conf import settings
from django.db import connections

from partenariat.journaux.compteurs import LECTURES_LENTES, compter
from partenariat.journaux.identifiants import ENTETE, fermer, identifiant_courant, ouvrir

journal = logging.getLogger(__name__)
METHODES = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
SQL_GARDE = 1500  # signes : de quoi reconnaître la requête


class JournalDesRequetes:
    """Le premier des intergiciels : il voit tout ce qui sort, pannes comprises."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        marque, debut, base = ouvrir(request), time.perf_counter(), TempsDeLaBase()
        try:
            with ExitStack() as pile:
                for connexion in connections.all():
                    pile.enter_context(connexion.execute_wrapper(base))
                reponse = self.get_response(request)
            reponse[ENTETE] = identifiant_courant()
            _noter(request, reponse, time.perf_counter() - debut, base)
        finally:
            fermer(marque)
        return reponse


class TempsDeLaBase:
    """Compte les lectures d'une requête, et note celles qui durent. Jamais leurs valeurs."""

    def __init__(self):
        self.nombre, self.secondes = 0, 0.0

    def __call__(self, executer, sql, valeurs, plusieurs, contexte):
        debut = time.perf_counter()
        try:
            return executer(sql, valeurs, plusieurs, contexte)
        finally:
            duree = time.perf_counter() - debut
            self.nombre, self.secondes = self.nombre + 1, self.secondes + duree
            if duree * 1000 >= settings.LECTURE_LENTE_MS:
                faits = {"ms": round(duree * 1000), "sql": str(sql)[:SQL_GARDE]}
                LECTURES_LENTES.inc()
                journal.warning("lecture lente de la base", extra={"faits": faits})


def nom_de_la_page(request) -> str:
    """Le nom de l'adresse, jamais l'adresse : elle peut porter un numéro de fiche, un secret."""
    trouvee = request.resolver_match
    return (trouvee and trouvee.url_name) or "inconnue"


def _noter(request, reponse, duree, base):
    faits = {
        "methode": request.method if request.method in METHODES else "autre",
        "page": nom_de_la_page(request),
        "code": reponse.status_code,
        "ms": round(duree * 1000),
        "lectures": base.nombre,
        "ms_base": round(base.secondes * 1000),
    }
    niveau = logging.ERROR if reponse.status_code >= 500 else logging.INFO
    compter(faits, duree)
    journal.log(niveau, "requête", extra={"faits": faits})
