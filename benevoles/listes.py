"""La liste d'un établissement : qui est là, depuis quand, avec quel titre, et qui est absent."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from benevoles.couverture.calcul import Couverture, couvertures
from benevoles.couverture.faits import NATURE
from benevoles.models import Absence, Affectation, Fonction, Habilitation
from etablissements.models import Etablissement
from partenariat.periodes import ajouter_mois
from partenariat.templatetags.dates import en_lettres

ALERTE = 6  # mois avant l'échéance


class Mots(NamedTuple):
    """Ce que l'écran dit pour chaque fonction : « CP » seul désigne aussi une prison."""

    personnes: str
    ajouter: str
    titre: str
    du_titre: str


MOTS = {
    Fonction.VP: Mots("visiteurs", "Ajouter un visiteur", "l’agrément", "de l’agrément"),
    Fonction.CP: Mots("CP Auxilia", "Ajouter un CP Auxilia", "l’autorisation", "de l’autorisation"),
}


def phrase_du_titre(titre: Habilitation, le: dt.date) -> str:
    """L'état d'un titre ce jour-là, en clair : « agrément valable jusqu’au 30 juin 2018 »."""
    nom, e = titre.get_nature_display(), "e" if titre.nature == NATURE[Fonction.CP] else ""
    match titre.etat(le):
        case "à venir":
            return f"{nom} valable à partir du {en_lettres(titre.debut)}"
        case "retiré":
            return f"{nom} retiré{e} le {en_lettres(titre.retiree_le)}"
        case "échu":
            return f"{nom} échu{e} depuis le {en_lettres(titre.fin)}"
        case "suspendu":
            return f"{nom} suspendu{e} {_duree(_suspension(titre, le))}"
        case "provisoire":
            return f"autorisation provisoire jusqu’au {en_lettres(titre.fin)}"
    fin = f"jusqu’au {en_lettres(titre.fin)}" if titre.fin else "sans échéance"
    return f"{nom} valable {fin}"


def _suspension(titre, le):
    return next(s for s in titre.suspensions.all() if s.est_en_cours(le))


def _duree(periode):
    fin = f" jusqu’au {en_lettres(periode.fin)}" if periode.fin else ""
    return f"depuis le {en_lettres(periode.debut)}{fin}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ligne:
    """Une personne de la liste un jour donné, avec ses titres pour cet établissement."""

    affectation: Affectation
    le: dt.date
    titre: Habilitation | None = None
    suivant: Habilitation | None = None
    absence: Absence | None = None

    @property
    def benevole(self):
        return self.affectation.benevole

    @property
    def etat(self) -> str:
        return self.titre.etat(self.le) if self.titre else ""

    @property
    def phrase(self) -> str:
        if not self.titre:
            fonction = self.affectation.fonction
            return (
                "aucun agrément enregistré"
                if fonction == Fonction.VP
                else "aucune autorisation enregistrée"
            )
        phrase = phrase_du_titre(self.titre, self.le)
        if self.suivant:
            phrase += f" ; le suivant vaudra à partir du {en_lettres(self.suivant.debut)}"
        return phrase

    @property
    def compte(self) -> bool:
        """Un CP Auxilia compte avant son premier titre ; un visiteur sans agrément, non."""
        if self.etat in ("", "à venir"):
            return self.affectation.fonction == Fonction.CP
        return self.etat in ("valable", "provisoire")

    @property
    def suspension(self):
        return _suspension(self.titre, self.le) if self.etat == "suspendu" else None

    @property
    def echoit_bientot(self) -> bool:
        """L'échéance est proche, et rien d'enregistré ne prend la suite."""
        if not self.compte or not self.titre or not self.titre.echeance_proche(self.le, ALERTE):
            return False
        lendemain = self.titre.fin + dt.timedelta(days=1)
        return not (self.suivant and self.suivant.debut <= lendemain)


@dataclass(frozen=True, slots=True, kw_only=True)
class Liste:
    """La liste d'un établissement pour une fonction, un jour donné."""

    etablissement: Etablissement
    fonction: Fonction
    couverture: Couverture
    lignes: list[Ligne] = field(default_factory=list)

    @property
    def le(self) -> dt.date:
        return self.couverture.le

    @property
    def mots(self) -> Mots:
        return MOTS[self.fonction]

    @property
    def code_fonction(self) -> str:
        """La fonction telle que l'adresse l'écrit."""
        return self.fonction.value.lower()

    @property
    def ancre(self) -> str:
        return f"{self.etablissement.code}-{self.code_fonction}"

    @property
    def ouvert(self) -> bool:
        return self.etablissement.est_ouvert(self.le)

    @property
    def statut(self):
        vp = self.fonction == Fonction.VP
        return self.couverture.statut_vp if vp else self.couverture.statut_cp

    @property
    def est_un_manque(self) -> bool:
        vp = self.fonction == Fonction.VP
        return self.couverture.manque_vp if vp else self.couverture.manque_cp

    @property
    def confirmee_le(self) -> dt.date | None:
        vp = self.fonction == Fonction.VP
        return self.couverture.confirmee_vp_le if vp else self.couverture.confirmee_cp_le

    @property
    def presents(self) -> list[Ligne]:
        return [ligne for ligne in self.lignes if not ligne.absence]

    @property
    def absents(self) -> list[Ligne]:
        return [ligne for ligne in self.lignes if ligne.absence]


