"""Tenir la liste d'un établissement : la page d'accueil des responsables locaux, et ses gestes."""

from django.contrib import messages
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST

from benevoles.echanges.export import PERSONNES, rangees
from benevoles.forms.listes import (
    BesoinForm,
    FinAffectationForm,
    InscriptionForm,
    NouvellePersonneForm,
    RechercheForm,
)
from benevoles.listes import MOTS, attendus, lire_listes, listes_tenues, partis
from benevoles.models import Affectation, Benevole, BesoinDeclare, ConfirmationListe, Fonction
from benevoles.perimetre import etablissements_tenus
from benevoles.taches import taches
from benevoles.views.saisie import adresse_de_retour, ouvrir, repondre
from etablissements.models import Etablissement
from partenariat.acces import responsables_locaux, saisie
from partenariat.dates import jour_demande
from partenariat.francais import de
from partenariat.templatetags.dates import en_lettres

FONCTIONS = {fonction.value.lower(): fonction for fonction in Fonction}


@responsables_locaux
def mes_etablissements(request):
    """Mes établissements : qui est là, et ce qu'il y a à faire maintenant."""
    listes = listes_tenues(request.user.droits, le=localdate())
    contexte = {"listes": [(liste, taches(liste)) for liste in listes]}
    return render(request, "benevoles/listes/mes_etablissements.html", contexte)


@saisie
def liste(request, code, fonction):
    """La liste entière d'un établissement, avec tous les gestes et l'histoire."""
    etablissement, fonction = liste_tenue(request.user, code, fonction)
    jour = jour_demande(request)
    [tenue] = lire_listes([(etablissement, fonction)], le=jour)
    recents, anciens = partis(etablissement, fonction, le=jour)
    contexte = {
        "liste": tenue,
        "modifiable": jour == localdate(),
        "taches": taches(tenue),
        "attendus": attendus(etablissement, fonction, le=jour),
        "recents": recents,
        "anciens": anciens,
    }
    return render(request, "benevoles/listes/liste.html", contexte)


@saisie
def liste_export(request, code, fonction, format):
    """La liste d'une prison."""
    etablissement, fonction = liste_tenue(request.user, code, fonction)
    jour = jour_demande(request)
    inscrites = Affectation.objects.filter(
        Q(fin=None) | Q(fin__gte=jour), etablissement=etablissement, fonction=fonction
    )
    personnes = Benevole.objects.filter(pk__in=inscrites.values("benevole"))
    lignes = rangees(
        personnes,
        utilisateur=request.user,
        fonction=fonction,
        le=jour,
        etablissement=etablissement,
    )
    precision = f"Liste des {MOTS[fonction].personnes} : {etablissement}"
    return PERSONNES.telecharger(request, lignes, format=format, precision=precision)


@saisie
def liste_ajout(request, code, fonction):
    """Chercher d'abord la même personne ; la choisir mène à son inscription."""
    etablissement, fonction = liste_tenue(request.user, code, fonction)
    if "benevole" in request.GET:
        return _inscription(request, etablissement, fonction)
    cherche = RechercheForm(request.GET if "nom" in request.GET else None)
    visibles, trouvees, ailleurs = Benevole.objects.visibles_par(request.user), [], False
    if cherche.is_bound and cherche.is_valid():
        trouvees = cherche.proches(visibles)
        ailleurs = cherche.est_ailleurs(request.user, fonction.association)
    contexte = _contexte_d_ajout(request, etablissement, fonction)
    contexte |= {"form": cherche, "trouvees": trouvees, "ailleurs": ailleurs}
    contexte["inscrites"] = _inscrites(etablissement, fonction)
    return render(request, "benevoles/listes/recherche.html", contexte)


def _inscription(request, etablissement, fonction):
    cle = request.GET["benevole"]
    visibles = Benevole.objects.visibles_par(request.user)
    benevole = get_object_or_404(visibles, pk=int(cle) if cle.isdecimal() and len(cle) < 18 else 0)
    inscrite = Affectation(benevole=benevole, etablissement=etablissement, fonction=fonction)
    form = ouvrir(request, InscriptionForm, instance=inscrite, initial={"debut": localdate()})
    contexte = _contexte_d_ajout(request, etablissement, fonction)
    titre = f"{contexte['mots'].ajouter} : {benevole}"
    return repondre(request, form, titre=titre, **INSCRIRE, **contexte)


@saisie
def liste_ajout_personne(request, code, fonction):
    """Inscrire une personne que l'on ne connaît pas encore."""
    etablissement, fonction = liste_tenue(request.user, code, fonction)
    connu = {champ: request.GET.get(champ, "") for champ in ("nom", "prenom", "courriel")}
    form = ouvrir(
        request,
        NouvellePersonneForm,
        utilisateur=request.user,
        instance=Affectation(etablissement=etablissement, fonction=fonction),
        initial=connu | {"debut": localdate()},
    )
    contexte = _contexte_d_ajout(request, etablissement, fonction)
    titre = f"{contexte['mots'].ajouter} : nouvelle fiche"
    return repondre(request, form, titre=titre, **INSCRIRE, **contexte)


