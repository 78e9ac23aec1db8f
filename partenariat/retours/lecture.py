"""Lire un avis de non-remise (RFC 3464) : quelle adresse, pour combien de temps, pourquoi."""

import re
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import Message
from itertools import islice
from typing import NamedTuple

from partenariat.models import AdresseEnEchec
from partenariat.retours.marques import marques, prouve

STATUT = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
CITES = ("Message-ID", "In-Reply-To", "References")
A_QUI = ("To", "X-Failed-Recipients")
Motif = AdresseEnEchec.Motif
# Les codes de la RFC 3463, sans leur premier chiffre.
MOTIFS = {
    **dict.fromkeys(("1.1", "1.2", "1.3", "1.6", "1.10"), Motif.INCONNUE),
    "2.1": Motif.FERMEE,
    "2.2": Motif.PLEINE,
}
# Un avis cite un courriel et son destinataire ; au-delà, on cherche à nous faire calculer.
MARQUES, ADRESSES, BLOCS = 5, 20, 20
ILLISIBLE = (RecursionError, ValueError, LookupError, MessageError)


class Retour(NamedTuple):
    """Ce qu'un serveur dit d'une adresse à laquelle un courriel est bien parti d'ici."""

    adresse: str
    marque: tuple[str, str]
    definitif: bool
    motif: str


def lire_les_retours(octets: bytes) -> list[Retour]:
    """Vide si ce n'est pas un avis de non-remise, s'il ne se lit pas, ou ne répond à rien d'ici."""
    try:
        parties = list(message_from_bytes(octets, policy=policy.compat32).walk())
        return _lire(parties)
    except ILLISIBLE:
        return []


def _lire(parties):
    blocs = list(islice(_destinataires(parties), BLOCS))
    citees, adresses = _marques_citees(parties), _adresses_citees(parties)
    prouvees = {
        adresse: [marque for marque in citees if prouve(marque, adresse)]
        for adresse in adresses.union(*map(_dites, blocs))
    }
    retours = (retour for bloc in blocs for retour in _retours(bloc, adresses, prouvees))
    return list(dict.fromkeys(retours))


def _destinataires(parties):
    """Un bloc d'en-têtes par destinataire dont le sort est dit."""
    for partie in parties:
        if partie.get_content_type() == "message/delivery-status" and partie.is_multipart():
            yield from (b for b in partie.get_payload() if b.get("Final-Recipient"))


def _retours(bloc, adresses, prouvees):
    if _champ(bloc, "Action").strip().lower() != "failed":
        return  # « delayed » : le serveur essaie encore ; les autres disent que c'est arrivé
    definitif, motif = _sort(bloc)
    for adresse in sorted(_dites(bloc) | adresses):
        for marque in prouvees[adresse]:
            yield Retour(adresse, marque, definitif, motif)


def _dites(bloc):
    lues = {_adresse(_champ(bloc, nom)) for nom in ("Original-Recipient", "Final-Recipient")}
    return lues - {""}


def _sort(bloc):
    """(définitif, motif), d'après le code du serveur ; à défaut, celui de sa phrase."""
    codes = (STATUT.search(_champ(bloc, nom)) for nom in ("Status", "Diagnostic-Code"))
    trouve = next(filter(None, codes), None)
    classe, code = (trouve[1], f"{trouve[2]}.{trouve[3]}") if trouve else ("", "")
    motif = MOTIFS.get(code, Motif.REFUS if classe == "5" else Motif.ATTENTE)
    # Tout autre refus (indésirable, trop gros, expéditeur, route) ne dit rien de l'adresse.
    return classe == "5" and code in MOTIFS, motif


def _champ(bloc: Message, nom):
    return str(bloc.get(nom, ""))


def _adresse(champ):
    """« rfc822;camille@exemple.org » → « camille@exemple.org »."""
    return champ.partition(";")[2].strip().strip("<>").lower()


def _marques_citees(parties):
    """Dans les en-têtes de l'avis et du courriel qu'il rend, entier ou réduit à ses en-têtes."""
    textes = [_champ(p, nom) for p in parties for nom in CITES] + list(_entetes_rendus(parties))
    return list(islice(dict.fromkeys(m for texte in textes for m in marques(texte)), MARQUES))


def _adresses_citees(parties):
    """L'adresse d'origine, quand le courriel a été réexpédié ailleurs avant d'échouer."""
    lues = [_champ(p, nom) for p in parties for nom in A_QUI]
    rendues = [ligne for texte in _entetes_rendus(parties) for ligne in texte.splitlines()]
    lues += [ligne[3:] for ligne in rendues if ligne.startswith("To:")]
    mots = (mot.strip("<>,;").lower() for lue in lues for mot in lue.split() if "@" in mot)
    return set(islice(dict.fromkeys(mots), ADRESSES))


def _entetes_rendus(parties):
    for partie in parties:
        if partie.get_content_type() == "text/rfc822-headers":
            yield (partie.get_payload(decode=True) or b"").decode("utf-8", "replace")
