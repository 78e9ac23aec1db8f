"""Des numéros devinés au hasard, par chaque rôle : jamais une fiche qui n'est pas la sienne.

La réponse attendue vient des ensembles visibles de chaque modèle, lus à part, et non de la page ;
d'une adresse qui n'a pas le sien dans `ENSEMBLES`, on vérifie seulement qu'elle ne casse pas.
`DEVINETTES` : demandes par rôle ; quelques dizaines ici, dix mille à la main
(DEVINETTES=10000 pytest tests/test_identifiants_devines.py).
"""

import os
import random

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.urls.converters import IntConverter

from benevoles.models import (
    Absence,
    Adhesion,
    Affectation,
    Benevole,
    Fusion,
    Habilitation,
    Mandat,
    Rattachement,
    Role,
    Section,
    Suspension,
)
from engagements.models import Action, DemandeVisite, Recrutement, Reunion
from tests.monde import ROLES, creer_monde

DEVINETTES = int(os.environ.get("DEVINETTES", "100"))
# Adresse : ce que ce compte peut voir, ou corriger, par la règle du modèle.
ENSEMBLES = {
    "personne": lambda compte: Benevole.objects.visibles_par(compte),
    "personne_histoire": lambda compte: Benevole.objects.visibles_par(compte),
    "personne_modification": lambda compte: Benevole.objects.modifiables_par(compte),
    "personne_courriel_repris": lambda compte: Benevole.objects.modifiables_par(compte),
    "absence": lambda compte: Benevole.objects.modifiables_par(compte),
    "adhesion": lambda compte: Benevole.objects.modifiables_par(compte),
    "affectation_fin": lambda compte: Affectation.objects.modifiables_par(compte),
    "titre_nouveau": lambda compte: Affectation.objects.modifiables_par(compte),
    "titre_suspension": lambda compte: Habilitation.objects.modifiables_par(compte),
    "titre_retrait": lambda compte: Habilitation.objects.modifiables_par(compte),
    "section": lambda compte: Section.objects.visibles_par(compte),
    "mandat_nouveau": lambda compte: Section.objects.pilotees_par(compte),
    "rattachement": lambda compte: Section.objects.pilotees_par(compte),
    "section_histoire": lambda compte: Section.objects.visibles_par(compte),
    "mandat_fin": lambda compte: Mandat.objects.filter(
        section__in=Section.objects.pilotees_par(compte)
    ),
    "rattachement_fin": lambda compte: Rattachement.objects.filter(
        section__in=Section.objects.pilotees_par(compte)
    ),
    "absence_fin": lambda compte: Absence.objects.filter(
        benevole__in=Benevole.objects.modifiables_par(compte)
    ),
    "adhesion_fin": lambda compte: Adhesion.objects.filter(
        benevole__in=Benevole.objects.modifiables_par(compte)
    ),
    "suspension_levee": lambda compte: Suspension.objects.filter(
        habilitation__in=Habilitation.objects.modifiables_par(compte)
    ),
    "role_fin": lambda compte: Role.objects.visibles_par(compte),
    "fusion_defaite": lambda compte: Fusion.objects.visibles_par(compte),
    "demande": lambda compte: DemandeVisite.objects.visibles_par(compte),
    "action": lambda compte: Action.objects.visibles_par(compte),
    "action_modification": lambda compte: Action.objects.modifiables_par(compte),
    "reunion": lambda compte: Reunion.objects.visibles_par(compte),
    "recrutement": lambda compte: Recrutement.objects.visibles_par(compte),
}


def _a_un_numero(motifs):
    """Les adresses qui ne prennent qu'un numéro."""
    for motif in motifs:
        if not isinstance(motif, URLPattern):
            yield from _a_un_numero(motif.url_patterns)
        elif [type(c) for c in motif.pattern.converters.values()] == [IntConverter]:
            yield motif.name


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
def test_un_numero_devine_ne_montre_que_ce_qui_est_a_soi(role):
    comptes, _, _ = creer_monde()
    compte, client, hasard = comptes[role], Client(), random.Random(role)
    if compte:
        client.force_login(compte)
    siens = {
        nom: set(ensemble(compte).values_list("pk", flat=True)) if compte else set()
        for nom, ensemble in ENSEMBLES.items()
    }
    adresses = sorted({*_a_un_numero(get_resolver().url_patterns)})
    assert set(ENSEMBLES) <= set(adresses)
    dernier = max(Benevole.objects.latest("pk").pk, Affectation.objects.latest("pk").pk) + 5

    for _ in range(DEVINETTES):
        nom, numero = hasard.choice(adresses), hasard.randint(0, dernier)
        reponse = client.get(reverse(nom, args=[numero]))
        assert reponse.status_code in (200, 302, 403, 404, 405), (nom, numero)
        if reponse.status_code == 200 and nom in siens:
            assert numero in siens[nom], (nom, numero)
