import xml.etree.ElementTree as ET

import pytest
from django.urls import reverse

from benevoles.couverture.calcul import couvertures
from benevoles.models import Fonction
from etablissements.models import DirectionInterregionale, Etablissement
from suivi.cadrage import cadrer
from suivi.carte import VUES, Zone, dessiner
from tests.fabrique import (
    JOUR,
    confirmer,
    creer_agent_spip,
    creer_compte,
    creer_cp,
    creer_departement,
    creer_direction,
    creer_etablissement,
    creer_president,
    creer_spip,
    creer_vp,
)

pytestmark = pytest.mark.django_db
AU = f"?au={JOUR.isoformat()}"
SVG = "{http://www.w3.org/2000/svg}"


def _pays(nombre, **champs):
    etablissements = [creer_etablissement(**champs) for _ in range(nombre)]
    for e in etablissements:
        confirmer(e)
        confirmer(e, fonction=Fonction.CP)
    return etablissements


def _titres(svg):
    """{adresse: phrase} de tous les liens d'une carte, qui doit être un XML valide."""
    return {
        lien.get("href"): lien.find(f"{SVG}title").text
        for lien in ET.fromstring(svg).iter(f"{SVG}a")
    }


def _dessin(groupe):
    """Ce qui se voit d'une forme sans ses couleurs."""
    return tuple(
        (element.tag, element.get("d"), element.get("cx"), element.get("r"), "trait" in classe)
        for element in groupe.iter()
        if (classe := element.get("class", "")) and "halo" not in classe
    )


def _dessiner(vue, etablissements, **options):
    return dessiner(couvertures(etablissements, le=JOUR), vue=VUES[vue], le=JOUR, **options)


def test_chaque_etablissement_ouvert_est_un_lien_qui_dit_son_nom_et_son_statut(connecte):
    pourvu, vide, muet = [*_pays(2), creer_etablissement()]
    creer_vp(etablissement=pourvu)
    creer_cp(etablissement=pourvu)
    creer_etablissement(ferme_le=JOUR)
    client = connecte(creer_direction())

    def titres(vue):
        return _titres(client.get(reverse("carte") + f"{AU}&vue={vue}").content)

    def attendus(*details):
        trois = zip((pourvu, vide, muet), details, strict=True)
        return {e.get_absolute_url() + AU: f"{e.nom}\u00a0: {detail}" for e, detail in trois}

    assert titres("vp") == attendus(
        "pourvu (1 visiteur pour un besoin de 1)",
        "non pourvu (0 visiteur pour un besoin de 1)",
        "inconnu (liste des visiteurs non confirmée)",
    )
    assert titres("cp") == attendus(
        "pourvu (1 CP Auxilia)",
        "non pourvu (aucun CP Auxilia)",
        "inconnu (liste des CP Auxilia non confirmée)",
    )
    assert titres("croise") == attendus(
        "les deux (1 visiteur pour un besoin de 1, 1 CP Auxilia)",
        "aucune (0 visiteur pour un besoin de 1, aucun CP Auxilia)",
        "inconnu (liste des visiteurs non confirmée, liste des CP Auxilia non confirmée)",
    )


@pytest.mark.parametrize("vue", VUES)
def test_chaque_statut_a_sa_forme_et_son_compte_dans_la_legende(vue):
    creer_vp(etablissement=_pays(3)[0])

    svg = ET.fromstring(_dessiner(vue, Etablissement.objects.all()))

    formes = {g.get("id"): _dessin(g) for g in svg.find(f"{SVG}defs")}
    usages = {u.get("href").removeprefix("#") for u in svg.iter(f"{SVG}use")}
    nombres = [int(t.text) for t in svg.iter(f"{SVG}text") if t.get("class") == "nombre"]
    assert set(formes) == {statut.value for statut in VUES[vue].statuts}
    assert len(set(formes.values())) == len(formes)
    assert usages == set(formes)
    assert sum(nombres) == 3


def test_un_nom_piege_reste_un_nom():
    piege = 'Prison "<script>alert(1)</script>" & d’à côté\x0b'
    creer_etablissement(nom=piege)

    svg = _dessiner("vp", Etablissement.objects.all())

    (titre,) = _titres(svg).values()
    assert titre.startswith('Prison "<script>alert(1)</script>" & d’à côté')
    assert not list(ET.fromstring(svg).iter(f"{SVG}script"))


def test_un_etablissement_hors_de_la_carte_est_compte_et_dit():
    lointain = creer_etablissement(latitude=17.8962, longitude=-62.8498)

    svg = _dessiner("vp", [lointain])

    assert _titres(svg) == {}
    assert "1 hors de la carte" in svg


def test_un_agent_du_spip_ne_voit_que_les_siens(connecte):
    spip = creer_spip()
    sien = creer_etablissement(spip=spip)
    creer_etablissement()

    reponse = connecte(creer_agent_spip(spip=spip)).get(reverse("carte") + AU)

    assert list(_titres(reponse.content)) == [sien.get_absolute_url() + AU]


