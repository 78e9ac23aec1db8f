"""Le relevé des données d'une personne : à l'écran, en JSON, en PDF."""

import datetime as dt
from typing import NamedTuple

from django.template.loader import render_to_string

from benevoles.models import Fonction, Habilitation
from benevoles.perimetre import fonction_de
from engagements.demandes.textes import en_clair
from engagements.formations.attestation import polices
from partenariat.models import Association
from partenariat.pdf import rendre
from suivi.vie_privee.donnees import Lecture, Personne, Rubrique, ecrits, lectures, rubriques
from suivi.vie_privee.lecteurs import Lecteurs, lecteurs


class Releve(NamedTuple):
    """Tout ce que l'outil tient d'une personne, un jour ; `pour` : de cette association seule."""

    personne: Personne
    le: dt.date
    pour: Association | None
    rubriques: list[Rubrique]
    ecrits: dict[str, int]
    lecteurs: list[Lecteurs]
    lectures: list[Lecture]


def relever(personne: Personne, *, le: dt.date, pour: Association | None = None) -> Releve:
    """Un nombre constant de requêtes. `pour` : ce que cette association a le droit de connaître."""
    benevole, compte = personne
    siens = lecteurs(benevole, le=le) if benevole else []
    if pour:
        autre = "AUXILIA" if pour == Association.ANVP else "ANVP"
        siens = [lecteur for lecteur in siens if autre not in lecteur.role.upper()]
    return Releve(
        personne=personne,
        le=le,
        pour=pour,
        rubriques=rubriques(personne, garder=_de(pour) if pour else None),
        ecrits=ecrits(compte) if compte else {},
        lecteurs=siens,
        lectures=[] if pour else lectures(personne, en_clair),
    )


def _de(association):
    """Borne les lignes d'un modèle à ce qui se fait au titre d'une association."""
    anvp = association == Association.ANVP
    natures = [n for n in Habilitation.Nature if n.fonction == fonction_de(association)]
    valeurs = {"association": [association], "fonction": [fonction_de(association)]}
    valeurs |= {"nature": natures, "vers": [association.autre]}
    de_l_anvp = {"benevoles.Mandat", "engagements.Proposition", "benevoles.HistoricalMandat"}

    def garder(modele, lignes):
        libelle = modele._meta.label
        if libelle in de_l_anvp:
            return lignes if anvp else lignes.none()
        if libelle == "benevoles.Suspension":
            return lignes.filter(habilitation__nature__in=natures)
        champs = {champ.name for champ in modele._meta.local_concrete_fields}
        if (
            "fonction" in champs
            and list(modele._meta.get_field("fonction").choices) != Fonction.choices
        ):
            champs.discard("fonction")
        if libelle not in ("benevoles.Habilitation", "benevoles.HistoricalHabilitation"):
            champs.discard("nature")
        bornes = {f"{nom}__in": v for nom, v in valeurs.items() if nom in champs}
        return lignes.filter(**bornes)

    return garder


def en_json(releve: Releve) -> dict:
    """Lisible par une machine, dans les mots de l'écran."""
    return {
        "personne": str(releve.personne),
        "le": releve.le.isoformat(),
        "donnees": [
            {
                "sujet": r.titre,
                "garde": {
                    "mois": r.duree.mois,
                    "depuis": r.duree.depuis,
                    "ensuite": r.duree.ensuite,
                },
                "lignes": r.lignes,
            }
            for r in releve.rubriques
        ],
        "ecrit_ou_modifie": releve.ecrits,
        "qui_peut_lire": [{"role": g.role, "comptes": g.nombre} for g in releve.lecteurs],
        "lectures_de_vos_demandes": [
            lecture._asdict() | {"le": lecture.le.isoformat()} for lecture in releve.lectures
        ],
    }


def en_pdf(releve: Releve, *, instant: dt.datetime) -> bytes:
    """Le même relevé, à imprimer ; lève `PdfImpossible` si le serveur ne sait pas le faire."""
    contexte = {"releve": releve, "polices": polices()}
    return rendre(render_to_string("suivi/vie_privee/releve.html", contexte), instant=instant)
