"""Une année de trois territoires, jouée au navigateur ; les indicateurs se recomptent à la main."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils.timezone import localdate
from playwright.sync_api import expect

from benevoles.models import Fonction
from engagements.models import Convention, Session
from partenariat.models import Association
from partenariat.periodes import ajouter_mois
from tests import fabrique
from tests.fabrique_convention import charger_la_convention
from tests.fabrique_formations import creer_membre
from tests.navigateur import MOBILE

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]
ANVP, AUXILIA = Association.ANVP, Association.AUXILIA
HIER = localdate() - dt.timedelta(days=1)


class Territoire:
    """Une DISP, une prison, ses responsables des deux associations, ses deux délégués."""

    def __init__(self, nom):
        self.disp = fabrique.creer_disp(libelle=nom)
        self.prison = fabrique.creer_etablissement(nom=f"Maison d’arrêt de {nom}", disp=self.disp)
        self.president = fabrique.creer_president(etablissements=[self.prison])
        self.cp = fabrique.creer_compte_cp(etablissement=self.prison)
        for fonction in Fonction:
            fabrique.confirmer(self.prison, fonction=fonction)
        self.delegue, self.deleguee = (
            fabrique.creer_delegue(association=a, disp=self.disp) for a in Association
        )


@pytest.fixture
def pays():
    """Trois territoires et les deux directions, une convention en cours aujourd'hui."""
    convention = charger_la_convention()
    jour = localdate()
    debut = dt.date(jour.year - (jour.month < 9), 9, 1)
    fin = ajouter_mois(debut, 60) - dt.timedelta(days=1)
    fabrique.changer(Convention.objects.filter(pk=convention.pk), debut=debut, fin=fin)
    territoires = [Territoire(nom) for nom in ("Aubrac", "Bresse", "Caux")]
    return territoires, {a: fabrique.creer_direction(association=a) for a in Association}


@pytest.fixture
def comme(nouvelle_page, live_server, connecte):
    """`comme(compte)` : une page à ce compte, au téléphone si on le demande."""

    def ouvrir(compte, **options):
        page = nouvelle_page(**options)
        session = connecte(compte).cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        return page

    return ouvrir


def remplir(page, **champs):
    for nom, valeur in champs.items():
        page.locator(f"main [name={nom}]").fill(valeur)


def noter_une_action(page, phrase, *, orientees=0):
    page.goto(reverse("action_nouvelle"))
    page.get_by_text(phrase, exact=True).click()
    if orientees:
        page.get_by_label("Orientées vers qui").select_option(index=1)
        page.get_by_label("Combien").fill(str(orientees))
    page.get_by_role("button", name="Enregistrer").click()
    page.wait_for_url(re.compile(r"/actions/\d+/$"))


def tenir_une_reunion(page, titre, territoire, *, genre, presents):
    """Une réunion d'hier : qui y était, parmi les homologues que l'application a trouvés."""
    page.goto(reverse("reunion_nouvelle"))
    page.get_by_label("Titre").fill(titre)
    page.locator("[name=genre]").select_option(label=genre)
    choix = page.locator("[name=territoire]")
    choix.select_option(
        value=choix.get_by_text(territoire, exact=False).first.get_attribute("value")
    )
    page.get_by_label("Date").fill(HIER.isoformat())
    page.get_by_label("Début").fill("14:00")
    page.get_by_label("Fin").fill("16:00")
    page.get_by_label("Lieu").fill("Salle des associations")
    page.get_by_role("main").get_by_role("button").last.click()
    page.wait_for_url(re.compile(r"/reunions/\d+/$"))
    page.get_by_role("link", name="Noter que les invitations ont été faites").click()
    page.get_by_role("main").get_by_role("button").last.click()
    page.get_by_role("link", name="Qui était là").click()
    for nom in presents:
        page.get_by_label(re.compile(nom)).check()
    page.get_by_role("main").get_by_role("button").last.click()
    page.wait_for_url(re.compile(r"/reunions/\d+/$"))


def publier(auteur, lectrice):
    auteur.goto(reverse("publication_nouvelle"))
    auteur.get_by_label("Titre").fill("Une journée commune")
    auteur.get_by_label("En une phrase").fill("Les deux associations se retrouvent.")
    auteur.get_by_label("Texte").fill("Le **programme** suit.")
    auteur.get_by_role("button", name="Garder en brouillon").click()
    auteur.get_by_role("link", name="Proposer à l’autre association").click()
    auteur.get_by_role("button", name="Proposer").click()
    lectrice.goto(reverse("a_faire"))
    lectrice.get_by_role("link", name="Une journée commune").click()
    lectrice.get_by_role("link", name="Accepter ou renvoyer").click()
    lectrice.get_by_label("Accepter").check()
    lectrice.get_by_role("button", name="Répondre").click()
    for page in (auteur, lectrice):
        page.goto(reverse("publications"))
        page.get_by_role("link", name="Une journée commune").first.click()
        page.get_by_role("link", name="Noter une parution").click()
        page.get_by_label("Média").select_option("site")
        page.get_by_role("button", name="Noter la parution").click()


