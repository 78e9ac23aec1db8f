"""La couverture de tout le pays un jour donné, gardée en mémoire tant que rien n'a changé.

La clé est le jeton de version des données, que la base renouvelle à chaque écriture : un résultat
gardé est donc juste, ou jamais relu. Rien n'est stocké comme vérité (conception § 2).
"""

import datetime as dt
import sys
import threading
from collections.abc import Iterable
from functools import lru_cache

from benevoles.couverture.anomalies import Anomalie, anomalies
from benevoles.couverture.calcul import Couverture, couvertures
from benevoles.couverture.dossier import Dossier, constituer
from benevoles.couverture.pays import Pays
from etablissements.models import Etablissement
from partenariat.models import Changement, Version

# Une poignée de dates à la fois : aujourd'hui, il y a un an, celles qu'on compare.
DATES_GARDEES = 12
DOSSIERS_GARDES = 200


def pays(*, le: dt.date) -> Pays:
    """Le pays ce jour-là : une seule requête si rien n'a changé depuis la dernière fois."""
    jeton, cle = _jeton(), (Changement.objects.all().db, le)
    return _a_jour(cle, jeton) or _mettre_a_jour(cle, jeton)


def pays_garde(*, le: dt.date) -> Pays | None:
    """Le pays ce jour-là s'il est en mémoire et qu'on peut le suivre ; None s'il faut le lire."""
    jeton, cle = _jeton(), (Changement.objects.all().db, le)
    garde = _garde(cle)
    if garde is None or garde.jeton == jeton:
        return garde
    if suivi := _suivre(garde, jeton):
        _garder(cle, suivi)
    return suivi


def _a_jour(cle, jeton):
    garde = _garde(cle)
    return garde if garde and garde.jeton == jeton else None


def _mettre_a_jour(cle, jeton):
    """Un seul fil relit ; ceux qui l'attendaient prennent ce qu'il a lu."""
    with _verrou_de_lecture(cle):
        if deja := _a_jour(cle, jeton):
            return deja
        lu = _suivre(_garde(cle), jeton) or _lire(jeton, *cle)
        _garder(cle, lu)
        return lu


@lru_cache(maxsize=2 * DATES_GARDEES)
def _verrou_de_lecture(cle):
    return threading.Lock()


def _garde(cle):
    """Sous verrou : un autre fil qui ne le trouverait pas, l'instant d'un geste, relirait tout."""
    with _verrou:
        if (garde := _pays.pop(cle, None)) is not None:
            _pays[cle] = garde
        return garde


def _garder(cle, garde):
    with _verrou:
        _pays.pop(cle, None)
        _pays[cle] = garde
        for ancien in list(_pays)[:-DATES_GARDEES]:
            del _pays[ancien]


def _suivre(garde, jeton):
    """Ce qu'on gardait, remis à jour ; None s'il faut tout relire."""
    if garde is None or garde.repere is None:
        return None
    ecart = Changement.objects.depuis(garde.repere)
    return ecart and garde.apres(jeton, ecart)


def _lire(jeton, base, le):
    repere = Changement.objects.dernier()  # avant de lire : ce qui s'écrit entre-temps se relira
    return Pays(jeton, le, repere, _etablissements(base, repere))


def _etablissements(base, repere):
    """Ceux d'un autre jour lu au même repère : ce sont les mêmes."""
    with _verrou:
        for (ailleurs, _), autre in _pays.items():
            if repere and (ailleurs, autre.repere) == (base, repere):
                return autre.etablissements
    lus = list(Etablissement.objects.prefetch_related("disp", "departement", "spip"))
    for etablissement in lus:
        _partager_les_mots(etablissement)
    return lus


def _partager_les_mots(etablissement):
    """Les mêmes sources, les mêmes communes : chacune gardée une seule fois."""
    valeurs = vars(etablissement)
    for nom, valeur in valeurs.items():
        if isinstance(valeur, str):
            valeurs[nom] = sys.intern(valeur)


# Par base et par jour, du plus anciennement lu au plus récent. Une réplique a son propre passé.
_pays: dict[tuple[str, dt.date], Pays] = {}
_verrou = threading.Lock()


def couvertures_de(etablissements: Iterable, *, le: dt.date) -> tuple[Couverture, ...]:
    """Comme `couvertures`, pour quelques établissements, gardé tant que rien n'a changé."""
    return _couvertures_de(_jeton(), tuple(etablissements), le)


def anomalies_de(etablissements: Iterable, *, le: dt.date) -> dict[int, list[Anomalie]]:
    """Comme `anomalies`, pour quelques établissements, gardé tant que rien n'a changé."""
    return _anomalies_de(_jeton(), tuple(etablissements), le)


def dossier(etablissement: Etablissement, *, depuis: dt.date, le: dt.date) -> Dossier:
    """Comme `constituer`, gardé tant que rien n'a changé."""
    return _dossier(_jeton(), etablissement, depuis, le)


def _jeton() -> str:
    """La version des données ; ce qu'on gardait pour une autre ne resservira plus : libéré."""
    jeton = Version.actuelle()
    if jeton not in _dernier:
        for gardien in _GARDIENS:
            gardien.cache_clear()
        _dernier[:] = [jeton]
    return jeton


_dernier: list[str] = []


@lru_cache(maxsize=DOSSIERS_GARDES)
def _couvertures_de(jeton, etablissements, le):
    return tuple(couvertures(etablissements, le=le))


@lru_cache(maxsize=DOSSIERS_GARDES)
def _anomalies_de(jeton, etablissements, le):
    return anomalies(etablissements, le=le)


@lru_cache(maxsize=DOSSIERS_GARDES)
def _dossier(jeton, etablissement, depuis, le):
    return constituer(etablissement, depuis=depuis, le=le)


_GARDIENS = (_couvertures_de, _anomalies_de, _dossier)
