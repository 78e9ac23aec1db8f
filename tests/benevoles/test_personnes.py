"""Les personnes : qui voit quelle fiche, recherche, filtres, absences, adhésions."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from benevoles.models import Absence, Adhesion, Benevole, Fonction, Mandat
from partenariat.models import Association
from partenariat.periodes import ajouter_mois
from tests.ecran import texte
from tests.fabrique import (
    changer,
    creer_adhesion,
    creer_affectation,
    creer_benevole,
    creer_compte_cp,
    creer_compte_vp,
    creer_cp,
    creer_delegue,
    creer_direction,
    creer_disp,
    creer_etablissement,
    creer_president,
    creer_vp,
)

pytestmark = pytest.mark.django_db
JOUR = localdate()
HIER = JOUR - dt.timedelta(days=1)
DEMAIN = JOUR + dt.timedelta(days=1)


@pytest.fixture
def direction(connecte):
    """Le navigateur de la direction de l'ANVP."""
    return connecte(creer_direction())


def _noms(reponse):
    return [b.nom for b in reponse.context["page"]]


def test_qui_voit_quelle_fiche(connecte):
    disp = creer_disp()
    prison = creer_etablissement(disp=disp)
    visiteur = creer_compte_vp(etablissement=prison)
    fiche = reverse("personne", args=[visiteur.benevole.pk])
    attendus = [
        (visiteur, 200),
        (creer_president(etablissements=[prison]), 200),
        (creer_delegue(disp=disp), 200),
        (creer_direction(), 200),
        (creer_delegue(), 404),
        (creer_president(etablissements=[creer_etablissement()]), 404),
        (creer_compte_cp(etablissement=prison), 404),
        (creer_direction(association=Association.AUXILIA), 404),
        (creer_compte_vp(etablissement=prison), 404),
    ]

    for compte, code in attendus:
        assert connecte(compte).get(fiche).status_code == code


def test_la_recherche_et_les_filtres(direction):
    prison = creer_etablissement(nom="Maison d’arrêt d’Évreux")
    creer_vp(etablissement=prison, benevole=creer_benevole(nom="Échu"), debut=dt.date(2011, 1, 1))
    creer_vp(etablissement=prison, benevole=creer_benevole(nom="Valable"), debut=JOUR)
    creer_vp(benevole=creer_benevole(nom="Proche"), debut=ajouter_mois(JOUR, -20))
    creer_affectation(benevole=creer_benevole(nom="Parti"), fin=HIER)
    creer_adhesion(benevole=creer_benevole(nom="Membre"))
    double = creer_adhesion(benevole=creer_benevole(nom="Double")).benevole
    creer_adhesion(benevole=double, association=Association.AUXILIA)

    def noms(**filtre):
        return sorted(_noms(direction.get(reverse("personnes"), filtre)))

    assert noms() == ["Double", "Membre", "Parti", "Proche", "Valable", "Échu"]
    assert noms(q="ECHU") == ["Échu"]
    assert noms(etablissement="evreux") == ["Valable", "Échu"]
    assert noms(situation="presents") == ["Proche", "Valable", "Échu"]
    assert noms(situation="titre_echu") == ["Échu"]
    assert noms(situation="echeance") == ["Proche"]
    assert noms(situation="partis") == ["Parti"]
    assert noms(adhesion="membres") == ["Double", "Membre"]
    assert noms(adhesion="doubles") == ["Double"]
    assert noms(adhesion="aucune") == ["Parti", "Proche", "Valable", "Échu"]
    assert noms(situation="n’importe quoi") == noms()


def test_un_president_ne_filtre_pas_sur_les_adhesions(connecte):
    client = connecte(creer_president(etablissements=[creer_etablissement()]))

    page = client.get(reverse("personnes"), {"adhesion": "doubles"})

    assert "adhesion" not in page.context["filtre"].fields


@pytest.mark.parametrize("page", ["", "0", "-3", "abc", "99"])
def test_une_page_qui_n_existe_pas_ne_casse_rien(direction, page):
    creer_adhesion()

    assert direction.get(reverse("personnes"), {"page": page}).status_code == 200


