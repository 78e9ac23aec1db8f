"""Les doublons probables d'un périmètre, sans ceux qu'on a mis à part."""

import datetime as dt
from collections import Counter

from django.core.cache import cache

from benevoles.doublons.detection import CHAMPS, Identite, Paire, paires
from benevoles.models import Benevole, PaireEcartee
from etablissements.recherche import cle_de_recherche

PROBABLE = 70  # en deçà, rien que le nom : deux homonymes, peut-être
CLE, DUREE = "doublons-probables", 48 * 3600  # d'une nuit à l'autre, et une de plus


def doublons(utilisateur, *, texte="", homonymes=False) -> list[Paire]:
    """Parmi les fiches que ce compte peut corriger ; deux requêtes, quel que soit leur nombre."""
    fiches = Benevole.objects.modifiables_par(utilisateur).order_by("pk").values_list(*CHAMPS)
    ecartees = {(e[0], e[1]): e[2:] for e in PaireEcartee.objects.values_list(*_ECARTEE)}
    mots = cle_de_recherche(texte).split()
    return [
        paire
        for paire in paires(map(Identite._make, fiches))
        if (homonymes or paire.score >= PROBABLE)
        and ecartees.get(paire.cles) != (paire.une.version, paire.autre.version)
        and _correspond(paire, mots)
    ]


def combien(utilisateur) -> int:
    """Combien de probables parmi ceux que la nuit a trouvés : trois requêtes au plus.

    Ce qu'on fusionne ou met à part s'en va tout de suite ; une fiche nouvelle attend le lendemain.
    """
    cles = cache.get(CLE, ())
    if not cles:
        return 0
    fiches = Benevole.objects.modifiables_par(utilisateur).filter(
        pk__in={c for p in cles for c in p}
    )
    versions = dict(fiches.order_by().values_list("pk", "version"))
    ecartees = set(PaireEcartee.objects.filter(une__in=versions).values_list(*_ECARTEE))
    return sum(
        une in versions
        and autre in versions
        and (une, autre, versions[une], versions[autre]) not in ecartees
        for une, autre in cles
    )


def chercher_les_doublons(maintenant: dt.datetime) -> Counter:
    """La nuit : les comparer tous prend une seconde ou deux, trop pour la page d'accueil."""
    fiches = Benevole.objects.presentes().values_list(*CHAMPS)
    cles = [p.cles for p in paires(map(Identite._make, fiches)) if p.score >= PROBABLE]
    cache.set(CLE, cles, DUREE)
    return Counter(doublons_probables=len(cles))


_ECARTEE = ("une_id", "autre_id", "version_une", "version_autre")


def _correspond(paire, mots):
    cles = [cle_de_recherche(f"{i} {i.commune}") for i in (paire.une, paire.autre)]
    return any(all(mot in cle for mot in mots) for cle in cles)
