"""La demande qu'un VP rencontre un apprenant d'AUXILIA, là où il n'y a pas de CP Auxilia.

Convention, 1.5 et 1.6 ; conception § 4. L'état n'est pas enregistré : il se déduit de faits datés.
"""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When
from django.urls import reverse
from django.utils import timezone

from benevoles.models import Affectation, Fonction
from benevoles.perimetre import etablissements_tenus
from engagements.models.parcours import Proposition, Reponse, Transmission, Visite
from etablissements.models import Antenne, Etablissement
from partenariat.concurrence import Versionne
from partenariat.models import Association

LONGUEUR_LIBRE = 200  # signes ; conception § 4


class Etat(models.TextChoices):
    """Où en est une demande, dans l'ordre du chemin."""

    BROUILLON = "brouillon", "brouillon"
    A_PROPOSER = "a_proposer", "visiteur à proposer"
    ACCORD_VP = "accord_vp", "attend l’accord du visiteur"
    AU_SPIP = "au_spip", "attend le SPIP"
    DIFFEREE = "differee", "différée par le SPIP"
    A_COMPLETER = "a_completer", "à compléter"
    AVALISEE = "avalisee", "avalisée"
    CLOSE = "close", "close"


class DemandeVisiteQuerySet(models.QuerySet):
    def visibles_par(self, utilisateur):
        """Conception § 4, R24 : AUXILIA les siennes, la section ses établissements, le SPIP son
        ressort (dès la transmission), le visiteur celles qu'on lui propose ; personne d'autre.
        """
        droits = utilisateur.droits
        condition = self._d_auxilia(utilisateur) | self._de_la_section(droits)
        if droits.benevole:
            condition |= Q(Exists(_propositions(benevole=droits.benevole, soumise=True)))
        if droits.spips:
            transmise = Exists(Transmission.objects.filter(proposition__demande=OuterRef("pk")))
            condition |= Q(transmise, etablissement__spip__in=droits.spips)
        return self.filter(condition)

    def ouvertes(self):
        return self.filter(close_le=None)

    def avec_etat(self):
        """Annote `etat`, et les faits dont il se déduit, tous tirés de la proposition vivante."""
        vivante = _propositions()
        transmissions = Transmission.objects.filter(
            proposition__demande=OuterRef("pk"),
            proposition__declinee_le=None,
            proposition__caduque_le=None,
        )
        attente = transmissions.filter(repondue_le=None)
        passages = Transmission.objects.filter(proposition__demande=OuterRef("pk"))
        return self.annotate(
            passee_au_spip=Exists(passages),
            vivante=Subquery(vivante.values("pk")[:1]),
            visiteur=Subquery(vivante.values("benevole")[:1]),
            proposee_le=Subquery(vivante.values("proposee_le")[:1]),
            repondue_le=Subquery(
                passages.exclude(repondue_le=None)
                .order_by("-repondue_le")
                .values("repondue_le")[:1]
            ),
            accord_vp_le=Subquery(vivante.values("acceptee_le")[:1]),
            transmise_le=Subquery(attente.values("transmise_le")[:1]),
            apres_report=Subquery(attente.values("apres_report")[:1]),
            aval_du=Subquery(transmissions.filter(reponse=Reponse.AVAL).values("jour")[:1]),
            dernier_bilan=Subquery(
                Visite.objects.filter(proposition=OuterRef("vivante"))
                .order_by("-le")
                .values("bilan")[:1]
            ),
        ).annotate(
            etat=Case(
                When(close_le__isnull=False, then=Value(Etat.CLOSE)),
                When(soumise_le=None, then=Value(Etat.BROUILLON)),
                When(vivante=None, then=Value(Etat.A_PROPOSER)),
                When(accord_vp_le=None, then=Value(Etat.ACCORD_VP)),
                When(aval_du__isnull=False, then=Value(Etat.AVALISEE)),
                When(apres_report=True, then=Value(Etat.DIFFEREE)),
                When(transmise_le__isnull=False, then=Value(Etat.AU_SPIP)),
                default=Value(Etat.A_COMPLETER),
                output_field=models.CharField(),
            )
        )

    def avec_cp(self, *, le: dt.date):
        """Annote `cp_arrive_le` : depuis quand un CP Auxilia est là ; None s'il n'y en a pas."""
        cp = Affectation.objects.en_cours(le=le).filter(
            etablissement=OuterRef("etablissement"), fonction=Fonction.CP
        )
        return self.annotate(cp_arrive_le=Subquery(cp.order_by("debut").values("debut")[:1]))

    @staticmethod
    def _d_auxilia(utilisateur):
        droits = utilisateur.droits
        if droits.direction == Association.AUXILIA:
            return ~Q(pk__in=[])  # toutes ; un Q() vide s'efface dans une disjonction
        condition = Q(pk__in=[])
        if droits.delegation == Association.AUXILIA:
            condition |= Q(etablissement__disp__in=droits.disps)
        if droits.etablissements_cp:
            condition |= Q(cree_par=utilisateur)
        return condition

    @staticmethod
    def _de_la_section(droits):
        tenus = etablissements_tenus(droits, Fonction.VP, chemin="etablissement__")
        return Q(soumise_le__isnull=False) & tenus


