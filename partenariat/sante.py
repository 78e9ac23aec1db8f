"""Pour le répartiteur de charge : ce processus vit-il, peut-il servir, quelle est sa version ?"""

from django.conf import settings
from django.core.cache import cache
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from partenariat.acces import public


@public
@require_safe
@never_cache
def vivant(request):
    """Le processus répond ; la base n'est pas lue."""
    return JsonResponse({"etat": "vivant", "version": settings.VERSION})


@public
@require_safe
@never_cache
def pret(request):
    """Base joignable, migrations passées, cache commun en place ; sinon 503, et ce qui manque."""
    manque = next((nom for nom, controle in CONTROLES.items() if not _reussit(controle)), None)
    if manque:
        etat = {"etat": "pas prêt", "version": settings.VERSION, "manque": manque}
        return JsonResponse(etat, status=503)
    return JsonResponse({"etat": "prêt", "version": settings.VERSION})


def migrations_passees() -> bool:
    executeur = MigrationExecutor(connection)
    return not executeur.migration_plan(executeur.loader.graph.leaf_nodes())


def _base_joignable():
    with connection.cursor() as curseur:
        return curseur.execute("SELECT 1") is not None


def _cache_en_place():
    cache.set("sante", "oui", 60)
    return cache.get("sante") == "oui"


def _reussit(controle) -> bool:
    try:
        return bool(controle())
    except Error:
        return False


# Dans cet ordre : sans base, les suivants attendraient pour rien.
CONTROLES = {
    "base": _base_joignable,
    "migrations": migrations_passees,
    "cache": _cache_en_place,
}
