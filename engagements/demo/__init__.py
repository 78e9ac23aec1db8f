"""La démonstration des engagements : chaque sujet invente les siens, dans cet ordre."""

import datetime as dt

from engagements.demo import (
    actions,
    adhesions,
    convention,
    demandes,
    formations,
    publications,
    recrutements,
    reunions,
)

SUJETS = (
    *(demandes, convention, actions, reunions),
    *(formations, adhesions, publications, recrutements),
)


def construire(*, le: dt.date) -> None:
    """Tout ce que la démonstration montre des engagements, ce jour-là."""
    for sujet in SUJETS:
        sujet.construire(le=le)