def test_les_requetes_de_la_liste_sont_constantes(connecte, django_assert_num_queries):
    client = connecte(creer_direction())
    for ajoutees in (1, 2, 27):
        for _ in range(ajoutees):
            creer_vp()
        with django_assert_num_queries(7):
            client.get(reverse("personnes"))
        with django_assert_num_queries(6):  # rien n'a changé : le compte ne se refait pas
            client.get(reverse("personnes"))


def test_le_compte_suit_chaque_ecriture_et_chaque_lecteur(connecte):
    direction, autre = connecte(creer_direction()), connecte(creer_direction(association="AUXILIA"))

    def compte(client, **filtre):
        return client.get(reverse("personnes"), filtre).context["page"].paginator.count

    vp = creer_vp()
    assert [compte(direction), compte(direction), compte(autre)] == [1, 1, 0]
    creer_vp()
    assert [compte(direction), compte(autre)] == [2, 0]
    assert compte(direction, q=vp.benevole.nom, situation="presents") == 1


def test_les_requetes_de_la_fiche_sont_constantes(connecte, django_assert_num_queries):
    client, benevole = connecte(creer_direction()), creer_benevole()
    for ajoutees in (1, 2, 27):
        for _ in range(ajoutees):
            creer_vp(benevole=benevole)
        with django_assert_num_queries(11):
            client.get(benevole.get_absolute_url())


def test_la_fiche_a_une_date_passee(direction):
    vp = creer_affectation(debut=dt.date(2012, 1, 1), fin=dt.date(2015, 1, 1))

    alors = texte(direction.get(vp.benevole.get_absolute_url() + "?au=2014-01-01"))
    aujourdhui = texte(direction.get(vp.benevole.get_absolute_url()))

    assert f"{vp.etablissement} , visiteur de prison, depuis le 1er janvier 2012" in alors
    assert "Affectations passées (1)" in aujourdhui


def test_une_association_ne_voit_ni_les_affectations_ni_les_adhesions_de_l_autre(connecte):
    vp = creer_vp()
    cp = creer_cp(benevole=vp.benevole)
    creer_adhesion(benevole=vp.benevole, association=Association.AUXILIA)

    page = texte(connecte(creer_direction()).get(vp.benevole.get_absolute_url()))

    assert str(vp.etablissement) in page
    assert str(cp.etablissement) not in page
    assert "AUXILIA" not in page


def test_une_double_adhesion_se_voit_des_deux_cotes(connecte):
    benevole = creer_adhesion().benevole
    creer_adhesion(benevole=benevole, association=Association.AUXILIA)

    for association in Association:
        client = connecte(creer_direction(association=association))
        page = texte(client.get(benevole.get_absolute_url()))
        assert "membre des deux associations" in page


def test_un_president_ne_voit_pas_les_adhesions(connecte):
    prison = creer_etablissement()
    vp = creer_vp(etablissement=prison)
    creer_adhesion(benevole=vp.benevole)

    client = connecte(creer_president(etablissements=[prison]))

    assert "Adhésions" not in texte(client.get(vp.benevole.get_absolute_url()))


def test_modifier_une_fiche(direction):
    benevole = creer_adhesion().benevole
    adresse = reverse("personne_modification", args=[benevole.pk])

    invalide = direction.post(adresse, {"version_lue": 1, "nom": "", "prenom": "Zoé"})
    assert "Ce champ est obligatoire" in texte(invalide)
    envoi = {"version_lue": 1, "nom": "Noël", "prenom": "Zoé", "telephone": "04 74 00 00 00"}
    reponse = direction.post(adresse, envoi, follow=True)

    assert "Fiche de Zoé Noël enregistrée" in texte(reponse)
    benevole.refresh_from_db()
    assert (benevole.recherche, str(benevole.telephone)) == ("noel zoe noel", "04 74 00 00 00")


def test_chacun_corrige_sa_propre_fiche(connecte):
    visiteur = creer_compte_vp()
    adresse = reverse("personne_modification", args=[visiteur.benevole.pk])

    connecte(visiteur).post(adresse, {"version_lue": 1, "nom": "Noël", "prenom": "Zoé"})

    assert Benevole.objects.get(pk=visiteur.benevole.pk).nom == "Noël"


