"""Qui voit quelle demande, et quoi d'elle : une table par état, une par champ, et des parcours."""

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate

from benevoles.models import Fonction
from engagements.courriels import message
from engagements.demandes.etapes import ETAPES
from engagements.demandes.liste import demandes_de
from engagements.models import Avis, DemandeVisite
from engagements.nuit import controler_les_demandes
from partenariat.models import Association
from tests import fabrique
from tests.fabrique_demandes import avancer, creer_boite, creer_demande, creer_visiteur

pytestmark = pytest.mark.django_db

# dAU, dAN : directions ; gAU, gAN : délégués de la région, xAU, xAN : d'une autre ; CP : l'auteur,
# CP Auxilia d'à côté, xCP : un autre du même établissement ; pré : président ; VP : visiteur
# proposé ; SPI : agent du SPIP ; xpr, xVP, xSP : d'ailleurs (xVP, de la même prison) ; tec :
# administration technique.
VUES = """
#             dAU gAU xAU CP  xCP dAN gAN xAN pré xpr VP  xVP SPI xSP tec
brouillon     +   +   0   +   0   0   0   0   0   0   0   0   0   0   -
a_proposer    +   +   0   +   0   +   +   0   +   0   0   0   0   0   -
accord_vp     +   +   0   +   0   +   +   0   +   0   +   0   0   0   -
au_spip       +   +   0   +   0   +   +   0   +   0   +   0   +   0   -
differee      +   +   0   +   0   +   +   0   +   0   +   0   +   0   -
a_completer   +   +   0   +   0   +   +   0   +   0   +   0   +   0   -
avalisee      +   +   0   +   0   +   +   0   +   0   +   0   +   0   -
refusee       +   +   0   +   0   +   +   0   +   0   +   0   +   0   -
desistee      +   +   0   +   0   +   +   0   +   0   0   0   +   0   -
"""
CHAMPS = """
#             dAU gAU xAU CP  xCP dAN gAN xAN pré xpr VP  xVP SPI xSP tec
AUX-4242      +   +   0   +   0   0   0   0   0   0   +   0   +   0   0
Précision-ici +   +   0   +   0   0   0   0   0   0   0   0   +   0   0
reprendre     +   +   0   +   0   +   +   0   +   0   +   0   +   0   0
Lenormand     +   +   0   +   0   +   +   0   +   0   +   0   +   0   0
Bilan-ici     +   +   0   +   0   0   0   0   0   0   +   0   0   0   0
"""
CHEMINS = {
    "brouillon": "",
    "a_proposer": "soumettre",
    "accord_vp": "soumettre+",
    "au_spip": "soumettre+ accepter",
    "differee": "soumettre+ accepter differer",
    "a_completer": "soumettre+ accepter renvoyer",
    "avalisee": "soumettre+ accepter avaliser",
    "refusee": "soumettre+ accepter refuser",
    "desistee": "soumettre+ accepter desister",
}


def _table(texte):
    (_, *roles), *lignes = [ligne.split() for ligne in texte.strip().splitlines()]
    return {nom: dict(zip(roles, cases, strict=True)) for nom, *cases in lignes}


class Monde:
    """Une prison sans CP Auxilia, sa demande, et un compte de chaque sorte."""

    def __init__(self):
        ailleurs, self.prison = fabrique.creer_etablissement(), fabrique.creer_etablissement()
        disp, spip = self.prison.disp, self.prison.spip
        self.voisine = fabrique.creer_etablissement(disp=disp, spip=spip)
        fabrique.confirmer(self.prison, fonction=Fonction.CP, le=localdate())
        compte = fabrique.creer_compte()
        lui = fabrique.creer_benevole(prenom="Agathe", nom="Lenormand", utilisateur=compte)
        self.visiteur = creer_visiteur(prison=self.prison, benevole=lui)
        self.comptes = {
            "dAU": fabrique.creer_direction(association=Association.AUXILIA),
            "gAU": fabrique.creer_delegue(association=Association.AUXILIA, disp=disp),
            "xAU": fabrique.creer_delegue(association=Association.AUXILIA),
            "CP": fabrique.creer_compte_cp(etablissement=self.voisine),
            "xCP": fabrique.creer_compte_cp(etablissement=self.voisine),
            "dAN": fabrique.creer_direction(),
            "gAN": fabrique.creer_delegue(disp=disp),
            "xAN": fabrique.creer_delegue(),
            "pré": fabrique.creer_president(etablissements=[self.prison]),
            "xpr": fabrique.creer_president(etablissements=[ailleurs]),
            "VP": compte,
            "xVP": fabrique.creer_compte_vp(etablissement=self.prison),
            "SPI": fabrique.creer_agent_spip(spip=spip),
            "xSP": fabrique.creer_agent_spip(spip=ailleurs.spip),
            "tec": fabrique.creer_technicien(),
        }

    def demande(self, chemin):
        demande = creer_demande(
            etablissement=self.prison,
            par=self.comptes["CP"],
            reference="AUX-4242",
            precision="Précision-ici",
            motif=DemandeVisite.Motif.REPRISE,
        )
        for code in chemin.split():
            avec = {"benevole": self.visiteur} if code.endswith("+") else {}
            demande = avancer(demande, code.rstrip("+"), **avec)
        return demande


