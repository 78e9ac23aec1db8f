"""La boîte où arrivent les avis de non-remise, relevée par IMAP."""

import imaplib
import ssl
from collections.abc import Callable
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from partenariat.demarrage import reste_sur_place

PAR_PASSAGE = 200
OCTETS = 1 << 20  # un avis de non-remise est court : le reste d'un gros courriel n'est pas lu
DELAI = 30


class BoiteMuette(Exception):
    """Le serveur ne répond pas, ou refuse."""


def relever(adresse: str, traiter: Callable[[bytes], int]) -> tuple[int, int]:
    """Montre chaque courriel non lu à `traiter`, qui rend combien de retours il y a trouvés.

    Un avis traité est effacé de la boîte : il recopie un courriel. Le reste y demeure, marqué lu.
    Rend le nombre de courriels lus, et de retours notés.
    """
    try:
        with _ouvrir(adresse) as boite:
            _, [numeros] = boite.uid("SEARCH", "UNSEEN")
            trouves = [_traiter(boite, n, traiter) for n in numeros.split()[:PAR_PASSAGE]]
            boite.expunge()
    except (imaplib.IMAP4.error, OSError) as panne:
        raise BoiteMuette(type(panne).__name__) from panne
    return len(trouves), sum(trouves)


def _ouvrir(adresse):
    lue = urlsplit(adresse)
    if lue.scheme == "imaps":
        # Sans contexte, imaplib ne contrôle aucun certificat : n'importe qui lirait le secret.
        port, surete = lue.port or imaplib.IMAP4_SSL_PORT, ssl.create_default_context()
        boite = imaplib.IMAP4_SSL(lue.hostname, port, ssl_context=surete, timeout=DELAI)
    else:
        boite = imaplib.IMAP4(lue.hostname, lue.port or imaplib.IMAP4_PORT, timeout=DELAI)
    boite.login(unquote(lue.username), unquote(lue.password))
    boite.select(unquote(lue.path.strip("/")) or "INBOX")
    return boite


def _traiter(boite, numero, traiter):
    """Lu avant d'être traité : un courriel qui arrêterait le passage n'arrête pas le suivant."""
    _, recu = boite.uid("FETCH", numero, f"(BODY.PEEK[]<0.{OCTETS}>)")
    octets = next((partie[1] for partie in recu if isinstance(partie, tuple)), b"")
    boite.uid("STORE", numero, "+FLAGS", r"(\Seen)")
    trouves = traiter(octets)
    if trouves:
        boite.uid("STORE", numero, "+FLAGS", r"(\Deleted)")
    return trouves


def adresse_sure(reglage: str) -> str:
    """« imaps://nom:secret@serveur/DOSSIER », ou rien ; refuse de démarrer avec autre chose."""
    if not reglage:
        return ""
    lue = urlsplit(reglage)
    complete = lue.hostname and lue.username and lue.password
    ouverte = lue.scheme == "imap" and complete and reste_sur_place(lue.hostname)
    if not complete or not (lue.scheme == "imaps" or ouverte):
        raise ImproperlyConfigured(
            "RETOURS_IMAP ne se lit pas : imaps://nom:secret@serveur (chiffrée), ou rien."
        )
    return reglage
