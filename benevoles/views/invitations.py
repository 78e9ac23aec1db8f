"""Inviter, relancer, annuler ; et, pour la personne invitée, accepter."""

import logging
from smtplib import SMTPException

from allauth.account.utils import perform_login
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from benevoles.forms.invitations import AcceptationForm, InvitationForm
from benevoles.invitations import (
    Impasse,
    accepter,
    benevoles_invitables,
    conseil,
    envoyer,
    impasse,
    retour_connu,
    titulaire,
)
from benevoles.models import Benevole, Invitation
from benevoles.models.roles import BENEVOLE, roles_proposables
from partenariat.acces import invitants, public
from partenariat.comptes import ouvrir_un_compte

journal = logging.getLogger(__name__)
GENRES = dict(Invitation.GENRES)
RESULTATS = 20


@invitants
def invitation_nouvelle(request):
    """D'abord le rôle (ou la personne, pour un bénévole), puis l'adresse et le territoire."""
    genre = BENEVOLE if "benevole" in request.GET else request.GET.get("genre", "")
    proposables = roles_proposables(request.user.droits)
    if not genre and len(proposables) > 1:
        choix = [(valeur, GENRES[valeur]) for valeur in GENRES if valeur in proposables]
        return render(request, "benevoles/comptes/choix_role.html", {"choix": choix})
    genre = genre or next(iter(proposables))
    if genre not in proposables:
        raise PermissionDenied
    if genre == BENEVOLE and "benevole" not in request.GET:
        return _choisir_la_personne(request)
    return _inviter(request, genre)


def _choisir_la_personne(request):
    recherche = request.GET.get("q", "").strip()[:100]
    trouvees = benevoles_invitables(request.user, le=localdate()).chercher(recherche)
    contexte = {"recherche": recherche, "personnes": trouvees[:RESULTATS], "limite": RESULTATS}
    return render(request, "benevoles/comptes/choix_personne.html", contexte)


def _inviter(request, genre):
    jour, benevole = localdate(), None
    if genre == BENEVOLE:
        cle = request.GET["benevole"]
        pk = int(cle) if cle.isdecimal() and len(cle) < 18 else 0
        benevole = get_object_or_404(Benevole.objects.modifiables_par(request.user), pk=pk)
        if not benevoles_invitables(request.user, le=jour).filter(pk=pk).exists():
            contexte = {"benevole": benevole}
            return render(request, "benevoles/comptes/pas_invitable.html", contexte)
    form = InvitationForm(
        request.POST or None,
        utilisateur=request.user,
        genre=genre,
        benevole=benevole,
        le=jour,
        maintenant=timezone.now(),
    )
    if request.method == "POST" and form.is_valid():
        _prevenir_d_un_retour(request, form.cleaned_data["courriel"])
        _envoyer(request, form.instance, form.enregistrer(par=request.user))
        return redirect("comptes")
    contexte = {"form": form, "role": GENRES[genre], "benevole": benevole}
    return render(request, "benevoles/comptes/invitation_nouvelle.html", contexte)


def _prevenir_d_un_retour(request, courriel):
    """Avant d'enregistrer : l'invitation part quand même, le retour était peut-être passager."""
    if en_echec := retour_connu(courriel, request.user):
        messages.warning(
            request,
            f"Des courriels envoyés à {courriel} sont revenus : {en_echec}. Si l’adresse est"
            " fausse, annulez l’invitation ci-dessous et invitez la personne à la bonne.",
        )


def _envoyer(request, invitation, jeton):
    """Après l'enregistrement seulement ; un courriel qui ne part pas se dit, et se relance."""
    lien = request.build_absolute_uri(reverse("invitation", args=[jeton]))

    def partir():
        try:
            envoyer(invitation, lien=lien)
        except (SMTPException, OSError):
            journal.exception("Courriel d’invitation non parti")
            messages.error(
                request,
                "L’invitation est enregistrée, mais le courriel n’est pas parti. Attendez quelques"
                " minutes, puis relancez-la ci-dessous.",
            )
        else:
            messages.success(
                request, f"Invitation envoyée à {invitation.courriel}, valable 30 jours."
            )

    transaction.on_commit(partir)


