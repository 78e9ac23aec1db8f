"""Aucune adresse n'accepte un envoi sans le jeton de son formulaire (CSRF), connecté ou non."""

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.urls.converters import IntConverter

from tests.fabrique import creer_direction


def _adresses(motifs, prefixe=()):
    """Chaque adresse du site ; là où elle désigne un objet, un numéro ou un mot quelconque."""
    for motif in motifs:
        arguments = (*prefixe, *motif.pattern.converters.items())
        if not isinstance(motif, URLPattern):
            yield from _adresses(motif.url_patterns, arguments)
        elif motif.name:
            valeurs = {nom: 1 if isinstance(c, IntConverter) else "x" for nom, c in arguments}
            yield reverse(motif.name, kwargs=valeurs)


@pytest.mark.django_db
@pytest.mark.parametrize("avec_compte", [False, True])
def test_sans_jeton_tout_envoi_est_refuse(avec_compte):
    client = Client(enforce_csrf_checks=True)
    if avec_compte:
        client.force_login(creer_direction())
    adresses = list(_adresses(get_resolver().url_patterns))
    acceptees = [a for a in adresses if client.post(a, {"x": "1"}).status_code != 403]
    assert len(adresses) > 200
    assert acceptees == []
