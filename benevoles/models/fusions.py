"""Les fiches en double : celles qu'on a fusionnées, celles qu'on a reconnues différentes."""

import datetime as dt

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from benevoles.models.personnes import Benevole
from partenariat.models import Association

POUR_DEFAIRE = dt.timedelta(days=30)


class PaireEcartee(models.Model):
    """« Ce sont deux personnes » : vrai tant qu'aucune des deux fiches ne change."""

    une = models.ForeignKey(Benevole, models.CASCADE, related_name="+", verbose_name="une fiche")
    autre = models.ForeignKey(Benevole, models.CASCADE, related_name="+", verbose_name="l’autre")
    version_une = models.PositiveIntegerField("version de l’une")
    version_autre = models.PositiveIntegerField("version de l’autre")
    ecartee_le = models.DateTimeField("mise à part le", default=timezone.now)
    ecartee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="+",
        verbose_name="mise à part par",
        null=True,
    )

    class Meta:
        verbose_name = "paire mise à part"
        verbose_name_plural = "paires mises à part"
        constraints = [
            models.UniqueConstraint(fields=["une", "autre"], name="paire_ecartee_une_fois"),
            models.CheckConstraint(name="paire_dans_l_ordre", condition=Q(une__lt=F("autre"))),
        ]

    def __str__(self):
        return f"fiches n° {self.une_id} et n° {self.autre_id}"

    @classmethod
    def ecarter(cls, une: Benevole, autre: Benevole, *, par, maintenant):
        """Ces deux fiches, telles qu'elles sont aujourd'hui, sont deux personnes."""
        une, autre = sorted((une, autre), key=lambda benevole: benevole.pk)
        return cls.objects.update_or_create(
            une=une,
            autre=autre,
            defaults={
                "version_une": une.version,
                "version_autre": autre.version,
                "ecartee_le": maintenant,
                "ecartee_par": par,
            },
        )


class PaireProbableQuerySet(models.QuerySet):
    def visibles_par(self, utilisateur):
        """Entre deux fiches que ce compte peut corriger, inchangées depuis, et non mises à part."""
        # Chaque fiche se vérifie : SQLite, d'un « in », ferait d'abord la liste de toutes.
        siennes = Benevole.objects.modifiables_par(utilisateur).order_by()
        ecartees = PaireEcartee.objects.filter(
            une=OuterRef("une"),
            autre=OuterRef("autre"),
            version_une=OuterRef("version_une"),
            version_autre=OuterRef("version_autre"),
        )
        return self.filter(
            ~Exists(ecartees),
            Exists(siennes.filter(pk=OuterRef("une"))),
            Exists(siennes.filter(pk=OuterRef("autre"))),
            une__version=F("version_une"),
            autre__version=F("version_autre"),
        )

    def chercher(self, texte: str):
        """Tous les mots de `texte` dans l'une des deux fiches."""
        trouves = Benevole.objects.chercher(texte).order_by().values("pk")
        return self.filter(Q(une__in=trouves) | Q(autre__in=trouves)) if texte else self


class PaireProbable(models.Model):
    """Deux fiches que la nuit a trouvées semblables, telles qu'elles étaient alors."""

    une = models.ForeignKey(Benevole, models.CASCADE, related_name="+", verbose_name="une fiche")
    autre = models.ForeignKey(Benevole, models.CASCADE, related_name="+", verbose_name="l’autre")
    version_une = models.PositiveIntegerField("version de l’une")
    version_autre = models.PositiveIntegerField("version de l’autre")
    score = models.PositiveSmallIntegerField("score sur 100")
    raison = models.CharField("pourquoi", max_length=200)

    objects = PaireProbableQuerySet.as_manager()

    class Meta:
        verbose_name = "doublon probable"
        verbose_name_plural = "doublons probables"
        ordering = ["-score", "une_id", "autre_id"]
        indexes = [
            models.Index(fields=["-score", "une_id", "autre_id"], name="probables_plus_surs")
        ]
        constraints = [
            models.UniqueConstraint(fields=["une", "autre"], name="paire_probable_une_fois"),
            models.CheckConstraint(name="probable_dans_l_ordre", condition=Q(une__lt=F("autre"))),
        ]

    def __str__(self):
        return f"fiches n° {self.une_id} et n° {self.autre_id}"

    @classmethod
    def remplacer(cls, trouvees):
        """Celles de cette nuit à la place de celles d'avant, d'un seul coup."""
        with transaction.atomic():
            cls.objects.all().delete()
            cls.objects.bulk_create(
                (
                    cls(
                        une_id=paire.une.pk,
                        autre_id=paire.autre.pk,
                        version_une=paire.une.version,
                        version_autre=paire.autre.version,
                        score=paire.score,
                        raison=paire.raison,
                    )
                    for paire in trouvees
                ),
                batch_size=1000,
            )


class FusionQuerySet(models.QuerySet):
    def visibles_par(self, utilisateur):
        """Celles de l'association dont ce compte tient la direction."""
        return self.filter(association=utilisateur.droits.direction)

    def actives(self):
        return self.filter(defaite_le=None)


class Fusion(models.Model):
    """Une fiche absorbée par une autre : qui, quand, et de quoi revenir en arrière 30 jours."""

    association = models.CharField("association", max_length=7, choices=Association)
    conserve = models.ForeignKey(
        Benevole, models.PROTECT, related_name="fusions", verbose_name="fiche conservée"
    )
    absorbe = models.BigIntegerField("numéro de la fiche absorbée", db_index=True)
    nom_absorbe = models.CharField("fiche absorbée", max_length=170, blank=True)
    changements = models.JSONField("ce qui a changé", default=list, encoder=DjangoJSONEncoder)
    compte_ferme = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="+",
        verbose_name="compte fermé",
        null=True,
    )
    faite_le = models.DateTimeField("faite le", default=timezone.now)
    faite_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="+",
        verbose_name="faite par",
        null=True,
    )
    defaite_le = models.DateTimeField("défaite le", null=True, blank=True)

    objects = FusionQuerySet.as_manager()

    class Meta:
        verbose_name = "fusion"
        ordering = ["-faite_le", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="fusion_de_deux_fiches", condition=~Q(conserve=F("absorbe"))
            ),
            models.UniqueConstraint(
                fields=["absorbe"], condition=Q(defaite_le=None), name="fiche_absorbee_une_fois"
            ),
        ]

    def __str__(self):
        return f"fusion n° {self.pk}"

    @property
    def jusqu_au(self) -> dt.datetime:
        return self.faite_le + POUR_DEFAIRE

    def est_reversible(self, maintenant) -> bool:
        return bool(self.defaite_le is None and self.changements and maintenant < self.jusqu_au)
