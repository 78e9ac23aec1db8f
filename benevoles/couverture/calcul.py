"""Des faits à la couverture d'un jour : la fonction pure, sans base de données."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_CEILING
from functools import lru_cache
from types import MappingProxyType

from benevoles.couverture.faits import SEUIL_PAR_DEFAUT, Base, Faits, Presence, Regle, lire_faits
from benevoles.couverture.statuts import (
    FRAICHEUR,
    HORIZON,
    StatutCP,
    StatutCroise,
    StatutVP,
    statut_cp,
    statut_croise,
    statut_vp,
)
from benevoles.models import Fonction
from etablissements.models import Effectif, Etablissement
from partenariat.periodes import ajouter_mois

MANQUES_VP = {StatutVP.NON_POURVU, StatutVP.INSUFFISANT}


@dataclass(frozen=True, kw_only=True, slots=True)
class Couverture:
    """La couverture d'un établissement un jour donné. Les nombres ; les statuts s'en déduisent."""

    etablissement: Etablissement
    le: dt.date
    effectif_vp: int
    effectif_cp: int
    restants: Mapping = field(default_factory=dict)
    besoin_vp: int
    seuil: Regle
    base: Base | None
    manquants: int = 0
    attente: int = 0
    confirmee_vp_le: dt.date | None = None
    confirmee_cp_le: dt.date | None = None
    statut_vp: StatutVP
    statut_cp: StatutCP

    @property
    def statut_croise(self) -> StatutCroise:
        return statut_croise(self.statut_vp, self.statut_cp)

    @property
    def ecart_vp(self) -> int:
        """Effectif moins besoin : négatif quand il manque des VP."""
        return self.effectif_vp - self.besoin_vp

    @property
    def ecart_signe(self) -> str:
        """L'écart avec son signe : « +3 », « −2 », « 0 »."""
        return f"{self.ecart_vp:+}".replace("-", "−").replace("+0", "0")

    @property
    def manque_vp(self) -> bool:
        return self.statut_vp in MANQUES_VP

    @property
    def manque_cp(self) -> bool:
        return self.statut_cp == StatutCP.NON_POURVU

    @property
    def est_un_manque(self) -> bool:
        """Non ou insuffisamment pourvu, pour l'une ou l'autre association (article 1, 1.4)."""
        return self.manque_vp or self.manque_cp


def couvertures(etablissements: Iterable[Etablissement], *, le: dt.date) -> list[Couverture]:
    """La couverture de chacun ce jour-là, dans l'ordre reçu, en un nombre constant de requêtes."""
    etablissements = list(etablissements)
    faits = lire_faits(etablissements, le=le)
    return [couverture(faits[e.pk], le=le) for e in etablissements]


def couverture(faits: Faits, *, le: dt.date, seuil: Regle | None = None) -> Couverture:
    """La couverture que donnent ces faits ce jour-là ; `seuil` remplace celui qui vaut alors."""
    vp, cp = (comptees(faits, fonction, le) for fonction in Fonction)
    seuil = seuil or seuil_le(faits, le)
    base = base_le(faits, le)
    manquants, attente = besoin_declare_le(faits, le)
    confirmee_vp, confirmee_cp = (derniere_confirmation(faits, f, le) for f in Fonction)
    restants = _restants(*(_restant(vp, le, mois) for mois in (3, HORIZON)))
    besoin = besoin_vp(seuil, base)
    return Couverture(
        etablissement=faits.etablissement,
        le=le,
        effectif_vp=len(vp),
        effectif_cp=len(cp),
        restants=restants,
        besoin_vp=besoin,
        seuil=seuil,
        base=base,
        manquants=manquants,
        attente=attente,
        confirmee_vp_le=confirmee_vp,
        confirmee_cp_le=confirmee_cp,
        statut_vp=statut_vp_le(faits, le, len(vp), restants[HORIZON], besoin),
        statut_cp=statut_cp_le(faits, le, len(cp)),
    )


def comptees(faits: Faits, fonction, le: dt.date) -> list[Presence]:
    """Les présences qui comptent ce jour-là dans l'effectif de cette fonction."""
    return [
        p for p in faits.presences if p.fonction == fonction and p.est_en_cours(le) and p.compte(le)
    ]


def besoin_vp(seuil: Regle, base: Base | None) -> int:
    """Le nombre de VP qu'il faut, arrondi vers le haut ; le minimum seul sans effectif connu."""
    if base is None:
        return seuil.minimum
    calcule = (seuil.vp_pour_cent * base.valeur / 100).to_integral_value(ROUND_CEILING)
    return max(seuil.minimum, int(calcule))


def seuil_le(faits: Faits, le: dt.date) -> Regle:
    return next((s for s in faits.seuils if s.debut <= le <= s.fin), SEUIL_PAR_DEFAUT)


def base_le(faits: Faits, le: dt.date) -> Base | None:
    """Les personnes détenues si le chiffre a moins d'un an, sinon les places, sinon rien."""
    connues = [b for b in faits.bases if b.le <= le]
    recent = ajouter_mois(le, -FRAICHEUR)
    for base in connues:
        if base.nature == Effectif.Nature.DETENUS and base.le >= recent:
            return base
    return next((b for b in connues if b.nature == Effectif.Nature.PLACES), None)


def besoin_declare_le(faits: Faits, le: dt.date) -> tuple[int, int]:
    """(VP manquants, mois d'attente) de la dernière déclaration de la section."""
    return next(((m, a) for jour, m, a in faits.besoins if jour <= le), (0, 0))


def derniere_confirmation(faits: Faits, fonction, le: dt.date) -> dt.date | None:
    return next((jour for jour in faits.confirmations[fonction] if jour <= le), None)


def est_fraiche(confirmee_le: dt.date | None, le: dt.date) -> bool:
    return confirmee_le is not None and confirmee_le >= ajouter_mois(le, -FRAICHEUR)


@lru_cache(maxsize=1024)
def _restants(dans_3_mois, a_l_horizon):
    """Partagé entre tous les établissements où il en reste autant."""
    return MappingProxyType({3: dans_3_mois, HORIZON: a_l_horizon})


def _restant(presences, le, mois):
    horizon = ajouter_mois(le, mois)
    return sum(p.tient_jusqu_au(horizon, le) for p in presences)


def statut_vp_le(faits: Faits, le: dt.date, effectif: int, restant: int, besoin: int) -> StatutVP:
    """Le statut VP que donne cet effectif, dont `restant` à l'horizon."""
    manquants, attente = besoin_declare_le(faits, le)
    return statut_vp(
        confirmee=est_fraiche(derniere_confirmation(faits, Fonction.VP, le), le),
        effectif=effectif,
        besoin=besoin,
        manquants=manquants,
        attente=attente,
        restant=restant,
    )


def statut_cp_le(faits: Faits, le: dt.date, effectif: int) -> StatutCP:
    confirmee_le = derniere_confirmation(faits, Fonction.CP, le)
    return statut_cp(confirmee=est_fraiche(confirmee_le, le), effectif=effectif)