def former(formatrice, eleve):
    """Une session annoncée, une inscription de l'autre association ; puis les jours passent."""
    formatrice.goto(reverse("formation_nouvelle"))
    remplir(
        formatrice,
        titre="Écrire à qui est détenu",
        public="Tous les bénévoles",
        description="Une journée d’exercices.",
        heures="6",
    )
    formatrice.get_by_role("main").get_by_role("button").last.click()
    formatrice.get_by_role("link", name=re.compile("session", re.I)).first.click()
    jour = (localdate() + dt.timedelta(days=20)).isoformat()
    remplir(formatrice, jour=jour, de="09:00", a="16:00", lieu="Lyon", places="10")
    formatrice.get_by_role("main").get_by_role("button").last.click()
    eleve.goto(reverse("formations"))
    eleve.get_by_role("button", name="Je m’inscris").click()
    expect(eleve.get_by_text("Vous avez une place")).to_be_visible()
    session = Session.objects.get()
    passe = dt.timedelta(days=21)
    Session.objects.update(debut=session.debut - passe, fin=session.fin - passe)
    formatrice.goto(session.get_absolute_url())
    formatrice.get_by_role("link", name="Noter qui était présent").click()
    formatrice.get_by_role("checkbox").first.check()
    formatrice.get_by_role("main").get_by_role("button").last.click()


def valeur(page, code):
    """La valeur de l'année en cours, telle que la page de l'engagement la montre."""
    ligne = page.locator(f"section:has(#{code}) tbody tr").last
    return " ".join(ligne.locator("td").first.inner_text().split())


def test_une_annee_de_trois_territoires_se_recompte_a_la_main(pays, comme):
    (aubrac, bresse, caux), directions = pays
    noter_une_action(
        comme(aubrac.president, viewport=MOBILE, is_mobile=True, has_touch=True),
        "Information sur les cours d’AUXILIA",
        orientees=2,
    )
    noter_une_action(comme(bresse.president), "Information sur les cours d’AUXILIA", orientees=3)
    noter_une_action(comme(caux.cp), "Information sur les visites de l’ANVP")
    for territoire, presents in (
        (aubrac, ["organisateur", "CP Auxilia"]),
        (bresse, ["organisateur"]),
    ):
        tenir_une_reunion(
            comme(territoire.president),
            f"Réunion de {territoire.disp.libelle}",
            territoire.prison.nom,
            genre="réunion trimestrielle d’établissement",
            presents=presents,
        )
    publier(comme(directions[ANVP]), comme(directions[AUXILIA]))
    eleve = creer_membre(association=ANVP).utilisateur
    former(comme(directions[AUXILIA]), comme(eleve))

    directrice = comme(directions[ANVP])

    def lire(numero, *codes):
        directrice.goto(reverse("engagement", args=["2014-2019", numero]))
        return [valeur(directrice, code) for code in codes]

    attendus = ["67 % (2 sur 3)", "2", "5"]
    codes = ("info-cours-sections", "info-cours-actions", "orientations-auxilia")
    assert lire("1.1", *codes) == attendus
    assert lire("1.2", "info-visites-cp") == ["33 % (1 sur 3)"]
    assert lire("4.2", "informations-publiees", "publiees-chez-les-deux") == [
        "1",
        "100 % (1 sur 1)",
    ]
    assert lire("4.3", "reunions-a-deux") == ["50 % (1 sur 2)"]
    assert lire("5.2", "formations-ouvertes", "places-prises") == ["100 % (1 sur 1)", "1"]

    directrice.goto(reverse("actions") + "?engagement=1.1")
    expect(directrice.get_by_text("Information sur les cours d’AUXILIA")).to_have_count(2)
    directrice.goto(reverse("reunions") + "?niveau=local&autre=les_deux")
    expect(directrice.get_by_role("link", name="Réunion de Aubrac")).to_have_count(1)
    expect(directrice.get_by_role("link", name="Réunion de Bresse")).to_have_count(0)
    directrice.goto(reverse("publications"))
    expect(directrice.get_by_role("link", name="Une journée commune")).to_have_count(1)
