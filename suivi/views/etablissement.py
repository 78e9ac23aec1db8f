"""La page d'un établissement : sa couverture, pourquoi, son histoire, ses sources."""

import datetime as dt

from django.shortcuts import get_object_or_404, render

from benevoles.couverture.panorama import anomalies_de, dossier
from benevoles.models import Benevole, Fonction, Rattachement
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
    contexte = {
        "etablissement": objet,
        "ouvert": objet.est_ouvert(jour),
        "effectifs": objet.effectifs.all(),
        "evenements": objet.evenements.all(),
        "remplace": objet.remplace.all(),
        "anomalies": anomalies_de([objet], le=jour).get(objet.pk, []),
        "section": _section(objet, jour),
        "tenues": _tenues(request.user, objet),
    }
    if contexte["ouvert"]:
        contexte |= _couverture(request.user, objet, jour)
    return render(request, "suivi/etablissement.html", contexte)


def _couverture(utilisateur, objet, jour):
    connu = dossier(objet, depuis=_premier_jour(objet, jour), le=jour)
    benevoles = [p.benevole for p in connu.explication.personnes]
    return {
        "explication": connu.explication,
        "couverture": connu.explication.couverture,
        "anciennete": connu.anciennete,
        "nommes": Benevole.objects.visibles_par(utilisateur).in_bulk(benevoles),
        "episodes": connu.episodes,
        "frise": frise(connu.episodes),
    }


def _premier_jour(objet, jour):
    return min(max(DEBUT_DES_DONNEES, objet.ouvert_le or DEBUT_DES_DONNEES), jour)


def _section(objet, jour):
    rattachement = (
        Rattachement.objects.en_cours(le=jour)
        .filter(etablissement=objet)
        .select_related("section")
        .first()
    )
    return rattachement and rattachement.section


def _tenues(utilisateur, objet):
    """Les listes de cet établissement que ce compte tient."""
    return [f for f in Fonction if tient_la_liste(utilisateur.droits, objet, f)]
