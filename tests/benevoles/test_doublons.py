"""Les doublons probables : trouvés, expliqués, mis à part, et jamais chez les autres."""

import time

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from phonenumber_field.phonenumber import PhoneNumber

from benevoles.doublons.detection import PROBABLE, Identite, paires
from benevoles.doublons.paires import chercher_les_doublons
from benevoles.models import PaireProbable
from tests.ecran import texte
from tests.fabrique import (
    creer_adhesion,
    creer_affectation,
    creer_benevole,
    creer_delegue,
    creer_direction,
)
from tests.partenariat.test_tableurs import ouvrir


def _identite(pk, nom, prenom, courriel="", telephone="", commune="", version=1):
    numero = telephone and PhoneNumber.from_string(telephone)
    return Identite(pk, nom, prenom, courriel, numero, commune, version)


@pytest.mark.parametrize(
    ("une", "autre", "raison"),
    [
        (("Lefèvre", "Zoé"), ("LEFEVRE", "Zoe"), "même nom"),
        (("de La Tour", "Jean"), ("Latour", "Jean"), "même nom"),
        (("Martin", "Jean-Pierre"), ("Martin", "Jean Pierre"), "même nom"),
        (("Martin", "Claude"), ("Claude", "Martin"), "nom et prénom inversés"),
        (
            ("Lemoine", "Odile", "o@e.test"),
            ("Lemoyne", "Odile", "O@e.test"),
            "même adresse électronique, nom à une lettre près",
        ),
        (
            ("Martin", "Jean", "", "+33612345678"),
            ("Martin", "Jean-Pierre", "", "+33612345678"),
            "même téléphone, même nom, prénom composé ou abrégé",
        ),
    ],
)
def test_une_meme_personne_est_reconnue_et_la_raison_est_dite(une, autre, raison):
    (paire,) = paires([_identite(1, *une), _identite(2, *autre)])

    assert paire.raison == raison
    assert paire.cles == (1, 2)


@pytest.mark.parametrize(
    ("une", "autre"),
    [
        (("Martin", "Odile", "m@e.test"), ("Martin", "Robert", "m@e.test")),
        (("Martin", "Odile", "", "", "Lyon"), ("Martin", "Odile", "", "", "Lille")),
        (("Lemoine", "Odile"), ("Lemoyne", "Odile")),
        (("Roy", "Eve", "", "", "Lyon"), ("Ray", "Eve", "", "", "Lyon")),
    ],
)
def test_deux_personnes_ne_sont_pas_prises_pour_une(une, autre):
    assert paires([_identite(1, *une), _identite(2, *autre)]) == []


def test_deux_mille_trois_cents_fiches_se_comparent_en_moins_d_une_seconde():
    noms = [f"{a}{b}in" for a in ("Mart", "Dur", "Lef", "Gar", "Pet") for b in "abcdefghij"]
    prenoms = [f"{a}{b}" for a in ("Jea", "Odi", "Zo") for b in "abcdefghijklmno"]
    fiches = [
        _identite(n, noms[n % 50] + chr(97 + n % 26), prenoms[n % 45], f"c{n}@e.test")
        for n in range(2_300)
    ]
    depart = time.process_time()

    paires(fiches)

    assert time.process_time() - depart < 1


@pytest.mark.django_db
def test_une_paire_mise_a_part_ne_revient_que_si_une_fiche_change(connecte):
    une, autre = (creer_benevole(nom="Lefèvre", prenom="Zoé", commune="Lyon") for _ in range(2))
    for benevole in (une, autre):
        creer_adhesion(benevole=benevole)
    direction = creer_direction()
    client = connecte(direction)
    assert "1 paire" in texte(client.get(reverse("doublons")))

    reponse = client.post(reverse("doublon_ecart", args=[autre.pk, une.pk]), follow=True)

    assert "deux personnes, c’est noté" in reponse.content.decode()
    assert "Aucun doublon probable" in texte(reponse)
    une.courriel = "zoe@exemple.test"
    une.enregistrer(par=direction)
    assert "1 paire" in texte(client.get(reverse("doublons")))


@pytest.mark.django_db
def test_un_doublon_ne_se_cherche_que_dans_son_perimetre(connecte):
    ici, ailleurs = (
        creer_affectation(benevole=creer_benevole(nom="Lefèvre", prenom="Zoé", commune="Lyon"))
        for _ in range(2)
    )
    delegue = creer_delegue(disp=ici.etablissement.disp)

    assert "Aucun doublon probable" in texte(connecte(delegue).get(reverse("doublons")))
    page = connecte(creer_direction()).get(reverse("doublons"))
    assert f"fiche n° {ailleurs.benevole_id}" in texte(page)


@pytest.mark.django_db
def test_de_simples_homonymes_ne_se_montrent_que_sur_demande(connecte):
    for _ in range(2):
        creer_adhesion(benevole=creer_benevole(nom="Lefèvre", prenom="Zoé"))
    client = connecte(creer_direction())

    assert "Aucun doublon probable" in texte(client.get(reverse("doublons")))
    assert "1 paire" in texte(client.get(reverse("doublons"), {"homonymes": "1"}))