@pytest.fixture
def monde():
    return Monde()


def _page(compte, adresse, **envoi):
    client = Client()
    client.force_login(compte)
    return client.post(adresse, envoi) if envoi else client.get(adresse)


CODES = {200: "+", 404: "0", 403: "-"}


@pytest.mark.parametrize(("etat", "attendu"), _table(VUES).items(), ids=_table(VUES))
def test_qui_voit_une_demande_dans_chaque_etat(monde, etat, attendu):
    demande = monde.demande(CHEMINS[etat])
    obtenu = {
        role: CODES[_page(compte, demande.get_absolute_url()).status_code]
        for role, compte in monde.comptes.items()
    }
    assert obtenu == attendu
    listees = {
        role: demandes_de(compte, le=localdate()).filter(pk=demande.pk).exists()
        for role, compte in monde.comptes.items()
    }
    assert listees == {role: case == "+" for role, case in attendu.items()}


def test_qui_lit_quel_champ(monde):
    demande = monde.demande(CHEMINS["avalisee"])
    demande = avancer(
        demande, "rencontrer", jour=localdate(), bilan="utile", texte="Bilan-ici", par=None
    )
    pages = {
        role: _page(compte, demande.get_absolute_url()).content.decode()
        for role, compte in monde.comptes.items()
    }
    obtenu = {
        champ: {role: "+" if champ in page else "0" for role, page in pages.items()}
        for champ in _table(CHAMPS)
    }
    assert obtenu == _table(CHAMPS)


def test_un_agent_d_un_autre_spip_n_a_aucune_adresse_d_une_demande(monde):
    demande = monde.demande(CHEMINS["au_spip"])
    boite = creer_boite(spip=monde.prison.spip)
    adresses = [
        demande.get_absolute_url(),
        *(reverse("demande_etape", args=[demande.pk, code]) for code in ETAPES),
        reverse("boites_spip", args=[monde.prison.spip.code]),
        reverse("boite_fin", args=[boite.pk]),
    ]
    reservees = [  # à d'autres rôles que le sien : refusées avant même de chercher la demande
        reverse("demande_modification", args=[demande.pk]),
        reverse("demande_journal", args=[demande.pk]),
        reverse("recherche_par_reference"),
    ]
    agent = monde.comptes["xSP"]
    for envoi in ({}, {"version": demande.version}):
        assert {_page(agent, a, **envoi).status_code for a in adresses} == {404}
        assert {_page(agent, a, **envoi).status_code for a in reservees} == {403}
    for adresse in ("demandes", "a_decider"):
        assert f"/demandes/{demande.pk}/" not in _page(agent, reverse(adresse)).content.decode()
    emportee = b"".join(_page(agent, reverse("demandes_export", args=["csv"]))).decode()
    assert str(monde.prison) not in emportee
    assert _page(agent, reverse("demandes_nombres")).context["total"].deposees == 0
    assert DemandeVisite.objects.get().version == demande.version


@pytest.mark.parametrize("chemin", CHEMINS.values(), ids=CHEMINS)
def test_l_anvp_ne_lit_la_reference_nulle_part(monde, chemin):
    demande = monde.demande(chemin)
    fermee = reverse("recherche_par_reference")
    pages = [
        *(reverse(nom) for nom in ("demandes", "demandes_nombres", "tableau_de_bord")),
        *(reverse(nom) for nom in ("mes_etablissements", "sections", "personnes")),
        f"{reverse('recherche')}?q=Lenormand",
        monde.prison.get_absolute_url(),
        *(reverse(n, args=["csv"]) for n in ("demandes_export", "demandes_nombres_export")),
        demande.get_absolute_url(),
        reverse("demande_journal", args=[demande.pk]),
        *(reverse("demande_etape", args=[demande.pk, code]) for code in ETAPES),
    ]
    for role in ("dAN", "gAN", "pré"):
        compte = monde.comptes[role]
        assert _page(compte, fermee).status_code == 403
        lues = {adresse: b"".join(_page(compte, adresse)) for adresse in pages}
        assert [adresse for adresse, lue in lues.items() if demande.reference.encode() in lue] == []


def test_aucun_courriel_ne_porte_la_reference_ni_le_lieu(monde):
    creer_boite(spip=monde.prison.spip)
    monde.demande("soumettre+ accepter differer")
    for jours in (8, 30, 115):
        controler_les_demandes(timezone.now() + timezone.timedelta(days=jours))
    call_command("taches_quotidiennes", verbosity=0)
    courriels = [message(avis) for avis in Avis.objects.all()]
    assert len(courriels) > 8
    secrets = ("AUX-4242", "Précision", monde.prison.nom, "Lenormand", "Agathe")
    for courriel in courriels:
        entier = courriel.subject + courriel.body + str(courriel.alternatives)
        assert [secret for secret in secrets if secret in entier] == []
