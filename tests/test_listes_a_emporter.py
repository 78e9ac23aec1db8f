"""Chaque page qui montre une liste propose de l'emporter, ou dit ici pourquoi non."""

import re

from partenariat.settings import RACINE

GABARITS = RACINE / "templates"
INCLUS = re.compile(r'{% include "([^"]+)"')
LISTE = re.compile(r"<table\b|{% render_table|class=\"(liste-personnes|fait-a-fait|engagements)")
OFFERT = "composants/telecharger.html"
SAISIE = "on y choisit ou l'on y coche : la liste elle-même s'emporte d'ailleurs"
FICHE = "une fiche : sa liste s'emporte, et son histoire"
GESTES = "ce qui attend un geste, et s'en va une fois fait"
SANS_EXPORT = {
    "actions/action.html": FICHE,
    "benevoles/imports/import.html": "le tableau est celui qu'on a envoyé ; ses refus s'emportent",
    "benevoles/imports/liste.html": "les fichiers qu'on a envoyés soi-même, un mois durant",
    "benevoles/listes/mes_etablissements.html": "chaque liste s'emporte de sa propre page",
    "benevoles/listes/recherche.html": SAISIE,
    "benevoles/personnes/fiche.html": FICHE,
    "benevoles/sections/section.html": FICHE,
    "benevoles/seuils/formulaire.html": "un essai, avant d'enregistrer",
    "engagements/a_decider.html": GESTES + " ; toutes les demandes s'emportent de leur liste",
    "engagements/boites.html": "les quelques adresses d'un service, tenues sur place",
    "engagements/choix.html": SAISIE,
    "engagements/demande.html": "une fiche : son journal s'emporte",
    "engagements/point.html": FICHE,
    "engagements/recherche.html": "la référence cherchée ne s'écrit nulle part",
    "formations/formation.html": FICHE,
    "formations/inscription.html": SAISIE,
    "formations/mes_formations.html": "les siennes : dans « mes données »",
    "formations/presence.html": SAISIE,
    "mfa/webauthn/authenticator_list.html": "les clés de sécurité de son propre compte",
    "positions/position.html": FICHE,
    "publications/publication.html": FICHE,
    "recrutements/recrutement.html": "les candidats s'effacent trois mois après : ils restent ici",
    "reunions/agenda.html": "il s'abonne (iCalendar) ; la liste des réunions s'emporte",
    "reunions/feuille.html": "une feuille à imprimer et à signer",
    "reunions/reunion.html": "une fiche ; ses invités sont sur la feuille à imprimer",
    "suivi/a_faire.html": GESTES,
    "suivi/archives/liste.html": "ce sont déjà des fichiers",
    "suivi/convention/engagement.html": "les indicateurs s'emportent tous de la convention",
    "suivi/etablissement.html": FICHE,
    "suivi/etat_du_systeme.html": "des mesures de l'instant ; une adresse les donne aux machines",
    "suivi/evaluation/evaluation.html": "une fiche : ses chiffres s'emportent avec les documents",
    "suivi/evaluation/lecture.html": "un document : son PDF et ses chiffres s'emportent",
    "suivi/qui_voit_quoi.html": "un texte à lire, sans donnée",
    "suivi/vie_privee/mes_donnees.html": "s'emporte entier, en JSON et en PDF",
    "suivi/vie_privee/registre.html": "un texte à lire et à imprimer, sans donnée",
}


def _entier(nom) -> str:
    """Le gabarit, et tous les nôtres qu'il inclut."""
    chemin = GABARITS / nom
    texte = chemin.read_text(encoding="utf-8") if chemin.exists() else ""
    return texte + "".join(map(_entier, INCLUS.findall(texte)))


def test_toute_page_qui_montre_une_liste_l_offre_en_tableur_ou_dit_pourquoi_non():
    pages = {
        str(chemin.relative_to(GABARITS)): _entier(chemin)
        for chemin in GABARITS.rglob("*.html")
        if '{% extends "' in chemin.read_text(encoding="utf-8")
    }
    sans = {nom for nom, texte in pages.items() if LISTE.search(texte) and OFFERT not in texte}
    assert sans == set(SANS_EXPORT)
