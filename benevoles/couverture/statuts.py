"""Les statuts de couverture, et la règle qui les donne : des nombres, sans base de données."""

from django.db import models

ATTENTE_MAXIMALE = 3  # mois d'attente au-delà desquels le besoin déclaré n'est pas couvert
FRAICHEUR = 12  # mois pendant lesquels une liste confirmée fait foi
HORIZON = 6  # mois : échéance des agréments qui met un établissement « à surveiller »


class StatutVP(models.TextChoices):
    """Les cinq états de la présence ANVP, dans l'ordre où on les examine."""

    INCONNU = "inconnu", "inconnu"
    NON_POURVU = "non_pourvu", "non pourvu"
    INSUFFISANT = "insuffisant", "insuffisamment pourvu"
    A_SURVEILLER = "a_surveiller", "à surveiller"
    POURVU = "pourvu", "pourvu"


class StatutCP(models.TextChoices):
    """Les trois états de la présence AUXILIA."""

    INCONNU = "inconnu", "inconnu"
    NON_POURVU = "non_pourvu", "non pourvu"
    POURVU = "pourvu", "pourvu"


class StatutCroise(models.TextChoices):
    """Qui est présent ; « inconnu » dès que l'une des deux listes n'est pas confirmée."""

    LES_DEUX = "les_deux", "les deux"
    ANVP_SEULE = "anvp_seule", "ANVP seule"
    AUXILIA_SEULE = "auxilia_seule", "AUXILIA seule"
    AUCUNE = "aucune", "aucune"
    INCONNU = "inconnu", "inconnu"


def statut_vp(*, confirmee, effectif, besoin, manquants, attente, restant) -> StatutVP:
    """Le statut VP, dans l'ordre de la conception § 2 : sans liste confirmée, on dit « inconnu ».

    `restant` : l'effectif dans six mois si aucun agrément qui échoit d'ici là n'était renouvelé.
    """
    if not confirmee:
        return StatutVP.INCONNU
    if effectif == 0:
        return StatutVP.NON_POURVU
    if manquants > 0 or attente > ATTENTE_MAXIMALE or effectif < besoin:
        return StatutVP.INSUFFISANT
    return StatutVP.A_SURVEILLER if restant < besoin else StatutVP.POURVU


def statut_cp(*, confirmee, effectif) -> StatutCP:
    if not confirmee:
        return StatutCP.INCONNU
    return StatutCP.POURVU if effectif else StatutCP.NON_POURVU


def statut_croise(vp: StatutVP, cp: StatutCP) -> StatutCroise:
    if StatutVP.INCONNU in (vp, cp):
        return StatutCroise.INCONNU
    presents = (vp != StatutVP.NON_POURVU, cp != StatutCP.NON_POURVU)
    return {
        (True, True): StatutCroise.LES_DEUX,
        (True, False): StatutCroise.ANVP_SEULE,
        (False, True): StatutCroise.AUXILIA_SEULE,
        (False, False): StatutCroise.AUCUNE,
    }[presents]
