"""Ce qu'on tire des données et qui coûte à lire : gardé en mémoire tant que rien n'a changé."""

from functools import lru_cache, wraps

from partenariat.models import Version

GARDES = 2  # résultats par fonction : peu, ils pèsent


def tant_que_rien_ne_change(fonction):
    """Garde le résultat de `fonction(*cle)` pour la version des données qu'elle a lue.

    Réservé à ce qui ne se tire que de tables qui changent la version, et n'est jamais modifié par
    qui le reçoit. Coûte une requête : lire la version.
    """

    @lru_cache(maxsize=GARDES)
    def gardee(jeton, *cle):
        return fonction(*cle)

    @wraps(fonction)
    def lire(*cle):
        return gardee(Version.actuelle(), *cle)

    return lire
