"""Ce qu'on emporte des listes de personnes, de sections et de comptes."""

from django.utils.timezone import localtime

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


SECTIONS = Tableau(
    "Sections",
    "sections",
    ("Section", "Responsables", "Établissements", "Depuis le", "Jusqu’au"),
    _section,
    personnel=True,
)
COMPTES = Tableau(
    "Comptes",
    "comptes",
    ("Nom", "Ouvert", "Rôles", "Dernière connexion"),
    _compte,
    personnel=True,
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
