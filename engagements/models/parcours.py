"""Les faits datés d'une demande : visiteurs proposés, passages au SPIP, rencontres."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from benevoles.models import Benevole
from partenariat.interdits import Interdit

LONGUEUR_BILAN = 200  # signes


class Reponse(models.TextChoices):
    """Ce que le SPIP répond ; jamais d'acceptation par le silence."""

    AVAL = "aval", "aval donné"
    REFUS = "refus", "refus"
    DIFFEREE = "differee", "différé"
    A_COMPLETER = "a_completer", "à compléter"


class MotifRefus(models.TextChoices):
    """Facultatif et neutre, sans texte libre : rien de pénal ne s'écrit (domaine § 7.4)."""

    ORGANISATION = "organisation", "organisation du service"
    DEJA_SUIVI = "deja_suivi", "déjà suivi par ailleurs"
    NON_SOUHAITE = "non_souhaite", "non souhaité"
    SANS_PRECISION = "sans_precision", "sans précision"


class Canal(models.TextChoices):
    """Par où la réponse est venue : le SPIP n'est tenu à aucun outil."""

    APPLICATION = "application", "dans l’application"
    COURRIER = "courrier", "par courrier"
    COURRIEL = "courriel", "par courriel"
    TELEPHONE = "telephone", "par téléphone"


class PropositionQuerySet(models.QuerySet):
    def vivantes(self):
        """Ni déclinées ni caduques : une au plus par demande, la base y veille."""
        return self.filter(declinee_le=None, caduque_le=None)


class Proposition(models.Model):
    """Un visiteur proposé pour une demande. Il accepte, ou décline sans avoir à dire pourquoi."""

    change_les_demandes = True

    class Cause(models.TextChoices):
        """Pourquoi une proposition ne tient plus ; jamais un motif personnel."""

        AGREMENT = "agrement", "agrément échu, suspendu ou retiré"
        AFFECTATION = "affectation", "n’intervient plus dans l’établissement"
        DESISTEMENT = "desistement", "le visiteur n’est plus disponible"
        SANS_REPONSE = "sans_reponse", "sans réponse"

    demande = models.ForeignKey(
        "engagements.DemandeVisite",
        models.CASCADE,
        related_name="propositions",
        verbose_name="demande",
    )
    benevole = models.ForeignKey(
        Benevole,
        models.PROTECT,
        related_name="propositions",
        verbose_name="visiteur",
        null=True,
    )
    proposee_le = models.DateTimeField("proposée le")
    acceptee_le = models.DateTimeField("acceptée le", null=True, blank=True)
    declinee_le = models.DateTimeField("déclinée le", null=True, blank=True)
    caduque_le = models.DateTimeField("caduque le", null=True, blank=True)
    cause = models.CharField("cause", max_length=12, choices=Cause, blank=True)

    objects = PropositionQuerySet.as_manager()

    class Meta:
        verbose_name = "proposition"
        ordering = ["proposee_le", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["demande"],
                condition=Q(declinee_le=None, caduque_le=None),
                name="une_proposition_vivante_par_demande",
                violation_error_message="Un visiteur est déjà proposé.",
            ),
            models.CheckConstraint(
                name="proposition_acceptee_ou_declinee",
                condition=Q(acceptee_le=None) | Q(declinee_le=None),
            ),
            models.CheckConstraint(
                name="proposition_caduque_avec_une_cause",
                condition=Q(caduque_le=None, cause="")
                | (Q(caduque_le__isnull=False, declinee_le=None) & ~Q(cause="")),
            ),
            models.CheckConstraint(
                name="proposition_dans_l_ordre",
                condition=(Q(acceptee_le=None) | Q(acceptee_le__gte=F("proposee_le")))
                & (Q(declinee_le=None) | Q(declinee_le__gte=F("proposee_le")))
                & (Q(caduque_le=None) | Q(caduque_le__gte=F("proposee_le"))),
            ),
        ]

    def __str__(self):
        return f"proposition n° {self.pk}"


