"""Tout ce que dit la page d'un établissement un jour donné, noms des personnes exceptés."""

import datetime as dt
from dataclasses import dataclass, field

from benevoles.couverture.anciennete import Anciennete, Episode, anciennete, histoire
from benevoles.couverture.anomalies import Anomalie, anomalies, anomalies_des_ouverts
from benevoles.couverture.explication import Explication, expliquer
from benevoles.couverture.faits import lire_faits
from benevoles.models import Rattachement, Section
from etablissements.models import Effectif, Etablissement, Evenement


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """Un établissement ; s'il est ouvert ce jour-là, sa couverture expliquée et son histoire."""

    effectifs: list[Effectif]
    evenements: list[Evenement]
    remplace: list[Etablissement]
    section: Section | None
    anomalies: list[Anomalie]
    explication: Explication | None = None
    anciennete: Anciennete | None = None
    episodes: list[Episode] = field(default_factory=list)


def constituer(etablissement: Etablissement, *, depuis: dt.date, le: dt.date) -> Dossier:
    """Le dossier de cet établissement ce jour-là, son histoire à partir de `depuis`."""
    suite = _ouvert if etablissement.est_ouvert(le) else _ferme
    return Dossier(
        effectifs=list(etablissement.effectifs.all()),
        evenements=list(etablissement.evenements.all()),
        remplace=list(etablissement.remplace.all()),
        section=_section(etablissement, le),
        **suite(etablissement, depuis, le),
    )


def _ouvert(etablissement, depuis, le):
    faits = lire_faits([etablissement], le=le, histoire=True)
    siens = faits[etablissement.pk]
    return {
        "anomalies": anomalies_des_ouverts(faits, le=le)[etablissement.pk],
        "explication": expliquer(siens, le=le),
        "anciennete": anciennete(siens, le=le),
        "episodes": histoire(siens, depuis=depuis, jusqu_a=le),
    }


def _ferme(etablissement, depuis, le):
    return {"anomalies": anomalies([etablissement], le=le).get(etablissement.pk, [])}


def _section(etablissement, le):
    rattachements = Rattachement.objects.en_cours(le=le).filter(etablissement=etablissement)
    rattachement = rattachements.select_related("section").first()
    return rattachement and rattachement.section