def test_deux_comptes_aux_droits_differents_n_ont_pas_la_meme_carte_en_cache(connecte):
    sien = creer_etablissement()
    creer_etablissement()

    tout = connecte(creer_direction()).get(reverse("carte") + AU)
    ressort = connecte(creer_agent_spip(spip=sien.spip)).get(reverse("carte") + AU)
    president = connecte(creer_president(etablissements=[sien])).get(reverse("carte") + AU)

    assert [len(_titres(r.content)) for r in (tout, ressort, president)] == [2, 1, 2]
    assert tout["ETag"] != ressort["ETag"]


def test_la_carte_est_refusee_a_qui_n_a_aucun_role(connecte, client):
    assert connecte(creer_compte()).get(reverse("carte")).status_code == 403
    assert client.get(reverse("carte")).status_code == 302


def test_une_carte_inchangee_n_est_pas_renvoyee(connecte):
    etablissement = _pays(1)[0]
    client = connecte(creer_direction())
    premiere = client.get(reverse("carte") + AU)
    condition = {"HTTP_IF_NONE_MATCH": premiere["ETag"]}

    inchangee = client.get(reverse("carte") + AU, **condition)
    creer_vp(etablissement=etablissement)
    changee = client.get(reverse("carte") + AU, **condition)

    assert premiere["Cache-Control"] == "private, no-cache"
    assert (inchangee.status_code, inchangee.content) == (304, b"")
    assert changee.status_code == 200
    assert changee["ETag"] != premiere["ETag"]


def test_la_carte_a_sa_propre_politique_de_securite(connecte):
    politique = connecte(creer_direction()).get(reverse("carte"))["Content-Security-Policy"]

    assert "default-src 'none'" in politique
    assert "style-src 'unsafe-inline'" in politique
    assert "script-src" not in politique


def test_une_carte_deja_dessinee_ne_relit_que_la_version(connecte, django_assert_num_queries):
    client = connecte(creer_direction())
    _pays(3)
    client.get(reverse("carte") + AU)

    # session, compte, rôles ; la version
    with django_assert_num_queries(4):
        client.get(reverse("carte") + AU)


def test_la_carte_coute_autant_de_requetes_a_2_qu_a_60_etablissements(
    connecte, django_assert_max_num_queries, django_assert_num_queries
):
    client = connecte(creer_direction())
    _pays(2)
    with django_assert_max_num_queries(30) as premieres:
        client.get(reverse("carte") + AU)
    _pays(58)

    with django_assert_num_queries(len(premieres)):
        client.get(reverse("carte") + AU)


def test_la_carte_d_une_disp_ne_montre_que_les_siens(connecte):
    ici = creer_etablissement()
    creer_etablissement()
    client = connecte(creer_direction())

    reponse = client.get(reverse("carte") + f"{AU}&disp={ici.disp.code}")

    assert list(_titres(reponse.content)) == [ici.get_absolute_url() + AU]
    assert f"DISP {ici.disp}" in reponse.content.decode()
    assert client.get(reverse("carte") + "?disp=nulle-part").status_code == 404


def test_une_vue_inconnue_montre_les_visiteurs(connecte):
    _pays(1)
    client = connecte(creer_direction())
    attendue = client.get(reverse("carte") + f"{AU}&vue=vp").content
    assert client.get(reverse("carte") + f"{AU}&vue=%00zzz").content == attendue


def test_une_zone_resserre_la_carte_et_grise_le_reste():
    bretagne = frozenset({"22", "29", "35", "56"})
    cadrage = cadrer(bretagne)

    classes = {next(iter(f.territoire.departements)): f.classe for f in cadrage.departements}
    assert cadrage.visible.largeur < 300
    assert {code for code, classe in classes.items() if classe == "ici"} == bretagne
    assert cadrage.encarts == ()


@pytest.mark.parametrize(
    ("departements", "encarts"),
    [({"75", "92"}, {"idf"}), ({"971", "987"}, {"971", "987-societe", "987-marquises"})],
)
def test_une_zone_vue_dans_des_encarts_n_en_montre_pas_d_autres(departements, encarts):
    cadrage = cadrer(frozenset(departements))
    assert {c.id for c in cadrage.encarts} == encarts


def test_une_zone_sans_contour_montre_le_pays_entier():
    zone = Zone("DISP Nulle part", frozenset({"000"}))
    assert cadrer(zone.departements).entier


@pytest.mark.parametrize("page", ["tableau_de_bord", "disp"])
def test_les_pages_appellent_la_carte_sans_la_porter(page, connecte):
    etablissement = _pays(1)[0]
    direction = DirectionInterregionale.objects.get(pk=etablissement.disp_id)
    adresse = reverse(page, args=[direction.code] if page == "disp" else [])

    html = connecte(creer_direction()).get(adresse + f"{AU}&carte=cp").content.decode()

    zone = f"&amp;disp={direction.code}" if page == "disp" else ""
    assert f'data="/carte.svg{AU}&amp;vue=cp{zone}"' in html
    assert '<a href="?au=2016-06-15&amp;carte=croise#carte"' in html
    assert "<path" not in html.split("<object")[1].split("</object>")[0]


def test_un_departement_inconnu_se_place_d_apres_ses_coordonnees():
    ailleurs = creer_departement()
    etablissement = creer_etablissement(spip=creer_spip(departement=ailleurs))
    assert len(_titres(_dessiner("vp", [etablissement]))) == 1
