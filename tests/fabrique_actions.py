"""De quoi écrire des essais sur les actions, les pièces, les positions et l'étude du GNCP."""

import datetime as dt
import io

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django.utils.timezone import localdate
from PIL import Image

from engagements.models import AccordPosition, Action, EtapeGncp, PositionCommune, VersionPosition
from engagements.pieces.depot import deposer
from partenariat.models import Association
from tests import fabrique, fabrique_convention


def creer_action(*, numeros=("1.1",), etablissement=None, niveau=None, le=None, **champs):
    """Une action faite aujourd'hui par l'ANVP, dans un établissement si rien d'autre n'est dit."""
    if niveau is None:
        niveau = "regional" if champs.get("disp") else "local"
    if niveau == "local" and etablissement is None:
        etablissement = fabrique.creer_etablissement()
    valeurs = {"titre": "Information des arrivants", "par_anvp": True, "le": le or localdate()}
    action = Action.objects.create(niveau=niveau, etablissement=etablissement, **(valeurs | champs))
    action.engagements.set([fabrique_convention.engagement(numero) for numero in numeros])
    return action


def creer_demarche(*, interlocuteur="spip", facilites=("salle",), **champs):
    return creer_action(
        numeros=["2.2"], interlocuteur=interlocuteur, facilites=list(facilites), **champs
    )


def creer_position(*, titre="L’accès aux bibliothèques", association=Association.ANVP, texte="Un."):
    """Une position et sa première version, écrite par cette direction."""
    position = PositionCommune.objects.create(titre=titre)
    creer_version(position=position, numero=1, association=association, texte=texte)
    return position


def creer_version(*, position, numero=2, association=Association.AUXILIA, texte="Deux."):
    return VersionPosition.objects.create(
        position=position, numero=numero, association=association, texte=texte
    )


def accorder(version, *associations):
    """L'accord de ces directions ; des deux, si l'on n'en nomme aucune."""
    for association in associations or Association:
        AccordPosition.objects.create(version=version, association=association)


def creer_etape(*, nature="ouverture", association=Association.AUXILIA, le=None, prochaine_le=None):
    return EtapeGncp.objects.create(
        nature=nature,
        association=association,
        le=le or localdate() - dt.timedelta(days=30),
        texte="Réunion de lancement.",
        prochaine_le=prochaine_le,
    )


def image_png():
    sortie = io.BytesIO()
    Image.new("RGB", (12, 8), "white").save(sortie, "PNG")
    return sortie.getvalue()


def fichier(nom="photo.png", contenu=None):
    """Un fichier tel que le navigateur l'envoie, d'un type qu'il prétend."""
    contenu = image_png() if contenu is None else contenu
    return SimpleUploadedFile(nom, contenu, content_type="image/png")


def creer_piece(*, par=None, **dossier):
    return deposer(fichier(), par=par or fabrique.creer_direction(), **dossier)


def il_y_a(jours):
    return timezone.now() - dt.timedelta(days=jours)
