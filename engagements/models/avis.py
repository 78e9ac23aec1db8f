"""Les avis : ce que l'application a dit, à qui, par quel courriel, et avec quel résultat."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from partenariat.conditions import un_seul


class Nature(models.TextChoices):
    """Ce dont on avise. Le courriel n'en dit que cela, avec un lien."""

    A_PROPOSER = "a_proposer", "un visiteur est à proposer"
    ACCORD = "accord", "votre accord est attendu"
    A_DECIDER = "a_decider", "une demande attend le SPIP"
    RELANCE = "relance", "une demande attend toujours le SPIP"
    ESCALADE = "escalade", "une demande reste sans réponse du SPIP"
    REPONSE = "reponse", "le SPIP a répondu"
    A_COMPLETER = "a_completer", "une demande est à compléter"
    CP_ARRIVE = "cp_arrive", "un CP Auxilia est arrivé : passation à prévoir"
    FERMETURE = "fermeture", "l’établissement a fermé"
    VISITEUR = "visiteur", "le visiteur proposé ne peut plus intervenir"
    ECARTE = "ecarte", "votre accord n’est plus attendu"
    SUIVI = "suivi", "une demande a avancé"
    PREAVIS = "preavis", "une demande va expirer"
    RESUME = "resume", "résumé de la semaine"
    REUNION = "reunion", "vous êtes invité à une réunion"
    REUNION_CHANGEE = "r_changee", "une réunion a changé"
    REUNION_ANNULEE = "r_annulee", "une réunion est annulée"
    REUNION_RETRAIT = "r_retrait", "vous n’êtes plus attendu à une réunion"
    COMPTE_RENDU = "cr", "un compte rendu est à lire"
    FORMATION = "formation", "une formation s’ouvre à vous"
    PLACE = "place", "une place s’est libérée pour vous"
    SESSION_CHANGEE = "s_changee", "une formation a changé"
    SESSION_ANNULEE = "s_annulee", "une formation est annulée"
    INCITATION = "incitation", "l’autre association vous intéresse"
    RECRUTEMENT = "recrutement", "une recherche vous est confiée"
    ECHEANCE = "r_echeance", "la date prévue est passée"
    RAPPEL = "rappel", "l’évaluation annuelle vous attend"
    EFFACEMENT = "effacement", "votre fiche va être effacée"


OBJETS = ("demande", "reunion", "session", "incitation", "recrutement")  # ce dont parle un avis
# Ce qui n'appelle pas de geste attend le résumé de la semaine ; le reste part tout de suite.
PAS_URGENTS = {Nature.SUIVI}
SANS_OBJET = [Nature.RESUME, Nature.RAPPEL, Nature.EFFACEMENT]


class AvisQuerySet(models.QuerySet):
    def sans_resume(self):
        """Ce qui attend encore le résumé de la semaine."""
        return self.filter(rythme=Avis.Rythme.RESUME, resume=None).exclude(nature=Nature.RESUME)

    def a_envoyer(self):
        """Ceux qui devaient partir et ne sont pas encore partis."""
        return self.filter(rythme=Avis.Rythme.IMMEDIAT, envoye_le=None, essais__lt=Avis.ESSAIS)


class Avis(models.Model):
    """Un avis à une personne, ou à la boîte commune d'un SPIP (sans compte).

    `cle` est unique : un même fait n'avise qu'une fois la même adresse, même si le travail de nuit
    passe deux fois ou à deux en même temps.
    """

    ESSAIS = 5  # au-delà, l'échec reste affiché sur la demande et l'on cesse d'essayer

    class Rythme(models.TextChoices):
        IMMEDIAT = "immediat", "tout de suite"
        RESUME = "resume", "dans le résumé de la semaine"
        AUCUN = "aucun", "sans courriel"

    demande = models.ForeignKey(
        "engagements.DemandeVisite",
        models.CASCADE,
        related_name="avis",
        verbose_name="demande",
        null=True,
        blank=True,
    )
    reunion = models.ForeignKey(
        "engagements.Reunion",
        models.CASCADE,
        related_name="avis",
        verbose_name="réunion",
        null=True,
        blank=True,
    )
    session = models.ForeignKey(
        "engagements.Session",
        models.CASCADE,
        related_name="avis",
        verbose_name="session de formation",
        null=True,
        blank=True,
    )
    incitation = models.ForeignKey(
        "engagements.Incitation",
        models.CASCADE,
        related_name="avis",
        verbose_name="invitation à la double adhésion",
        null=True,
        blank=True,
    )
    recrutement = models.ForeignKey(
        "engagements.Recrutement",
        models.CASCADE,
        related_name="avis",
        verbose_name="recrutement",
        null=True,
        blank=True,
    )
    compte = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="avis",
        verbose_name="compte",
        null=True,
        blank=True,
    )
    adresse = models.EmailField("adresse électronique")
    nature = models.CharField("nature", max_length=11, choices=Nature)
    rythme = models.CharField("rythme", max_length=8, choices=Rythme)
    cle = models.CharField("clé", max_length=200, unique=True)
    cree_le = models.DateTimeField("créé le")
    resume = models.ForeignKey(
        "self",
        models.SET_NULL,
        related_name="resumes",
        verbose_name="résumé qui l’a porté",
        null=True,
        blank=True,
    )
    commence_le = models.DateTimeField("envoi commencé le", null=True, blank=True)
    envoye_le = models.DateTimeField("envoyé le", null=True, blank=True)
    revenu_le = models.DateTimeField("revenu le", null=True, blank=True)
    essais = models.PositiveSmallIntegerField("essais", default=0)
    erreur = models.CharField("erreur", max_length=200, blank=True)

    objects = AvisQuerySet.as_manager()

    class Meta:
        verbose_name = "avis"
        verbose_name_plural = "avis"
        ordering = ["-cree_le", "-pk"]
        indexes = [models.Index(fields=["rythme", "envoye_le"])]
        constraints = [
            models.CheckConstraint(
                name="avis_d_un_seul_objet",
                condition=Q(nature__in=SANS_OBJET, **dict.fromkeys(OBJETS, None))
                | (~Q(nature__in=SANS_OBJET) & un_seul(*OBJETS)),
            )
        ]

    def __str__(self):
        return f"{self.get_nature_display()} ({self.cree_le:%d/%m/%Y})"

    @property
    def objet(self):
        """Ce dont parle l'avis (voir `OBJETS`) ; None pour un résumé, un rappel."""
        return next((objet for nom in OBJETS if (objet := getattr(self, nom))), None)

    @property
    def sujet(self) -> str:
        """Ce dont parle le courriel, sans aucun nom ni détail d'une personne."""
        if self.demande_id:
            return f"Demande de visite n°\u00a0{self.demande_id}"
        if self.nature == Nature.RAPPEL:
            return "À commenter ou à signer"
        if self.nature == Nature.EFFACEMENT:
            return "Effacement de votre fiche"
        return f"«\u00a0{self.objet}\u00a0»" if self.objet else ""


class PreferenceAvis(models.Model):
    """Ce que chacun veut recevoir ; sans ligne, tout ce qui suit vaut oui."""

    compte = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="preference_avis",
        verbose_name="compte",
    )
    immediat = models.BooleanField("m’écrire dès qu’une demande m’attend", default=True)
    resume = models.BooleanField("m’envoyer le résumé de la semaine", default=True)

    class Meta:
        verbose_name = "préférence d’avis"
        verbose_name_plural = "préférences d’avis"

    def __str__(self):
        return f"avis de {self.compte}"
