"""De la donnée figée au document : ce que lisent l'écran et le PDF, le même."""

import base64
import datetime as dt
from functools import lru_cache
from typing import NamedTuple

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.urls import reverse

from benevoles.couverture.statuts import StatutCP, StatutVP
from benevoles.models import Section
from etablissements.models import DirectionInterregionale
from partenariat.models import Association
from partenariat.pdf import ACCESSIBLE, ARCHIVE, PieceJointe, rendre
from suivi.evaluations.canonique import canonique
from suivi.evaluations.dessins import barres, carte
from suivi.evaluations.signature import empreinte_du_document, est_signee
from suivi.models import Arret, Document, Evaluation, Rubrique

VARIANTES = {Document.Forme.ACCESSIBLE: ACCESSIBLE, Document.Forme.ARCHIVE: ARCHIVE}
# Fixes et non compressées : WeasyPrint n'a ni à tirer chaque graisse d'une police variable, ni à
# l'ouvrir, à chaque fois.
POLICES = {"Source Sans 3": "source-sans-3", "Source Serif 4": "source-serif-4"}
GRAISSES = (400, 600)
# Les indicateurs qu'un tableau donne par DISP : titre, codes et leurs noms courts.
TABLEAUX = {
    "demandes": (
        "Demandes de visite d’un apprenant",
        {
            "demandes-deposees": "Déposées",
            "reponses-du-spip": "Réponses du SPIP",
            "delai-du-spip": "Délai médian du SPIP",
            "delai-de-rencontre": "Délai jusqu’à la rencontre",
        },
    ),
    "reunions": (
        "Réunions et réciprocité",
        {
            "homologues-invites": "Homologue invité",
            "presences-des-homologues": "Homologues venus",
            "reunions-a-deux": "Réunions d’établissement à deux",
            "demarches-locales": "Établissements avec une démarche",
        },
    ),
    "adhesions": (
        "Double adhésion et formation",
        {
            "doubles-adherents": "Membres des deux associations",
            "formations-ouvertes": "Sessions ouvertes aux deux",
            "places-prises": "Places prises par l’autre",
        },
    ),
}


NOMMES = 30  # établissements : au-delà, on n'en donne que le nombre


class Territoire(NamedTuple):
    """Ce à quoi un extrait se limite : une DISP, une section ; sinon la France."""

    disp: DirectionInterregionale | None = None
    section: Section | None = None

    @property
    def code(self) -> str:
        """Ce qui le désigne dans une adresse ; vide pour la France."""
        if self.disp:
            return f"disp:{self.disp.code}"
        return f"section:{self.section.pk}" if self.section else ""

    @property
    def nom(self) -> str:
        if self.disp:
            return f"DISP {self.disp}"
        return f"Section {self.section}" if self.section else "France entière"

    def contient(self, etablissement: dict) -> bool:
        if self.disp:
            return etablissement["disp"] == self.disp.code
        return self.section is None or etablissement["section_numero"] == self.section.pk


FRANCE = Territoire()


def contexte(evaluation: Evaluation, arret: Arret, territoire: Territoire = FRANCE) -> dict:
    """Tout ce que le gabarit montre, tiré de la seule donnée figée, des voix et des signatures."""
    donnees = arret.donnees
    siens = [_en_clair(e) for e in donnees["etablissements"] if territoire.contient(e)]
    couverture = donnees["couverture"]
    return {
        "evaluation": evaluation,
        "arret": arret,
        "donnees": donnees,
        "territoire": territoire,
        "entier": territoire == FRANCE,
        "debut": _jour(donnees["periode"][0]),
        "fin": _jour(donnees["periode"][1]),
        "jours": {nom: _jour(jour) for nom, jour in couverture["jours"].items()},
        "chiffres": _chiffres(_bilans(couverture, territoire)),
        "disps": [d for d in couverture["disps"] if not territoire.disp or _est(d, territoire)],
        "carte": carte(siens, territoire.disp) if not territoire.section else None,
        "manques": _manques(siens, couverture["disps"]),
        "nombre_de_manques": sum(e["manque"] for e in siens),
        "etablissements": siens,
        "categories": [_categorie(c, evaluation) for c in donnees["categories"]],
        "cibles": _cibles(donnees["categories"]),
        "tableaux": _tableaux(donnees, territoire),
        "voix": _voix(evaluation, Rubrique.SYNTHESE),
        "voix_decisions": _voix(evaluation, Rubrique.DECISIONS),
        "inconnus": [e for e in siens if "inconnu" in (e["statut_vp"], e["statut_cp"])],
        "sans_capacite": [e for e in siens if not e["capacite_connue"]],
        "nommes": NOMMES,
        "signatures": list(evaluation.signatures.valables()),
        "signee": est_signee(evaluation),
        "empreinte": empreinte_du_document(evaluation),
        "verification": settings.ADRESSE_DU_SITE + reverse("verification"),
    }


def html(evaluation: Evaluation, arret: Arret, territoire: Territoire = FRANCE) -> str:
    """La page entière que WeasyPrint imprime : rien n'y vient d'ailleurs."""
    page = contexte(evaluation, arret, territoire)
    page |= {"polices": _polices(), "a_l_ecran": False}
    return render_to_string("suivi/evaluation/pdf.html", page)


