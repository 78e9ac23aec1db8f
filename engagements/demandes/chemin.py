"""Franchir une étape : verrouiller, vérifier, écrire le fait, le tracer, avertir. Tout ou rien."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate, localtime

from engagements.demandes.acteurs import Acteur, acteurs
from engagements.demandes.effets import EFFETS
from engagements.demandes.etapes import ETAPES
from engagements.demandes.suites import prevenir
from engagements.models import DemandeVisite, Etat, Trace


class EtapeRefusee(ValidationError):
    """L'étape n'est pas possible, ou ne l'est plus ; la phrase dit pourquoi."""


def lecture(*, le: dt.date, parmi=DemandeVisite.objects):
    """Les demandes et leur état ce jour-là, prêtes pour `acteurs` et `etapes_permises`."""
    return parmi.avec_etat().avec_cp(le=le).select_related("etablissement__spip", "antenne")


def lire(pk: int, *, le: dt.date) -> DemandeVisite:
    return lecture(le=le).get(pk=pk)


def verrouiller(pk: int) -> None:
    """Tient la demande jusqu'à la fin de la transaction.

    À faire avant de la lire : lue dans la même requête, elle dirait l'état d'avant l'attente.
    """
    DemandeVisite.objects.select_for_update(of=("self",)).filter(pk=pk).first()


@transaction.atomic
def franchir(code, demande, *, par, maintenant, **donnees) -> DemandeVisite:
    """Verrouille et relit la demande, puis `franchir_verrouillee`."""
    verrouiller(demande.pk)
    demande = lire(demande.pk, le=localdate(maintenant))
    return franchir_verrouillee(code, demande, par=par, maintenant=maintenant, **donnees)


@transaction.atomic
def franchir_verrouillee(code, demande, *, par, maintenant, version=None, **donnees):
    """Fait franchir l'étape `code` et rend la demande telle qu'elle est ensuite, avec `prevenus` :
    les autres titres auxquels quelqu'un en a été prévenu.

    `demande` : lue sous `verrouiller`, dans cette transaction ; `par` : le compte, ou None pour le
    travail de nuit ; `version` : celle que la page montrait ; `donnees` : ce que l'étape demande.
    Lève EtapeRefusee, sans rien écrire.
    """
    le = localdate(maintenant)
    titres = acteurs(par, demande) if par else frozenset([Acteur.NUIT])
    etape = ETAPES[code]
    _refuser_une_page_perimee(demande, version, titres)
    if demande.etat not in etape.depuis:
        raise EtapeRefusee(_trop_tard(demande, titres))
    if not etape.qui & titres:
        raise EtapeRefusee("Cette étape ne vous revient pas.")
    try:
        EFFETS[code](demande, par=par, maintenant=maintenant, le=le, titres=titres, **donnees)
        demande.enregistrer(par=par)
    except IntegrityError as refus:
        raise EtapeRefusee("Cela vient d’être enregistré : rien n’a été ajouté.") from refus
    apres = lire(demande.pk, le=le)
    tracer(apres, code, par=par, titres=etape.qui & titres, maintenant=maintenant)
    apres.prevenus = prevenir(etape.code, apres, par=par, maintenant=maintenant) - titres
    return apres


def tracer(demande, quoi: str, *, par, titres, maintenant):
    """Écrit une ligne du journal ; `titres` : à quel titre le compte agit."""
    Trace.de(demande, quoi, par=par, titres=titres, maintenant=maintenant).save()


def _refuser_une_page_perimee(demande, version, titres):
    if version is not None and version != demande.version:
        raise EtapeRefusee(_trop_tard(demande, titres))


def _trop_tard(demande, titres):
    """Ce qui s'est passé entre-temps, et par qui : le nom seulement entre gens du même titre."""
    etat = Etat(demande.etat).label
    derniere = demande.traces.filter(quoi__in=ETAPES).first()
    if derniere is None:
        return f"Cette demande n’en est plus là : elle est maintenant « {etat} »."
    du_meme = any(titre.label in derniere.role for titre in titres)
    qui = f"{derniere.nom} ({derniere.role})" if du_meme else derniere.role
    quand = localtime(derniere.le)
    return (
        f"Cette demande a changé : {qui} {ETAPES[derniere.quoi].fait} le"
        f" {quand:%d/%m/%Y à %H:%M:%S}. Rien n’a été ajouté. Elle est maintenant « {etat} »."
    )
