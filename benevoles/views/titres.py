"""Les titres d'accès : premier titre, renouvellement, suspension, levée, retrait."""

import datetime as dt

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST

from benevoles.couverture.faits import NATURE
from benevoles.forms.titres import (
    LeveeForm,
    RetraitForm,
    SuspensionForm,
    TitreForm,
    fin_proposee,
)
from benevoles.listes import phrase_du_titre, titre_et_suivant
from benevoles.models import Affectation, Fonction, Habilitation, Suspension
from benevoles.views.saisie import adresse_de_retour, ouvrir, repondre
from partenariat.acces import saisie
from partenariat.francais import de
from partenariat.templatetags.dates import en_lettres


@saisie
def titre_nouveau(request, pk):
    """Un premier titre ou un renouvellement, pour une personne et un établissement."""
    tenues = Affectation.objects.modifiables_par(request.user)
    affectation = get_object_or_404(tenues.select_related("benevole", "etablissement"), pk=pk)
    titre = Habilitation(
        benevole=affectation.benevole,
        etablissement=affectation.etablissement,
        nature=NATURE[Fonction(affectation.fonction)],
    )
    dernier = _dernier(titre)
    renouvele = dernier is not None
    return repondre(
        request,
        ouvrir(request, TitreForm, instance=titre, initial=_propose(titre, dernier, affectation)),
        dire=_enregistre,
        titre=f"{'Renouveler' if renouvele else 'Enregistrer'} : {titre.get_nature_display()}",
        bouton="Enregistrer le renouvellement" if renouvele else "Enregistrer ce titre",
        **_page(request, titre, _etat_actuel(titre)),
    )


@saisie
@require_POST
def titre_demande(request, pk):
    """« Renouvellement demandé », d'un clic, à la date du jour."""
    titre = _titre_tenu(request.user, pk)
    if titre.renouvellement_demande_le or titre.retiree_le:
        messages.info(request, f"C’était déjà noté : {titre.benevole}, {_demande(titre)}.")
    else:
        titre.demander_renouvellement(le=localdate(), par=request.user)
        messages.success(request, f"C’est noté : {titre.benevole}, {_demande(titre)}.")
    return redirect(_retour(request, titre))


@saisie
def titre_suspension(request, pk):
    """Noter qu'un titre est suspendu : des dates, jamais de motif."""
    titre = _titre_tenu(request.user, pk)
    return repondre(
        request,
        ouvrir(
            request,
            SuspensionForm,
            instance=Suspension(habilitation=titre),
            initial={"debut": localdate()},
        ),
        dire=lambda suspension: f"Suspension enregistrée : {titre.benevole}, {suspension}.",
        titre="Noter une suspension",
        bouton="Noter la suspension",
        danger=True,
        **_page(request, titre, "Pendant la suspension, la personne n’est plus comptée."),
    )


@saisie
def suspension_levee(request, pk):
    """Lever une suspension : le jour où la personne peut de nouveau entrer."""
    tenus = Habilitation.objects.modifiables_par(request.user)
    suspensions = Suspension.objects.filter(habilitation__in=tenus)
    suspension = get_object_or_404(suspensions.select_related("habilitation__benevole"), pk=pk)
    titre = suspension.habilitation
    return repondre(
        request,
        ouvrir(request, LeveeForm, instance=suspension, initial={"levee_le": localdate()}),
        dire=lambda levee: (
            f"Suspension levée : {titre.benevole} ne l’est plus après le {en_lettres(levee.fin)}."
        ),
        titre="Lever la suspension",
        bouton="Lever la suspension",
        **_page(request, titre, f"Titre {suspension}."),
    )


@saisie
def titre_retrait(request, pk):
    """Noter un retrait : une date, jamais de motif."""
    titre = _titre_tenu(request.user, pk)
    return repondre(
        request,
        ouvrir(request, RetraitForm, instance=titre, initial={"retiree_le": localdate()}),
        dire=lambda retire: (
            f"Retrait enregistré : {retire.benevole}, {phrase_du_titre(retire, localdate())}."
        ),
        titre="Noter un retrait",
        bouton="Noter le retrait",
        danger=True,
        **_page(request, titre, "Un retrait ne s’annule pas : un nouveau titre s’ajoutera."),
    )


def _titre_tenu(utilisateur, pk):
    tenus = Habilitation.objects.modifiables_par(utilisateur)
    return get_object_or_404(tenus.select_related("benevole", "etablissement"), pk=pk)


def _propose(titre, dernier, affectation):
    """Le lendemain du titre précédent ; aujourd'hui s'il n'y en a pas, ou s'il est ancien."""
    jour = localdate()
    debut = max(affectation.debut, jour)
    if dernier and dernier.fin and not dernier.retiree_le:
        lendemain = dernier.fin + dt.timedelta(days=1)
        fin = fin_proposee(lendemain, nature=titre.nature)
        debut = lendemain if fin is None or fin >= jour else debut
    return {"debut": debut, "fin": fin_proposee(debut, nature=titre.nature)}


def _semblables(titre):
    return Habilitation.objects.filter(
        benevole=titre.benevole, etablissement=titre.etablissement, nature=titre.nature
    ).order_by("debut", "pk")


def _dernier(titre):
    return _semblables(titre).last()


def _etat_actuel(titre):
    actuel, suivant = titre_et_suivant(
        list(_semblables(titre).prefetch_related("suspensions")), localdate()
    )
    phrases = [phrase_du_titre(t, localdate()) for t in (actuel, suivant) if t]
    return f"Actuellement : {' ; '.join(phrases)}." if phrases else ""


def _enregistre(titre):
    fin = f"jusqu’au {en_lettres(titre.fin)}" if titre.fin else "sans échéance"
    return (
        f"C’est enregistré : {titre.get_nature_display()} {de(titre.benevole)}, à partir du"
        f" {en_lettres(titre.debut)}, {fin}."
    )


def _demande(titre):
    if not titre.renouvellement_demande_le:
        return "titre retiré"
    return f"renouvellement demandé le {en_lettres(titre.renouvellement_demande_le)}"


def _page(request, titre, explication):
    ou = titre.etablissement
    return {
        "explication": f"{titre.benevole}, {ou}. {explication}",
        "retour": _retour(request, titre),
        "fil": [
            (ou.get_absolute_url(), str(ou)),
            (titre.benevole.get_absolute_url(), str(titre.benevole)),
        ],
    }


def _retour(request, titre):
    code = Habilitation.Nature(titre.nature).fonction.value.lower()
    return adresse_de_retour(request, "liste", titre.etablissement.code, code)