def pdf(document: Document, avancer=None) -> bytes:
    """Les octets du document ; les mêmes pour la même donnée, les mêmes voix et signatures.

    `avancer` reçoit, chemin faisant, ce qui est fait, en pour cent.
    """
    evaluation = document.evaluation
    arret = evaluation.arrets.first()
    territoire = Territoire(document.disp, document.section)
    pieces = []
    if document.forme == Document.Forme.ARCHIVE:
        nom = f"evaluation-{evaluation.libelle}-v{arret.numero}.json"
        pieces.append(PieceJointe(nom, "Les chiffres arrêtés", canonique(arret.donnees)))
    return rendre(
        html(evaluation, arret, territoire),
        instant=arret.le,
        variante=VARIANTES[document.forme],
        pieces=pieces,
        avancer=avancer,
    )


@lru_cache
def _polices():
    return [
        (famille, graisse, base64.b64encode(_lire(f"polices/{nom}-{graisse}.ttf")).decode())
        for famille, nom in POLICES.items()
        for graisse in GRAISSES
    ]


def _lire(chemin) -> bytes:
    with open(finders.find(chemin), "rb") as fichier:
        return fichier.read()


def _jour(texte):
    return dt.date.fromisoformat(texte)


def _est(disp, territoire):
    return disp["code"] == territoire.disp.code


def _bilans(couverture, territoire):
    """Les nombres du territoire à chacun des jours comparés ; None pour une section."""
    if territoire.disp:
        return next(d for d in couverture["disps"] if _est(d, territoire))
    return None if territoire.section else couverture["france"]


def _chiffres(bilans):
    """Les chiffres clés : au dernier jour, et leur variation depuis un an et depuis le départ."""
    if bilans is None:
        return []
    cles = (
        ("établissements ouverts", "etablissements"),
        ("visiteurs à l’agrément valable", "vp"),
        ("CP Auxilia affectés", "cp"),
        ("établissements où il manque des visiteurs", "manque_vp"),
        ("établissements sans CP Auxilia", "manque_cp"),
    )
    etats = {nom: bilans[nom] for nom in ("fin", "avant", "depart")}
    lignes = [(libelle, {nom: etat[cle] for nom, etat in etats.items()}) for libelle, cle in cles]
    deux = {nom: etat["croises"]["les_deux"] for nom, etat in etats.items()}
    lignes.insert(3, ("établissements avec les deux associations", deux))
    return [
        {
            "libelle": libelle,
            "valeur": n["fin"],
            "un_an": _signe(n["fin"] - n["avant"]),
            "depart": _signe(n["fin"] - n["depart"]),
        }
        for libelle, n in lignes
    ]


def _signe(n: int) -> str:
    return f"{n:+}".replace("-", "−").replace("+0", "0")


def _manques(siens, disps):
    """Les établissements non ou insuffisamment pourvus, par DISP."""
    groupes = [
        (disp["nom"], [_manque(e) for e in siens if e["manque"] and e["disp"] == disp["code"]])
        for disp in disps
    ]
    return [(nom, lignes) for nom, lignes in groupes if lignes]


def _en_clair(e):
    vp, cp = StatutVP(e["statut_vp"]), StatutCP(e["statut_cp"])
    return e | {"statut_vp_clair": vp.label, "statut_cp_clair": cp.label}


def _manque(e):
    return e | {
        "vp_depuis": e["vp_depuis"] and _jour(e["vp_depuis"]),
        "cp_depuis": e["cp_depuis"] and _jour(e["cp_depuis"]),
        "recherches": {nom: _jour(le) for nom, le in e["recherches"].items()},
    }


def _categorie(categorie, evaluation):
    rubrique = Rubrique(str(categorie["numero"]))
    return categorie | {
        "engagements": [_engagement(e) for e in categorie["engagements"]],
        "voix": _voix(evaluation, rubrique),
    }


def _engagement(e):
    """Avec le dessin de son premier indicateur qui se dessine."""
    dessins = ((i["titre"], barres(i["annees"])) for i in e["indicateurs"])
    titre, dessin = next((paire for paire in dessins if paire[1]), ("", None))
    actions = e["actions"]
    return e | {
        "indicateurs": [_indicateur(i) for i in e["indicateurs"]],
        "dessine": titre,
        "dessin": dessin,
        "actions": actions
        | {"montrees": [a | {"le": _jour(a["le"])} for a in actions["montrees"]]},
    }


def _indicateur(i):
    annees = i["annees"]
    return i | {
        "derniere": annees[-1] if annees else None,
        "precedente": annees[-2] if len(annees) > 1 else None,
    }


def _cibles(categories):
    """Les cibles de l'année, atteintes ou non : la synthèse les dit."""
    return [
        {"numero": e["numero"], "titre": i["titre"], **i["annees"][-1]}
        for c in categories
        for e in c["engagements"]
        for i in e["indicateurs"]
        if i["annees"] and i["annees"][-1]["cible"] is not None
    ]


def _tableaux(donnees, territoire):
    """Les indicateurs par DISP : toutes, ou celle de l'extrait."""
    if territoire.section:
        return []
    disps = [
        d for d in donnees["couverture"]["disps"] if not territoire.disp or _est(d, territoire)
    ]
    return [
        {
            "cle": cle,
            "titre": titre,
            "colonnes": list(colonnes.values()),
            "lignes": [
                (d["nom"], [donnees["par_disp"][d["code"]][code] for code in colonnes])
                for d in disps
            ],
        }
        for cle, (titre, colonnes) in TABLEAUX.items()
    ]


def _voix(evaluation, rubrique):
    """Ce que chaque association en écrit ; celle qui n'a rien écrit est dite aussi."""
    ecrites = {
        c.association: c.texte for c in evaluation.commentaires.all() if c.rubrique == rubrique
    }
    return [(association.label, ecrites.get(association, "")) for association in Association]