class Transmission(models.Model):
    """Un passage au SPIP : de l'envoi à sa réponse. Un report en ouvre aussitôt un autre."""

    change_les_demandes = True

    proposition = models.ForeignKey(
        Proposition, models.CASCADE, related_name="transmissions", verbose_name="proposition"
    )
    transmise_le = models.DateTimeField("transmise le")
    apres_report = models.BooleanField("après un report", default=False)
    repondue_le = models.DateTimeField("réponse enregistrée le", null=True, blank=True)
    jour = models.DateField("date de la réponse", null=True, blank=True)
    reponse = models.CharField("réponse", max_length=11, choices=Reponse, blank=True)
    motif = models.CharField("motif", max_length=14, choices=MotifRefus, blank=True)
    canal = models.CharField("canal", max_length=11, choices=Canal, blank=True)
    repondue_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="+",
        verbose_name="réponse enregistrée par",
        null=True,
        blank=True,
    )

    class Meta:
        verbose_name = "transmission au SPIP"
        verbose_name_plural = "transmissions au SPIP"
        ordering = ["transmise_le", "pk"]
        indexes = [models.Index(fields=["repondue_le", "transmise_le"])]
        constraints = [
            models.UniqueConstraint(
                fields=["proposition"],
                condition=Q(repondue_le=None),
                name="une_attente_par_proposition",
            ),
            models.UniqueConstraint(
                fields=["proposition"],
                condition=Q(reponse__in=["aval", "refus"]),
                name="une_decision_par_proposition",
                violation_error_message="Le SPIP a déjà répondu.",
            ),
            models.CheckConstraint(
                name="reponse_entiere",
                condition=Q(repondue_le=None, jour=None, reponse="", canal="")
                | (
                    Q(repondue_le__isnull=False, repondue_le__gte=F("transmise_le"))
                    & Q(jour__isnull=False)
                    & ~Q(reponse="")
                    & ~Q(canal="")
                ),
            ),
            models.CheckConstraint(
                name="motif_seulement_d_un_refus", condition=Q(motif="") | Q(reponse="refus")
            ),
            Interdit(
                name="pas_de_spip_sans_accord_du_visiteur",
                evenements=["INSERT", "UPDATE"],
                quand=(
                    "NOT EXISTS (SELECT 1 FROM engagements_proposition AS p"
                    " WHERE p.id = NEW.proposition_id AND p.acceptee_le IS NOT NULL)"
                ),
            ),
        ]

    def __str__(self):
        return f"transmission n° {self.pk}"


class Visite(models.Model):
    """Une rencontre de suivi, après l'aval ; un court bilan, sans donnée personnelle."""

    class Bilan(models.TextChoices):
        UTILE = "utile", "rencontre utile, rien à signaler"
        A_POURSUIVRE = "a_poursuivre", "une autre rencontre est souhaitable"
        CONTACT = "contact", "AUXILIA devrait écrire à l’apprenant"
        SANS_RENCONTRE = "sans_rencontre", "la rencontre n’a pas pu avoir lieu"

    proposition = models.ForeignKey(
        Proposition, models.CASCADE, related_name="visites", verbose_name="proposition"
    )
    le = models.DateField("date de la rencontre")
    bilan = models.CharField("bilan", max_length=14, choices=Bilan)
    texte = models.CharField("en quelques mots", max_length=LONGUEUR_BILAN, blank=True)
    saisie_le = models.DateTimeField("saisie le")

    class Meta:
        verbose_name = "rencontre"
        ordering = ["le", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposition", "le"],
                name="une_rencontre_par_jour",
                violation_error_message="Cette rencontre est déjà notée.",
            ),
            Interdit(
                name="pas_de_rencontre_avant_l_aval",
                evenements=["INSERT", "UPDATE"],
                quand=(
                    "NOT EXISTS (SELECT 1 FROM engagements_transmission AS t"
                    " WHERE t.proposition_id = NEW.proposition_id AND t.reponse = 'aval'"
                    " AND t.jour <= NEW.le)"
                ),
            ),
        ]

    def __str__(self):
        return f"rencontre du {self.le:%d/%m/%Y}"
