"""Les doublons probables d'un périmètre, sans ceux qu'on a mis à part."""

import datetime as dt
from collections import Counter

from django.db.models import CharField
from django.db.models.functions import Cast

from benevoles.doublons.detection import CHAMPS, PROBABLE, SEUIL, Fiche, Identite, Paire, paires
from benevoles.models import Benevole, PaireEcartee, PaireProbable
from etablissements.recherche import cle_de_recherche

EN_DIRECT = 20_000  # fiches en tout ; les deux associations de la convention en ont dix fois moins


def en_direct() -> bool:
    """Vrai si les fiches sont assez peu pour se comparer à la demande ; sinon, la nuit s'en charge.

    Compter celles d'un périmètre coûterait plus que ce qu'on en montre.
    """
    return Benevole.objects.order_by()[: EN_DIRECT + 1].count() <= EN_DIRECT


def doublons(utilisateur, *, texte="", homonymes=False) -> list[Paire]:
    """Parmi les fiches que ce compte peut corriger ; deux requêtes, quel que soit leur nombre."""
    fiches = Benevole.objects.modifiables_par(utilisateur).order_by("pk").values_list(*CHAMPS)
    champs = ("une_id", "autre_id", "version_une", "version_autre")
    ecartees = {(e[0], e[1]): e[2:] for e in PaireEcartee.objects.values_list(*champs)}
    mots = cle_de_recherche(texte).split()
    return [
        paire
        for paire in paires(map(Identite._make, fiches), SEUIL if homonymes else PROBABLE)
        if ecartees.get(paire.cles) != (paire.une.version, paire.autre.version)
        and _correspond(paire, mots)
    ]


def chercher_les_doublons(maintenant: dt.datetime) -> Counter:
    """La nuit, toutes les fiches : ce que montrent l'accueil, et la page d'un grand périmètre."""
    suspectes = _qui_partagent_une_cle()
    trouvees = paires((i for i in _identites() if i.pk in suspectes), PROBABLE)
    PaireProbable.remplacer(trouvees)
    return Counter(doublons_probables=len(trouvees))


def _identites():
    """Toutes les fiches présentes, lues au fil de l'eau."""
    # Le téléphone en texte brut : un objet par numéro coûterait dix fois le reste.
    fiches = Benevole.objects.presentes().annotate(brut=Cast("telephone", CharField())).order_by()
    champs = ("brut" if champ == "telephone" else champ for champ in CHAMPS)
    return map(Identite._make, fiches.values_list(*champs).iterator())


def _qui_partagent_une_cle() -> set[int]:
    """Les seules fiches à garder en mémoire. Des autres, on ne tient qu'un nombre par clé."""
    premieres, suspectes = {}, set()
    for identite in _identites():
        for cle in Fiche(identite).blocs(PROBABLE):
            premiere = premieres.setdefault(hash(cle), identite.pk)
            if premiere != identite.pk:
                suspectes |= {premiere, identite.pk}
    return suspectes


def _correspond(paire, mots):
    cles = [cle_de_recherche(f"{i} {i.commune}") for i in (paire.une, paire.autre)]
    return any(all(mot in cle for mot in mots) for cle in cles)