def _propositions(*, benevole=None, soumise=False):
    """La proposition vivante de la demande lue : celle qui n'est ni déclinée ni caduque."""
    vivantes = Proposition.objects.vivantes().filter(demande=OuterRef("pk"))
    if soumise:
        vivantes = vivantes.filter(demande__soumise_le__isnull=False)
    return vivantes.filter(benevole=benevole) if benevole else vivantes


class DemandeVisite(Versionne):
    """Une demande d'AUXILIA pour un de ses apprenants. Jamais de nom, d'écrou ni de peine."""

    change_les_demandes = True

    class Motif(models.TextChoices):
        """Pourquoi une rencontre est nécessaire : liste fermée (convention, 1.5)."""

        SUIVI = "suivi", "le suivi pédagogique le demande"
        RELATION = "relation", "la qualité de la relation pédagogique le demande"
        PRESENTATION = "presentation", "présenter un cours à l’apprenant"
        REPRISE = "reprise", "reprendre après une interruption"

    class Issue(models.TextChoices):
        """Comment une demande se termine : liste neutre."""

        RENCONTRE = "rencontre", "rencontre faite"
        PASSATION = "passation", "suivie désormais par un CP Auxilia"
        PLUS_CONCERNE = "plus_concerne", "l’apprenant n’est plus concerné"
        SANS_VISITEUR = "sans_visiteur", "aucun visiteur disponible"
        SANS_SUITE = "sans_suite", "sans suite"
        REFUSEE = "refusee", "refusée par le SPIP"
        RETIREE = "retiree", "retirée par AUXILIA"
        EXPIREE = "expiree", "expirée"

    etablissement = models.ForeignKey(
        Etablissement,
        models.PROTECT,
        related_name="demandes_de_visite",
        verbose_name="établissement",
    )
    antenne = models.ForeignKey(
        Antenne,
        models.PROTECT,
        related_name="+",
        verbose_name="antenne du SPIP",
        null=True,
        blank=True,
    )
    reference = models.CharField("référence AUXILIA de l’apprenant", max_length=12, blank=True)
    accord_apprenant_le = models.DateField("accord de l’apprenant du", null=True, blank=True)
    motif = models.CharField("motif", max_length=12, choices=Motif)
    precision = models.CharField("précision", max_length=LONGUEUR_LIBRE, blank=True)
    absence_cp_confirmee = models.BooleanField("absence de CP Auxilia confirmée", default=False)
    cree_le = models.DateTimeField("créée le", default=timezone.now, editable=False)
    cree_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="+",
        verbose_name="créée par",
        null=True,
        editable=False,
    )
    soumise_le = models.DateTimeField("soumise le", null=True, blank=True, editable=False)
    close_le = models.DateTimeField("close le", null=True, blank=True, editable=False)
    issue = models.CharField("issue", max_length=13, choices=Issue, blank=True)
    reduite_le = models.DateTimeField(
        "réduite à ses nombres le", null=True, blank=True, editable=False
    )

    objects = DemandeVisiteQuerySet.as_manager()

    class Meta:
        verbose_name = "demande de visite"
        verbose_name_plural = "demandes de visite"
        ordering = ["-cree_le", "-pk"]
        indexes = [models.Index(fields=["close_le", "etablissement"])]
        constraints = [
            models.CheckConstraint(
                name="demande_close_avec_une_issue",
                condition=Q(close_le=None, issue="") | (Q(close_le__isnull=False) & ~Q(issue="")),
                violation_error_message="Une demande close dit son issue.",
            ),
            models.CheckConstraint(
                name="demande_close_sans_texte_libre",
                condition=Q(close_le=None) | Q(precision=""),
                violation_error_message="La précision s’efface à la clôture.",
            ),
            models.CheckConstraint(
                name="demande_soumise_apres_sa_creation",
                condition=(Q(soumise_le=None) | Q(soumise_le__gte=F("cree_le")))
                & (Q(close_le=None) | Q(close_le__gte=F("cree_le"))),
            ),
            models.CheckConstraint(
                name="demande_avec_reference_ou_reduite",
                condition=(
                    Q(reduite_le=None) & ~Q(reference="") & Q(accord_apprenant_le__isnull=False)
                    | Q(
                        reduite_le__isnull=False,
                        close_le__isnull=False,
                        reference="",
                        accord_apprenant_le=None,
                        cree_par=None,
                    )
                ),
            ),
            models.UniqueConstraint(
                fields=["etablissement", "reference"],
                condition=Q(close_le=None),
                name="une_demande_ouverte_par_apprenant",
                violation_error_message=(
                    "Une demande est déjà en cours pour cet apprenant dans cet établissement."
                ),
            ),
        ]

    def __str__(self):
        return f"demande n° {self.pk}"

    def get_absolute_url(self):
        return reverse("demande", args=[self.pk])
