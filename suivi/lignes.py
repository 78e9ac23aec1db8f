"""Les lignes des listes d'établissements : couverture, ancienneté, anomalies ; filtres et tri."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from benevoles.couverture.anciennete import Anciennete
from benevoles.couverture.anomalies import Anomalie
from benevoles.couverture.calcul import Couverture
from benevoles.couverture.panorama import pays
from benevoles.couverture.pays import Pays
from benevoles.couverture.statuts import StatutCP, StatutVP
from etablissements.recherche import cle_de_recherche
from partenariat.templatetags.dates import en_chiffres

SANS_DATE = "début des données"
# Du plus grave au moins grave : l'ordre utile quand on trie par statut.
GRAVITE = {
    statut: rang
    for rang, statut in enumerate(
        [
            StatutVP.NON_POURVU,
            StatutVP.INSUFFISANT,
            StatutVP.INCONNU,
            StatutVP.A_SURVEILLER,
            StatutVP.POURVU,
        ]
    )
}


@dataclass(frozen=True, eq=False)
class Ligne:
    """Un établissement dans une liste ; ses propriétés sont aussi les clés de tri permises.

    Elle ressert tant que les données n'ont pas changé : ce qui s'y calcule ne l'est qu'une fois.
    """

    pays: Pays = field(repr=False)
    couverture: Couverture

    @property
    def etablissement(self):
        return self.couverture.etablissement

    @property
    def anomalies(self) -> list[Anomalie]:
        return self.pays.anomalies.get(self.etablissement.pk, [])

    @property
    def anciennete(self) -> Anciennete:
        """Voir `dater`, pour les demander toutes à la fois."""
        return self.pays.anciennetes([self.etablissement])[self.etablissement.pk]

    @cached_property
    def vp_depuis(self) -> str:
        return en_chiffres(self.anciennete.vp) or SANS_DATE

    @cached_property
    def cp_depuis(self) -> str:
        return en_chiffres(self.anciennete.cp) or SANS_DATE

    @cached_property
    def vp_sur_besoin(self) -> str:
        return f"{self.couverture.effectif_vp} / {self.couverture.besoin_vp}"

    @cached_property
    def adresse(self) -> str:
        return self.etablissement.get_absolute_url()

    @cached_property
    def nom(self) -> str:
        return cle_de_recherche(self.etablissement.nom)

    @cached_property
    def departement(self) -> str:
        return self.etablissement.departement.code

    @cached_property
    def gravite_vp(self) -> int:
        return GRAVITE[self.couverture.statut_vp]

    @cached_property
    def gravite_cp(self) -> int:
        return GRAVITE[StatutVP(self.couverture.statut_cp)]

    @property
    def ecart(self) -> int:
        return self.couverture.ecart_vp

    @property
    def cp(self) -> int:
        return self.couverture.effectif_cp

    @property
    def depuis_vp(self) -> dt.date:
        return self.anciennete.vp or dt.date.min

    @property
    def depuis_cp(self) -> dt.date:
        return self.anciennete.cp or dt.date.min


def lignes(utilisateur, *, le: dt.date) -> list[Ligne]:
    """Les établissements ouverts ce jour-là que ce compte voit, par nom.

    Un agent du SPIP ne voit que son ressort ; les membres, tout le pays.
    """
    return lignes_des_spips(spips_vus_par(utilisateur), le=le)


def spips_vus_par(utilisateur) -> frozenset[int] | None:
    """Les SPIP dont ce compte voit les établissements ; `None` : tous, et ceux qui n'en ont pas."""
    droits = utilisateur.droits
    return None if droits.est_membre or droits.technique else frozenset(droits.spips)


def lignes_des_spips(spips: frozenset[int] | None, *, le: dt.date) -> list[Ligne]:
    toutes = _toutes(pays(le=le))
    if spips is None:
        return list(toutes)
    return [ligne for ligne in toutes if ligne.etablissement.spip_id in spips]


def dater(choisies: Iterable[Ligne]) -> None:
    """Calcule ensemble l'ancienneté de ces lignes : elle se lit alors sans requête."""
    choisies = list(choisies)
    if choisies:
        choisies[0].pays.anciennetes(ligne.etablissement for ligne in choisies)


@lru_cache(maxsize=2)  # chacune retient son pays, même périmé
def _toutes(pays: Pays) -> tuple[Ligne, ...]:
    return tuple(Ligne(pays, c) for c in pays.couvertures)


def filtrer(toutes: Iterable[Ligne], criteres: dict) -> list[Ligne]:
    """Les lignes qui répondent à tous les critères donnés (voir `suivi.forms.FiltreForm`)."""
    essais = [(_ESSAIS[nom], valeur) for nom, valeur in criteres.items() if valeur]
    return [ligne for ligne in toutes if all(essai(ligne, valeur) for essai, valeur in essais)]


def _cherche(ligne, texte):
    return all(mot in ligne.etablissement.recherche for mot in cle_de_recherche(texte).split())


_MANQUES = {
    "tous": lambda c: c.est_un_manque,
    "vp": lambda c: c.manque_vp,
    "cp": lambda c: c.manque_cp,
    "les_deux": lambda c: c.manque_vp and c.manque_cp,
    "inconnu": lambda c: StatutVP.INCONNU in (c.statut_vp, c.statut_cp),
    "surveiller": lambda c: c.statut_vp == StatutVP.A_SURVEILLER,
}
_ESSAIS = {
    "q": _cherche,
    "disp": lambda ligne, disp: ligne.etablissement.disp_id == disp.pk,
    "departement": lambda ligne, departement: ligne.etablissement.departement_id == departement.pk,
    "spip": lambda ligne, spip: ligne.etablissement.spip_id == spip.pk,
    "type": lambda ligne, type_: ligne.etablissement.type == type_,
    "statut_vp": lambda ligne, statut: ligne.couverture.statut_vp == statut,
    "statut_cp": lambda ligne, statut: ligne.couverture.statut_cp == StatutCP(statut),
    "croise": lambda ligne, statut: ligne.couverture.statut_croise == statut,
    "manque": lambda ligne, manque: _MANQUES[manque](ligne.couverture),
    "anomalie": lambda ligne, type_: any(a.type == type_ for a in ligne.anomalies),
}
