"""Les chiffres clés d'un territoire et leur variation depuis un an."""

from dataclasses import dataclass

from benevoles.couverture.pays import Bilan
from benevoles.couverture.statuts import StatutCP, StatutCroise, StatutVP


@dataclass(frozen=True, slots=True)
class Chiffre:
    """Une valeur à une date, sa variation depuis un an, et si une hausse est souhaitable."""

    libelle: str
    valeur: int
    il_y_a_un_an: int
    sens: str = ""  # « hausse » ou « baisse » : ce qui serait une bonne nouvelle
    lien: str = ""

    @property
    def variation(self) -> int:
        return self.valeur - self.il_y_a_un_an

    @property
    def variation_absolue(self) -> int:
        return abs(self.variation)

    @property
    def tendance(self) -> str:
        """« bonne », « mauvaise », ou rien quand le sens ne se juge pas."""
        if not self.variation or not self.sens:
            return ""
        return "bonne" if (self.variation > 0) == (self.sens == "hausse") else "mauvaise"


def chiffres_cles(bilan: Bilan | None, avant: Bilan | None) -> list[Chiffre]:
    """Les chiffres d'un bilan, comparés à ceux d'un an plus tôt."""
    b, a = bilan or Bilan(), avant or Bilan()
    surveilles = (b.statuts_vp[StatutVP.A_SURVEILLER], a.statuts_vp[StatutVP.A_SURVEILLER])
    inconnus = (b.statuts_vp[StatutVP.INCONNU], a.statuts_vp[StatutVP.INCONNU])
    return [
        Chiffre("établissements ouverts", b.etablissements, a.etablissements, "", ""),
        Chiffre("visiteurs (VP) à l’agrément valable", b.vp, a.vp, "hausse", ""),
        Chiffre("CP Auxilia affectés", b.cp, a.cp, "hausse", ""),
        Chiffre(
            "établissements avec les deux associations",
            b.croises[StatutCroise.LES_DEUX],
            a.croises[StatutCroise.LES_DEUX],
            "hausse",
            "croise=les_deux",
        ),
        Chiffre("il manque des visiteurs", b.manque_vp, a.manque_vp, "baisse", "manque=vp"),
        Chiffre("sans CP Auxilia", b.manque_cp, a.manque_cp, "baisse", "manque=cp"),
        Chiffre("à surveiller sous 6 mois", *surveilles, "baisse", "statut_vp=a_surveiller"),
        Chiffre("liste des visiteurs inconnue", *inconnus, "baisse", "statut_vp=inconnu"),
    ]


@dataclass(frozen=True, slots=True)
class LigneDisp:
    """Une DISP dans le tableau national."""

    disp: object
    bilan: Bilan
    avant: Bilan

    @property
    def statuts_vp(self):
        return [(statut, self.bilan.statuts_vp[statut]) for statut in reversed(StatutVP)]

    @property
    def cp_pourvus(self) -> int:
        return self.bilan.statuts_cp[StatutCP.POURVU]

    @property
    def variation_vp(self) -> str:
        """Avec son signe : « +12 », « −3 », « 0 »."""
        return f"{self.bilan.vp - self.avant.vp:+}".replace("-", "−").replace("+0", "0")


def lignes_par_disp(disps, bilans: dict, avant: dict) -> list[LigneDisp]:
    """Une ligne par DISP, puis la France entière (`disp` vide)."""
    return [
        LigneDisp(disp, bilans.get(cle, Bilan()), avant.get(cle, Bilan()))
        for cle, disp in [*((d.pk, d) for d in disps), (None, None)]
    ]
