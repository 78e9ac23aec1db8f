"""Les seuils de besoin en VP : datés, expliqués, réglés par les directions nationales."""

import datetime as dt
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q

from etablissements.models import Etablissement
from partenariat.francais import nombre
from partenariat.histoire import Histoire
from partenariat.periodes import Periode, PeriodeQuerySet, SansChevauchement

# Rapport national de janvier 2014 : 1 190 VP pour 67 075 personnes détenues (convention ;
# A. Kensey, Criminocorpus). Vaut tant qu'aucun seuil n'est réglé pour le type.
VP_POUR_CENT_PAR_DEFAUT = Decimal("1.8")
MINIMUM_VP_PAR_DEFAUT = 1


class Seuil(Periode):
    """Le besoin en VP des établissements d'un type, pendant une période."""

    change_la_version = True

    type_etablissement = models.CharField(
        "type d’établissement", max_length=5, choices=Etablissement.Type
    )
    vp_pour_cent = models.DecimalField(
        "visiteurs pour 100 personnes détenues (ou places)", max_digits=5, decimal_places=2
    )
    minimum_vp = models.PositiveSmallIntegerField("nombre minimal de visiteurs")
    explication = models.CharField("pourquoi ce seuil", max_length=300)
    fixe_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="+",
        verbose_name="fixé par",
        null=True,
        blank=True,
    )
    history = Histoire("histoire du seuil")

    objects = PeriodeQuerySet.as_manager()

    class Meta(Periode.Meta):
        verbose_name = "seuil"
        ordering = ["type_etablissement", "-debut"]
        constraints = [
            *Periode.Meta.constraints,
            models.CheckConstraint(
                name="seuil_plausible",
                condition=Q(vp_pour_cent__gte=0, vp_pour_cent__lte=100, minimum_vp__lte=100)
                & Q(minimum_vp__gte=1),
                violation_error_message=(
                    "Le seuil va de 0 à 100 visiteurs pour 100 personnes, le minimum de 1 à 100."
                ),
            ),
            SansChevauchement(
                name="un_seul_seuil_par_type",
                cle=["type_etablissement"],
                violation_error_message="Un seuil est déjà fixé pour ce type à ces dates.",
            ),
        ]

    def __str__(self):
        return f"{self.get_type_etablissement_display()} : {self.pour_cent} pour 100"

    @property
    def pour_cent(self) -> str:
        return nombre(self.vp_pour_cent)

    @classmethod
    def fixer(cls, type_etablissement, *, debut, par, **regle):
        """Fixe le seuil d'un type à partir d'un jour : celui qui valait s'arrête la veille.

        Un seuil déjà prévu pour plus tard reste ; un seuil prévu pour ce jour même est remplacé.
        """
        veille = debut - dt.timedelta(days=1)
        du_type = cls.objects.select_for_update().filter(type_etablissement=type_etablissement)
        du_type.filter(debut=debut).delete()
        for actuel in du_type.en_cours(le=debut):
            actuel.fin = veille
            actuel.save(update_fields=["fin"])
        suivant = du_type.filter(debut__gt=debut).order_by("debut").first()
        return cls.objects.create(
            type_etablissement=type_etablissement,
            debut=debut,
            fin=suivant and suivant.debut - dt.timedelta(days=1),
            fixe_par=par,
            **regle,
        )
