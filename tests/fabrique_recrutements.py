"""De quoi écrire des essais sur les recherches et leurs candidats."""

import datetime as dt

from django.utils.timezone import localdate

from benevoles.models import Fonction, Habilitation
from engagements.models import Candidat, Recrutement
from tests import fabrique


def creer_manque(*, section=None, confirmee=True, **champs):
    """Une prison dont les deux listes sont confirmées ce jour, et où il n'y a personne."""
    prison = fabrique.creer_etablissement(**champs)
    fabrique.creer_rattachement(section=section or fabrique.creer_section(), etablissement=prison)
    if confirmee:
        for fonction in Fonction:
            fabrique.confirmer(prison, fonction=fonction, le=localdate())
    return prison


def creer_president(*, prison):
    """Le compte du président de la section de cette prison."""
    return fabrique.creer_president(section=prison.rattachements.get().section)


def creer_cp_sans_titre(*, prison, compte=None):
    """Un CP Auxilia qui tient la liste, mais dont l'autorisation est échue : il ne compte pas."""
    compte = compte or fabrique.creer_compte_cp(etablissement=prison)
    benevole = compte.benevole
    if not benevole.affectations.filter(etablissement=prison).exists():
        fabrique.creer_cp(etablissement=prison, benevole=benevole)
    debut = dt.date(2016, 1, 1)
    fabrique.creer_habilitation(
        benevole=benevole,
        etablissement=prison,
        nature=Habilitation.Nature.AUTORISATION,
        debut=debut,
        fin=debut + dt.timedelta(days=365),
    )
    return compte


def pourvoir(prison, *, fonction=Fonction.VP):
    """Quelqu'un prend la fonction aujourd'hui, agréé."""
    if fonction == Fonction.CP:
        return fabrique.creer_cp(etablissement=prison, debut=localdate())
    return fabrique.creer_vp(etablissement=prison, debut=localdate())


def creer_recrutement(
    *, etablissement=None, fonction=Fonction.VP, responsable=None, depuis=30, pour=60, **champs
):
    """Une recherche ouverte il y a `depuis` jours, à pourvoir dans `pour` jours."""
    jour = localdate()
    return Recrutement.objects.create(
        etablissement=etablissement or creer_manque(),
        fonction=fonction,
        responsable=responsable,
        ouvert_le=jour - dt.timedelta(days=depuis),
        echeance=jour + dt.timedelta(days=pour),
        **champs,
    )


def creer_candidat(*, recrutement=None, nom="Simone Aubert", etape="contact", depuis=5):
    return Candidat.objects.create(
        recrutement=recrutement or creer_recrutement(),
        nom=nom,
        contact="06 00 00 00 00",
        etape=etape,
        depuis_le=localdate() - dt.timedelta(days=depuis),
    )
