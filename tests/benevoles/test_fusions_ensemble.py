"""À plusieurs sur les mêmes fiches, ou tués net : une fusion est entière, ou n'a pas eu lieu."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, connections
from django.test import Client
from django.urls import reverse

from benevoles.models import Adhesion, Benevole, Fusion
from tests.fabrique import creer_adhesion, creer_affectation, creer_benevole, creer_direction

pytestmark = pytest.mark.django_db(transaction=True)


def _fiches(nombre):
    fiches = [creer_benevole(nom="Lefèvre", prenom="Zoé") for _ in range(nombre)]
    for fiche in fiches:
        creer_adhesion(benevole=fiche)
        creer_affectation(benevole=fiche)
    return fiches


def _ensemble(*envois):
    """Chaque (compte, adresse, envoi), par un navigateur à lui, au même instant ; les codes."""
    depart, codes = threading.Barrier(len(envois)), []

    def envoyer(compte, adresse, envoi):
        client = Client(raise_request_exception=False)
        client.force_login(compte)
        depart.wait()
        try:
            codes.append(client.post(adresse, envoi).status_code)
        finally:
            connections.close_all()

    fils = [threading.Thread(target=envoyer, args=envoi) for envoi in envois]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    return sorted(codes)


def _fusion(gardee, absorbee, par):
    adresse = reverse("fusion", args=[gardee.pk, absorbee.pk])
    return par, adresse, {"versions": f"{gardee.version}-{absorbee.version}"}


def test_deux_fois_la_meme_fusion_au_meme_instant_n_en_fait_qu_une():
    une, autre = _fiches(2)
    par = creer_direction()

    codes = _ensemble(*[_fusion(une, autre, par)] * 2, *[_fusion(autre, une, par)] * 2)

    assert codes.count(302) == 1
    assert set(codes) <= {200, 302, 404}
    assert Fusion.objects.count() == Benevole.objects.count() == Adhesion.objects.count() == 1


def test_une_chaine_de_fusions_au_meme_instant_ne_laisse_personne_a_moitie():
    a, b, c = _fiches(3)
    par = creer_direction()

    codes = _ensemble(_fusion(b, a, par), _fusion(c, b, par))

    assert set(codes) <= {200, 302, 404}
    assert Benevole.objects.count() == 3 - Fusion.objects.count()
    assert sum(fiche.affectations.count() for fiche in Benevole.objects.all()) == 3


def test_corriger_une_fiche_pendant_qu_on_la_fusionne_previent_l_un_des_deux():
    une, autre = _fiches(2)
    par = creer_direction()
    correction = (
        par,
        reverse("personne_modification", args=[autre.pk]),
        {"version_lue": 1, "nom": "Noël", "prenom": "Zoé"},
    )

    codes = _ensemble(_fusion(une, autre, par), correction)

    assert codes in ([200, 302], [302, 404])
    assert Benevole.objects.filter(nom="Noël").count() + Fusion.objects.count() == 1


def test_ajouter_une_absence_pendant_qu_on_fusionne_ne_casse_rien():
    une, autre = _fiches(2)
    par = creer_direction()
    absence = (
        par,
        reverse("absence", args=[autre.pk]),
        {"debut": "2030-01-01", "fin": "2030-01-02"},
    )

    codes = _ensemble(_fusion(une, autre, par), absence)

    assert 500 not in codes
    assert Fusion.objects.count() == 1


SUSPENDUE = """
import django; django.setup()
from django.utils import timezone
from benevoles.fusion import execution
from partenariat.models import Utilisateur
par = Utilisateur.objects.get(pk={par})
def arreter(*_):
    print("au milieu", flush=True)
    time.sleep(60)
execution.elargit = arreter
execution.fusionner({une}, {autre}, par=par, maintenant=timezone.now(), le=timezone.localdate())
"""


def test_une_fusion_tuee_au_milieu_n_a_pas_eu_lieu():
    une, autre = _fiches(2)
    par = creer_direction()
    une.utilisateur = par
    une.save()
    code = SUSPENDUE.format(par=par.pk, une=une.pk, autre=autre.pk)
    environnement = os.environ | {
        "DATABASE_URL": _base(),
        "DATABASE_POOL": "0",
        "SECRET_KEY": "essais",
    }
    with subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=Path(settings.RACINE),
        env=environnement,
        stdout=subprocess.PIPE,
    ) as ouvrier:
        assert ouvrier.stdout.readline() == b"au milieu\n"  # tout est écrit, rien n'est validé
        ouvrier.send_signal(signal.SIGKILL)

    assert Benevole.objects.count() == Adhesion.objects.count() == 2
    assert not Fusion.objects.exists()
    assert [code for code in _ensemble(_fusion(une, autre, par)) if code != 302] == []


def _base():
    nom = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        return f"sqlite:///{nom}"
    return f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{nom}"
