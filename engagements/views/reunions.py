"""Les réunions : les trouver, les préparer, les tenir à jour."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate

from benevoles.views.saisie import ouvrir, repondre
from engagements.forms.reunions.fiche import ReunionForm, ReunionModificationForm
from engagements.forms.reunions.filtre import FiltreReunionsForm
from engagements.forms.reunions.gestes import AnnulationForm, EnvoiForm
from engagements.forms.reunions.invites import AjoutForm
from engagements.forms.reunions.suites import CompteRenduForm, PresenceForm
from engagements.models import Reunion
from engagements.reunions.fiche import fiche
from engagements.reunions.reciprocite import par_annee, reciprocites
from engagements.tableaux import RECIPROCITE, REUNIONS
from partenariat.acces import membres, pilotage, saisie

PAR_PAGE = 50


@membres
def reunions(request):
    """Celles qui viennent, de la plus proche ; puis les passées, de la plus récente."""
    filtre, a_venir, passees = _retenues(request)
    contexte = {
        "filtre": filtre,
        "a_venir": a_venir[:PAR_PAGE],
        "passees": Paginator(passees, PAR_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "reunions/liste.html", contexte)


@membres
def reunions_export(request, format):
    """Celles qui viennent, puis les passées, comme à l'écran."""
    filtre, a_venir, passees = _retenues(request)
    return REUNIONS.telecharger(request, [*a_venir, *passees], format=format, filtre=filtre)


def _retenues(request):
    """(le filtre, celles à venir, les passées)."""
    maintenant = timezone.now()
    filtre = FiltreReunionsForm(request.GET, aujourdhui=localdate())
    visibles = Reunion.objects.visibles_par(request.user).select_related("etablissement", "disp")
    retenues = filtre.filtrer(visibles, request.user)
    passees = retenues.filter(fin__lte=maintenant)
    if not filtre.criteres().get("annulees"):
        passees = passees.maintenues()
    return filtre, retenues.a_venir(maintenant=maintenant).order_by("debut", "pk"), passees


@membres
def reunion(request, pk):
    """Une réunion : où, quand, qui, ce qu'on m'y demande, ce qu'il en reste."""
    page = fiche(_visible(request, pk), request.user, maintenant=timezone.now())
    themes = [theme.label for theme in Reunion.Theme if theme in page.reunion.themes]
    contexte = {
        "fiche": page,
        "reunion": page.reunion,
        "themes": themes,
        "pieces": page.reunion.pieces.all(),
    }
    return render(request, "reunions/reunion.html", contexte)


@saisie
def reunion_nouvelle(request):
    """Convoquer, ou noter une réunion passée ; les homologues sont montrés avant tout envoi."""
    initial = {
        "organisateur": request.user.droits.association,
        "territoire": request.GET.get("territoire", ""),
    }
    return repondre(
        request,
        ouvrir(request, ReunionForm, utilisateur=request.user, instance=Reunion(), initial=initial),
        dire=lambda r: (
            "La réunion est enregistrée. Vérifiez ci-dessous qui est invité, puis envoyez les"
            " invitations : rien n’est encore parti."
        ),
        suite=Reunion.get_absolute_url,
        titre="Nouvelle réunion",
        explication="Les responsables de l’autre association sont trouvés et invités d’office.",
        bouton="Enregistrer et voir les invités",
        retour=reverse("reunions"),
        fil=[(reverse("reunions"), "Réunions")],
    )


@saisie
def reunion_modification(request, pk):
    objet = _modifiable(request, pk)
    return _saisir(
        request,
        ouvrir(request, ReunionModificationForm, instance=objet),
        objet,
        dire=lambda r: (
            "La réunion est à jour. Si les invitations étaient parties, les invités"
            " sont prévenus de tout changement de date ou de lieu."
        ),
        titre="Modifier la réunion",
        explication="Un changement de date redemande une réponse à chacun.",
        bouton="Enregistrer",
    )


@saisie
def reunion_annulation(request, pk):
    objet = _modifiable(request, pk)
    return _saisir(
        request,
        ouvrir(request, AnnulationForm, reunion=objet),
        objet,
        dire=lambda r: "La réunion est annulée. Les invités en sont prévenus.",
        titre="Annuler la réunion",
        explication=f"« {objet.titre} » : elle restera visible, marquée « annulée », et les"
        " invités recevront de quoi la retirer de leur agenda.",
        bouton="Annuler cette réunion",
        danger=True,
    )


