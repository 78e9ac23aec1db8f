"""L'identifiant d'une requête : celui que donne le mandataire, sinon un nouveau."""

import re
import uuid
from contextvars import ContextVar

ENTETE = "X-Request-ID"
FORME = re.compile(
    r"[A-Za-z0-9-]{8,64}"
)  # ni espace, ni arobase : un nom n'y passe pas par mégarde

_courant = ContextVar("identifiant", default=None)


def identifiant_courant() -> str | None:
    """None hors d'une requête : une commande, la file."""
    return _courant.get()


def ouvrir(request):
    """Pose l'identifiant et rend de quoi le reprendre (`fermer`)."""
    recu = request.headers.get(ENTETE, "")
    return _courant.set(recu if FORME.fullmatch(recu) else uuid.uuid4().hex)


def fermer(marque):
    _courant.reset(marque)
