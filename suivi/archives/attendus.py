"""Une archive prête, que personne de sa direction n'a encore prise."""

import datetime as dt

from django.db.models import Exists, OuterRef
from django.utils.timezone import localdate

from benevoles.models import Telechargement
from engagements.attendus import Attendu
from partenariat.models import Association
from suivi.models import Archive
from suivi.models.archives import GARDE, PRISE

DE_QUI = {Association.ANVP: "de l’ANVP", Association.AUXILIA: "d’AUXILIA"}


def attendus(utilisateur, *, le: dt.date) -> list[Attendu]:
    """La dernière faite ; une requête."""
    direction = utilisateur.droits.direction
    if direction is None:
        return []
    prises = Telechargement.objects.filter(
        liste=PRISE, association=OuterRef("association"), le__gte=OuterRef("fini_le")
    )
    derniere = Archive.objects.visibles_par(utilisateur).faites()
    derniere = derniere.annotate(prise=Exists(prises)).order_by("-fini_le").first()
    if derniere is None or derniere.prise or localdate(derniere.demandee_le) + GARDE < le:
        return []
    return [
        Attendu(
            localdate(derniere.fini_le),
            f"L’archive {DE_QUI[direction]} est prête, à télécharger jusqu’au"
            f" {localdate(derniere.jusqu_au):%d/%m/%Y}.",
            derniere.get_absolute_url(),
        )
    ]
