"""Ce que ce sujet attend de quelqu'un : envoyer une invitation dont il a recueilli l'accord."""

import datetime as dt

from django.urls import reverse

from engagements.attendus import Attendu
from engagements.models import Incitation


def attendus(utilisateur, *, le: dt.date) -> list[Attendu]:
    """Les accords que j'ai recueillis et dont l'invitation n'est pas partie ; une requête."""
    if not utilisateur.droits.peut_saisir:
        return []
    miens = Incitation.objects.a_envoyer().visibles_par(utilisateur)
    miens = miens.filter(recueillie_par=utilisateur, recueillie_le__lte=le)
    return [
        Attendu(
            incitation.recueillie_le,
            f"{incitation.benevole} veut bien être invité à rejoindre {incitation.vers} :"
            " l’invitation est à envoyer.",
            f"{reverse('double_adhesion')}?reponse=a_envoyer",
        )
        for incitation in miens.select_related("benevole").order_by("recueillie_le", "pk")
    ]
