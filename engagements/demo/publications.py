"""Ce que la démonstration invente de ce sujet."""

import datetime as dt


def construire(*, le: dt.date) -> None:
    """Rien encore."""
