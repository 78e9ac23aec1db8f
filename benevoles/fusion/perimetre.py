"""Ne se fusionne que ce qu'une direction tient en entier : rien de l'autre association."""

from django.db.models import Exists, OuterRef

from benevoles.models import Adhesion, Affectation, Benevole, Habilitation, Mandat
from benevoles.perimetre import fonction_de
from partenariat.models import Association


def entierement_tenues(pks, utilisateur) -> bool:
    """Ces fiches sont toutes à corriger par cette direction, et à elle seule."""
    association = utilisateur.droits.direction
    if association is None:
        return False
    fiches = Benevole.objects.modifiables_par(utilisateur).filter(pk__in=pks)
    return _sans_l_autre(fiches, association.autre).count() == len(pks)


def _sans_l_autre(fiches, autre):
    """Ni adhésion, ni affectation, ni titre, ni mandat de l'autre association."""
    fonction, siens = fonction_de(autre), {"benevole": OuterRef("pk")}
    natures = [nature for nature in Habilitation.Nature if nature.fonction == fonction]
    fiches = fiches.exclude(Exists(Adhesion.objects.filter(**siens, association=autre)))
    fiches = fiches.exclude(Exists(Affectation.objects.filter(**siens, fonction=fonction)))
    fiches = fiches.exclude(Exists(Habilitation.objects.filter(**siens, nature__in=natures)))
    if autre == Association.ANVP:  # les sections sont les siennes
        fiches = fiches.exclude(Exists(Mandat.objects.filter(**siens)))
    return fiches
