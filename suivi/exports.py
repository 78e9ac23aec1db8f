"""Ce qu'on emporte des établissements, de la convention, des évaluations, des départs."""

import json

from django.utils.timezone import localtime

from benevoles.couverture.statuts import StatutVP
from benevoles.telechargements import Tableau
from partenariat.models import Association
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


def _evaluation(evaluation):
    signees = {s.association: localtime(s.le).date() for s in evaluation.signatures.all()}
    arret = next(iter(evaluation.arrets.all()), None)
    return [
        *(evaluation.libelle, evaluation.ouverte_le, evaluation.arret_le),
        *(arret and localtime(arret.le).date(), arret and arret.numero),
        *(evaluation.commentaires_le, evaluation.signature_le),
        *(signees.get(association) for association in Association),
        evaluation.publiee_le and localtime(evaluation.publiee_le).date(),
    ]


def _ecart(ecart):
    return [ecart.ou, _lisible(ecart.alors), _lisible(ecart.maintenant)]


def _lisible(valeur):
    if valeur is None:
        return ""
    if isinstance(valeur, (int, float, str)):
        return valeur
    return json.dumps(valeur, ensure_ascii=False)


def _engagement(e):
    aide = e.get_aide_display() if e.aide else ""
    return [
        *(e.numero, str(e.categorie), e.titre, e.texte, e.get_porteur_display(), aide),
        *(e.get_niveau_display(), e.remarque),
    ]


def _decision(ligne):
    """Une décision par rangée ; un point qui n'en a pas en a une aussi."""
    point, d = ligne
    avis = {a.association: a for a in point.appreciations.all()}
    voix = (avis.get(association) for association in Association)
    dites = [mots for a in voix for mots in _mots(a)]
    suite = (
        [None] * 6
        if d is None
        else [
            *(d.texte, str(d.engagement or ""), d.get_porteur_display()),
            *(d.echeance, d.faite_le, d.abandonnee_le),
        ]
    )
    return [point.le, point.titre, *dites, *suite]


def _mots(appreciation):
    return [appreciation.get_avis_display(), appreciation.commentaire] if appreciation else ["", ""]


def _depart(personne):
    return [personne.pk, personne.nom, personne.prenom, personne.effacement_prevu_le]


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
EVALUATIONS = Tableau(
    "Évaluations",
    "evaluations",
    (
        *("Année", "Ouverte le", "Chiffres à arrêter le", "Arrêtés le", "Version"),
        *("Commentaires avant le", "Signature avant le", "Signée par l’ANVP le"),
        *("Signée par AUXILIA le", "Publiée le"),
    ),
    _evaluation,
)
ECARTS = Tableau("Écarts", "ecarts", ("Où", "Arrêté", "Aujourd’hui"), _ecart)
DEPARTS = Tableau(
    "Départs à vérifier",
    "departs",
    ("N° de fiche", "Nom", "Prénom", "Effacement le"),
    _depart,
    personnel=True,
    champs={"Nom": "benevoles.Benevole.nom", "Prénom": "benevoles.Benevole.prenom"},
)
ENGAGEMENTS = Tableau(
    "Engagements",
    "engagements",
    (
        *("Engagement", "Catégorie", "Titre", "Texte de la convention"),
        *("Porté par", "Avec l’aide de", "Niveau", "Remarque"),
    ),
    _engagement,
)
POINTS = Tableau(
    "Points de suivi",
    "points-de-suivi",
    (
        *("Point du", "Objet", "Avis de l’ANVP", "Ce qu’en dit l’ANVP", "Avis d’AUXILIA"),
        *("Ce qu’en dit AUXILIA", "Décision", "Engagement", "Portée par", "Pour le"),
        *("Faite le", "Abandonnée le"),
    ),
    _decision,
)
