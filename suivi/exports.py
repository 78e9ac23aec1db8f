"""L'export du recensement : exactement ce qui est à l'écran."""

from benevoles.couverture.statuts import StatutVP
from benevoles.telechargements import Tableau
from suivi.chiffres import LigneDisp
from suivi.lignes import Ligne

ENTETES = (
    "Code",
    "Établissement",
    "Type",
    "Commune",
    "Département",
    "DISP",
    "SPIP",
    "Statut VP",
    "Statut VP depuis le",
    "VP",
    "Besoin VP",
    "Écart VP",
    "Statut CP Auxilia",
    "Statut CP depuis le",
    "CP Auxilia",
    "Liste VP confirmée le",
    "Liste CP confirmée le",
)


def rangee(ligne: Ligne) -> list:
    """Une ligne d'export : des textes, des entiers et des dates."""
    c, e = ligne.couverture, ligne.etablissement
    return [
        e.code,
        e.nom,
        e.get_type_display(),
        e.commune,
        str(e.departement),
        e.disp.libelle,
        e.spip.nom if e.spip_id else "",
        c.statut_vp.label,
        ligne.anciennete.vp,
        c.effectif_vp,
        c.besoin_vp,
        c.ecart_vp,
        c.statut_cp.label,
        ligne.anciennete.cp,
        c.effectif_cp,
        c.confirmee_vp_le,
        c.confirmee_cp_le,
    ]


def _etablissement(ligne: Ligne) -> list:
    """Ce que la liste montre à tous : des nombres et des statuts, sans aucun nom."""
    c, e = ligne.couverture, ligne.etablissement
    return [
        *(e.code, e.nom, e.get_type_display(), e.commune, str(e.departement), e.disp.libelle),
        e.spip.nom if e.spip_id else "",
        *(c.effectif_vp, c.besoin_vp, c.statut_vp.label, c.effectif_cp, c.statut_cp.label),
    ]


def _disp(ligne: LigneDisp) -> list:
    b = ligne.bilan
    return [
        str(ligne.disp or "France entière"),
        *(b.etablissements, b.vp, b.vp - ligne.avant.vp, b.besoin_vp),
        *(nombre for _, nombre in ligne.statuts_vp),
        *(b.cp, b.manque_cp),
    ]


ETABLISSEMENTS = Tableau(
    "Établissements",
    "etablissements",
    (
        *("Code", "Établissement", "Type", "Commune", "Département", "DISP", "SPIP"),
        *("VP", "Besoin VP", "Statut VP", "CP Auxilia", "Statut CP Auxilia"),
    ),
    _etablissement,
)
PAR_DISP = Tableau(
    "Couverture par DISP",
    "couverture-par-disp",
    (
        *("DISP", "Établissements", "VP", "VP en un an", "Besoin VP"),
        *(f"VP {statut.label}" for statut in reversed(StatutVP)),
        *("CP Auxilia", "Établissements sans CP Auxilia"),
    ),
    _disp,
)
RECENSEMENT = Tableau("Recensement", "recensement", ENTETES, rangee)
