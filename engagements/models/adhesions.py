"""La double adhésion : inviter quelqu'un à rejoindre l'autre association, s'il y consent (4.1)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from benevoles.models import Benevole
from partenariat.models import Association


class IncitationQuerySet(models.QuerySet):
    def visibles_par(self, utilisateur):
        """Celles qui partent de sa propre association, pour les personnes qu'on voit."""
        association = utilisateur.droits.association
        if association is None:
            return self.filter(benevole__utilisateur=utilisateur)
        personnes = Benevole.objects.visibles_par(utilisateur)
        return self.filter(vers=Association(association).autre, benevole__in=personnes)


class Incitation(models.Model):
    """Ce que la personne a répondu quand on lui a proposé l'autre association, et l'invitation."""

    class Reponse(models.TextChoices):
        OUI = "oui", "veut bien recevoir l’invitation"
        NON = "non", "ne le souhaite pas"

    benevole = models.ForeignKey(
        Benevole, models.CASCADE, related_name="incitations", verbose_name="bénévole"
    )
    vers = models.CharField("vers", max_length=7, choices=Association)
    reponse = models.CharField("réponse", max_length=3, choices=Reponse)
    recueillie_le = models.DateField("réponse recueillie le")
    recueillie_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="+",
        verbose_name="recueillie par",
        null=True,
    )
    envoyee_le = models.DateTimeField("invitation envoyée le", null=True, blank=True)
    retiree_le = models.DateTimeField("accord retiré le", null=True, blank=True)
    cree_le = models.DateTimeField("notée le", default=timezone.now, editable=False)

    objects = IncitationQuerySet.as_manager()

    class Meta:
        verbose_name = "incitation à la double adhésion"
        verbose_name_plural = "incitations à la double adhésion"
        ordering = ["-recueillie_le", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["benevole", "vers"],
                condition=Q(retiree_le=None),
                name="une_reponse_par_personne",
                violation_error_message="Sa réponse est déjà notée.",
            ),
            models.CheckConstraint(
                name="pas_d_invitation_sans_accord",
                condition=Q(envoyee_le=None) | Q(reponse="oui"),
                violation_error_message="Cette personne n’a pas accepté d’être invitée.",
            ),
        ]

    def __str__(self):
        return f"{self.get_reponse_display()} ({self.recueillie_le:%d/%m/%Y})"