@saisie
def reunion_envoi(request, pk):
    objet = _modifiable(request, pk)
    passee = objet.fin <= timezone.now()
    explication = (
        "Cette réunion a eu lieu : aucun courriel ne part. Vous attestez seulement que les"
        " personnes de la liste y avaient été invitées."
        if passee
        else "Chaque personne de la liste reçoit un courriel, avec le rendez-vous pour son agenda."
    )
    return _saisir(
        request,
        ouvrir(request, EnvoiForm, reunion=objet),
        objet,
        dire=lambda r: "C’est noté." if passee else "Les invitations partent.",
        titre="Noter les invitations" if passee else "Envoyer les invitations",
        explication=explication,
        bouton="Noter qu’elles ont été faites" if passee else "Envoyer les invitations",
    )


@saisie
def reunion_ajout(request, pk):
    """Un homologue proposé, ou une personne que je connais, à un titre que je choisis."""
    objet = _modifiable(request, pk)
    q = request.GET.get("q", "")[:80]
    form = ouvrir(request, AjoutForm, reunion=objet, utilisateur=request.user, q=q)
    return _saisir(
        request,
        form,
        objet,
        dire=lambda r: (
            "Cette personne est sur la liste."
            + (" Elle est prévenue." if r.invitations_envoyees_le else "")
        ),
        titre="Inviter quelqu’un de plus",
        bouton="Inviter",
        gabarit="reunions/ajout",
        q=q,
    )


@saisie
def reunion_presence(request, pk):
    objet = _modifiable(request, pk)
    return _saisir(
        request,
        ouvrir(request, PresenceForm, reunion=objet),
        objet,
        dire=lambda r: "Les présences sont notées.",
        titre="Qui était là ?",
        explication="Cochez les personnes venues, ou remplacées par quelqu’un qui est venu.",
        bouton="Enregistrer les présences",
    )


@saisie
def compte_rendu(request, pk):
    """Écrire le compte rendu ; l'envoyer, c'est envoyer un lien vers cette page."""
    objet = _modifiable(request, pk)
    return _saisir(
        request,
        ouvrir(request, CompteRenduForm, reunion=objet),
        objet,
        dire=lambda r: (
            "Le compte rendu est enregistré."
            + (" Les invités le savent." if r.compte_rendu_envoye_le else "")
        ),
        titre="Compte rendu",
        gabarit="reunions/compte_rendu",
        bouton="Enregistrer",
    )


@saisie
def reunion_feuille(request, pk):
    """La feuille de présence à imprimer, à signer ; quelques lignes pour qui viendrait en plus."""
    page = fiche(_modifiable(request, pk), request.user, maintenant=timezone.now())
    contexte = {"fiche": page, "reunion": page.reunion, "lignes_libres": range(6)}
    return render(request, "reunions/feuille.html", contexte)


@pilotage
def reciprocite(request):
    """L'autre association est-elle invitée ? Par an ; et, pour l'une d'elles, par territoire."""
    lignes = _reciprocites(request)
    annees = par_annee(lignes)
    voulue = request.GET.get("annee", "")
    annee = next((x.annee for x in annees if str(x.annee) == voulue), annees and annees[0].annee)
    contexte = {
        "annees": annees,
        "annee": annee,
        "lignes": [x for x in lignes if x.annee == annee],
    }
    return render(request, "reunions/reciprocite.html", contexte)


@pilotage
def reciprocite_export(request, format):
    """Toutes les années, par territoire."""
    return RECIPROCITE.telecharger(request, _reciprocites(request), format=format)


def _reciprocites(request):
    droits = request.user.droits
    visibles = Reunion.objects.visibles_par(request.user)
    toutes = reciprocites(visibles, maintenant=timezone.now())
    return [
        x for x in toutes if droits.est_direction or x.disp is None or x.disp.pk in droits.disps
    ]


def _visible(request, pk):
    visibles = Reunion.objects.visibles_par(request.user)
    return get_object_or_404(visibles.select_related("etablissement", "disp", "cree_par"), pk=pk)


def _modifiable(request, pk):
    """Celle que ce compte voit et tient à jour."""
    siennes = Reunion.objects.modifiables_par(request.user)
    return get_object_or_404(siennes.select_related("etablissement", "disp", "cree_par"), pk=pk)


def _saisir(request, form, objet, **page):
    retour = objet.get_absolute_url()
    fil = [(reverse("reunions"), "Réunions"), (retour, objet.titre)]
    return repondre(request, form, retour=retour, fil=fil, **page)
