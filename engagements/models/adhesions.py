"""La double adhésion : inviter quelqu'un à rejoindre l'autre association, s'il y consent (4.1)."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from benevoles.models import Benevole
from partenariat.models import Association


class IncitationQuerySet(models.QuerySet):
    def visibles_par(self, utilisateur):
        """La sienne ; celles de sa propre association, pour les personnes qu'on voit."""
        siennes = Q(benevole__utilisateur=utilisateur)
        association = utilisateur.droits.association
        if association is None:
            return self.filter(siennes)
        # Une à une : toutes celles que voit une direction seraient lues pour quelques réponses.
        personnes = Benevole.objects.visibles_par(utilisateur).filter(pk=OuterRef("benevole"))
        return self.filter(siennes | Q(Exists(personnes), vers=Association(association).autre))

    def vivantes(self):
        """Les réponses qui valent encore."""
        return self.filter(retiree_le=None)

    def a_envoyer(self):
        """Un accord qui vaut, et pas encore d'invitation."""
        return self.vivantes().filter(reponse=Incitation.Reponse.OUI, envoyee_le=None)


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
            models.CheckConstraint(
                name="pas_d_invitation_apres_le_retrait",
                condition=Q(envoyee_le=None)
                | Q(retiree_le=None)
                | Q(envoyee_le__lte=F("retiree_le")),
                violation_error_message="Cette personne a retiré son accord.",
            ),
        ]

    def __str__(self):
        return f"{self.get_reponse_display()} ({self.recueillie_le:%d/%m/%Y})"

    def get_absolute_url(self):
        return reverse("mon_adhesion")

    @property
    def association(self) -> Association:
        """Celle qui invite à rejoindre l'autre."""
        return Association(self.vers).autre

    @property
    def adresse(self) -> str:
        """Où écrire à cette personne : sa fiche, sinon son compte ; rien si l'on ne sait pas."""
        compte = self.benevole.utilisateur
        return self.benevole.courriel or (compte.email if compte else "")

    @property
    def par_la_personne(self) -> bool:
        """Elle a répondu elle-même, avec son compte."""
        return bool(self.recueillie_par_id) and (
            self.recueillie_par_id == self.benevole.utilisateur_id
        )

    @property
    def attend_l_envoi(self) -> bool:
        return self.reponse == self.Reponse.OUI and not self.envoyee_le and not self.retiree_le
