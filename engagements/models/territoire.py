"""Le territoire de ce qui se fait : un établissement, une DISP ou la France ; et qui le voit."""

from django.db import models
from django.db.models import Exists, OuterRef, Q

from benevoles.models import Affectation
from etablissements.models import DirectionInterregionale, Etablissement


def niveau_et_territoire(nom: str) -> models.CheckConstraint:
    """Local : un établissement ; régional : une DISP ; national : ni l'un ni l'autre."""
    return models.CheckConstraint(
        name=f"{nom}_niveau_et_territoire",
        condition=Q(niveau="local", etablissement__isnull=False, disp=None)
        | Q(niveau="regional", etablissement=None, disp__isnull=False)
        | Q(niveau="national", etablissement=None, disp=None),
        violation_error_message=(
            "Au niveau local, choisissez l’établissement ; au niveau régional, la DISP ; au niveau"
            " national, ni l’un ni l’autre."
        ),
    )


def etablissements_suivis(utilisateur):
    """Les établissements où ce compte prend part à ce qui se fait, des deux côtés.

    Directions : tous ; délégué : ceux de sa DISP ; président, CP, visiteur : les leurs.
    """
    droits = utilisateur.droits
    if droits.est_direction:
        return Etablissement.objects.all()
    locaux = droits.etablissements_vp | droits.etablissements_cp
    condition = Q(pk__in=locaux) | Q(disp__in=droits.disps)
    if droits.benevole:
        siennes = Affectation.objects.filter(etablissement=OuterRef("pk"), fin=None)
        condition |= Q(Exists(siennes.filter(benevole=droits.benevole)))
    return Etablissement.objects.filter(condition)


def disps_suivies(utilisateur):
    """Les DISP de ces établissements."""
    droits = utilisateur.droits
    if droits.est_direction:
        return DirectionInterregionale.objects.all()
    siens = etablissements_suivis(utilisateur)
    return DirectionInterregionale.objects.filter(
        Q(pk__in=droits.disps) | Q(pk__in=siens.values("disp"))
    )


class TerritoireQuerySet(models.QuerySet):
    """Des lignes qui ont un `niveau`, et selon lui un `etablissement` ou une `disp`."""

    def visibles_par(self, utilisateur):
        """Le national à tous les membres ; le reste à ceux du territoire, des deux associations."""
        droits = utilisateur.droits
        if not droits.est_membre:
            return self.none()
        if droits.est_direction:
            return self.all()
        return self.filter(
            Q(niveau="national")
            | Q(disp__in=disps_suivies(utilisateur))
            | Q(etablissement__in=etablissements_suivis(utilisateur))
        )
