"""Une page déjà lue ne repart que si elle a changé : son étiquette (ETag), et 304."""

import hashlib
from functools import cache

from django.conf import settings
from django.contrib.messages import get_messages
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition

CODE = ("partenariat", "etablissements", "benevoles", "engagements", "suivi", "templates", "static")
SUFFIXES = {".py", ".html", ".css", ".svg"}


def revalidee(contenu):
    """Pour une page dont le corps, `contenu(request)`, ne nomme personne : le navigateur la garde.

    Il la redemande à chaque fois. Le cadre autour du corps (menu, compte) est dans l'étiquette.
    Pas celle d'un établissement : elle nomme, et le 304 veut une copie sur l'appareil.
    """

    def decorateur(vue):
        vue = condition(etag_func=lambda request: _etiquette(request, contenu(request)))(vue)
        return cache_control(private=True, no_cache=True)(vue)

    return decorateur


def _etiquette(request, corps) -> str | None:
    """Rien quand un message attend d'être lu, ni quand les gabarits se retouchent."""
    if settings.DEBUG or len(get_messages(request)):
        return None
    compte = request.user
    cadre = (compte.pk, str(compte), compte.email, compte.droits, request.META.get("CSRF_COOKIE"))
    tout = repr((empreinte_du_code(), cadre, corps))
    return f'"{hashlib.sha256(tout.encode()).hexdigest()[:32]}"'


@cache
def empreinte_du_code() -> str:
    """La même sur tous les nœuds d'une version : une mise à jour fait tout relire."""
    lus = hashlib.sha256()
    for dossier in CODE:
        for fichier in sorted((settings.RACINE / dossier).rglob("*")):
            if fichier.suffix in SUFFIXES:
                lus.update(fichier.read_bytes())
    return lus.hexdigest()
