"""Les nombres des demandes : par DISP et par SPIP, une année à la fois."""

from django.shortcuts import render

from benevoles.telechargements import Tableau
from engagements.demandes.nombres import de_l_annee, masquer, par_territoire
from engagements.models import DemandeVisite
from partenariat.acces import lecteurs_des_nombres
from partenariat.dates import annee_demandee

ENTETES = (
    *("Territoire", "Demandes", "Avec l’accord d’un visiteur", "Avalisées", "Refusées"),
    *("Au SPIP", "Part avalisée (%)", "Délai médian du SPIP (jours)"),
    "Délai médian jusqu’à la rencontre (jours)",
)
NOMBRES = Tableau("Nombres des demandes", "demandes-de-visite-nombres", ENTETES, list)
COMPTES = range(1, 6)  # les colonnes qui dénombrent des demandes
MESURES = range(6, 9)  # celles qu'on tait avec elles


@lecteurs_des_nombres
def demandes_nombres(request):
    """Ceux des demandes que le lecteur voit ; les nombres seulement."""
    annee, annees = annee_demandee(request)
    disps, spips, tout = par_territoire(_demandes(request.user, annee))
    contexte = {
        "annee": annee,
        "annees": annees,
        "disps": disps.items(),
        "spips": spips.items(),
        "total": tout,
    }
    return render(request, "engagements/nombres.html", contexte)


@lecteurs_des_nombres
def demandes_nombres_export(request, format):
    """Les mêmes, par DISP puis par SPIP, sans total, les petits nombres masqués."""
    annee, _ = annee_demandee(request)
    disps, spips, _ = par_territoire(_demandes(request.user, annee))
    rangees = [
        rangee
        for groupes in (disps, spips)
        for rangee in _taire(masquer([_rangee(*g) for g in groupes.items()], COMPTES))
    ]
    return NOMBRES.telecharger(request, rangees, format=format, precision=f"Année : {annee}")


def _taire(rangees):
    """Une part ou un délai trahirait le nombre masqué à côté."""
    for rangee in rangees:
        if any(isinstance(rangee[i], str) for i in COMPTES):
            for i in MESURES:
                rangee[i] = ""
    return rangees


def _demandes(utilisateur, annee):
    return de_l_annee(DemandeVisite.objects.visibles_par(utilisateur), annee)


def _rangee(territoire, n):
    return [
        str(territoire),
        n.deposees,
        n.avec_accord,
        n.avalisees,
        n.refusees,
        n.en_attente,
        n.part_avalisee,
        n.delai_spip,
        n.delai_visite,
    ]
