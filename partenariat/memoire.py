"""Ce qu'on tire des données et qui coûte à lire : gardé en mémoire tant que rien n'a changé."""

import copy
import hashlib
import threading
from functools import lru_cache, partial, wraps

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.cache import caches

from partenariat.models import Version

GARDES = 2  # résultats par fonction : peu, ils pèsent
PARTAGES = 8192  # valeurs


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


def une_fois_par_version(taille: int):
    """Garde `taille` résultats de `fonction(jeton, *cle)` par jeton, pour les deux derniers vus.

    Deux : le serveur principal, et une réplique en retard. Dix lecteurs d'un même grand dessin ne
    le font pas dix fois : un seul le fait, les autres l'attendent.
    """

    def decorateur(fonction):
        tri = threading.Lock()

        @lru_cache(maxsize=2)
        def d_une_version(jeton):
            gardee = lru_cache(taille)(partial(fonction, jeton))
            return gardee, lru_cache(taille)(lambda *cle: threading.Lock())

        @wraps(fonction)
        def lire(jeton, *cle):
            with tri:
                gardee, verrou_de = d_une_version(jeton)
                verrou = verrou_de(*cle)
            with verrou:
                return gardee(*cle)

        return lire

    return decorateur


@lru_cache(maxsize=PARTAGES, typed=True)
def partagee(valeur):
    """Une valeur égale, déjà gardée s'il y en a une : à cent fois le pays, presque toutes le sont.

    Pour ce qui ne se modifie pas, et se garde.
    """
    return valeur


def texte_garde(cle: tuple, ecrire) -> str:
    """Ce que rend `ecrire()`, gardé une heure par ce processus sous une clé qui dit tout de lui.

    Sous `DEBUG`, un gabarit se retouche sans relancer le serveur : rien n'est gardé.
    """
    if settings.DEBUG:
        return ecrire()
    return caches["memoire"].get_or_set(_empreinte(cle), ecrire)


def nombre_garde(lignes) -> int:
    """Combien de lignes, gardé par ce processus pour la version des données et la question posée.

    Coûte une requête de plus : lire la version. Réservé à ce qui ne se tire que de tables qui la
    changent.
    """
    cle = (Version.actuelle(), lignes.db, *lignes.query.sql_with_params())
    return caches["memoire"].get_or_set(_empreinte(cle), lignes.count)


def _empreinte(cle):
    return hashlib.sha256(repr(cle).encode()).hexdigest()


def sans_compte(request):
    """La même demande, de personne : ce qu'on en tire peut servir à un autre lecteur."""
    anonyme = copy.copy(request)
    anonyme.user = AnonymousUser()
    return anonyme
