"""Chaque colonne d'un tableau qui s'offre au tri se trie, dans les deux sens."""

import django_tables2
import pytest
from django.urls import reverse

from engagements.tables import ActionTable, DemandeTable, RecrutementTable
from suivi.tables import EtablissementTable, RecensementTable
from tests.monde import creer_monde

PAGES = {
    ActionTable: "actions",
    DemandeTable: "demandes",
    EtablissementTable: "etablissements",
    RecensementTable: "recensement",
    RecrutementTable: "recrutements",
}


def test_chaque_tableau_a_une_page_ou_l_essayer():
    siens = django_tables2.Table.__subclasses__()
    assert {t for t in siens if not t.__module__.startswith("django_tables2")} == set(PAGES)


@pytest.mark.django_db
def test_chaque_colonne_offerte_au_tri_se_trie(client):
    comptes, _, _ = creer_monde()
    client.force_login(comptes["direction_auxilia"])
    for page in PAGES.values():
        tableau = client.get(reverse(page)).context["table"]
        assert len(tableau.rows) > 1, page
        for colonne in tableau.columns:
            for sens in ("", "-") if colonne.orderable else ():
                trie = client.get(reverse(page), {"sort": sens + colonne.name}).context["table"]
                assert len(trie.rows) == len(tableau.rows), (page, colonne.name)
