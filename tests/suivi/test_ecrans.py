"""Les écrans de lecture : chiffres justes, date respectée, requêtes en nombre constant."""

import csv
import datetime as dt
import io

import openpyxl
import pytest
from django.urls import reverse
from odfdo import Document

from benevoles.models import Fonction
from etablissements.models import Effectif
from tests.fabrique import (
    JOUR,
    confirmer,
    creer_agent_spip,
    creer_benevole,
    creer_compte_vp,
    creer_direction,
    creer_disp,
    creer_effectif,
    creer_etablissement,
    creer_president,
    creer_section,
    creer_vp,
)

pytestmark = pytest.mark.django_db
AU = f"?au={JOUR.isoformat()}"


def _pays(nombre, disp=None):
    """`nombre` établissements confirmés, avec chacun un visiteur, et sans CP Auxilia."""
    disp = disp or creer_disp()
    etablissements = [creer_etablissement(disp=disp) for _ in range(nombre)]
    for etablissement in etablissements:
        creer_vp(etablissement=etablissement)
        confirmer(etablissement)
        confirmer(etablissement, fonction=Fonction.CP)
    return etablissements


def _lignes_csv(reponse):
    return list(csv.DictReader(io.StringIO(reponse.content.decode("utf-8-sig")), delimiter=";"))


def test_le_tableau_de_bord_compte_a_la_date_demandee(connecte):
    etablissement = _pays(1)[0]
    creer_vp(etablissement=etablissement, debut=dt.date(2016, 6, 1))
    client = connecte(creer_direction())

    juin = client.get(reverse("tableau_de_bord") + AU).context["chiffres"]
    mai = client.get(reverse("tableau_de_bord") + "?au=2016-05-31").context["chiffres"]

    assert [c.valeur for c in juin][:3] == [1, 2, 0]
    assert [c.valeur for c in mai][:3] == [1, 1, 0]
    assert juin[1].variation == 2  # il y a un an, aucun agrément n'avait encore commencé


@pytest.mark.parametrize("page", ["tableau_de_bord", "recensement", "etablissements"])
def test_les_pages_nationales_coutent_autant_de_requetes_a_2_qu_a_80_etablissements(
    page, connecte, django_assert_max_num_queries, django_assert_num_queries
):
    client = connecte(creer_direction())
    _pays(2)
    with django_assert_max_num_queries(60) as premieres:
        client.get(reverse(page) + AU)
    _pays(78)

    with django_assert_num_queries(len(premieres)):
        client.get(reverse(page) + AU)


def test_une_page_deja_calculee_ne_relit_que_la_version(connecte, django_assert_num_queries):
    client = connecte(creer_direction())
    _pays(3)
    client.get(reverse("tableau_de_bord") + AU)

    # session, compte, rôles ; la version ; les demandes
    with django_assert_num_queries(5):
        client.get(reverse("tableau_de_bord") + AU)


def test_le_recensement_montre_ce_qui_manque_et_depuis_quand(connecte):
    etablissement = _pays(1)[0]
    creer_effectif(etablissement=etablissement, valeur=200, le=dt.date(2016, 2, 1))

    reponse = connecte(creer_direction()).get(reverse("recensement") + AU)

    assert (
        'statuts.svg#insuffisant"/></svg>insuffisamment pourvu</span>' in reponse.content.decode()
    )
    (rangee,) = reponse.context["table"].rows
    assert rangee.record.couverture.statut_vp == "insuffisant"
    assert rangee.record.anciennete.vp == JOUR  # inconnu jusqu'à la confirmation du jour
    assert rangee.record.couverture.besoin_vp == 4


def test_les_filtres_du_recensement_se_combinent(connecte):
    ici, ailleurs = creer_disp(), creer_disp()
    _pays(2, disp=ici)
    _pays(3, disp=ailleurs)
    client = connecte(creer_direction())

    table = client.get(reverse("recensement") + f"{AU}&disp={ici.code}&manque=cp").context["table"]
    rien = client.get(reverse("recensement") + f"{AU}&disp={ici.code}&manque=vp").context["table"]

    assert len(table.rows) == 2
    assert len(rien.rows) == 0


