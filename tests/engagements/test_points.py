"""Le suivi thématique : deux voix, des décisions, et ce qui n'a pas été fait."""

import datetime as dt

import pytest
from django.db import IntegrityError

from engagements.models import Appreciation, Decision, PointDeSuivi
from partenariat.models import Association
from tests.ecran import texte
from tests.fabrique import creer_direction
from tests.fabrique_convention import creer_decision, creer_point

pytestmark = pytest.mark.django_db


@pytest.fixture
def directions(connecte):
    return {a: connecte(creer_direction(association=a)) for a in Association}


def test_chaque_association_donne_sa_propre_appreciation_meme_contraire(directions):
    point = creer_point()
    adresse = f"/points/{point.pk}/appreciation/"
    directions[Association.ANVP].post(adresse, {"avis": "tenu", "commentaire": "Bien."})
    directions[Association.AUXILIA].post(adresse, {"avis": "retard", "commentaire": "Non."})
    page = texte(directions[Association.ANVP].get(point.get_absolute_url()))
    assert "ANVP : tenu" in page
    assert "AUXILIA : en retard" in page


def test_corriger_son_appreciation_ne_touche_pas_celle_de_l_autre(directions):
    point = creer_point()
    adresse = f"/points/{point.pk}/appreciation/"
    for client in directions.values():
        client.post(adresse, {"avis": "retard"})
    directions[Association.ANVP].post(adresse, {"avis": "tenu"})
    assert dict(point.appreciations.values_list("association", "avis")) == {
        "ANVP": "tenu",
        "AUXILIA": "retard",
    }


def test_un_point_se_note_et_mene_a_sa_page(directions):
    modele = creer_point()
    adresse = f"/convention/2014-2019/categorie/{modele.categorie.numero}/point/"
    reponse = directions[Association.ANVP].post(adresse, {"le": "2016-05-02", "titre": "Mai"})
    nouveau = PointDeSuivi.objects.get(titre="Mai")
    assert reponse["Location"] == nouveau.get_absolute_url()
    assert nouveau.cree_par is not None


def test_une_decision_est_faite_ou_abandonnee_pas_les_deux(directions):
    decision = creer_decision()
    reponse = directions[Association.ANVP].post(
        f"/decisions/{decision.pk}/suite/",
        {"version_lue": 1, "faite_le": "2016-05-01", "abandonnee_le": "2016-05-02"},
    )
    assert "pas les deux" in texte(reponse)
    with pytest.raises(IntegrityError):
        Decision.objects.update(faite_le="2016-05-01", abandonnee_le="2016-05-02")


def test_ce_qui_est_decide_et_pas_fait_reste_sur_la_page_de_la_categorie(directions):
    creer_decision(texte="Inviter les délégués", echeance=dt.date(2016, 6, 15))
    faite = creer_decision(texte="Publier le calendrier")
    Decision.objects.filter(pk=faite.pk).update(faite_le=dt.date(2016, 6, 1))
    page = texte(directions[Association.ANVP].get("/convention/2014-2019/categorie/4/"))
    assert "Inviter les délégués : les deux associations, pour le 15 juin 2016 en retard" in page
    assert "Publier le calendrier :" not in page


def test_une_association_n_a_qu_une_appreciation_par_point():
    point = creer_point()
    Appreciation.objects.create(point=point, association="ANVP", avis="tenu")
    with pytest.raises(IntegrityError):
        Appreciation.objects.create(point=point, association="ANVP", avis="retard")


def test_le_point_attend_l_appreciation_de_celle_qui_n_a_rien_dit(directions):
    point = creer_point(titre="Bilan des réunions")
    Appreciation.objects.create(point=point, association="ANVP", avis="tenu")
    assert "Bilan des réunions" in texte(directions[Association.AUXILIA].get("/a-faire/"))
    assert "Bilan des réunions" not in texte(directions[Association.ANVP].get("/a-faire/"))


def test_une_decision_echue_attend_celle_qui_la_porte(directions):
    decision = creer_decision(texte="Relancer")
    decision.porteur = "AUXILIA"
    decision.save()
    assert "Décision à tenir : Relancer" in texte(directions[Association.AUXILIA].get("/a-faire/"))
    assert "Relancer" not in texte(directions[Association.ANVP].get("/a-faire/"))
