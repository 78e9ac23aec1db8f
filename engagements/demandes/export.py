"""L'export des demandes, pour AUXILIA seule : la référence de l'apprenant est la sienne."""

from django.utils.timezone import localdate

from benevoles.telechargements import Tableau
from engagements.models import Etat, Reponse

ENTETES = (
    *("Demande", "Établissement", "SPIP", "DISP", "État", "Issue", "Motif", "Référence AUXILIA"),
    *("Envoyée le", "Accord du visiteur le", "Transmise au SPIP le", "Réponse du SPIP"),
    *("Réponse le", "Délai du SPIP (jours)", "Close le"),
)


def _rangee(demande):
    """Ses propositions et transmissions sont déjà lues."""
    ou = demande.etablissement
    accord, transmise, derniere = _au_spip(demande)
    return [
        demande.pk,
        ou.nom,
        ou.spip.nom,
        ou.disp.libelle,
        Etat(demande.etat).label,
        demande.get_issue_display(),
        demande.get_motif_display(),
        demande.reference,
        _jour(demande.soumise_le),
        _jour(accord),
        _jour(transmise),
        Reponse(derniere.reponse).label if derniere else "",
        derniere.jour if derniere else None,
        (derniere.jour - localdate(transmise)).days if derniere else None,
        _jour(demande.close_le),
    ]


def _au_spip(demande):
    """(accord du visiteur, première transmission, dernière réponse) de la demande."""
    propositions = list(demande.propositions.all())
    passages = [t for p in propositions for t in p.transmissions.all()]
    accords = [p.acceptee_le for p in propositions if p.acceptee_le]
    reponses = [t for t in passages if t.repondue_le]
    return (
        max(accords, default=None),
        min((t.transmise_le for t in passages), default=None),
        max(reponses, key=lambda t: t.repondue_le, default=None),
    )


def _jour(instant):
    return instant and localdate(instant)


CHAMPS = {
    "Motif": "engagements.DemandeVisite.motif",
    "Référence AUXILIA": "engagements.DemandeVisite.reference",
}
DEMANDES = Tableau(
    "Demandes", "demandes-de-visite", ENTETES, _rangee, personnel=True, champs=CHAMPS
)
