"""La même personne deux fois ? On la cherche avant de créer une fiche."""

from django.db.models import Q

from benevoles.models import Benevole
from etablissements.recherche import cle_de_recherche

EXISTE_AILLEURS = (
    "Une personne de ce nom existe déjà dans l’association, affectée ailleurs : demandez à votre"
    " délégué ou à la direction."
)


def memes_personnes(benevoles, *, nom="", prenom="", courriel="") -> list[Benevole]:
    """Celles qui ont ce nom et ce prénom, sans accents ni casse, ou cette adresse électronique."""
    cles = cle_de_recherche(nom), cle_de_recherche(prenom)
    condition = Q(pk__in=[])
    if all(cles):
        condition |= Q(recherche__startswith=cle_de_recherche(f"{nom} {prenom} {nom}"))
    if courriel:
        condition |= Q(courriel__iexact=courriel)
    return [
        benevole
        for benevole in benevoles.filter(condition)
        if (courriel and benevole.courriel.lower() == courriel.lower())
        or (cle_de_recherche(benevole.nom), cle_de_recherche(benevole.prenom)) == cles
    ]


def existe_ailleurs(utilisateur, association, **identite) -> bool:
    """La même personne, dans l'association, mais hors de ce que ce compte peut voir."""
    visibles = Benevole.objects.visibles_par(utilisateur).values("pk")
    invisibles = Benevole.objects.de(association).exclude(pk__in=visibles)
    return bool(memes_personnes(invisibles, **identite))
