"""Chaque adresse, pour chaque rôle : une matrice lisible, et rien qui n'y soit pas.

    +  la page s'affiche (200)          >  redirection vers une autre page (302)
    c  page de connexion                -  pas votre rôle (403)
    0  pas votre ligne (404)            x  cette adresse veut un envoi (405)

Une ligne par adresse ; plusieurs quand elle désigne un objet : « ici », la région des comptes
d'essai, ou « là-bas » ; d'un visiteur (vp) ou d'un CP Auxilia (cp). Chaque adresse est lue (GET) ;
celles qui n'acceptent qu'un envoi, marquées « envoi », reçoivent un formulaire vide (POST).
"""

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from tests.matrice import MATRICE
from tests.monde import AGREGATS, ROLES, creer_monde

TEXTES = [MATRICE, *(agregat.LIGNES for agregat in AGREGATS)]
LIGNES = [
    ligne.split()
    for texte in TEXTES
    for ligne in texte.strip().splitlines()
    if not ligne.startswith("#")
]


def arguments(nom, sujet, region):
    """Les arguments de l'adresse `nom` pour ce sujet, dans une région."""
    for agregat in AGREGATS:
        if nom in (siens := agregat.arguments(region, sujet)):
            return siens[nom]
    fonction = "cp" if "cp" in sujet else "vp"
    affectation = region.cp if fonction == "cp" else region.vp
    titre = region.autorisation if fonction == "cp" else region.agrement
    adhesion = region.adhesion_auxilia if fonction == "cp" else region.adhesion_anvp
    par_sorte = {
        "disp": [region.disp.code],
        "etablissement": [region.etablissement.code],
        "besoin": [region.etablissement.code],
        "liste": [region.etablissement.code, fonction],
        "recensement_export": ["csv"],
        "demandes": [],
        "demandes_nombres_export": ["csv"],
        "boites_spip": [region.etablissement.spip.code],
        "boite_fin": [region.boite.pk],
        "demandes_export": ["csv"],
        "seuil": ["MA"],
        "affectation": [affectation.pk],
        "titre_nouveau": [affectation.pk],
        "titre": [titre.pk],
        "suspension": [region.suspension.pk],
        "personne": [affectation.benevole_id],
        "absence": [affectation.benevole_id],
        "absence_fin": [region.absence.pk],
        "adhesion": [affectation.benevole_id],
        "adhesion_fin": [adhesion.pk],
        "section": [region.section.pk],
        "mandat_nouveau": [region.section.pk],
        "mandat": [region.mandat.pk],
        "rattachement": [region.section.pk],
        "rattachement_fin": [region.rattachement.pk],
        "role": [region.role.pk],
        "invitation_relance": [region.invitation.pk],
        "invitation_annulation": [region.invitation.pk],
        "invitation": ["jeton-inconnu"],
        "demande": [region.brouillon.pk if "brouillon" in sujet else region.demande.pk],
        "demande_etape": [region.demande.pk, sujet.split(":")[0]],
        "mfa_edit_webauthn": [1],
        "mfa_remove_webauthn": [1],
    }
    sans_argument = {
        "demande_nouvelle",
        "invitation_nouvelle",
        "personne_nouvelle",
        "section_nouvelle",
    }
    for sorte in (nom, nom.rsplit("_", 1)[0], nom.split("_")[0]):
        if sorte in par_sorte and nom not in sans_argument:
            return par_sorte[sorte]
    return []


def code(reponse):
    if reponse.status_code == 302:
        return "c" if reponse["Location"].startswith(reverse("account_login")) else ">"
    return {200: "+", 403: "-", 404: "0", 405: "x"}.get(reponse.status_code, reponse.status_code)


def demander(nom, sujet, compte, region):
    client = Client()
    if compte:
        client.force_login(compte)
    adresse = reverse(nom, args=arguments(nom, sujet, region))
    return client.post(adresse) if "envoi" in sujet else client.get(adresse)


@pytest.mark.django_db
@pytest.mark.parametrize("ligne", LIGNES, ids=lambda ligne: f"{ligne[0]}-{ligne[1]}")
def test_chaque_role_obtient_ce_que_dit_la_matrice(ligne):
    nom, sujet, *attendus = ligne
    comptes, ici, la_bas = creer_monde()
    region = la_bas if "là-bas" in sujet else ici

    obtenus = [code(demander(nom, sujet, comptes[role], region)) for role in ROLES]

    assert dict(zip(ROLES, obtenus, strict=True)) == dict(zip(ROLES, attendus, strict=True))


def _adresses(motifs):
    for motif in motifs:
        if isinstance(motif, URLPattern):
            yield motif
        else:
            yield from _adresses(motif.url_patterns)


def test_chaque_adresse_est_dans_la_matrice():
    declarees = {ligne[0] for ligne in LIGNES}
    assert {motif.name for motif in _adresses(get_resolver().url_patterns)} == declarees


def test_chaque_vue_de_l_application_declare_qui_peut_entrer():
    sans_regle = [
        motif.name
        for motif in _adresses(get_resolver().url_patterns)
        if not motif.callback.__module__.startswith("allauth.")
        and not getattr(motif.callback, "acces_declare", False)
    ]
    assert sans_regle == []