def _a_gerer(request, pk):
    invitations = Invitation.objects.visibles_par(request.user).sans_suite()
    return get_object_or_404(invitations.select_for_update(of=("self",)), pk=pk)


@require_POST
@invitants
def invitation_relance(request, pk):
    """Un lien neuf pour 30 jours ; l'ancien ne vaut plus rien."""
    relancee = _a_gerer(request, pk)
    _prevenir_d_un_retour(request, relancee.courriel)
    jeton = relancee.preparer(par=request.user, maintenant=timezone.now())
    relancee.save()
    _envoyer(request, relancee, jeton)
    return redirect("comptes")


@require_POST
@invitants
def invitation_annulation(request, pk):
    annulee = _a_gerer(request, pk)
    annulee.annulee_le = timezone.now()
    annulee.save(update_fields=["annulee_le"])
    messages.success(request, f"Invitation annulée : {annulee.courriel} ne peut plus l’accepter.")
    return redirect("comptes")


@sensitive_post_parameters()
@never_cache
@public
def invitation(request, jeton):
    """La page ouverte depuis le courriel. La lire ne change rien : les filtres la lisent aussi."""
    recue = _recue(request, jeton)
    motif = impasse(recue, le=localdate(), maintenant=timezone.now())
    if motif:
        return _page_impasse(request, recue, motif)
    compte = titulaire(recue)
    if request.user.is_authenticated and request.user != compte:
        return render(request, "benevoles/comptes/autre_compte.html", {"invitation": recue})
    if compte:
        return _ajouter(request, recue, compte)
    return _ouvrir(request, recue)


def _recue(request, jeton):
    invitations = Invitation.objects.filter(empreinte=Invitation.empreinte_de(jeton))
    if request.method == "POST":
        # Deux acceptations simultanées : la seconde attend, puis lit « a déjà servi ».
        invitations = invitations.select_for_update(of=("self",))
    return invitations.select_related("invite_par", "benevole", "disp", "spip").first()


def _page_impasse(request, recue, motif):
    contexte = {"motif": motif, "Impasse": Impasse, "conseil": conseil(recue)}
    statut = 404 if motif == Impasse.INCONNUE else 410
    return render(request, "benevoles/comptes/impasse.html", contexte, status=statut)


def _ajouter(request, recue, compte):
    """L'adresse a déjà un compte : s'y connecter, puis accepter d'un clic."""
    contexte = {"invitation": recue, "erreur": "", "ferme": not compte.is_active}
    if request.method == "POST" and request.user == compte:
        try:
            accepter(recue, compte=compte, le=localdate(), maintenant=timezone.now())
        except ValidationError as erreur:
            contexte["erreur"] = " ".join(erreur.messages)
        else:
            messages.success(request, f"C’est fait : {recue.en_clair}.")
            return redirect("accueil")
    return render(request, "benevoles/comptes/ajouter.html", contexte)


def _ouvrir(request, recue):
    form = AcceptationForm(request.POST or None, invitation=recue)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                compte = ouvrir_un_compte(**form.compte_voulu())
                accepter(recue, compte=compte, le=localdate(), maintenant=timezone.now())
        except (IntegrityError, ValidationError):
            # Une autre invitation vient d'être acceptée, à la même adresse ou pour la même fiche.
            return redirect(request.path)
        messages.success(request, f"Bienvenue, {compte} : votre compte est ouvert.")
        return perform_login(request, compte, redirect_url=reverse("accueil"))
    contexte = {"form": form, "invitation": recue}
    return render(request, "benevoles/comptes/accepter.html", contexte)
