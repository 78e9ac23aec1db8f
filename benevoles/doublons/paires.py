"""Les doublons probables d'un périmètre, sans ceux qu'on a mis à part."""

from benevoles.doublons.detection import CHAMPS, Identite, Paire, paires
from benevoles.models import Benevole, PaireEcartee
from etablissements.recherche import cle_de_recherche

PROBABLE = 70  # en deçà, rien que le nom : deux homonymes, peut-être


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


_ECARTEE = ("une_id", "autre_id", "version_une", "version_autre")


def _correspond(paire, mots):
    cles = [cle_de_recherche(f"{i} {i.commune}") for i in (paire.une, paire.autre)]
    return any(all(mot in cle for mot in mots) for cle in cles)
