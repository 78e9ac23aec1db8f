"""Le registre des traitements vient de la table des durées : rien n’y manque."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.timezone import localdate

from partenariat.conservation import CONSERVATION, empreinte
from suivi.models import RevueDesDurees
from suivi.vie_privee.registre import SANS_PERSONNE, TRAITEMENTS, fiches, traitement_de
from tests import fabrique
from tests.ecran import texte

pytestmark = pytest.mark.django_db


def test_chaque_modele_qui_parle_de_personnes_est_dans_un_traitement():
    ailleurs = [nom for nom in CONSERVATION if traitement_de(nom) is None]
    assert [nom for nom in ailleurs if nom not in SANS_PERSONNE] == []


def test_le_registre_montre_chaque_traitement_et_chaque_duree(connecte):
    page = texte(connecte(fabrique.creer_compte_vp()).get(reverse("registre")))
    assert [t.nom for t in TRAITEMENTS if t.nom not in page] == []
    durees = [ligne.duree for fiche in fiches() for ligne in fiche.lignes]
    assert [d.pourquoi for d in durees if d.pourquoi not in page] == []
    assert "1 mois après sa clôture" in page


def test_qui_n_a_pas_encore_accepte_la_charte_lit_deja_la_notice(connecte):
    nouveau = fabrique.creer_compte(charte=False)
    assert connecte(nouveau).get(reverse("notice")).status_code == 200


def test_la_relecture_d_un_conseil_vaut_pour_la_table_relue_et_elle_seule(connecte):
    direction = fabrique.creer_direction()
    client, adresse = connecte(direction), reverse("registre")
    assert "ANVP : pas encore relue" in texte(client.get(adresse))

    client.post(adresse, {"relue_le": "2026-10-03"})
    assert "ANVP : relue le 03/10/2026" in texte(client.get(adresse))
    assert "AUXILIA : pas encore relue" in texte(client.get(adresse))

    champs = {"association": "ANVP", "relue_le": dt.date(2026, 10, 4), "par": direction}
    RevueDesDurees.objects.create(empreinte=empreinte()[::-1], **champs)
    assert "ANVP : à revoir" in texte(client.get(adresse))


def test_une_relecture_ne_se_date_pas_de_demain_ni_ne_se_change(connecte):
    client, adresse = connecte(fabrique.creer_direction()), reverse("registre")
    demain = (localdate() + dt.timedelta(days=1)).isoformat()
    assert "pas encore passée" in texte(client.post(adresse, {"relue_le": demain}))
    assert not RevueDesDurees.objects.exists()
    client.post(adresse, {"relue_le": "2026-10-03"})
    for ecrire in (lambda r: r.update(relue_le="2020-01-01"), lambda r: r.delete()):
        with pytest.raises(IntegrityError, match="revue_intouchable"), transaction.atomic():
            ecrire(RevueDesDurees.objects.all())


def test_seule_une_direction_note_une_relecture(connecte):
    client = connecte(fabrique.creer_compte_vp())
    assert client.post(reverse("registre"), {"relue_le": "2026-10-03"}).status_code == 403
