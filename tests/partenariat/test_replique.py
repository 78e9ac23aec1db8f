"""Les lectures différées : à la réplique quand elle suit, jamais après sa propre écriture.

Une vraie réplique est tuée puis promue dans `tests/charge/noeuds.py`.
"""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import OperationalError, router
from django.http import HttpResponse
from django.urls import get_resolver

from etablissements.models import Etablissement
from partenariat import replique
from partenariat.replique import Aiguillage, LecturesDifferees, lecture_differee


@lecture_differee
def page(request):
    return HttpResponse(f"lu : {base_lue()}, écrit : {router.db_for_write(Etablissement)}")


def base_lue():
    return Etablissement.objects.all().db


@pytest.fixture
def demander(settings, rf, monkeypatch):
    monkeypatch.setitem(settings.DATABASES, "replique", {})
    monkeypatch.setattr(router, "routers", [Aiguillage()])

    def demander(vue=page, methode="get", suit=True, temoin=False):
        monkeypatch.setattr(replique.replique, "_suit", suit)
        monkeypatch.setattr(replique.replique, "_examinee", float("inf"))
        requete = getattr(rf, methode)("/")
        requete.user = AnonymousUser()
        if temoin:
            requete.COOKIES[replique.TEMOIN] = "1"
        intergiciel = LecturesDifferees(vue)
        return intergiciel.process_view(requete, vue, (), {}) or intergiciel(requete)

    return demander


def test_une_page_qui_l_accepte_lit_la_replique_et_ecrit_ailleurs(demander):
    assert demander().content.decode() == "lu : replique, écrit : default"
    assert base_lue() == "default"


@pytest.mark.parametrize(
    "cas",
    [
        {"methode": "post"},
        {"suit": False},
        {"temoin": True},
        {"vue": lambda request: page(request)},
    ],
    ids=["elle écrit", "la réplique ne suit pas", "vient d'écrire", "page qui ne l'accepte pas"],
)
def test_sinon_tout_se_lit_au_serveur_principal(demander, cas):
    assert demander(**cas).content.decode() == "lu : default, écrit : default"


def test_qui_ecrit_est_reconnu_un_moment(demander):
    assert demander(methode="post").cookies[replique.TEMOIN]["max-age"] == 15
    assert replique.TEMOIN not in demander().cookies


def test_une_replique_qui_tombe_pendant_la_page_laisse_place_au_serveur_principal(demander):
    @lecture_differee
    def fragile(request):
        if base_lue() == "replique":
            raise OperationalError
        return page(request)

    assert demander(fragile).content.decode() == "lu : default, écrit : default"
    assert not replique.replique.suit()


def test_ce_qui_se_lit_a_la_replique_est_declare():
    differees = {
        nom for nom, rappel in _vues(get_resolver()) if getattr(rappel, "lecture_differee", False)
    }
    assert differees == {
        *("tableau_de_bord", "disp", "carte", "etablissements", "recensement"),
        *("tableau_de_bord_export", "etablissements_export"),
        *("recensement_export", "infos", "info", "infos_flux", "infos_integrees"),
    }


def _vues(resolveur):
    for motif in resolveur.url_patterns:
        if hasattr(motif, "url_patterns"):
            yield from _vues(motif)
        else:
            yield motif.name, motif.callback
