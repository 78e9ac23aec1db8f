"""Signer une évaluation : ce qui est signé, par qui, et ce qui annule une signature."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction

from partenariat.models import Association
from suivi.evaluations.canonique import empreinte
from suivi.models import Evaluation, Signature


def empreinte_du_document(evaluation: Evaluation) -> str:
    """L'empreinte de ce qu'on signe : les chiffres figés et tous les commentaires."""
    arret = evaluation.arrets.first()
    commentaires = evaluation.commentaires.values_list("rubrique", "association", "texte")
    return empreinte(
        {
            "arret": arret.empreinte if arret else None,
            "version": arret.numero if arret else 0,
            "commentaires": sorted(map(list, commentaires)),
        }
    )


def empreinte_imprimee(evaluation: Evaluation) -> str:
    """L'empreinte de tout ce qu'un document imprime : ce qu'on signe, et les signatures données."""
    signatures = evaluation.signatures.valables().values_list("association", "nom", "le")
    return empreinte(
        {
            "document": empreinte_du_document(evaluation),
            "signatures": [[qui, nom, le.isoformat()] for qui, nom, le in signatures],
        }
    )


def est_signee(evaluation: Evaluation) -> bool:
    """Les deux directions ont signé ce qui est écrit maintenant."""
    attendue = empreinte_du_document(evaluation)
    valables = evaluation.signatures.valables().filter(empreinte=attendue)
    return set(valables.values_list("association", flat=True)) == set(Association.values)


@transaction.atomic
def signer(evaluation: Evaluation, *, par, lue: str, maintenant: dt.datetime) -> Signature:
    """Signe au nom de la direction de `par` ; `lue` : l'empreinte de ce qu'il a sous les yeux.

    Lève ValidationError si les chiffres ne sont pas arrêtés, si le document a changé depuis qu'il
    l'a lu, ou si sa direction a déjà signé. La seconde signature publie.
    """
    evaluation = Evaluation.objects.select_for_update().get(pk=evaluation.pk)
    association, arret = par.droits.direction, evaluation.arrets.first()
    if association is None:
        raise ValidationError("Seules les deux directions nationales signent.")
    if arret is None:
        raise ValidationError("Les chiffres ne sont pas encore arrêtés.")
    if lue != empreinte_du_document(evaluation):
        raise ValidationError(
            "Le document a changé depuis que vous l’avez lu : relisez-le avant de signer."
        )
    if evaluation.signatures.valables().filter(association=association).exists():
        raise ValidationError("Votre direction a déjà signé.")
    signature = Signature.objects.create(
        evaluation=evaluation,
        arret=arret,
        association=association,
        par=par,
        nom=str(par),
        le=maintenant,
        empreinte=lue,
    )
    if est_signee(evaluation):
        Evaluation.objects.filter(pk=evaluation.pk).update(publiee_le=maintenant)
    return signature


def annuler_les_signatures(evaluation: Evaluation, motif: str, *, maintenant) -> int:
    """Ce qui a été signé n'est plus ce qui est écrit ; rend le nombre de signatures annulées."""
    return evaluation.signatures.valables().update(annulee_le=maintenant, motif=motif)
