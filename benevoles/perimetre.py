"""Le périmètre d'un compte : pour chaque fonction, les établissements dont il tient la liste."""

from django.db import models
from django.db.models import Q

from partenariat.models import Association


class Fonction(models.TextChoices):
    """Ce qu'un bénévole fait dans un établissement."""

    VP = "VP", "visiteur de prison"
    CP = "CP", "CP Auxilia"

    @property
    def association(self) -> Association:
        return Association.ANVP if self is Fonction.VP else Association.AUXILIA


def fonction_de(association: Association) -> Fonction:
    return Fonction.VP if association == Association.ANVP else Fonction.CP


def etablissements_tenus(droits, fonction, *, chemin="") -> Q:
    """Condition sur les établissements dont ce compte tient la liste pour cette fonction.

    Chaque association ne tient que la sienne : la direction partout, un délégué dans sa DISP, un
    président ou suppléant dans sa section, un CP Auxilia dans ses établissements. `chemin` mène à
    l'établissement depuis la ligne filtrée (« etablissement__ »).
    """
    association = Fonction(fonction).association
    if droits.direction == association:
        return Q()
    condition = Q(**{f"{chemin}pk__in": _locaux(droits, fonction)})
    if droits.delegation == association:
        condition |= Q(**{f"{chemin}disp__in": droits.disps})
    return condition


def tient_la_liste(droits, etablissement, fonction) -> bool:
    """Ce compte tient-il, pour cette fonction, la liste de cet établissement ?"""
    association = Fonction(fonction).association
    if droits.direction == association:
        return True
    if droits.delegation == association and etablissement.disp_id in droits.disps:
        return True
    return etablissement.pk in _locaux(droits, fonction)


def tient_des_listes(droits, fonction) -> bool:
    """Ce compte peut-il tenir, pour cette fonction, la liste d'un établissement au moins ?"""
    association = Fonction(fonction).association
    return association in (droits.direction, droits.delegation) or bool(_locaux(droits, fonction))


def _locaux(droits, fonction):
    return droits.etablissements_vp if fonction == Fonction.VP else droits.etablissements_cp
