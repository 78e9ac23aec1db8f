"""Chercher un établissement, une personne ou une section, dans ce qu'on a le droit de voir."""

from django.shortcuts import render

from benevoles.models import Benevole, Section
from etablissements.models import Etablissement
from etablissements.recherche import cle_de_recherche
from partenariat.acces import lecteurs

PAR_LISTE = 20


@lecteurs
def recherche(request):
    """Au plus vingt réponses par liste ; au-delà, on invite à préciser."""
    texte = request.GET.get("q", "").strip()[:80]
    cle = cle_de_recherche(texte)
    contexte = {"texte": texte, "trop_court": bool(texte) and len(cle) < 2}
    if len(cle) >= 2:
        contexte |= {
            "etablissements": _premiers(
                Etablissement.objects.visibles_par(request.user)
                .chercher(cle)
                .select_related("departement")
            ),
            "personnes": _premiers(
                Benevole.objects.visibles_par(request.user)
                .chercher(cle)
                .only("nom", "prenom", "commune", "utilisateur")  # un téléphone est long à analyser
            ),
            "sections": _premiers(Section.objects.visibles_par(request.user).chercher(cle)),
        }
    return render(request, "suivi/recherche.html", contexte)


def _premiers(requete):
    trouves = list(requete[: PAR_LISTE + 1])
    return {"liste": trouves[:PAR_LISTE], "davantage": len(trouves) > PAR_LISTE}
