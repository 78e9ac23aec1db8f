"""Noter une action, la retrouver, la corriger ; qui la voit et qui la modifie."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.timezone import localdate

from engagements.actions.attendus import attendus
from engagements.models import Action
from tests import fabrique, fabrique_actions, fabrique_convention

pytestmark = pytest.mark.django_db
JOUR = dt.timedelta(days=1)


@pytest.fixture
def prison():
    fabrique_convention.charger_la_convention()
    return fabrique.creer_etablissement(nom="Maison d’arrêt d’essai")


@pytest.fixture
def president(prison):
    return fabrique.creer_president(etablissements=[prison])


def noter(client, **envoi):
    valeurs = {"sujet": "1.1", "le": localdate().isoformat(), "titre": "", "par_anvp": "on"}
    return client.post(reverse("action_nouvelle"), valeurs | envoi)


def test_un_president_note_une_action_en_deux_reponses(connecte, president, prison):
    client = connecte(president)
    page = client.get(reverse("action_nouvelle")).content.decode()
    assert f'value="{prison.code}" selected' in page

    noter(client, ou=prison.code)

    action = Action.objects.get()
    assert action.titre == "Information sur les cours d’AUXILIA"
    assert (action.etat, action.niveau, action.associations) == ("faite", "local", ["ANVP"])
    assert (action.cree_par, action.benevole) == (president, president.benevole)
    assert [e.numero for e in action.engagements.all()] == ["1.1"]


def test_l_adresse_preremplit_l_engagement_et_l_etablissement(connecte, prison):
    direction = fabrique.creer_direction()
    adresse = f"{reverse('action_nouvelle')}?engagement=6.1&etablissement={prison.code}"
    form = connecte(direction).get(adresse).context["form"]
    assert form["sujet"].value() == "6.1"
    assert form["ou"].value() == prison.code


@pytest.mark.parametrize("numero", ["9.9", "<script>", ""])
def test_un_engagement_inconnu_dans_l_adresse_est_ignore(connecte, president, numero):
    page = connecte(president).get(reverse("action_nouvelle"), {"engagement": numero})
    assert page.context["form"]["sujet"].value() is None


def test_une_action_a_venir_est_notee_comme_prevue(connecte, president, prison):
    noter(connecte(president), ou=prison.code, le=(localdate() + JOUR).isoformat())
    assert Action.objects.get().etat == "prevue"


def test_un_double_envoi_ne_note_qu_une_action(connecte, president, prison):
    client = connecte(president)
    noter(client, ou=prison.code)
    page = noter(client, ou=prison.code).content.decode()
    assert "rien n’a été ajouté une seconde fois" in page
    assert Action.objects.count() == 1


def test_les_details_d_un_autre_engagement_ne_sont_pas_gardes(connecte, president, prison):
    noter(
        connecte(president),
        ou=prison.code,
        sujet="4.1",
        interlocuteur="spip",
        facilites=["salle"],
        voie="cp",
        orientations="3",
    )
    action = Action.objects.get()
    assert (action.interlocuteur, action.facilites) == ("", [])
    assert (action.voie, action.orientations) == ("", None)


@pytest.mark.parametrize(
    ("envoi", "phrase"),
    [
        ({"sujet": ""}, "Dites de quoi il s’agit."),
        ({"sujet": "autre"}, "Cochez au moins un engagement."),
        ({"sujet": "2.2"}, "Dites auprès de qui."),
        ({"voie": "cp"}, "Dites combien de personnes"),
        ({"orientations": "4"}, "Dites vers qui"),
        ({"voie": "vp", "orientations": "2"}, "Information sur les visites de l’ANVP"),
        ({"par_anvp": ""}, "Indiquez quelle association a agi."),
        ({"le": "1950-01-01"}, "trop ancienne"),
        ({"ou": "ailleurs"}, "Sélectionnez un choix valide"),
    ],
)
def test_une_saisie_incomplete_dit_ce_qui_manque(connecte, president, prison, envoi, phrase):
    page = noter(connecte(president), **({"ou": prison.code} | envoi)).content.decode()
    assert phrase in page
    assert not Action.objects.exists()


def test_une_action_peut_compter_pour_plusieurs_engagements(connecte, president, prison):
    noter(connecte(president), ou=prison.code, sujet="autre", autres=["4.3", "5.1"])
    action = Action.objects.get()
    assert {e.numero for e in action.engagements.all()} == {"4.3", "5.1"}
    form = connecte(president).get(reverse("action_modification", args=[action.pk])).context["form"]
    assert (form["sujet"].value(), set(form["autres"].value())) == ("autre", {"4.3", "5.1"})


def test_un_president_ne_note_rien_chez_les_autres_ni_pour_la_france(connecte, president):
    ailleurs = fabrique.creer_etablissement()
    for ou in (ailleurs.code, "france", f"disp:{ailleurs.disp.code}"):
        assert noter(connecte(president), ou=ou).status_code == 200
    assert not Action.objects.exists()


def test_un_delegue_note_pour_sa_region_et_une_direction_pour_la_france(connecte, prison):
    delegue, direction = fabrique.creer_delegue(disp=prison.disp), fabrique.creer_direction()
    noter(connecte(delegue), ou=f"disp:{prison.disp.code}", sujet="1.3")
    noter(connecte(direction), ou="france", sujet="2.1")
    assert set(Action.objects.values_list("niveau", "disp")) == {
        ("regional", prison.disp_id),
        ("national", None),
    }


def test_une_action_passee_compte_pour_la_convention_de_son_jour(connecte, president, prison):
    noter(connecte(president), ou=prison.code, le="2016-02-01")
    engagement = Action.objects.get().engagements.get()
    assert engagement.categorie.convention.code == "2014-2019"


def test_l_autre_association_du_territoire_voit_l_action_sans_pouvoir_la_changer(
    connecte, president, prison
):
    action = fabrique_actions.creer_action(etablissement=prison, cree_par=president)
    cp = fabrique.creer_compte_cp(etablissement=prison)
    voisin = fabrique.creer_president(etablissements=[fabrique.creer_etablissement()])
    assert connecte(cp).get(action.get_absolute_url()).status_code == 200
    assert connecte(cp).get(reverse("action_modification", args=[action.pk])).status_code == 404
    assert connecte(voisin).get(action.get_absolute_url()).status_code == 404


def test_le_nom_du_declarant_ne_se_lit_que_dans_son_perimetre(connecte, president, prison):
    action = fabrique_actions.creer_action(
        etablissement=prison, cree_par=president, benevole=president.benevole
    )
    cp = fabrique.creer_compte_cp(etablissement=prison)
    nom = president.benevole.nom
    assert nom in connecte(president).get(action.get_absolute_url()).content.decode()
    assert nom not in connecte(cp).get(action.get_absolute_url()).content.decode()


def test_une_correction_perimee_ne_perd_rien_et_n_ecrase_rien(connecte, president, prison):
    action = fabrique_actions.creer_action(etablissement=prison, cree_par=president)
    client, adresse = connecte(president), reverse("action_modification", args=[action.pk])
    lue = client.get(adresse).context["form"]["version_lue"].value()
    action.titre = "Écrit par un autre"
    action.enregistrer(par=fabrique.creer_direction())

    envoi = {"sujet": "1.1", "ou": prison.code, "le": localdate().isoformat(), "par_anvp": "on"}
    page = client.post(adresse, envoi | {"titre": "Le mien", "version_lue": lue}).content.decode()

    assert "pendant que vous la remplissiez" in page
    assert "Le mien" in page
    assert Action.objects.get().titre == "Écrit par un autre"


def test_une_correction_garde_ce_qu_elle_ne_touche_pas(connecte, president, prison):
    action = fabrique_actions.creer_demarche(etablissement=prison, cree_par=president)
    client, adresse = connecte(president), reverse("action_modification", args=[action.pk])
    form = client.get(adresse).context["form"]
    assert form["facilites"].value() == ["salle"]
    envoi = {
        "sujet": "2.2",
        "ou": prison.code,
        "le": action.le.isoformat(),
        "titre": "Nouveau titre",
        "interlocuteur": "direction",
        "facilites": ["salle", "creneau"],
        "par_anvp": "on",
        "par_auxilia": "on",
        "version_lue": form["version_lue"].value(),
    }
    client.post(adresse, envoi)
    action.refresh_from_db()
    assert (action.titre, action.facilites) == ("Nouveau titre", ["salle", "creneau"])
    assert action.cree_par == president


@pytest.mark.parametrize(
    ("etat", "decalage", "attendu"),
    [
        ("faite", 0, "faite"),
        ("faite", 3, "prevue"),
        ("prevue", -3, "prevue"),
        ("prevue", 9, "prevue"),
    ],
)
def test_une_action_prevue_est_faite_ou_reportee(
    connecte, president, prison, etat, decalage, attendu
):
    action = fabrique_actions.creer_action(
        etablissement=prison, cree_par=president, etat="prevue", le=localdate() - 5 * JOUR
    )
    jour = localdate() + decalage * JOUR
    envoi = {"etat": etat, "le": jour.isoformat(), "version_lue": action.version}
    connecte(president).post(reverse("action_etat", args=[action.pk]), envoi)
    action.refresh_from_db()
    assert action.etat == attendu
    assert (action.le == jour) == ((etat, decalage) in [("faite", 0), ("prevue", 9)])


def test_une_action_prevue_dont_le_jour_est_passe_attend_son_auteur_seul(president, prison):
    action = fabrique_actions.creer_action(
        etablissement=prison, cree_par=president, etat="prevue", le=localdate() - JOUR
    )
    fabrique_actions.creer_action(etablissement=prison, cree_par=president)
    [attendu] = attendus(president, le=localdate())
    assert attendu.adresse == action.get_absolute_url()
    assert attendus(fabrique.creer_direction(), le=localdate()) == []


@pytest.mark.parametrize(
    "champs",
    [
        {"par_anvp": False},
        {"facilites": ["salle"]},
        {"voie": "cp"},
        {"orientations": 3},
        {"niveau": "national"},
    ],
)
def test_la_base_refuse_une_action_incoherente(prison, champs):
    valeurs = {"titre": "x", "le": localdate(), "par_anvp": True, "niveau": "local"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Action.objects.create(**(valeurs | {"etablissement": prison} | champs))
