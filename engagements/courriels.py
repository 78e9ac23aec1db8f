"""Les courriels des demandes : aucune donnée personnelle, seulement qu'une demande attend."""

import datetime as dt
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from engagements.models import Avis, Nature
from engagements.reunions.agenda import invitation
from partenariat.models import AdresseEnEchec
from partenariat.retours.marques import marquer

REPRISE = dt.timedelta(minutes=10)  # un envoi commencé et jamais fini se reprend après ce délai

A_PART = {
    Nature.RESUME,
    Nature.ECARTE,
    Nature.INCITATION,
    Nature.EFFACEMENT,
}  # leur courriel a son texte
# Leur courriel porte le rendez-vous, tel qu'il est au moment de l'envoi.
RENDEZ_VOUS = {
    *(Nature.REUNION, Nature.REUNION_CHANGEE, Nature.REUNION_ANNULEE, Nature.REUNION_RETRAIT),
    *(Nature.PLACE, Nature.SESSION_CHANGEE, Nature.SESSION_ANNULEE),
}


def envoyer(cles) -> int:
    """Envoie ceux de ces avis qui ne sont pas encore partis ; rend leur nombre.

    Rien ne part à une adresse dont les courriels reviennent : l'échec s'affiche aussitôt.
    Chaque avis est réservé d'abord, d'un seul ordre : deux tâches à la fois n'en envoient qu'un.
    """
    return sum(_envoyer(cle) for cle in cles)


def manques(cles) -> list[str]:
    """Ceux de ces avis dont l'envoi a échoué, et qu'on peut essayer encore."""
    restent = Avis.objects.a_envoyer().filter(cle__in=cles, commence_le=None)
    return list(restent.values_list("cle", flat=True))


def _envoyer(cle):
    maintenant = timezone.now()
    libre = Q(commence_le=None) | Q(commence_le__lt=maintenant - REPRISE)
    reserves = Avis.objects.a_envoyer().filter(libre, cle=cle)
    if not reserves.update(commence_le=maintenant, essais=F("essais") + 1):
        return 0
    avis = Avis.objects.get(cle=cle)
    if en_echec := AdresseEnEchec.objects.parmi([avis.adresse]).first():
        motif = en_echec.get_motif_display()
        _noter(avis, commence_le=None, essais=Avis.ESSAIS, revenu_le=en_echec.le, erreur=motif)
        return 0
    try:
        message(avis).send()
    except (SMTPException, OSError, ValueError) as panne:
        # ValueError : une adresse que SMTP ne sait pas écrire. Le nom de la panne suffit : son
        # texte citerait l'adresse.
        _noter(avis, commence_le=None, erreur=type(panne).__name__)
        return 0
    _noter(avis, envoye_le=timezone.now(), erreur="")
    return 1


def _noter(avis, **champs):
    with transaction.atomic():
        Avis.objects.filter(pk=avis.pk).update(**champs)


def message(avis) -> EmailMultiAlternatives:
    """Le courriel d'un avis, en texte et en HTML, avec un lien qui demande de se connecter."""
    gabarit = _gabarit(avis)
    contexte = {
        "avis": avis,
        "lien": settings.ADRESSE_DU_SITE + _adresse(avis),
        "reglages": settings.ADRESSE_DU_SITE + reverse("mes_avis"),
        "retire": avis.nature == Nature.REUNION_RETRAIT,
        "nouvelles": avis.resumes.count() if avis.nature == Nature.RESUME else 0,
    }
    courriel = EmailMultiAlternatives(
        _objet(avis),
        render_to_string(f"engagements/courriels/{gabarit}.txt", contexte),
        to=[avis.adresse],
        headers={
            "Auto-Submitted": "auto-generated",  # pas de réponse d'absence en retour
            "Message-ID": marquer(avis.adresse, avis=avis.pk),
        },
    )
    courriel.attach_alternative(
        render_to_string(f"engagements/courriels/{gabarit}.html", contexte), "text/html"
    )
    if gabarit == "rendez_vous":
        _joindre_le_rendez_vous(courriel, avis)
    return courriel


def _gabarit(avis):
    if avis.nature in RENDEZ_VOUS and not avis.demande_id:
        return "rendez_vous"
    return avis.nature if avis.nature in A_PART else "avis"


def _joindre_le_rendez_vous(courriel, avis):
    """Deux fois : les uns lisent l'alternative, les autres ouvrent la pièce jointe."""
    retiree = avis.nature == Nature.REUNION_RETRAIT
    contenu = invitation(avis.objet, adresse=avis.adresse, retiree=retiree)
    methode = "CANCEL" if b"METHOD:CANCEL" in contenu else "REQUEST"
    courriel.attach_alternative(contenu.decode(), f"text/calendar; method={methode}")
    courriel.attach("rendez-vous.ics", contenu, "application/ics")


def _adresse(avis):
    if avis.nature == Nature.ECARTE:  # il ne voit plus la demande
        return reverse("accueil")
    if avis.nature == Nature.RAPPEL:
        return reverse("a_faire")
    if avis.nature == Nature.EFFACEMENT:
        return reverse("mes_donnees")
    return avis.objet.get_absolute_url() if avis.objet else reverse("demandes")


def _objet(avis):
    libelle = avis.get_nature_display()
    numero = f" (demande n° {avis.demande_id})" if avis.demande_id else ""
    return f"[Partenariat ANVP – AUXILIA] {libelle[:1].upper()}{libelle[1:]}{numero}"
