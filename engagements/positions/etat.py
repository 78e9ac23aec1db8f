"""L'état d'une version : qui l'a acceptée, et quand elle a été arrêtée."""

import datetime as dt
from typing import NamedTuple

from django.utils.timezone import localtime

from engagements.models import AccordPosition, VersionPosition
from partenariat.models import Association

DE_QUI = {Association.ANVP: "de l’ANVP", Association.AUXILIA: "d’AUXILIA"}


class EtatVersion(NamedTuple):
    """Une version, et l'accord de chaque direction (None s'il n'est pas donné)."""

    version: VersionPosition
    accords: dict[Association, AccordPosition | None]
    derniere: bool = True

    @property
    def arretee_le(self) -> dt.datetime | None:
        """Le jour du second accord ; None tant qu'il manque."""
        donnes = [accord for accord in self.accords.values() if accord]
        return max(a.le for a in donnes) if len(donnes) == len(Association) else None

    @property
    def attend(self) -> list[Association]:
        """Les directions dont l'accord manque."""
        return [association for association, accord in self.accords.items() if accord is None]

    @property
    def phrase(self) -> str:
        """« arrêtée le … », « attend l'accord de … », ou remplacée par une suivante."""
        if self.arretee_le:
            return f"arrêtée le {localtime(self.arretee_le):%d/%m/%Y}"
        if not self.derniere:
            return "remplacée par la version suivante"
        return "attend l’accord " + " et ".join(DE_QUI[qui] for qui in self.attend)


def versions_visibles(lecteur):
    """Celles que ce compte lit, de la dernière à la première, accords et pièces déjà lus."""
    visibles = VersionPosition.objects.visibles_par(lecteur).order_by("position", "-numero")
    return visibles.prefetch_related("accords", "pieces")


def etats(versions) -> list[EtatVersion]:
    """Ceux de versions d'une même position, la dernière en tête."""
    return [_etat(version, derniere=not rang) for rang, version in enumerate(versions)]


def _etat(version, *, derniere):
    donnes = {accord.association: accord for accord in version.accords.all()}
    accords = {association: donnes.get(association) for association in Association}
    return EtatVersion(version, accords, derniere)
