"""« Pourquoi ce statut » : les personnes comptées, les écartées et pourquoi, le seuil, sa source.

Des identifiants seulement : c'est à l'écran de ne nommer que les personnes que son lecteur voit.
"""

import datetime as dt
from dataclasses import dataclass

from benevoles.couverture.calcul import Couverture, couverture
from benevoles.couverture.faits import Faits, Presence
from benevoles.couverture.statuts import ATTENTE_MAXIMALE, FRAICHEUR, HORIZON, StatutVP
from benevoles.models import Fonction
from partenariat.francais import nombre
from partenariat.periodes import DERNIER_JOUR, ajouter_mois


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonneJugee:
    """Une personne affectée ce jour-là : compte-t-elle, et pourquoi."""

    benevole: int
    affectation: int
    fonction: str
    depuis: dt.date
    compte: bool
    raison: str
    echoit_bientot: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Explication:
    """Pourquoi un établissement a ses statuts un jour donné."""

    couverture: Couverture
    personnes: list[PersonneJugee]
    phrases_vp: list[str]
    phrases_cp: list[str]

    def de(self, fonction) -> list[PersonneJugee]:
        return [p for p in self.personnes if p.fonction == fonction]

    @property
    def vp(self):
        return self.de(Fonction.VP)

    @property
    def cp(self):
        return self.de(Fonction.CP)


def expliquer(faits: Faits, *, le: dt.date) -> Explication:
    """L'explication complète ; `faits` doit porter l'histoire, pour dire les titres échus."""
    c = couverture(faits, le=le)
    presentes = sorted((p for p in faits.presences if p.est_en_cours(le)), key=lambda p: p.debut)
    return Explication(
        couverture=c,
        personnes=[_juger(p, le) for p in presentes],
        phrases_vp=list(_phrases_vp(c)),
        phrases_cp=list(_phrases_cp(c)),
    )


def _juger(presence: Presence, le) -> PersonneJugee:
    compte = presence.compte(le)
    fin = presence.jusqu_au(le) if compte else DERNIER_JOUR
    return PersonneJugee(
        benevole=presence.benevole,
        affectation=presence.affectation,
        fonction=presence.fonction,
        depuis=presence.debut,
        compte=compte,
        raison=_raison(presence, le, fin) if compte else _raison_d_ecart(presence, le),
        echoit_bientot=compte and fin < ajouter_mois(le, HORIZON),
    )


def _raison(presence, le, fin):
    titre = "agrément" if presence.fonction == Fonction.VP else "autorisation"
    if not any(t.debut <= le for t in presence.titres):
        return "aucune autorisation enregistrée : le titre d’un CP Auxilia n’est pas toujours daté"
    if fin == DERNIER_JOUR:
        return f"{titre} valable, sans échéance"
    return f"{titre} valable jusqu’au {fin:%d/%m/%Y}"


def _raison_d_ecart(presence, le):
    titre = "agrément" if presence.fonction == Fonction.VP else "autorisation"
    commences = sorted((t for t in presence.titres if t.debut <= le), reverse=True)
    if not commences:
        a_venir = min((t.debut for t in presence.titres), default=None)
        if a_venir:
            return f"{titre} à compter du {a_venir:%d/%m/%Y} seulement"
        return f"aucun {titre} enregistré pour cet établissement"
    dernier = commences[0]
    if dernier.retiree_le <= le:
        return f"{titre} retiré le {dernier.retiree_le:%d/%m/%Y}"
    if dernier.fin < le:
        return f"{titre} échu depuis le {dernier.fin:%d/%m/%Y}"
    depuis = next(debut for debut, fin in dernier.suspensions if debut <= le <= fin)
    return f"{titre} suspendu depuis le {depuis:%d/%m/%Y}"


def _phrases_vp(c: Couverture):
    yield _phrase_confirmation(c.confirmee_vp_le, c.statut_vp == StatutVP.INCONNU)
    yield f"{_nombre(c.effectif_vp, 'visiteur compte', 'visiteurs comptent')} ce jour-là."
    yield _phrase_besoin(c)
    if c.manquants:
        manquants = _nombre(c.manquants, "visiteur manquant", "visiteurs manquants")
        yield f"La section déclare {manquants}."
    if c.attente:
        suite = " : le besoin n’est pas couvert" if c.attente > ATTENTE_MAXIMALE else ""
        yield f"La section déclare {c.attente} mois d’attente{suite}."
    restant = c.restants[HORIZON]
    if restant < c.effectif_vp:
        restants = _nombre(restant, "visiteur", "visiteurs")
        yield (
            f"Si les agréments qui échoient sous {HORIZON} mois n’étaient pas renouvelés, il"
            f" resterait {restants} pour un besoin de {c.besoin_vp}."
        )


def _phrases_cp(c: Couverture):
    yield _phrase_confirmation(c.confirmee_cp_le, c.statut_cp == StatutVP.INCONNU)
    yield f"{_nombre(c.effectif_cp, 'CP Auxilia compte', 'CP Auxilia comptent')} ce jour-là."
    yield "Il en faut au moins un."


def _phrase_confirmation(confirmee_le, inconnu):
    if confirmee_le is None:
        return "La liste n’a jamais été confirmée : on ne sait pas."
    if inconnu:
        return (
            f"La liste n’a pas été confirmée depuis le {confirmee_le:%d/%m/%Y}, soit plus de"
            f" {FRAICHEUR} mois : on ne sait plus."
        )
    return f"Liste confirmée le {confirmee_le:%d/%m/%Y}."


def _phrase_besoin(c: Couverture):
    regle = nombre(c.seuil.vp_pour_cent)
    if c.base is None:
        return (
            f"Besoin : {c.besoin_vp}, le minimum, car ni l’effectif détenu ni la capacité ne sont"
            " connus à cette date."
        )
    nature = "personnes détenues" if c.base.nature == "detenus" else "places"
    return (
        f"Besoin : {c.besoin_vp}, soit {regle} pour 100 × {c.base.valeur} {nature}"
        f" (au {c.base.le:%d/%m/%Y}, confiance {c.base.confiance} ; {c.base.source}),"
        f" minimum {c.seuil.minimum}. Seuil : {c.seuil.explication}."
    )


def _nombre(n, singulier, pluriel):
    return f"{n or 'aucun'} {pluriel if n > 1 else singulier}"