@pytest.mark.parametrize(
    "requete",
    [
        "?disp=nulle-part",
        "?type=XX",
        "?page=99999",
        "?sort=mot_de_passe",
        "?au=hier",
        "?au=9999-12-31",
        "?au=0001-01-01",
        "?q=%00",
        "?q=saint%00",
        "?manque=rien&statut_vp=zzz",
        "?au=2014-02-30",
    ],
)
@pytest.mark.parametrize(
    "page",
    ["tableau_de_bord", "recensement", "etablissements", "recherche", "comptes", "personnes"],
)
def test_une_adresse_bricolee_ne_casse_aucune_page(page, requete, connecte):
    _pays(1)
    assert connecte(creer_direction()).get(reverse(page) + requete).status_code == 200


def test_un_filtre_illisible_est_dit_a_cote_du_champ(connecte):
    reponse = connecte(creer_direction()).get(reverse("etablissements") + "?type=XX")
    assert "type" in reponse.context["filtre"].errors


def test_une_date_illisible_est_dite_en_francais(connecte):
    reponse = connecte(creer_direction()).get(reverse("tableau_de_bord") + "?au=bientot")
    assert "écrivez-la comme 01/09/2014" in reponse.content.decode()


def test_les_trois_exports_donnent_les_memes_lignes_que_l_ecran(connecte):
    _pays(60)
    client = connecte(creer_direction())
    ecran = client.get(reverse("recensement") + f"{AU}&sort=-nom").context["table"]
    attendus = [rangee.record.etablissement.code for rangee in ecran.rows]

    def fichier(format):
        return client.get(reverse("recensement_export", args=[format]) + f"{AU}&sort=-nom")

    en_csv = [ligne["Code"] for ligne in _lignes_csv(fichier("csv"))]
    classeur = openpyxl.load_workbook(io.BytesIO(fichier("xlsx").content))
    en_xlsx = [rangee[0] for rangee in classeur.active.iter_rows(min_row=2, values_only=True)]
    feuille = Document(io.BytesIO(fichier("ods").content)).body.tables[0]
    en_ods = [rangee[0] for rangee in feuille.iter_values()][1:]

    assert len(attendus) == 60
    assert en_csv == en_xlsx == en_ods == attendus


def test_un_nom_qui_ressemble_a_une_formule_n_est_pas_une_formule(connecte):
    etablissement = _pays(1)[0]
    etablissement.nom = "=1+1"
    etablissement.save()
    client = connecte(creer_direction())

    (ligne,) = _lignes_csv(client.get(reverse("recensement_export", args=["csv"]) + AU))
    contenu = client.get(reverse("recensement_export", args=["xlsx"]) + AU).content
    cellule = openpyxl.load_workbook(io.BytesIO(contenu)).active["B2"]

    assert ligne["Établissement"] == "'=1+1"
    assert (cellule.value, cellule.data_type) == ("=1+1", "s")


def test_un_format_d_export_inconnu_n_existe_pas(connecte):
    reponse = connecte(creer_direction()).get(reverse("recensement_export", args=["exe"]))
    assert reponse.status_code == 404


def test_la_page_d_un_etablissement_explique_et_ne_nomme_que_les_siens(connecte):
    etablissement = _pays(1)[0]
    creer_effectif(etablissement=etablissement, valeur=130, nature=Effectif.Nature.DETENUS)
    visiteur = creer_benevole(nom="Lenoir", prenom="Agathe")
    creer_vp(etablissement=etablissement, benevole=visiteur)
    adresse = reverse("etablissement", args=[etablissement.code]) + AU

    president = connecte(creer_president(etablissements=[etablissement])).get(adresse)
    page_auxilia = connecte(creer_direction(association="AUXILIA")).get(adresse)

    assert "Agathe Lenoir" in president.content.decode()
    assert "Lenoir" not in page_auxilia.content.decode()
    for page in (president, page_auxilia):
        texte = page.content.decode()
        assert "Besoin : 3, soit 1,8 pour 100 × 130 personnes détenues" in texte
        assert "agrément valable jusqu’au 31/08/2017" in texte


