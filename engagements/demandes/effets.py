"""Ce que chaque étape écrit, la demande verrouillée et l'étape permise (`chemin.franchir`)."""

import datetime as dt

from django.core.exceptions import ValidationError

from engagements.demandes.acteurs import Acteur
from engagements.demandes.regles import obstacle, perte_du_visiteur, visiteurs_en_regle
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
    proposition = _vivante(demande)
    _refuser_si_visiteur_perdu(demande, proposition, le)
    proposition.acceptee_le = maintenant
    proposition.save(update_fields=["acceptee_le"])
    _transmettre(proposition, maintenant)


def decliner(demande, *, maintenant, **_):
    proposition = _vivante(demande)
    proposition.declinee_le = maintenant
    proposition.save(update_fields=["declinee_le"])


def desister(demande, *, maintenant, **_):
    _rendre_caduque(demande, Proposition.Cause.DESISTEMENT, maintenant)


def perdre(demande, *, maintenant, cause, **_):
    """Le contrôle de nuit : agrément, affectation, ou silence du visiteur."""
    _rendre_caduque(demande, cause, maintenant)


def avaliser(demande, *, le, **reponse):
    """L'aval du SPIP (convention, 1.6), si la règle d'ouverture tient encore ce jour-là."""
    refuser_si_obstacle(demande, le=le)
    _refuser_si_visiteur_perdu(demande, _vivante(demande), le)
    _repondre(demande, Reponse.AVAL, le=le, **reponse)


def refuser(demande, *, maintenant, motif="", **reponse):
    """Un refus clôt la demande : le motif, facultatif, vient d'une liste neutre."""
    _repondre(demande, Reponse.REFUS, maintenant=maintenant, motif=motif, **reponse)
    _clore(demande, Issue.REFUSEE, maintenant)


def differer(demande, *, maintenant, **reponse):
    """Différer, sans motif : une interdiction de communiquer ne s'écrit jamais (R11)."""
    proposition = _repondre(demande, Reponse.DIFFEREE, maintenant=maintenant, **reponse)
    _transmettre(proposition, maintenant, apres_report=True)


def renvoyer(demande, **reponse):
    _repondre(demande, Reponse.A_COMPLETER, **reponse)


def completer(demande, *, maintenant, le, motif, precision="", accord_apprenant_le=None, **_):
    refuser_si_obstacle(demande, le=le)
    proposition = _vivante(demande)
    _refuser_si_visiteur_perdu(demande, proposition, le)
    demande.motif, demande.precision = motif, precision
    demande.accord_apprenant_le = accord_apprenant_le or demande.accord_apprenant_le
    _transmettre(proposition, maintenant)


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
    if phrase := obstacle(demande.etablissement, le=le):
        raise ValidationError(phrase)


def _refuser_si_visiteur_perdu(demande, proposition, le):
    if perte_du_visiteur(proposition, demande.etablissement, le=le):
        raise ValidationError(
            "Le visiteur proposé n’a plus d’agrément valable dans cet établissement : un autre doit"
            " être proposé avant toute décision."
        )


def _repondre(
    demande, reponse, *, par, maintenant, le, titres, canal=None, jour=None, motif="", **_
):
    """Enregistre la réponse ; saisie par AUXILIA, elle dit par où et quand elle est venue (R9)."""
    proposition = _vivante(demande)
    attente = proposition.transmissions.get(repondue_le=None)
    sur_place = Acteur.SPIP in titres
    attente.repondue_le, attente.repondue_par = maintenant, par
    attente.canal = Canal.APPLICATION if sur_place else canal
    attente.jour = le if sur_place else jour
    attente.reponse, attente.motif = reponse, motif
    attente.save()
    return proposition


def _transmettre(proposition, maintenant, *, apres_report=False):
    Transmission.objects.create(
        proposition=proposition, transmise_le=maintenant, apres_report=apres_report
    )


def _rendre_caduque(demande, cause, maintenant):
    proposition = _vivante(demande)
    proposition.caduque_le, proposition.cause = maintenant, cause
    proposition.save(update_fields=["caduque_le", "cause"])


def _clore(demande, issue, maintenant):
    """À la clôture, tout texte libre s'efface (conception § 4)."""
    demande.close_le, demande.issue, demande.precision = maintenant, issue, ""
    Visite.objects.filter(proposition__demande=demande).exclude(texte="").update(texte="")


def _vivante(demande):
    return Proposition.objects.get(pk=demande.vivante)


EFFETS = {
    effet.__name__: effet
    for effet in (
        *(soumettre, proposer, accepter, decliner, desister, perdre),
        *(avaliser, refuser, differer, renvoyer, completer),
        *(rencontrer, clore, retirer, expirer),
    )
}
