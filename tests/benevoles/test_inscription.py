"""Ajouter quelqu’un à une liste : chercher d’abord la même personne, puis l’inscrire."""

import datetime as dt

import pytest

from benevoles.models import (
    Affectation,
    Benevole,
    Fonction,
    Habilitation,
)
from partenariat.periodes import ajouter_mois
from tests.benevoles.prisons import HIER, JOUR, adresse_de_la_liste, prison_et_president
from tests.ecran import texte
from tests.fabrique import (
    creer_affectation,
    creer_benevole,
    creer_etablissement,
    creer_vp,
)

pytestmark = pytest.mark.django_db


def _ajout(etablissement, benevole=None):
    if benevole:
        return f"{adresse_de_la_liste(etablissement, nom='liste_ajout')}?benevole={benevole.pk}"
    return adresse_de_la_liste(etablissement, nom="liste_ajout_personne")


def _nouvelle(**champs):
    return {"nom": "Martin", "prenom": "Hélène", "debut": JOUR, "titre": "aucun"} | champs


def test_la_recherche_trouve_la_meme_personne_sans_accents(connecte):
    etablissement, president = prison_et_president()
    creer_affectation(
        etablissement=etablissement,
        benevole=creer_benevole(nom="Lefèvre", prenom="Zoé"),
        fin=HIER,
    )

    page = connecte(president).get(
        adresse_de_la_liste(etablissement, nom="liste_ajout"), {"nom": "LEFEVRE", "prenom": "zoe"}
    )

    assert "Oui, inscrire Zoé Lefèvre" in texte(page)


@pytest.mark.parametrize(
    "cherche",
    [{"nom": "lefevre", "prenom": "ZOE"}, {"nom": "Autre", "courriel": "Zoe@Exemple.test"}],
)
def test_une_personne_affectee_ailleurs_est_signalee_sans_rien_reveler(connecte, cherche):
    etablissement, president = prison_et_president()
    ailleurs = creer_benevole(
        nom="Lefèvre", prenom="Zoé", courriel="zoe@exemple.test", commune="Brest"
    )
    creer_affectation(benevole=ailleurs, etablissement=creer_etablissement(nom="Brest"))

    page = texte(
        connecte(president).get(adresse_de_la_liste(etablissement, nom="liste_ajout"), cherche)
    )

    assert "Une personne de ce nom existe déjà dans l’association, affectée ailleurs" in page
    assert "Brest" not in page
    assert "Créer sa fiche" not in page


def test_une_personne_affectee_ailleurs_ne_se_cree_pas_en_double(connecte):
    etablissement, president = prison_et_president()
    creer_vp(benevole=creer_benevole(nom="Martin", prenom="Hélène"))

    page = connecte(president).post(_ajout(etablissement), _nouvelle(nom="MARTIN"))

    assert "demandez à votre délégué ou à la direction" in texte(page)
    assert Benevole.objects.filter(nom__iexact="martin").count() == 1


def test_une_personne_de_l_autre_association_n_est_pas_revelee(connecte):
    etablissement, president = prison_et_president()
    creer_affectation(benevole=creer_benevole(nom="Martin", prenom="Hélène"), fonction=Fonction.CP)

    page = connecte(president).get(
        adresse_de_la_liste(etablissement, nom="liste_ajout"), {"nom": "Martin", "prenom": "Hélène"}
    )

    assert "existe déjà" not in texte(page)


def test_inscrire_une_personne_connue_avec_son_agrement(connecte):
    etablissement, president = prison_et_president()
    connue = creer_affectation(etablissement=etablissement, fin=HIER).benevole

    reponse = connecte(president).post(
        _ajout(etablissement, connue), {"debut": JOUR, "titre": "definitif"}, follow=True
    )

    assert f"{etablissement} : {connue} est sur la liste depuis" in texte(reponse)
    agrement = Habilitation.objects.get(benevole=connue)
    assert (agrement.debut, agrement.provisoire) == (JOUR, False)
    assert agrement.fin == ajouter_mois(JOUR, 24) - dt.timedelta(days=1)