def test_un_nouvel_adherent_se_cree_avec_son_adhesion(direction):
    envoi = {"nom": "Noël", "prenom": "Zoé", "membre_depuis": JOUR}

    reponse = direction.post(reverse("personne_nouvelle"), envoi, follow=True)

    assert "Zoé Noël a maintenant une fiche" in texte(reponse)
    assert Adhesion.objects.get().association == Association.ANVP


def test_un_double_clic_ne_cree_qu_un_adherent(direction):
    envoi = {"nom": "Noël", "prenom": "Zoé", "membre_depuis": JOUR}

    for _ in range(2):
        reponse = direction.post(reverse("personne_nouvelle"), envoi)

    assert "peut-être déjà une fiche" in texte(reponse)
    assert Benevole.objects.count() == 1


def test_seules_les_directions_creent_des_adherents(connecte):
    for compte in (creer_delegue(), creer_president(), creer_compte_vp()):
        assert connecte(compte).get(reverse("personne_nouvelle")).status_code == 403


def test_noter_une_absence_puis_la_raccourcir(direction):
    benevole = creer_adhesion().benevole

    direction.post(reverse("absence", args=[benevole.pk]), {"debut": JOUR, "fin": DEMAIN})
    absence = Absence.objects.get()
    reponse = direction.post(reverse("absence_fin", args=[absence.pk]), {"fin": JOUR}, follow=True)

    assert f"Absence modifiée : {benevole}" in texte(reponse)
    absence.refresh_from_db()
    assert absence.fin == JOUR


@pytest.mark.parametrize(
    ("envoi", "phrase"),
    [
        ({"debut": JOUR, "fin": ""}, "Indiquez une date"),
        ({"debut": JOUR, "fin": HIER}, "La fin précède le début"),
        ({"debut": HIER, "fin": JOUR}, "Une absence est déjà notée sur ces dates"),
    ],
)
def test_une_absence_impossible_est_expliquee(direction, envoi, phrase):
    benevole = creer_adhesion().benevole
    Absence.objects.create(benevole=benevole, debut=JOUR, fin=DEMAIN)

    reponse = direction.post(reverse("absence", args=[benevole.pk]), envoi)

    assert phrase in texte(reponse)
    assert Absence.objects.count() == 1


def test_une_direction_n_enregistre_que_ses_adhesions(connecte):
    vp = creer_vp()
    anvp, auxilia = creer_direction(), creer_direction(association=Association.AUXILIA)
    adresse = reverse("adhesion", args=[vp.benevole.pk])

    assert connecte(auxilia).post(adresse, {"debut": JOUR}).status_code == 404
    connecte(anvp).post(adresse, {"debut": HIER})
    adhesion = Adhesion.objects.get()
    deja = connecte(anvp).post(adresse, {"debut": JOUR})
    fin = reverse("adhesion_fin", args=[adhesion.pk])
    assert connecte(auxilia).post(fin, {"fin": JOUR}).status_code == 404
    connecte(anvp).post(fin, {"fin": JOUR})

    assert "déjà membre de cette association" in texte(deja)
    adhesion.refresh_from_db()
    assert (adhesion.association, adhesion.fin) == (Association.ANVP, JOUR)


def test_la_fiche_propose_d_inviter_qui_n_a_pas_de_compte(direction):
    sans, avec = creer_vp().benevole, creer_compte_vp().benevole

    assert "Inviter à ouvrir un compte" in texte(direction.get(sans.get_absolute_url()))
    assert "Inviter à ouvrir un compte" not in texte(direction.get(avec.get_absolute_url()))


def test_les_mandats_ne_se_montrent_pas_a_l_autre_association(connecte):
    cp = creer_cp()
    president = creer_president()
    changer(Mandat.objects, benevole=cp.benevole)
    assert president

    page = connecte(creer_direction(association=Association.AUXILIA)).get(
        cp.benevole.get_absolute_url()
    )

    assert "Responsabilités à l’ANVP" not in texte(page)
    assert Fonction.CP.label in texte(page)
