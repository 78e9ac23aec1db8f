"""Des numéros devinés au hasard, par chaque rôle : jamais une fiche qui n'est pas la sienne.

La réponse attendue vient des ensembles visibles de chaque modèle, lus à part, et non de la page.
`DEVINETTES` : demandes par rôle ; quelques dizaines ici, dix mille à la main
(DEVINETTES=10000 pytest tests/test_identifiants_devines.py).
"""

import os
import random

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from benevoles.models import Affectation, Benevole, Fusion, Habilitation, Section
from engagements.models import Action, DemandeVisite, Recrutement, Reunion
from tests.monde import ROLES, creer_monde

DEVINETTES = int(os.environ.get("DEVINETTES", "40"))
# Adresse : ce que ce compte peut voir, ou corriger, par la règle du modèle.
ENSEMBLES = {
    "personne": lambda compte: Benevole.objects.visibles_par(compte),
    "personne_histoire": lambda compte: Benevole.objects.visibles_par(compte),
    "personne_modification": lambda compte: Benevole.objects.modifiables_par(compte),
    "absence": lambda compte: Benevole.objects.modifiables_par(compte),
    "adhesion": lambda compte: Benevole.objects.modifiables_par(compte),
    "affectation_fin": lambda compte: Affectation.objects.modifiables_par(compte),
    "titre_nouveau": lambda compte: Affectation.objects.modifiables_par(compte),
    "titre_suspension": lambda compte: Habilitation.objects.modifiables_par(compte),
    "titre_retrait": lambda compte: Habilitation.objects.modifiables_par(compte),
    "section": lambda compte: Section.objects.visibles_par(compte),
    "mandat_nouveau": lambda compte: Section.objects.pilotees_par(compte),
    "rattachement": lambda compte: Section.objects.pilotees_par(compte),
    "fusion_defaite": lambda compte: Fusion.objects.visibles_par(compte),
    "demande": lambda compte: DemandeVisite.objects.visibles_par(compte),
    "action": lambda compte: Action.objects.visibles_par(compte),
    "action_modification": lambda compte: Action.objects.modifiables_par(compte),
    "reunion": lambda compte: Reunion.objects.visibles_par(compte),
    "recrutement": lambda compte: Recrutement.objects.visibles_par(compte),
}


def _adresse(nom, numero):
    try:
        return reverse(nom, args=[numero])
    except NoReverseMatch:
        pytest.fail(f"{nom} ne prend plus un numéro : corrigez ENSEMBLES.")


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
    dernier = max(Benevole.objects.latest("pk").pk, Affectation.objects.latest("pk").pk) + 5

    for _ in range(DEVINETTES):
        nom, numero = hasard.choice([*ENSEMBLES]), hasard.randint(0, dernier)
        reponse = client.get(_adresse(nom, numero))
        assert reponse.status_code in (200, 302, 403, 404, 405), (nom, numero)
        if reponse.status_code == 200:
            assert numero in siens[nom], (nom, numero)
