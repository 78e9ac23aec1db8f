"""Où en est l'étude : non commencée, en cours, conclue ; et ce qui vient ensuite."""

import datetime as dt
from typing import NamedTuple

from engagements.models import EtapeGncp

Nature = EtapeGncp.Nature


class Etude(NamedTuple):
    """L'état de l'étude un jour donné, lu de ses étapes, la plus récente d'abord."""

    etapes: list
    conclusion: EtapeGncp | None
    adhesion: EtapeGncp | None
    prochaine_le: dt.date | None

    @property
    def etat(self) -> str:
        if not self.etapes:
            return "non commencée"
        return "conclue" if self.conclusion else "en cours"

    @property
    def aides(self) -> list:
        """Ce que l'ANVP a apporté : la convention le lui demande."""
        return [etape for etape in self.etapes if etape.nature == Nature.AIDE]


def etude(etapes, *, le: dt.date) -> Etude:
    """L'étude telle que ses étapes la disent à `le` ; la dernière conclusion l'emporte."""
    connues = [etape for etape in etapes if etape.le <= le]
    conclusion = _derniere(connues, EtapeGncp.CONCLUSIONS)
    suite = connues[0].prochaine_le if connues and not conclusion else None
    return Etude(connues, conclusion, _derniere(connues, [Nature.ADHESION]), suite)


def _derniere(etapes, natures):
    return next((etape for etape in etapes if etape.nature in natures), None)
