"""Les seuils : réglés par les directions, à partir d'une date, jamais dans le passé."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from benevoles.couverture.calcul import couvertures
from benevoles.models import Fonction, Seuil
from etablissements.models import Etablissement
from tests.fabrique import confirmer, creer_direction, creer_effectif, creer_etablissement, creer_vp

pytestmark = pytest.mark.django_db


def _saisie(**champs):
    valeurs = {
        "debut": localdate().isoformat(),
        "vp_pour_cent": "3,5",
        "minimum_vp": "2",
        "explication": "Décision de l’assemblée",
    }
    return valeurs | champs


def _fixer(debut, vp_pour_cent="2"):
    return Seuil.fixer(
        "MA",
        debut=debut,
        par=None,
        vp_pour_cent=Decimal(vp_pour_cent),
        minimum_vp=1,
        explication="essai",
    )


def test_l_apercu_montre_le_changement_et_n_enregistre_rien(connecte):
    e = creer_etablissement(nom="Maison d’arrêt de l’aperçu")
    creer_effectif(etablissement=e, valeur=100, le=dt.date(2014, 1, 1))
    for _ in range(2):
        creer_vp(etablissement=e, debut=localdate())
    for fonction in Fonction:
        confirmer(e, fonction=fonction, le=localdate())

    reponse = connecte(creer_direction()).post(
        reverse("seuil", args=["MA"]), _saisie() | {"apercu": "1"}
    )

    apercu = reponse.context["apercu"]
    assert (apercu.besoin_avant, apercu.besoin_apres) == (2, 4)
    assert [(c.avant.statut_vp, c.apres.statut_vp) for c in apercu.changements] == [
        ("pourvu", "insuffisant")
    ]
    assert "Maison d’arrêt de l’aperçu" in reponse.content.decode()
    assert not Seuil.objects.exists()


def test_enregistrer_fixe_le_seuil_et_dit_par_qui(connecte):
    direction = creer_direction()
    reponse = connecte(direction).post(
        reverse("seuil", args=["MA"]), _saisie() | {"enregistrer": "1"}, follow=True
    )
    seuil = Seuil.objects.get()
    assert (seuil.vp_pour_cent, seuil.minimum_vp, seuil.fixe_par) == (Decimal("3.5"), 2, direction)
    assert "Seuil enregistré" in reponse.content.decode()


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        ({"debut": "2014-01-01"}, "Un seuil ne se change pas dans le passé"),
        ({"debut": "demain"}, "Écrivez une date comme 01/09/2014"),
        ({"debut": "2999-01-01"}, "Choisissez une date dans les cinq ans"),
        ({"vp_pour_cent": "250"}, "Le seuil va de 0 à 100"),
        ({"vp_pour_cent": "beaucoup"}, "nombre"),
        ({"minimum_vp": "0"}, "le minimum de 1 à 100"),
        ({"explication": ""}, "obligatoire"),
        ({"explication": "x" * 301}, "300"),
    ],
)
def test_une_saisie_fausse_est_dite_et_gardee(champs, phrase, connecte):
    reponse = connecte(creer_direction()).post(
        reverse("seuil", args=["MA"]), _saisie(**champs) | {"enregistrer": "1"}
    )
    assert phrase in reponse.content.decode()
    assert not Seuil.objects.exists()


def test_un_nouveau_seuil_clot_le_precedent_la_veille_et_le_passe_ne_bouge_pas():
    e = creer_etablissement()
    creer_effectif(etablissement=e, valeur=100, le=dt.date(2014, 1, 1))
    _fixer(dt.date(2016, 1, 1), "4")
    avant = [couvertures([e], le=j)[0].besoin_vp for j in _JOURS]

    _fixer(dt.date(2017, 1, 1), "6")

    assert avant == [2, 4, 4]
    assert [couvertures([e], le=j)[0].besoin_vp for j in _JOURS] == [2, 4, 6]
    assert list(Seuil.objects.order_by("debut").values_list("debut", "fin")) == [
        (dt.date(2016, 1, 1), dt.date(2016, 12, 31)),
        (dt.date(2017, 1, 1), None),
    ]


_JOURS = (dt.date(2015, 12, 31), dt.date(2016, 1, 1), dt.date(2017, 1, 1))


def test_un_seuil_deja_prevu_pour_plus_tard_reste():
    _fixer(dt.date(2018, 1, 1))
    _fixer(dt.date(2016, 1, 1))
    assert list(Seuil.objects.order_by("debut").values_list("debut", "fin")) == [
        (dt.date(2016, 1, 1), dt.date(2017, 12, 31)),
        (dt.date(2018, 1, 1), None),
    ]


def test_un_type_inconnu_n_a_pas_de_page(connecte):
    assert connecte(creer_direction()).get(reverse("seuil", args=["ZZ"])).status_code == 404


def test_la_page_liste_chaque_type_avec_son_seuil(connecte):
    _fixer(localdate())
    types = connecte(creer_direction()).get(reverse("seuils")).context["types"]
    assert [(t["type"], bool(t["actuel"])) for t in types] == [
        (type_, type_ == "MA") for type_ in Etablissement.Type
    ]
