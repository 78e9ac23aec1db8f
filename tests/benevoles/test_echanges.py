"""Les personnes en tableau : ce qui est à l'écran, jamais les personnes de l'autre association."""

import csv
import io

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from benevoles.echanges.format import ENTETES
from partenariat.models import Association
from partenariat.tableurs import FORMATS
from tests.fabrique import (
    creer_adhesion,
    creer_affectation,
    creer_cp,
    creer_direction,
    creer_etablissement,
    creer_habilitation,
    creer_mandat,
    creer_president,
    creer_section,
)

pytestmark = pytest.mark.django_db
JOUR = localdate()


def _lire(reponse, *, sans=()):
    lignes = list(csv.reader(io.StringIO(reponse.content.decode("utf-8-sig")), delimiter=";"))
    assert lignes[0] == [titre for titre in ENTETES if titre not in sans]
    return [dict(zip(lignes[0], ligne, strict=True)) for ligne in lignes[1:]]


def _inscrire(prison):
    affectation = creer_affectation(etablissement=prison)
    creer_habilitation(benevole=affectation.benevole, etablissement=prison, debut=JOUR)
    creer_adhesion(benevole=affectation.benevole)
    return affectation


def test_une_ligne_par_personne_et_par_etablissement_avec_son_titre_et_son_mandat(connecte):
    prison = creer_etablissement()
    affectation = _inscrire(prison)
    ailleurs = creer_affectation(benevole=affectation.benevole)
    section = creer_section(etablissements=[prison])
    creer_mandat(section=section, benevole=affectation.benevole, fonction="suppleant")

    lignes = _lire(connecte(creer_direction()).get(reverse("personnes_export", args=["csv"])))

    assert {ligne["Code établissement"] for ligne in lignes} == {
        prison.code,
        ailleurs.etablissement.code,
    }
    [ici] = [ligne for ligne in lignes if ligne["Code établissement"] == prison.code]
    assert ici["N° de fiche"] == str(affectation.benevole.pk)
    assert ici["Titre valable du"] == f"{JOUR:%d/%m/%Y}"
    assert [ligne["Section"] for ligne in lignes if ligne["Mandat"]] == [section.nom]


def test_on_n_exporte_que_les_personnes_que_l_on_voit(connecte):
    prison = creer_etablissement()
    affectation = _inscrire(prison)
    cp = creer_cp(etablissement=prison)
    adresse = reverse("personnes_export", args=["csv"])

    anvp = _lire(connecte(creer_direction()).get(adresse))
    auxilia = _lire(connecte(creer_direction(association=Association.AUXILIA)).get(adresse))

    assert [ligne["N° de fiche"] for ligne in anvp] == [str(affectation.benevole.pk)]
    assert [ligne["N° de fiche"] for ligne in auxilia] == [str(cp.benevole.pk)]


def test_un_president_n_a_pas_les_adhesions(connecte):
    prison = creer_etablissement()
    affectation = _inscrire(prison)
    president = creer_president(etablissements=[prison])

    adresse = reverse("liste_export", args=[prison.code, "vp", "csv"])
    lignes = _lire(connecte(president).get(adresse), sans=("Adhère depuis le", "Adhère jusqu’au"))

    [la_sienne] = [li for li in lignes if li["N° de fiche"] == str(affectation.benevole.pk)]
    assert la_sienne["En fonction depuis le"] == f"{affectation.debut:%d/%m/%Y}"


def test_le_filtre_de_l_ecran_vaut_pour_le_fichier(connecte):
    affectation = _inscrire(creer_etablissement(nom="Centre de la Plaine"))
    _inscrire(creer_etablissement(nom="Maison du Port"))
    adresse = reverse("personnes_export", args=["csv"])

    lignes = _lire(connecte(creer_direction()).get(adresse, {"etablissement": "plaine"}))

    assert [li["N° de fiche"] for li in lignes] == [str(affectation.benevole.pk)]


@pytest.mark.parametrize("format", FORMATS)
def test_la_liste_d_une_prison_se_telecharge_dans_chaque_format(connecte, format):
    _inscrire(prison := creer_etablissement())

    adresse = reverse("liste_export", args=[prison.code, "vp", format])
    reponse = connecte(creer_direction()).get(adresse)

    assert (reponse.status_code, reponse["Content-Type"]) == (200, FORMATS[format][1])


@pytest.mark.parametrize("format", FORMATS)
def test_toutes_les_personnes_se_telechargent_dans_chaque_format(connecte, format):
    adresse = reverse("personnes_export", args=[format])
    assert connecte(creer_direction()).get(adresse).status_code == 200


def test_un_format_inconnu_n_existe_pas(connecte):
    adresse = reverse("liste_export", args=[creer_etablissement().code, "vp", "exe"])
    assert connecte(creer_direction()).get(adresse).status_code == 404


@pytest.mark.parametrize("nombre", [1, 4])
def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_personnes(
    connecte, nombre, django_assert_max_num_queries
):
    prison = creer_etablissement()
    for _ in range(nombre):
        _inscrire(prison)
    client = connecte(creer_direction())

    with django_assert_max_num_queries(21):  # dont la ligne au journal des téléchargements
        client.get(reverse("personnes_export", args=["csv"]))
