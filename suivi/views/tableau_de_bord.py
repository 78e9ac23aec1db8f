"""Le tableau de bord national, et celui de chaque DISP."""

from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.timezone import localdate

from benevoles.couverture.panorama import pays
from benevoles.couverture.pays import alertes
from engagements.demandes.nombres import reponses_recentes
from etablissements.models import DirectionInterregionale
from partenariat.acces import membres
from partenariat.dates import jour_demande
from partenariat.memoire import sans_compte, texte_garde
from partenariat.periodes import ajouter_mois
from partenariat.replique import lecture_differee
from partenariat.revalidation import revalidee
from partenariat.tableaux import configurer, toutes
from suivi.chiffres import chiffres_cles, lignes_par_disp
from suivi.exports import ETABLISSEMENTS, PAR_DISP
from suivi.forms import FiltreForm
from suivi.lignes import filtrer, lignes
from suivi.tables import EtablissementTable, LignesDatees


def _corps(request) -> SafeString:
    """Ce que tous les membres y lisent : écrit une fois, tant que les données ne changent pas."""
    if not hasattr(request, "_corps"):
        jour, pilote = jour_demande(request), request.user.droits.peut_piloter
        present, demandes = pays(le=jour), reponses_recentes(le=jour)
        lues = (demandes.deposees, demandes.delai_spip, demandes.part_avalisee)
        cle = (present.jeton, jour, localdate(), pilote, lues, request.GET.urlencode())
        request._corps = texte_garde(cle, lambda: _ecrire(request, present, demandes, pilote))
    return request._corps


def _ecrire(request, present, demandes, pilote):
    avant = pays(le=ajouter_mois(present.le, -12)).bilans
    contexte = {
        "disp": None,
        "chiffres": chiffres_cles(present.bilans[None], avant[None]),
        "par_disp": lignes_par_disp(DirectionInterregionale.objects.all(), present.bilans, avant),
        "total": present.bilans[None],
        "demandes": demandes,
        "pilote": pilote,
        **present.alertes._asdict(),
    }
    return render_to_string("suivi/_tableau_de_bord.html", contexte, sans_compte(request))


@lecture_differee
@membres
@revalidee(_corps)
def tableau_de_bord(request):
    """Chiffres clés, carte, tableau par DISP et alertes, à la date demandée."""
    return render(request, "suivi/tableau_de_bord.html", {"corps": _corps(request)})


@lecture_differee
@membres
def tableau_de_bord_export(request, format):
    """Le tableau par DISP, et la ligne de la France entière."""
    jour = jour_demande(request)
    present, avant = pays(le=jour).bilans, pays(le=ajouter_mois(jour, -12)).bilans
    exportees = lignes_par_disp(DirectionInterregionale.objects.all(), present, avant)
    return PAR_DISP.telecharger(request, exportees, format=format)


@lecture_differee
@membres
def disp(request, code):
    """Une direction interrégionale : ses chiffres, sa carte, ses établissements."""
    direction = get_object_or_404(DirectionInterregionale, code=code)
    jour = jour_demande(request)
    present, avant = pays(le=jour), pays(le=ajouter_mois(jour, -12)).bilans
    siennes, filtre, table = _de_la_disp(request, direction)
    anomalies = {ligne.etablissement.pk: ligne.anomalies for ligne in siennes}
    contexte = {
        "disp": direction,
        "chiffres": chiffres_cles(present.bilans.get(direction.pk), avant.get(direction.pk)),
        "filtre": filtre,
        "table": configurer(request, table),
        **alertes([ligne.couverture for ligne in siennes], anomalies)._asdict(),
    }
    return render(request, "suivi/disp.html", contexte)


@membres
def disp_export(request, code, format):
    """Les établissements de cette DISP, comme la page les filtre."""
    direction = get_object_or_404(DirectionInterregionale, code=code)
    _, filtre, table = _de_la_disp(request, direction)
    exportees, ou = toutes(request, table), f"DISP : {direction}"
    return ETABLISSEMENTS.telecharger(
        request, exportees, format=format, filtre=filtre, precision=ou
    )


def _de_la_disp(request, direction):
    """(toutes ses lignes, le filtre, le tableau des lignes retenues)."""
    siennes = filtrer(lignes(request.user, le=jour_demande(request)), {"disp": direction})
    filtre = FiltreForm(request.GET)
    return siennes, filtre, EtablissementTable(LignesDatees(filtrer(siennes, filtre.criteres())))