def test_inscrire_une_personne_nouvelle_avec_une_autorisation_provisoire(connecte):
    etablissement, president = prison_et_president()

    connecte(president).post(
        _ajout(etablissement), _nouvelle(titre="provisoire", telephone="04 74 00 00 00")
    )

    affectation = Affectation.objects.get(etablissement=etablissement)
    assert str(affectation.benevole) == "Hélène Martin"
    titre = Habilitation.objects.get(benevole=affectation.benevole)
    assert (titre.provisoire, titre.fin) == (True, ajouter_mois(JOUR, 6) - dt.timedelta(days=1))


def test_inscrire_deux_fois_la_meme_personne_est_refuse_en_francais(connecte):
    etablissement, president = prison_et_president()
    connue = creer_affectation(etablissement=etablissement, debut=HIER).benevole

    reponse = connecte(president).post(
        _ajout(etablissement, connue), {"debut": JOUR, "titre": "aucun"}
    )

    assert "Cette personne intervient déjà dans cet établissement" in texte(reponse)
    assert Affectation.objects.count() == 1


def test_un_double_clic_sur_une_nouvelle_personne_n_en_cree_qu_une(connecte):
    etablissement, president = prison_et_president()
    client = connecte(president)
    client.post(_ajout(etablissement), _nouvelle())

    reponse = client.post(_ajout(etablissement), _nouvelle(autre_personne="on"))

    assert "Cette personne est déjà inscrite ici" in texte(reponse)
    assert Affectation.objects.count() == 1


def test_un_veritable_homonyme_se_confirme_d_une_case(connecte):
    etablissement, president = prison_et_president()
    creer_affectation(
        etablissement=etablissement, benevole=creer_benevole(nom="Martin", prenom="Helene")
    )
    client = connecte(president)

    premiere = client.post(_ajout(etablissement), _nouvelle())
    assert "C’est cette personne : l’inscrire" in texte(premiere)
    assert 'type="checkbox" name="autre_personne"' in premiere.content.decode()
    client.post(_ajout(etablissement), _nouvelle(autre_personne="on"))

    assert Affectation.objects.count() == 2


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        ({"debut": "1989-12-31"}, "trop ancienne"),
        ({"debut": "2199-01-01"}, "trop lointaine"),
        ({"debut": "31/31/2020"}, "Écrivez une date comme 01/09/2014"),
        ({"debut": ""}, "Indiquez une date"),
        ({"titre": "definitif", "titre_fin": "2031-01-01"}, "Un agrément dure deux ans au plus"),
        ({"titre": "provisoire", "titre_fin": "2031-01-01"}, "provisoire dure six mois au plus"),
        ({"titre": "definitif", "titre_fin": "2001-01-01"}, "La fin précède le début"),
        ({"titre": ""}, "Ce champ est obligatoire"),
        ({"telephone": "12"}, "téléphone"),
        ({"courriel": "pas une adresse"}, "adresse"),
        ({"nom": " "}, "Ce champ est obligatoire"),
    ],
)
def test_une_inscription_impossible_est_expliquee(connecte, champs, phrase):
    etablissement, president = prison_et_president()

    reponse = connecte(president).post(_ajout(etablissement), _nouvelle(**champs))

    assert reponse.status_code == 200
    assert phrase in texte(reponse)
    assert not Affectation.objects.exists()
    assert not Benevole.objects.filter(nom="Martin").exists()


@pytest.mark.parametrize("debut", [HIER - dt.timedelta(days=30), JOUR])
def test_on_n_inscrit_personne_dans_un_etablissement_ferme(connecte, debut):
    etablissement, president = prison_et_president(ferme_le=HIER)

    reponse = connecte(president).post(_ajout(etablissement), _nouvelle(debut=debut))

    assert "plus personne ne peut y être inscrit" in texte(reponse)
    assert not Affectation.objects.exists()
