"""Envoyer l'invitation à rejoindre l'autre association, une seule fois ; retirer un accord."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db.models import DateTimeField, Value
from django.db.models.functions import Coalesce, Greatest

from engagements.annonces import Destinataire, annoncer
from engagements.models import Incitation, Nature

SANS_ACCORD = "Cette personne n’a pas accepté d’être invitée : rien n’a été envoyé."
RETIREE = "Cette réponse a été retirée : rien n’a été envoyé."
SANS_ADRESSE = (
    "Aucune adresse électronique n’est connue pour cette personne : complétez d’abord sa fiche."
)


def inviter(incitation: Incitation, *, maintenant: dt.datetime) -> None:
    """Réserve l'envoi d'un seul ordre, puis l'annonce : deux clics, un seul courriel."""
    if not incitation.adresse:
        raise ValidationError(SANS_ADRESSE)
    libre = Incitation.objects.a_envoyer().filter(pk=incitation.pk)
    if not libre.update(envoyee_le=maintenant):
        incitation.refresh_from_db()
        raise ValidationError(_refus(incitation))
    incitation.envoyee_le = maintenant
    # Sans compte : un accord donné vaut, quels que soient les avis que la personne reçoit d'ici.
    qui = Destinataire(None, incitation.adresse)
    annoncer(incitation, Nature.INCITATION, [qui], maintenant=maintenant, evenement="envoi")


def retirer(incitation: Incitation, *, maintenant: dt.datetime) -> None:
    """La réponse ne vaut plus. Retirée deux fois, elle garde sa première date.

    Une invitation qui part au même instant est partie avant : elle ne suit jamais le retrait.
    """
    instant = Value(maintenant, DateTimeField())
    apres_l_envoi = Greatest(Coalesce("envoyee_le", instant), instant)
    Incitation.objects.vivantes().filter(pk=incitation.pk).update(retiree_le=apres_l_envoi)


def _refus(incitation):
    if incitation.retiree_le:
        return RETIREE
    if incitation.reponse != Incitation.Reponse.OUI:
        return SANS_ACCORD
    return (
        f"L’invitation est déjà partie, le {incitation.envoyee_le:%d/%m/%Y} :"
        " rien n’a été envoyé une seconde fois."
    )
