"""L'export du recensement : exactement ce qui est à l'écran."""

from benevoles.telechargements import Tableau
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


RECENSEMENT = Tableau("Recensement", "recensement", ENTETES, rangee)
