"""Les invitations, de l'envoi à l'acceptation : ce qui les permet, ce qui les arrête."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db import models
from django.db.models import Q
from django.template.loader import render_to_string

from benevoles.models import (
    Affectation,
    Benevole,
    Fonction,
    Invitation,
    Mandat,
    Role,
    Section,
)
from benevoles.models.roles import BENEVOLE, roles_proposables
from partenariat.histoire import auteur
from partenariat.models import AdresseEnEchec, Association, Utilisateur
from partenariat.retours.marques import marquer


class Impasse(models.TextChoices):
    """Pourquoi un lien ne mène plus nulle part."""

    INCONNUE = "inconnue", "Ce lien d’invitation n’existe pas, ou plus"
    EXPIREE = "expiree", "Cette invitation a expiré"
    ACCEPTEE = "acceptee", "Cette invitation a déjà servi"
    ANNULEE = "annulee", "Cette invitation a été annulée"
    RETIREE = "retiree", "Cette invitation n’est plus valable"


def benevoles_invitables(utilisateur, *, le: dt.date):
    """Les personnes sans compte de son périmètre.

    Inviter quelqu'un, c'est choisir l'adresse qui aura ses droits : hors des directions, on
    n'invite pas qui tient aussi une section ou un établissement qu'on ne tient pas soi-même.
    """
    benevoles = Benevole.objects.modifiables_par(utilisateur).filter(utilisateur=None)
    if utilisateur.droits.est_direction:
        return benevoles
    pas_finis = Q(fin=None) | Q(fin__gte=le)
    mandats = Mandat.objects.filter(pas_finis).exclude(
        section__in=Section.objects.visibles_par(utilisateur)
    )
    cp = Affectation.objects.filter(pas_finis, fonction=Fonction.CP).exclude(
        pk__in=Affectation.objects.modifiables_par(utilisateur).values("pk")
    )
    return benevoles.exclude(pk__in=mandats.values("benevole")).exclude(
        pk__in=cp.values("benevole")
    )


def impasse(invitation, *, le: dt.date, maintenant: dt.datetime) -> Impasse | None:
    """Ce qui empêche d'accepter, ou rien."""
    if invitation is None:
        return Impasse.INCONNUE
    if invitation.acceptee_le:
        return Impasse.ACCEPTEE
    if invitation.annulee_le:
        return Impasse.ANNULEE
    if invitation.a_expire(maintenant):
        return Impasse.EXPIREE
    return None if _encore_permise(invitation, le) else Impasse.RETIREE


def _encore_permise(invitation, le):
    """Qui a invité le pourrait-il encore ? Un rôle perdu emporte ses invitations."""
    hote = invitation.invite_par
    if hote is None:
        return False
    if invitation.association not in roles_proposables(hote.droits).get(invitation.genre, ()):
        return False
    if invitation.genre != BENEVOLE:
        return True
    return benevoles_invitables(hote, le=le).filter(pk=invitation.benevole_id).exists()


def retour_connu(courriel, utilisateur) -> AdresseEnEchec | None:
    """Cette adresse ne reçoit plus : dit à qui tient sa fiche, ou l'avait invitée avant.

    Le dire à tout autre, ce serait lui apprendre que l'application y a écrit.
    """
    en_echec = AdresseEnEchec.objects.parmi([courriel]).first()
    if en_echec is None:
        return None
    fiches = Benevole.objects.modifiables_par(utilisateur).filter(
        Q(courriel__iexact=courriel) | Q(utilisateur__email__iexact=courriel)
    )
    siennes = Invitation.objects.filter(
        invite_par=utilisateur, courriel=courriel, cree_le__lte=en_echec.le
    )
    return en_echec if fiches.exists() or siennes.exists() else None


def titulaire(invitation) -> Utilisateur | None:
    """Le compte qui a déjà cette adresse."""
    return Utilisateur.objects.filter(email__iexact=invitation.courriel).first()


def accepter(invitation, *, compte, le: dt.date, maintenant: dt.datetime):
    """Donne le rôle (ou lie la fiche) et marque l'invitation ; ValidationError si c'est impossible.

    L'invitation doit être verrouillée : de deux acceptations simultanées, une seule passe.
    """
    if invitation.genre == BENEVOLE:
        _lier(invitation, compte, maintenant)
    else:
        _donner_le_role(invitation, compte, le)
    invitation.acceptee_le, invitation.compte = maintenant, compte
    invitation.save(update_fields=["acceptee_le", "compte"])
    AdresseEnEchec.objects.parmi([invitation.courriel]).delete()  # le lien y est bien arrivé


def _lier(invitation, compte, maintenant):
    benevole = Benevole.objects.select_for_update(of=("self",)).get(pk=invitation.benevole_id)
    if benevole.utilisateur_id not in (None, compte.pk):
        raise ValidationError("Cette fiche de bénévole a déjà un compte.")
    if Benevole.objects.filter(utilisateur=compte).exclude(pk=benevole.pk).exists():
        raise ValidationError("Votre compte est déjà lié à une autre fiche de bénévole.")
    benevole.utilisateur = compte
    benevole.courriel = benevole.courriel or invitation.courriel
    benevole.enregistrer(par=compte, champs=["utilisateur", "courriel"])
    autres = benevole.invitations.sans_suite().exclude(pk=invitation.pk)
    autres.update(annulee_le=maintenant)


def _donner_le_role(invitation, compte, le):
    bornes = {c: getattr(invitation, c) for c in ("genre", "association", "disp", "spip")}
    if Role.objects.en_cours(le=le).filter(utilisateur=compte, **bornes).exists():
        return
    role = Role(utilisateur=compte, debut=le, **bornes)
    role.full_clean()
    with auteur(compte, "invitation acceptée"):
        role.save()


def mettre_fin(role, *, fin: dt.date):
    """Fixe le dernier jour d'un rôle ; ne laisse ni direction ni technique sans personne."""
    lendemain = fin + dt.timedelta(days=1)
    suivants = Role.objects.en_cours(le=lendemain).filter(
        genre=role.genre, association=role.association, utilisateur__is_active=True
    )
    if role.est_vital and not suivants.exclude(pk=role.pk).exists():
        raise ValidationError(
            "C’est le dernier compte qui tient ce rôle : invitez d’abord une autre personne."
        )
    role.fin = fin
    role.save(update_fields=["fin"])


def envoyer(invitation, *, lien: str):
    """Le courriel d'invitation : qui invite, pour quel rôle, jusqu'à quand, et le lien."""
    contexte = {"invitation": invitation, "lien": lien}
    EmailMessage(
        "Invitation à l’outil du partenariat ANVP – AUXILIA",
        render_to_string("benevoles/courriels/invitation.txt", contexte),
        to=[invitation.courriel],
        headers={"Message-ID": marquer(invitation.courriel)},
    ).send()


def conseil(invitation) -> str:
    """À qui demander une nouvelle invitation, dit sans supposer que l'hôte existe encore."""
    if invitation and invitation.genre == BENEVOLE:
        return "votre président de section, votre délégué régional ou votre CP Auxilia"
    if invitation and invitation.association:
        return f"la direction de l’association {Association(invitation.association).label}"
    return "la personne qui vous a invité"
