"""Le tableau de bord national, et celui de chaque DISP."""

from django.shortcuts import get_object_or_404, render

from benevoles.couverture.panorama import alertes, pays
from engagements.demandes.nombres import recentes, reponses
from etablissements.models import DirectionInterregionale
from partenariat.acces import membres
from partenariat.dates import jour_demande
from partenariat.periodes import ajouter_mois
from partenariat.tableaux import configurer
from suivi.chiffres import chiffres_cles, lignes_par_disp
from suivi.forms import FiltreForm
from suivi.lignes import filtrer, lignes
from suivi.tables import EtablissementTable, LignesDatees


@membres
def tableau_de_bord(request):
    """Chiffres clés, carte, tableau par DISP et alertes, à la date demandée."""
    jour = jour_demande(request)
    present, avant = pays(le=jour), pays(le=ajouter_mois(jour, -12)).bilans
    contexte = {
        "disp": None,
        "chiffres": chiffres_cles(present.bilans[None], avant[None]),
        "par_disp": lignes_par_disp(DirectionInterregionale.objects.all(), present.bilans, avant),
        "total": present.bilans[None],
        "demandes": reponses(recentes(le=jour)),
        **present.alertes._asdict(),
    }
    return render(request, "suivi/tableau_de_bord.html", contexte)


@membres
def disp(request, code):
    """Une direction interrégionale : ses chiffres, sa carte, ses établissements."""
    direction = get_object_or_404(DirectionInterregionale, code=code)
    jour = jour_demande(request)
    present, avant = pays(le=jour), pays(le=ajouter_mois(jour, -12)).bilans
    siennes = filtrer(lignes(request.user, le=jour), {"disp": direction})
    filtre = FiltreForm(request.GET)
    table = EtablissementTable(LignesDatees(filtrer(siennes, filtre.criteres())))
    anomalies = {ligne.etablissement.pk: ligne.anomalies for ligne in siennes}
    contexte = {
        "disp": direction,
        "chiffres": chiffres_cles(present.bilans.get(direction.pk), avant.get(direction.pk)),
        "filtre": filtre,
        "table": configurer(request, table),
        **alertes([ligne.couverture for ligne in siennes], anomalies)._asdict(),
    }
    return render(request, "suivi/disp.html", contexte)