def test_un_etablissement_ferme_est_dit_ferme(connecte):
    etablissement = creer_etablissement(ferme_le=dt.date(2016, 1, 1))
    reponse = connecte(creer_direction()).get(etablissement.get_absolute_url() + AU)
    assert "n’est pas ouvert au 15 juin 2016" in reponse.content.decode()


def test_la_page_d_un_etablissement_coute_autant_de_requetes_a_1_qu_a_5_visiteurs(
    connecte, django_assert_max_num_queries, django_assert_num_queries
):
    etablissement = _pays(1)[0]
    client = connecte(creer_direction())
    adresse = reverse("etablissement", args=[etablissement.code]) + AU
    with django_assert_max_num_queries(30) as seul:
        client.get(adresse)
    for _ in range(4):
        creer_vp(etablissement=etablissement)

    with django_assert_num_queries(len(seul)):
        client.get(adresse)


def test_la_recherche_ignore_accents_et_casse_et_reste_dans_le_perimetre(connecte):
    etablissement = creer_etablissement(nom="Maison d’arrêt de Nîmes-Élan")
    creer_vp(etablissement=etablissement, benevole=creer_benevole(nom="Élandre"))
    adresse = reverse("recherche") + "?q=NIMES elan"

    page = connecte(creer_direction()).get(adresse)
    assert [e.nom for e in page.context["etablissements"]["liste"]] == [etablissement.nom]

    def personnes(compte):
        page = connecte(compte).get(reverse("recherche") + "?q=elandre")
        return [p.nom for p in page.context["personnes"]["liste"]]

    assert personnes(creer_president(etablissements=[etablissement])) == ["Élandre"]
    assert personnes(creer_direction(association="AUXILIA")) == []
    assert personnes(creer_compte_vp()) == []


def test_la_recherche_coute_autant_de_requetes_pour_une_personne_que_pour_trois(
    connecte, django_assert_max_num_queries, django_assert_num_queries
):
    client, adresse = connecte(creer_direction()), reverse("recherche") + "?q=elandre"
    creer_vp(benevole=creer_benevole(nom="Élandre", commune="Nîmes"))
    with django_assert_max_num_queries(10) as seule:
        assert "Nîmes" in client.get(adresse).content.decode()
    for _ in range(2):
        creer_vp(benevole=creer_benevole(nom="Élandre", commune="Nîmes"))

    with django_assert_num_queries(len(seule)):
        assert len(client.get(adresse).context["personnes"]["liste"]) == 3


def test_une_section_se_trouve_sans_accents_et_sous_son_nouveau_nom(connecte):
    section = creer_section(nom="Hérault – Béziers")
    creer_section(nom="Gers")
    client = connecte(creer_direction())

    def trouvees(texte):
        return client.get(reverse("recherche") + f"?q={texte}").context["sections"]["liste"]

    assert trouvees("BEZIERS herault") == [section]
    section.nom = "Sète"
    section.enregistrer(par=None)
    assert (trouvees("sete"), trouvees("beziers")) == ([section], [])


def test_un_agent_du_spip_ne_trouve_que_son_ressort(connecte):
    sien, autre = (
        creer_etablissement(nom="Prison du ressort"),
        creer_etablissement(nom="Prison loin"),
    )
    agent = creer_agent_spip(spip=sien.spip)

    page = connecte(agent).get(reverse("recherche") + "?q=prison")

    assert [e.nom for e in page.context["etablissements"]["liste"]] == ["Prison du ressort"]
    assert connecte(agent).get(autre.get_absolute_url()).status_code == 404
    ressort = connecte(agent).get(reverse("ressort"))
    assert [ligne.etablissement for ligne in ressort.context["lignes"]] == [sien]
