"""Ce qu'on emporte des listes de personnes, sections, comptes et seuils, et des histoires."""

from django.utils.timezone import localtime

from benevoles.changements import GESTES
from benevoles.telechargements import Tableau


def _section(section):
    return [
        section.nom,
        ", ".join(f"{m.benevole} ({m.get_fonction_display()})" for m in section.du_jour),
        ", ".join(str(lien.etablissement) for lien in section.rattaches),
        section.debut,
        section.fin,
    ]


def _compte(compte):
    roles = (
        f"{role} (depuis le {role.debut:%d/%m/%Y}"
        + (f", jusqu’au {role.fin:%d/%m/%Y})" if role.fin else ")")
        for role in compte.roles_visibles
    )
    return [
        compte.nom_affiche,
        "oui" if compte.is_active else "fermé",
        " ; ".join(roles),
        compte.last_login and localtime(compte.last_login).date(),
    ]


def _doublon(paire):
    return [paire.score, paire.raison, *_fiche(paire.une), *_fiche(paire.autre)]


def _fiche(identite):
    return [identite.pk, str(identite), identite.commune, identite.courriel, identite.telephone]


def _fusion(fusion):
    return [
        fusion.conserve_id,
        str(fusion.conserve),
        fusion.absorbe,
        fusion.nom_absorbe,
        localtime(fusion.faite_le),
        str(fusion.faite_par or ""),
        fusion.defaite_le and localtime(fusion.defaite_le),
    ]


def _histoire(ligne):
    """Un changement par rangée ; un ajout ou un retrait sans détail en a une aussi."""
    e, changement = ligne
    libelle, avant, apres = changement or ("", "", "")
    ajout = e.geste == GESTES["+"]
    return [
        *(localtime(e.quand), e.qui, e.motif, e.quoi, e.sujet, e.geste),
        *(libelle, "" if ajout else avant, apres),
    ]


def _seuil(seuil):
    return [
        seuil.get_type_etablissement_display(),
        *(seuil.vp_pour_cent, seuil.minimum_vp, seuil.debut, seuil.fin),
        *(seuil.explication, str(seuil.fixe_par or "")),
    ]


SECTIONS = Tableau(
    "Sections",
    "sections",
    ("Section", "Responsables", "Établissements", "Depuis le", "Jusqu’au"),
    _section,
    personnel=True,
    champs={"Responsables": "benevoles.Mandat.fonction"},
)
COMPTES = Tableau(
    "Comptes",
    "comptes",
    ("Nom", "Ouvert", "Rôles", "Dernière connexion"),
    _compte,
    personnel=True,
    champs={"Nom": "partenariat.Utilisateur.nom_affiche"},
)
DOUBLONS = Tableau(
    "Doublons possibles",
    "doublons",
    (
        *("Score", "Pourquoi", "N° d’une fiche", "Une fiche", "Commune", "Courriel", "Téléphone"),
        *("N° de l’autre", "L’autre fiche", "Sa commune", "Son courriel", "Son téléphone"),
    ),
    _doublon,
    personnel=True,
    champs={
        **dict.fromkeys(("Une fiche", "L’autre fiche"), "benevoles.Benevole.nom"),
        **dict.fromkeys(("Commune", "Sa commune"), "benevoles.Benevole.commune"),
        **dict.fromkeys(("Courriel", "Son courriel"), "benevoles.Benevole.courriel"),
        **dict.fromkeys(("Téléphone", "Son téléphone"), "benevoles.Benevole.telephone"),
    },
)
FUSIONS = Tableau(
    "Fusions",
    "fusions",
    (
        *("N° conservé", "Fiche conservée", "N° absorbé", "Fiche absorbée"),
        *("Faite le", "Par", "Défaite le"),
    ),
    _fusion,
    personnel=True,
)
HISTOIRE = Tableau(
    "Histoire",
    "histoire",
    ("Quand", "Par qui", "Motif", "Quoi", "De quoi", "Geste", "Champ", "Avant", "Après"),
    _histoire,
    personnel=True,
)
SEUILS = Tableau(
    "Seuils",
    "seuils",
    (
        *("Type d’établissement", "Visiteurs pour 100", "Minimum", "Depuis le", "Jusqu’au"),
        *("Pourquoi", "Fixé par"),
    ),
    _seuil,
    personnel=True,
)
