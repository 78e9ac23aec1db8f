"""La page d'un établissement : sa couverture, pourquoi, son histoire, ses sources."""

import datetime as dt

from django.shortcuts import get_object_or_404, render

from benevoles.couverture.panorama import dossier
from benevoles.models import Benevole, Fonction
from benevoles.perimetre import tient_la_liste
from etablissements.models import Etablissement
from partenariat.acces import lecteurs
from partenariat.dates import jour_demande
from suivi.frise import frise

DEBUT_DES_DONNEES = dt.date(2008, 1, 1)


@lecteurs
def etablissement(request, code):
    """Chacun y voit les nombres ; les noms, seulement ceux de son périmètre."""
    visibles = Etablissement.objects.visibles_par(request.user)
    objet = get_object_or_404(
        visibles.select_related("departement", "disp", "spip", "remplace_par"), code=code
    )
    jour = jour_demande(request)
    connu = dossier(objet, depuis=_premier_jour(objet, jour), le=jour)
    contexte = {
        "etablissement": objet,
        "ouvert": connu.explication is not None,
        "effectifs": connu.effectifs,
        "evenements": connu.evenements,
        "remplace": connu.remplace,
        "anomalies": connu.anomalies,
        "section": connu.section,
        "tenues": _tenues(request.user, objet),
    }
    if connu.explication:
        contexte |= _couverture(request.user, connu)
    return render(request, "suivi/etablissement.html", contexte)


def _couverture(utilisateur, connu):
    benevoles = [p.benevole for p in connu.explication.personnes]
    return {
        "explication": connu.explication,
        "couverture": connu.explication.couverture,
        "nommes": _nommes(utilisateur, benevoles),
        "anciennete": connu.anciennete,
        "episodes": connu.episodes,
        "frise": frise(connu.episodes),
    }


def _nommes(utilisateur, benevoles):
    """Les fiches que ce compte voit, sans leurs coordonnées : un téléphone est long à analyser."""
    fiches = Benevole.objects.visibles_par(utilisateur).only("nom", "prenom")
    return fiches.order_by().in_bulk(benevoles)


def _premier_jour(objet, jour):
    return min(max(DEBUT_DES_DONNEES, objet.ouvert_le or DEBUT_DES_DONNEES), jour)


def _tenues(utilisateur, objet):
    """Les listes de cet établissement que ce compte tient."""
    return [f for f in Fonction if tient_la_liste(utilisateur.droits, objet, f)]