def listes_tenues(droits, *, le: dt.date) -> list[Liste]:
    """Les listes dont ce compte est le responsable local, en un nombre constant de requêtes."""
    par_fonction = [
        (Fonction.VP, droits.etablissements_vp),
        (Fonction.CP, droits.etablissements_cp),
    ]
    tous = droits.etablissements_vp | droits.etablissements_cp
    etablissements = Etablissement.objects.filter(pk__in=tous).select_related("departement")
    couples = [(e, f) for e in etablissements for f, tenus in par_fonction if e.pk in tenus]
    return lire_listes(couples, le=le)


def lire_listes(couples: Iterable[tuple], *, le: dt.date) -> list[Liste]:
    """La liste de chaque (établissement, fonction), dans l'ordre reçu."""
    couples = list(couples)
    etablissements = {e.pk: e for e, _ in couples}
    lignes = _lignes(list(etablissements), le)
    calculees = {c.etablissement.pk: c for c in couvertures(etablissements.values(), le=le)}
    return [
        Liste(etablissement=e, fonction=f, couverture=calculees[e.pk], lignes=lignes[e.pk, f])
        for e, f in couples
    ]


def _lignes(etablissements, le):
    affectations = (
        Affectation.objects.en_cours(le=le)
        .filter(etablissement__in=etablissements)
        .select_related("benevole", "etablissement")
        .order_by("benevole__nom", "benevole__prenom", "pk")
    )
    absences, titres = _absences(affectations, le), _titres(etablissements)
    lignes = defaultdict(list)
    for affectation in affectations:
        cle = affectation.etablissement_id, affectation.benevole_id, affectation.fonction
        titre, suivant = titre_et_suivant(titres[cle], le)
        lignes[affectation.etablissement_id, Fonction(affectation.fonction)].append(
            Ligne(
                affectation=affectation,
                le=le,
                titre=titre,
                suivant=suivant,
                absence=absences.get(affectation.benevole_id),
            )
        )
    return lignes


def _absences(affectations, le):
    en_cours = Absence.objects.en_cours(le=le)
    absentes = en_cours.filter(benevole__affectations__in=affectations.order_by())
    return {absence.benevole_id: absence for absence in absentes}


def _titres(etablissements):
    titres = defaultdict(list)
    habilitations = Habilitation.objects.filter(etablissement__in=etablissements)
    for titre in habilitations.prefetch_related("suspensions").order_by("debut", "pk"):
        fonction = Habilitation.Nature(titre.nature).fonction
        titres[titre.etablissement_id, titre.benevole_id, fonction].append(titre)
    return titres


def titre_et_suivant(titres: list[Habilitation], le: dt.date):
    """Le titre dont on parle ce jour-là, et celui qui prend la suite s'il est déjà enregistré."""
    commences = [t for t in titres if t.debut <= le]
    a_venir = [t for t in titres if t.debut > le and not t.retiree_le]
    en_cours = [t for t in commences if t.est_en_cours(le) and t.etat(le) != "retiré"]
    titre = (en_cours or commences or [None])[-1]
    suivant = a_venir[0] if a_venir else None
    return (titre, suivant) if titre else (suivant, None)


def partis(etablissement, fonction, *, le: dt.date):
    """(partis depuis moins d'un an, partis avant), du plus récent au plus ancien."""
    finies = (
        Affectation.objects.filter(etablissement=etablissement, fonction=fonction, fin__lt=le)
        .select_related("benevole")
        .order_by("-fin", "pk")
    )
    il_y_a_un_an = ajouter_mois(le, -12)
    recents = [a for a in finies if a.fin >= il_y_a_un_an]
    return recents, [a for a in finies if a.fin < il_y_a_un_an]


def attendus(etablissement, fonction, *, le: dt.date):
    """Ceux dont l'arrivée est enregistrée, mais pour plus tard."""
    return Affectation.objects.filter(
        etablissement=etablissement, fonction=fonction, debut__gt=le
    ).select_related("benevole")
