"""Reconduire la convention : une nouvelle reprend les engagements gardés, avec leur histoire."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction

from engagements.models import Categorie, Convention, Engagement, Indicateur

CHAMPS = ("titre", "texte", "porteur", "aide", "niveau", "remarque", "rang")


@transaction.atomic
def reconduire(ancienne: Convention, nouvelle: Convention, gardes) -> Convention:
    """Enregistre `nouvelle`, à la suite d'`ancienne`, avec les engagements `gardes` (leurs `pk`).

    L'ancienne finit la veille si elle n'avait pas de fin. Chaque engagement repris garde le lien
    avec celui d'avant. Lève ValidationError si les périodes se chevauchent.
    """
    ancienne = Convention.objects.select_for_update().get(pk=ancienne.pk)
    if hasattr(ancienne, "remplacee_par"):
        raise ValidationError("Cette convention a déjà été remplacée.")
    if ancienne.fin is None:
        ancienne.fin = nouvelle.debut - dt.timedelta(days=1)
        ancienne.save()
    nouvelle.remplace = ancienne
    nouvelle.full_clean()
    nouvelle.save()
    for categorie in ancienne.categories.prefetch_related("engagements__indicateurs"):
        _reprendre(categorie, nouvelle, set(gardes))
    return nouvelle


def _reprendre(categorie, nouvelle, gardes):
    copie = Categorie.objects.create(
        convention=nouvelle,
        numero=categorie.numero,
        titre=categorie.titre,
        court=categorie.court,
        chapeau=categorie.chapeau,
    )
    for engagement in categorie.engagements.all():
        if engagement.pk in gardes:
            champs = {champ: getattr(engagement, champ) for champ in CHAMPS}
            repris = Engagement.objects.create(categorie=copie, repris_de=engagement, **champs)
            Indicateur.objects.bulk_create(
                Indicateur(engagement=repris, rang=i.rang, code=i.code)
                for i in engagement.indicateurs.all()
            )
