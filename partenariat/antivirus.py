"""L'antivirus du serveur (ClamAV) : il lit chaque fichier reçu avant que rien n'en soit gardé.

Le protocole de clamd tient en vingt lignes ; les bibliothèques qui le parlent n'ont pas bougé
depuis 2014 et 2017.
"""

import contextlib
import logging
import socket
import struct
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, ValidationError

journal = logging.getLogger(__name__)
DELAI = 30  # secondes : clamd déplie les archives
DELAI_DU_SALUT = 2
REPONSE = 4096
# Le fichier d'essai de tous les antivirus (eicar.org), en deux morceaux : celui de cette machine
# mettrait ce module en quarantaine.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-" + b"STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"

INFECTE = (
    "L’antivirus a reconnu un virus dans ce fichier : il n’a pas été gardé. Ne l’ouvrez plus, et"
    " demandez-en une copie saine à qui vous l’a donné."
)
MUET = (
    "L’antivirus du serveur ne répond pas : aucun fichier n’est accepté en attendant. Réessayez"
    " dans une heure ; si cela dure, prévenez l’administration technique."
)


class AntivirusMuet(Exception):
    """Il ne répond pas, ou pas ce qu'on lui demande."""


def adresse(reglage: str):
    """« clamd://hôte:port », ou « clamd:///chemin/du/socket » ; None si rien n'est réglé."""
    if not reglage:
        return None
    lue = urlsplit(reglage)
    with contextlib.suppress(ValueError):
        if lue.scheme == "clamd" and lue.hostname and lue.port:
            return lue.hostname, lue.port
        if lue.scheme == "clamd" and not lue.netloc and len(lue.path) > 1:
            return lue.path
    raise ImproperlyConfigured(
        "ANTIVIRUS ne se lit pas : clamd://127.0.0.1:3310, clamd:///run/clamav/clamd.ctl, ou rien."
    )


def examiner(fichier) -> None:
    """Refuse par une phrase un fichier infecté, ou que l'antivirus réglé n'a pas pu lire."""
    if settings.ANTIVIRUS is None:
        return
    try:
        virus = virus_dans(fichier.chunks())
    except AntivirusMuet as silence:
        journal.error("Antivirus muet, fichier refusé", extra={"faits": {"panne": str(silence)}})
        raise ValidationError(MUET) from silence
    fichier.seek(0)
    if virus:
        faits = {"virus": virus, "octets": fichier.size}
        journal.warning("Fichier infecté refusé", extra={"faits": faits})
        raise ValidationError(INFECTE)


def virus_dans(morceaux) -> str:
    """Le nom du virus reconnu ; vide s'il n'y en a pas."""
    reponse = _demander(b"zINSTREAM\0", morceaux, delai=DELAI)
    if reponse == "stream: OK":
        return ""
    if reponse.endswith(" FOUND"):
        return reponse.removeprefix("stream: ").removesuffix(" FOUND")
    raise AntivirusMuet("réponse imprévue")


def repond() -> bool:
    """L'antivirus réglé est en marche."""
    try:
        return _demander(b"zPING\0", delai=DELAI_DU_SALUT) == "PONG"
    except AntivirusMuet:
        return False


def _demander(commande, morceaux=None, *, delai):
    try:
        with _connexion(delai) as prise:
            prise.sendall(commande)
            if morceaux is not None:
                for morceau in morceaux:
                    prise.sendall(struct.pack("!I", len(morceau)) + morceau)
                prise.sendall(struct.pack("!I", 0))
            with prise.makefile("rb") as flux:
                return flux.read(REPONSE).rstrip(b"\0").decode("ascii", "replace")
    except OSError as panne:
        raise AntivirusMuet(type(panne).__name__) from panne


def _connexion(delai):
    if isinstance(settings.ANTIVIRUS, tuple):
        return socket.create_connection(settings.ANTIVIRUS, timeout=delai)
    prise = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        prise.settimeout(delai)
        prise.connect(settings.ANTIVIRUS)
    except OSError:
        prise.close()
        raise
    return prise
