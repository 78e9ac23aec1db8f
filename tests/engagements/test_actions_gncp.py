"""L'étude du GNCP : son état, ses étapes, son échéance."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.timezone import localdate

from engagements.gncp.attendus import attendus
from engagements.gncp.etude import etude
from engagements.models import EtapeGncp
from partenariat.models import Association
from tests import fabrique, fabrique_actions

pytestmark = pytest.mark.django_db
JOUR = dt.date(2016, 6, 15)


@pytest.mark.parametrize(
    ("natures", "etat"),
    [
        ([], "non commencée"),
        (["ouverture", "aide"], "en cours"),
        (["ouverture", "favorable"], "conclue"),
        (["ouverture", "defavorable", "point"], "conclue"),
        (["ouverture", "favorable", "adhesion"], "conclue"),
    ],
)
def test_l_etat_de_l_etude_se_lit_de_ses_etapes(natures, etat):
    for rang, nature in enumerate(natures):
        fabrique_actions.creer_etape(
            nature=nature, association=Association.ANVP, le=JOUR + dt.timedelta(days=rang)
        )
    lue = etude(EtapeGncp.objects.all(), le=JOUR + dt.timedelta(days=9))
    assert lue.etat == etat
    assert bool(lue.adhesion) == ("adhesion" in natures)


def test_l_etude_d_hier_ignore_l_etape_de_demain():
    fabrique_actions.creer_etape(le=JOUR)
    assert etude(EtapeGncp.objects.all(), le=JOUR - dt.timedelta(days=1)).etat == "non commencée"


def test_une_direction_note_une_etape_et_la_corrige(connecte):
    client = connecte(fabrique.creer_direction(association=Association.AUXILIA))
    envoi = {"le": "2016-06-15", "nature": "contact", "association": "AUXILIA", "texte": "Lettre"}
    client.post(reverse("gncp_etape_nouvelle"), envoi)
    etape = EtapeGncp.objects.get()
    adresse = reverse("gncp_etape_modification", args=[etape.pk])
    client.post(adresse, envoi | {"texte": "Appel", "version_lue": etape.version})
    etape.refresh_from_db()
    assert etape.texte == "Appel"
    page = client.post(adresse, envoi | {"texte": "Perdu ?", "version_lue": 1}).content.decode()
    assert "pendant que vous la remplissiez" in page
    assert "Perdu ?" in page


@pytest.mark.parametrize(
    ("envoi", "phrase"),
    [
        ({"nature": "aide"}, "L’aide de l’ANVP est apportée par l’ANVP."),
        ({"le": (dt.date.today() + dt.timedelta(days=9)).isoformat()}, "Une étape est déjà faite"),
        ({"prochaine_le": "2016-06-01"}, "vient après l’étape"),
    ],
)
def test_une_etape_incoherente_dit_pourquoi(connecte, envoi, phrase):
    client = connecte(fabrique.creer_direction())
    base = {"le": "2016-06-15", "nature": "contact", "association": "AUXILIA", "texte": "Lettre"}
    page = client.post(reverse("gncp_etape_nouvelle"), base | envoi).content.decode()
    assert phrase in page
    assert not EtapeGncp.objects.exists()


def test_l_echeance_passee_attend_les_directions_tant_que_l_etude_n_est_pas_conclue():
    direction, delegue = fabrique.creer_direction(), fabrique.creer_delegue()
    hier = localdate() - dt.timedelta(days=1)
    fabrique_actions.creer_etape(prochaine_le=hier)
    [attendu] = attendus(direction, le=localdate())
    assert attendu.depuis == hier
    assert attendus(delegue, le=localdate()) == []
    assert attendus(direction, le=hier) == []
    fabrique_actions.creer_etape(nature="favorable", le=hier)
    assert attendus(direction, le=localdate()) == []


def test_la_base_refuse_une_aide_de_l_anvp_par_auxilia():
    with pytest.raises(IntegrityError), transaction.atomic():
        fabrique_actions.creer_etape(nature="aide", association=Association.AUXILIA)


def test_la_page_coute_autant_pour_une_etape_que_pour_dix(connecte, django_assert_num_queries):
    client = connecte(fabrique.creer_direction())
    fabrique_actions.creer_piece(etape=fabrique_actions.creer_etape())
    client.get(reverse("gncp"))
    with django_assert_num_queries(5):
        client.get(reverse("gncp"))
    for _ in range(10):
        fabrique_actions.creer_piece(etape=fabrique_actions.creer_etape())
    with django_assert_num_queries(5):
        client.get(reverse("gncp"))