@saisie
@require_POST
def liste_confirmation(request, code, fonction):
    """« Liste toujours exacte », d'un clic."""
    etablissement, fonction = liste_tenue(request.user, code, fonction)
    ConfirmationListe.confirmer(etablissement, fonction, le=localdate(), par=request.user)
    messages.success(
        request,
        f"Merci. {etablissement} : la liste des {MOTS[fonction].personnes} est confirmée à la"
        f" date du {en_lettres(localdate())}.",
    )
    return redirect(adresse_de_retour(request, "liste", code, fonction.value.lower()))


@saisie
def besoin(request, code):
    """Ce qui manque dans un établissement, d'après la section."""
    etablissement, fonction = liste_tenue(request.user, code, "vp")
    dernier = BesoinDeclare.objects.filter(etablissement=etablissement, le__lte=localdate()).first()
    nouveau = BesoinDeclare(etablissement=etablissement)
    return repondre(
        request,
        ouvrir(request, BesoinForm, instance=nouveau, initial=BesoinForm.repris_de(dernier)),
        dire=lambda declare: f"Besoin déclaré à {etablissement} : {declare}.",
        titre=f"Déclarer un besoin : {etablissement}",
        bouton="Déclarer ce besoin",
        retour=adresse_de_retour(request, "liste", code, "vp"),
        explication=_explication_du_besoin(dernier),
        fil=_fil(etablissement, fonction),
    )


@saisie
def affectation_fin(request, pk):
    """Terminer une affectation : une date et un motif, sans retour possible."""
    tenues = Affectation.objects.modifiables_par(request.user)
    affectation = get_object_or_404(tenues.select_related("benevole", "etablissement"), pk=pk)
    ou, fonction = affectation.etablissement, Fonction(affectation.fonction)
    retour = _apres_la_fin(request, affectation)
    if affectation.fin and request.method == "GET":
        messages.info(request, f"Cette affectation est déjà terminée : {_terminee(affectation)}.")
        return redirect(retour)
    return repondre(
        request,
        ouvrir(request, FinAffectationForm, instance=affectation, initial={"fin": localdate()}),
        dire=lambda finie: f"Fin d’affectation enregistrée : {_terminee(finie)}.",
        titre=f"Terminer l’affectation {de(affectation.benevole)}",
        bouton="Terminer l’affectation",
        retour=retour,
        explication=_avant_la_fin(affectation),
        fil=_fil(ou, fonction),
        danger=True,
    )


def liste_tenue(utilisateur, code, fonction):
    """L'établissement et la fonction, si ce compte en tient la liste ; sinon 404."""
    if fonction not in FONCTIONS:
        raise Http404
    fonction = FONCTIONS[fonction]
    tenus = Etablissement.objects.visibles_par(utilisateur).filter(
        etablissements_tenus(utilisateur.droits, fonction)
    )
    return get_object_or_404(tenus.select_related("departement"), code=code), fonction


def _inscrites(etablissement, fonction):
    presentes = etablissement.affectations.filter(fonction=fonction).en_cours(le=localdate())
    return set(presentes.values_list("benevole", flat=True))


def _contexte_d_ajout(request, etablissement, fonction):
    code = fonction.value.lower()
    return {
        "etablissement": etablissement,
        "ouvert": etablissement.est_ouvert(localdate()),
        "fonction": code,
        "mots": MOTS[fonction],
        "retour": adresse_de_retour(request, "liste", etablissement.code, code),
        "fil": _fil(etablissement, fonction),
    }


def _inscrite(affectation):
    return (
        f"{affectation.etablissement} : {affectation.benevole} est sur la liste depuis le"
        f" {en_lettres(affectation.debut)}."
    )


def _terminee(affectation):
    return (
        f"{affectation.benevole}, {affectation.etablissement}, dernier jour le"
        f" {en_lettres(affectation.fin)}"
    )


def _explication_du_besoin(dernier):
    if not dernier:
        return "Aucun besoin n’a encore été déclaré pour cet établissement."
    return f"Dernière déclaration, le {en_lettres(dernier.le)} : {dernier}."


def _apres_la_fin(request, affectation):
    """Qui termine sa propre affectation peut ne plus tenir la liste : l'accueil l'oriente."""
    if affectation.benevole_id == request.user.droits.benevole:
        return reverse("accueil")
    ou, code = affectation.etablissement.code, affectation.fonction.lower()
    return adresse_de_retour(request, "liste", ou, code)


def _avant_la_fin(affectation):
    return (
        f"{affectation.etablissement}, {affectation.get_fonction_display()} depuis le"
        f" {en_lettres(affectation.debut)}. Une fois enregistrée, la fin ne se modifie plus."
    )


def _fil(etablissement, fonction):
    adresse = reverse("liste", args=[etablissement.code, fonction.value.lower()])
    return [
        (etablissement.get_absolute_url(), str(etablissement)),
        (adresse, f"Liste des {MOTS[fonction].personnes}"),
    ]


INSCRIRE = {"bouton": "Inscrire", "gabarit": "benevoles/listes/inscription", "dire": _inscrite}
