"""Où ce compte peut demander une visite, un jour donné."""

import datetime as dt

from django.db.models import Exists, OuterRef, Q

from benevoles.models import Affectation, Fonction
from engagements.demandes.regles import obstacle
from etablissements.models import Etablissement
from partenariat.models import Association

PAS_VOISIN = "n’est pas voisin de l’un de vos établissements : demandez au délégué régional."


def etablissements_a_demander(utilisateur, *, le: dt.date):
    """Ouverts, sans CP Auxilia ce jour-là, de SPIP connu, dans le périmètre du demandeur.

    Un CP Auxilia demande pour les établissements voisins : ceux de la DISP où il intervient.
    """
    cp = Affectation.objects.en_cours(le=le).filter(
        etablissement=OuterRef("pk"), fonction=Fonction.CP
    )
    ouverts = Etablissement.objects.ouverts(le=le).filter(~Exists(cp), spip__isnull=False)
    return ouverts.filter(_perimetre(utilisateur.droits)).select_related("disp", "spip")


def raisons(etablissements, *, le: dt.date) -> list[tuple]:
    """(établissement, pourquoi rien ne s'y demande) : la règle, ou trop loin de ce demandeur."""
    return [(ou, obstacle(ou, le=le) or f"{ou} {PAS_VOISIN}") for ou in etablissements]


def _perimetre(droits):
    if droits.direction == Association.AUXILIA:
        return Q()
    condition = Q(pk__in=[])
    if droits.delegation == Association.AUXILIA:
        condition |= Q(disp__in=droits.disps)
    if droits.etablissements_cp:
        siens = Etablissement.objects.filter(pk__in=droits.etablissements_cp)
        condition |= Q(disp__in=siens.values("disp"))
    return condition
