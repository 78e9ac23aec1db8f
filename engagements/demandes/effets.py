"""Ce que chaque étape écrit, la demande verrouillée et l'étape permise (`chemin.franchir`)."""

import datetime as dt

from django.core.exceptions import ValidationError

from engagements.demandes.acteurs import Acteur
from engagements.demandes.regles import obstacle_de, perte_du_visiteur, visiteurs_en_regle
from engagements.models import Canal, DemandeVisite, Proposition, Reponse, Transmission, Visite
from partenariat.templatetags.dates import en_lettres

Issue = DemandeVisite.Issue


def soumettre(demande, *, maintenant, le, benevole=None, **_):
    """La demande part : chez le visiteur proposé, ou chez la section qui en proposera un."""
    refuser_si_obstacle(demande, le=le)
    demande.soumise_le = maintenant
    if benevole is not None:
        proposer(demande, maintenant=maintenant, le=le, benevole=benevole)


def proposer(demande, *, maintenant, le, benevole, **_):
    refuser_si_obstacle(demande, le=le)
    if not visiteurs_en_regle(demande.etablissement, le=le).filter(pk=benevole.pk).exists():
        raise ValidationError(
            "Ce visiteur n’a pas aujourd’hui d’agrément valable dans cet établissement."
        )
    Proposition.objects.create(demande=demande, benevole=benevole, proposee_le=maintenant)


def accepter(demande, *, maintenant, le, **_):
    """Le visiteur est d'accord : la demande part au SPIP."""
    refuser_si_obstacle(demande, le=le)
    _refuser_si_visiteur_perdu(demande, le)
    _noter(demande, acceptee_le=maintenant)
    _transmettre(demande, maintenant)


def decliner(demande, *, maintenant, **_):
    _noter(demande, declinee_le=maintenant)


def desister(demande, *, maintenant, **_):
    _noter(demande, caduque_le=maintenant, cause=Proposition.Cause.DESISTEMENT)


def perdre(demande, *, maintenant, cause, **_):
    """Le contrôle de nuit : agrément, affectation, ou silence du visiteur."""
    _noter(demande, caduque_le=maintenant, cause=cause)


def avaliser(demande, *, le, **reponse):
    """L'aval du SPIP (convention, 1.6), si la règle d'ouverture tient encore ce jour-là."""
    refuser_si_obstacle(demande, le=le)
    _refuser_si_visiteur_perdu(demande, le)
    _repondre(demande, Reponse.AVAL, le=le, **reponse)


def refuser(demande, *, maintenant, motif="", **reponse):
    """Un refus clôt la demande : le motif, facultatif, vient d'une liste neutre."""
    _repondre(demande, Reponse.REFUS, maintenant=maintenant, motif=motif, **reponse)
    _clore(demande, Issue.REFUSEE, maintenant)


def differer(demande, *, maintenant, **reponse):
    """Différer, sans motif : une interdiction de communiquer ne s'écrit jamais (R11)."""
    _repondre(demande, Reponse.DIFFEREE, maintenant=maintenant, **reponse)
    _transmettre(demande, maintenant, apres_report=True)


def renvoyer(demande, **reponse):
    _repondre(demande, Reponse.A_COMPLETER, **reponse)


def completer(demande, *, maintenant, le, motif, precision="", accord_apprenant_le=None, **_):
    refuser_si_obstacle(demande, le=le)
    _refuser_si_visiteur_perdu(demande, le)
    demande.motif, demande.precision = motif, precision
    demande.accord_apprenant_le = accord_apprenant_le or demande.accord_apprenant_le
    _transmettre(demande, maintenant)


def rencontrer(demande, *, maintenant, jour: dt.date, bilan, texte="", **_):
    """Une rencontre, jamais avant l'aval (R9) : la base le tient aussi."""
    if jour < demande.aval_du:
        raise ValidationError(
            {"jour": f"L’aval est du {en_lettres(demande.aval_du)} : pas de rencontre avant."}
        )
    Visite.objects.create(
        proposition_id=demande.vivante, le=jour, bilan=bilan, texte=texte, saisie_le=maintenant
    )


def clore(demande, *, maintenant, issue, **_):
    _clore(demande, issue, maintenant)


def retirer(demande, *, maintenant, **_):
    _clore(demande, Issue.RETIREE, maintenant)


def expirer(demande, *, maintenant, **_):
    _clore(demande, Issue.EXPIREE, maintenant)


def refuser_si_obstacle(demande, *, le):
    if phrase := obstacle_de(demande, le=le):
        raise ValidationError(phrase)


def _refuser_si_visiteur_perdu(demande, le):
    if perte_du_visiteur(demande.visiteur, demande.etablissement, le=le):
        raise ValidationError(
            "Le visiteur proposé n’a plus d’agrément valable dans cet établissement : un autre doit"
            " être proposé avant toute décision."
        )


def _repondre(
    demande, reponse, *, par, maintenant, le, titres, canal=None, jour=None, motif="", **_
):
    """Enregistre la réponse ; saisie par AUXILIA, elle dit par où et quand elle est venue (R9)."""
    sur_place = Acteur.SPIP in titres
    attente = Transmission.objects.filter(proposition=demande.vivante, repondue_le=None)
    attente.update(
        repondue_le=maintenant,
        repondue_par=par,
        canal=Canal.APPLICATION if sur_place else canal,
        jour=le if sur_place else jour,
        reponse=reponse,
        motif=motif,
    )


def _transmettre(demande, maintenant, *, apres_report=False):
    Transmission.objects.create(
        proposition_id=demande.vivante, transmise_le=maintenant, apres_report=apres_report
    )


def _noter(demande, **faits):
    """Écrit ces faits sur la proposition vivante."""
    Proposition.objects.filter(pk=demande.vivante).update(**faits)


def _clore(demande, issue, maintenant):
    """À la clôture, tout texte libre s'efface (conception § 4)."""
    demande.close_le, demande.issue, demande.precision = maintenant, issue, ""
    Visite.objects.filter(proposition__demande=demande).exclude(texte="").update(texte="")


EFFETS = {
    effet.__name__: effet
    for effet in (
        *(soumettre, proposer, accepter, decliner, desister, perdre),
        *(avaliser, refuser, differer, renvoyer, completer),
        *(rencontrer, clore, retirer, expirer),
    )
}
