"""La référence d'un apprenant se cherche sans paraître dans une adresse, et par AUXILIA seule."""

import pytest
from django.urls import reverse

from partenariat.models import Association
from tests.ecran import texte
from tests.fabrique import creer_compte_cp, creer_delegue, creer_direction
from tests.fabrique_demandes import (
    creer_demande,
    creer_demande_au_spip,
    creer_demande_close,
    creer_prison,
)

pytestmark = pytest.mark.django_db
ADRESSE = "/demandes/reference/"


def _chercher(client, reference):
    return client.post(ADRESSE, {"reference": reference})


@pytest.mark.parametrize("saisie", ["AUX-777", "aux 777", "Aux777"])
def test_une_seule_demande_on_arrive_dessus_sans_la_reference_dans_l_adresse(connecte, saisie):
    demande = creer_demande_au_spip(reference="AUX-777")
    creer_demande_au_spip(par=demande.cree_par)

    reponse = _chercher(connecte(demande.cree_par), saisie)

    assert reponse.status_code == 302
    assert reponse["Location"] == demande.get_absolute_url()


def test_plusieurs_demandes_du_meme_apprenant_se_listent_sans_redire_la_reference(connecte):
    ancienne = creer_demande_close(reference="AUX-777")
    actuelle = creer_demande(
        reference="AUX-777", par=ancienne.cree_par, etablissement=ancienne.etablissement
    )
    reponse = _chercher(connecte(ancienne.cree_par), "AUX-777")
    assert [x.demande.pk for x in reponse.context["trouvees"]] == [actuelle.pk, ancienne.pk]
    assert "2 demandes pour cette référence" in texte(reponse)
    assert "AUX-777" not in texte(reponse)  # elle ne reste que dans le champ qu'on a rempli


def test_aucune_demande_se_dit_en_francais(connecte):
    client = connecte(creer_direction(association=Association.AUXILIA))
    assert "Aucune demande que vous voyez ne porte cette référence" in texte(
        _chercher(client, "AUX-404")
    )


@pytest.mark.parametrize(
    ("saisie", "phrase"),
    [
        ("", "obligatoire"),
        ("12345", "numéro d’écrou"),
        ("Jean Dupont", "ressemble à un nom"),
        ("A" * 90, "40"),
    ],
)
def test_une_saisie_qui_n_est_pas_une_reference_dit_pourquoi(connecte, saisie, phrase):
    client = connecte(creer_direction(association=Association.AUXILIA))
    reponse = _chercher(client, saisie)
    assert phrase in texte(reponse)
    assert "Aucune demande" not in texte(reponse)


def test_chacun_ne_retrouve_que_les_demandes_qu_il_voit_au_titre_d_auxilia(connecte):
    prison = creer_prison()
    demande = creer_demande_au_spip(etablissement=prison, reference="AUX-777")
    dedans = creer_delegue(association=Association.AUXILIA, disp=prison.disp)
    assert _chercher(connecte(dedans), "AUX-777")["Location"] == demande.get_absolute_url()

    ailleurs = creer_delegue(association=Association.AUXILIA)
    autre_cp = creer_compte_cp()
    for compte in (ailleurs, autre_cp):
        assert "Aucune demande que vous voyez" in texte(_chercher(connecte(compte), "AUX-777"))


def test_une_reference_mise_dans_l_adresse_ne_filtre_plus_rien(connecte):
    demande = creer_demande_au_spip(reference="AUX-777")
    creer_demande_au_spip(par=demande.cree_par)
    client = connecte(demande.cree_par)
    for adresse in (reverse("demandes"), reverse("demandes_export", args=["csv"])):
        reponse = client.get(adresse, {"reference": "AUX-777"})
        if adresse.endswith("csv"):
            assert len(reponse.content.decode().strip().splitlines()) == 3
        else:
            assert reponse.context["table"].paginator.count == 2
            assert 'name="reference"' not in reponse.content.decode()