NOMS, PRENOMS = ("Martin", "Martine", "Le Goff", "Legoff"), ("Jean", "Jean Pierre", "Marie", "Goff")
IDENTITES = st.builds(
    _identite,
    st.integers(1, 10**6),
    st.sampled_from([*NOMS, *PRENOMS]),
    st.sampled_from([*PRENOMS, *NOMS]),
    st.sampled_from(["", "a@e.test", "B@e.test", "b@e.test"]),
    st.sampled_from(["", "+33612345678", "+33612345679"]),
    st.sampled_from(["", "Lyon", "Lille"]),
)


@given(st.lists(IDENTITES, max_size=12, unique_by=lambda identite: identite.pk))
def test_les_probables_sont_ceux_de_la_comparaison_entiere(identites):
    entiere = [paire.cles for paire in paires(identites) if paire.score >= PROBABLE]

    assert [paire.cles for paire in paires(identites, PROBABLE)] == entiere


@pytest.fixture
def trop_pour_comparer_en_direct(monkeypatch):
    monkeypatch.setattr("benevoles.doublons.paires.EN_DIRECT", 1)


@pytest.mark.django_db
def test_trop_nombreuses_les_fiches_se_comparent_la_nuit(connecte, trop_pour_comparer_en_direct):
    une, autre = (creer_benevole(nom="Lefèvre", prenom="Zoé", commune="Lyon") for _ in range(2))
    for benevole in (une, autre):
        creer_adhesion(benevole=benevole)
    direction = creer_direction()
    client = connecte(direction)
    assert "Aucun doublon probable" in texte(client.get(reverse("doublons")))

    chercher_les_doublons(timezone.now())

    page = texte(client.get(reverse("doublons"), {"q": "lefevre lyon"}))
    assert "1 paire" in page
    assert "Même commune, même nom" in page
    assert "elles l’ont été cette nuit" in page
    assert "Aussi les homonymes" not in page
    assert "Aucun doublon" in texte(client.get(reverse("doublons"), {"q": "lefevre lille"}))
    export = client.get(reverse("doublons_export", args=["csv"])).content.decode()
    assert f";{une.pk};" in export

    une.courriel = "zoe@exemple.test"
    une.enregistrer(par=direction)
    assert "Aucun doublon probable" in texte(client.get(reverse("doublons")))


@pytest.mark.django_db
def test_la_nuit_ne_montre_a_chacun_que_les_doublons_de_son_perimetre(
    connecte, trop_pour_comparer_en_direct
):
    ici, la = (
        creer_affectation(benevole=creer_benevole(nom="Lefèvre", prenom="Zoé", commune="Lyon"))
        for _ in range(2)
    )
    chercher_les_doublons(timezone.now())

    for lieu in (ici, la):
        delegue = creer_delegue(disp=lieu.etablissement.disp)
        assert "Aucun doublon probable" in texte(connecte(delegue).get(reverse("doublons")))
    assert "1 paire" in texte(connecte(creer_direction()).get(reverse("doublons")))


@pytest.mark.django_db
def test_une_nuit_remplace_la_precedente(connecte, trop_pour_comparer_en_direct):
    une, autre = (creer_benevole(nom="Lefèvre", prenom="Zoé", commune="Lyon") for _ in range(2))
    chercher_les_doublons(timezone.now())
    une.commune = "Lille"
    une.enregistrer(par=creer_direction())

    assert chercher_les_doublons(timezone.now())["doublons_probables"] == 0
    assert not PaireProbable.objects.exists()


@pytest.mark.django_db
def test_la_page_des_doublons_a_un_nombre_de_requetes_constant(
    connecte, django_assert_max_num_queries
):
    client = connecte(creer_direction())
    for nombre in (2, 12):
        for _ in range(nombre):
            creer_adhesion(benevole=creer_benevole(nom="Lefèvre", prenom="Zoé", commune="Lyon"))
        with django_assert_max_num_queries(9):
            client.get(reverse("doublons"))


@pytest.mark.parametrize("format", ["csv", "xlsx", "ods"])
@pytest.mark.django_db
def test_des_doublons_s_exportent_avec_leur_telephone(connecte, format):
    direction, numero = creer_direction(), "06 12 34 56 78"
    for prenom in ("Jean", "Jean-Pierre"):
        adherent = creer_benevole(nom="Martin", prenom=prenom, telephone=numero)
        creer_adhesion(benevole=adherent, association=direction.droits.direction)
    client = connecte(direction)

    export = client.get(reverse("doublons_export", args=[format]))

    lus = ouvrir(format, export.content)
    assert [str(n).lstrip("'") for n in (*lus["Téléphone"], *lus["Son téléphone"])] == [numero] * 2
