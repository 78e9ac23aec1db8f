"""La double adhésion : qui l'on voit, l'accord avant l'invitation, une seule invitation."""

import datetime as dt

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate

from engagements.adhesions.attendus import attendus
from engagements.adhesions.liste import jumelles_doubles
from engagements.conservation import effacer_les_incitations, effacer_les_resumes
from engagements.models import Avis, Incitation, Nature
from engagements.taches import envoyer_les_avis
from partenariat.models import Association
from tests import fabrique
from tests.fabrique_adhesions import (
    creer_adherent,
    creer_double,
    creer_incitation,
    creer_visiteur_adherent,
)

pytestmark = pytest.mark.django_db
LISTE, ANVP, AUXILIA = "double_adhesion", Association.ANVP, Association.AUXILIA
VIEUX = timezone.now() - dt.timedelta(days=60)


@pytest.fixture
def direction():
    return fabrique.creer_direction()


def noms(client, **filtre):
    page = client.get(reverse(LISTE), filtre).context["page"]
    return {personne.nom for personne in page}


def repondre(client, personne, reponse="oui", **envoi):
    valeurs = {"reponse": reponse, "recueillie_le": localdate().isoformat()} | envoi
    return client.post(reverse("incitation_nouvelle", args=[personne.pk]), valeurs, follow=True)


def envoyer(client, incitation):
    return client.post(reverse("incitation_envoi", args=[incitation.pk]), follow=True)


def test_chaque_direction_voit_ses_adherents_d_une_seule_association(connecte, direction):
    creer_adherent(nom="Seul")
    creer_adherent(nom="Formateur", association=AUXILIA)
    creer_adherent(nom="Parti", fin=dt.date(2020, 1, 1))
    creer_double(nom="Double")
    assert noms(connecte(direction)) == {"Seul"}
    auxilia = fabrique.creer_direction(association=AUXILIA)
    assert noms(connecte(auxilia)) == {"Formateur"}


@pytest.mark.parametrize(
    ("anvp", "auxilia"),
    [
        ({"courriel": "c.durand@exemple.test"}, {"courriel": "C.DURAND@exemple.test"}),
        ({"telephone": "+33199001234"}, {"telephone": "01 99 00 12 34"}),
        ({"nom": "Béraud", "commune": "St-Denis"}, {"nom": "BERAUD", "commune": "Saint Denis"}),
    ],
)
def test_une_personne_tenue_sur_deux_fiches_est_reconnue_des_deux_cotes(
    connecte, direction, anvp, auxilia
):
    creer_adherent(**anvp)
    creer_adherent(association=AUXILIA, **auxilia)
    assert noms(connecte(direction)) == set()
    assert noms(connecte(fabrique.creer_direction(association=AUXILIA))) == set()


def test_deux_fiches_de_la_meme_association_ne_font_pas_un_double(connecte, direction):
    for nom in ("Premier", "Second"):
        creer_adherent(nom=nom, courriel="meme@exemple.test")
    assert noms(connecte(direction)) == {"Premier", "Second"}


def test_une_fiche_corrigee_depuis_peu_n_est_pas_encore_comparee():
    """Taper l'adresse de quelqu'un n'apprend pas aussitôt s'il est de l'autre association."""
    sonde = creer_adherent(courriel="visee@exemple.test")
    visee = creer_adherent(association=AUXILIA, courriel="visee@exemple.test")
    sonde.enregistrer(par=fabrique.creer_direction())
    maintenant = timezone.now()
    assert jumelles_doubles(localdate(), maintenant) == []
    plus_tard = maintenant + dt.timedelta(days=31)
    assert jumelles_doubles(localdate(), plus_tard) == sorted([sonde.pk, visee.pk])


def test_un_president_ne_voit_que_les_adherents_de_ses_etablissements(connecte):
    prison, ailleurs = fabrique.creer_etablissement(), fabrique.creer_etablissement()
    creer_visiteur_adherent(etablissement=prison, nom="Ici")
    creer_visiteur_adherent(etablissement=ailleurs, nom="Ailleurs")
    fabrique.creer_vp(etablissement=prison, benevole=fabrique.creer_benevole(nom="Nonadherent"))
    fabrique.creer_cp(etablissement=prison, benevole=creer_adherent(nom="Cp", association=AUXILIA))
    president = fabrique.creer_president(etablissements=[prison])
    assert noms(connecte(president)) == {"Ici"}


def test_un_delegue_voit_les_adherents_de_sa_disp(connecte):
    ici = fabrique.creer_departement()
    creer_adherent(nom="Ici", departement=ici)
    creer_adherent(nom="Ailleurs", departement=fabrique.creer_departement())
    assert noms(connecte(fabrique.creer_delegue(disp=ici.disp))) == {"Ici"}


def test_aucune_page_d_une_association_ne_porte_un_nom_de_l_autre(connecte, direction):
    secrets = ("Introuvable", "introuvable@exemple.test", "99 00 77")
    fiche = {"nom": secrets[0], "courriel": secrets[1], "telephone": "+33199007788"}
    autre = creer_adherent(association=AUXILIA, **fiche)
    creer_adherent(nom="Homonyme", courriel=secrets[1])
    incitation = creer_incitation(benevole=autre, vers=ANVP)
    prison = fabrique.creer_etablissement()
    creer_visiteur_adherent(etablissement=prison)
    for compte in (direction, fabrique.creer_president(etablissements=[prison])):
        client = connecte(compte)
        pages = [client.get(reverse(LISTE)).content.decode()]
        pages.append(client.get(reverse("double_adhesion_taux")).content.decode())
        assert not any(secret in page for page in pages for secret in secrets)
        for nom, cle in (
            ("incitation_nouvelle", autre.pk),
            ("incitation_retrait", incitation.pk),
        ):
            assert client.get(reverse(nom, args=[cle])).status_code == 404
        assert envoyer(client, incitation).status_code == 404


def test_rien_n_est_coche_d_avance(connecte, direction):
    personne = creer_adherent()
    client = connecte(direction)
    page = client.get(reverse("incitation_nouvelle", args=[personne.pk])).content.decode()
    assert "checked" not in page
    assert "Dites ce que la personne a répondu." in repondre(client, personne, "").content.decode()
    assert not Incitation.objects.exists()


def test_une_reponse_ne_se_donne_pas_a_l_avance_ni_deux_fois(connecte, direction):
    personne, client = creer_adherent(), connecte(direction)
    demain = (localdate() + dt.timedelta(days=1)).isoformat()
    assert "trop lointaine" in repondre(client, personne, recueillie_le=demain).content.decode()
    repondre(client, personne)
    assert "déjà notée" in repondre(client, personne, "non").content.decode()
    incitation = Incitation.objects.get()
    assert (incitation.reponse, incitation.vers) == ("oui", "AUXILIA")
    assert incitation.recueillie_par == direction


def test_noter_un_accord_n_envoie_rien(connecte, direction, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        repondre(connecte(direction), creer_adherent(courriel="a@exemple.test"))
    assert not Avis.objects.exists()
    assert mail.outbox == []


def test_l_invitation_part_une_fois_a_la_personne_seule(
    connecte, direction, django_capture_on_commit_callbacks
):
    incitation, client = creer_incitation(), connecte(direction)
    assert "est partie" in envoyer(client, incitation).content.decode()
    assert "une seconde fois" in envoyer(client, incitation).content.decode()
    avis = Avis.objects.get()
    assert (avis.nature, avis.incitation, avis.compte) == (Nature.INCITATION, incitation, None)
    envoyer_les_avis.func([avis.cle])
    [courriel] = mail.outbox
    assert courriel.to == ["adherent@exemple.test"]
    for corps in (courriel.body, courriel.alternatives[0].content):
        assert "rejoindre aussi" in corps
        assert "asso-auxilia.fr" in corps
        assert incitation.benevole.nom not in corps


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        ({"reponse": "non"}, "n’a pas accepté d’être invitée"),
        ({"retiree": True}, "a été retirée"),
    ],
)
def test_sans_accord_l_invitation_est_refusee(connecte, direction, champs, phrase):
    incitation = creer_incitation(**champs)
    assert phrase in envoyer(connecte(direction), incitation).content.decode()
    assert not Avis.objects.exists()


def test_sans_adresse_l_invitation_dit_de_completer_la_fiche(connecte, direction):
    incitation, client = creer_incitation(benevole=creer_adherent()), connecte(direction)
    assert "complétez d’abord sa fiche" in envoyer(client, incitation).content.decode()
    assert "Ajouter son adresse" in client.get(reverse(LISTE)).content.decode()
    assert Incitation.objects.get().envoyee_le is None


@pytest.mark.parametrize(
    "champs",
    [
        {"reponse": "non", "envoyee_le": timezone.now()},
        {"retiree_le": VIEUX, "envoyee_le": timezone.now()},
    ],
)
def test_la_base_refuse_une_invitation_sans_accord(champs):
    incitation = Incitation.objects.filter(pk=creer_incitation().pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        incitation.update(**champs)


def test_la_base_refuse_deux_reponses_a_la_fois():
    personne = creer_incitation().benevole
    with pytest.raises(IntegrityError), transaction.atomic():
        creer_incitation(benevole=personne, reponse="non")


def test_un_accord_se_retire_puis_une_autre_reponse_se_note(connecte, direction):
    incitation, client = creer_incitation(), connecte(direction)
    client.post(reverse("incitation_retrait", args=[incitation.pk]))
    incitation.refresh_from_db()
    assert incitation.retiree_le
    assert "Réponse retirée" in client.get(reverse(LISTE)).content.decode()
    repondre(client, incitation.benevole, "non")
    assert noms(client, reponse="non") == {incitation.benevole.nom}


def test_apres_un_geste_on_retrouve_sa_page_a_la_meme_ligne(connecte, direction):
    incitation, client = creer_incitation(), connecte(direction)
    page = client.get(reverse(LISTE), {"reponse": "a_envoyer"}).content.decode()
    envoi = reverse("incitation_envoi", args=[incitation.pk])
    adresse = f"{envoi}?retour=%2Fdouble-adhesion%2F%3Freponse%3Da_envoyer"
    assert adresse in page
    ligne = f"#personne-{incitation.benevole.pk}"
    assert client.post(adresse).url == f"{reverse(LISTE)}?reponse=a_envoyer{ligne}"
    assert client.post(f"{envoi}?retour=//ailleurs.test").url == f"{reverse(LISTE)}{ligne}"


def test_dans_sa_propre_liste_on_repond_pour_soi(connecte):
    prison = fabrique.creer_etablissement()
    president = fabrique.creer_president(etablissements=[prison])
    fabrique.creer_adhesion(benevole=president.benevole)
    fabrique.creer_vp(etablissement=prison, benevole=president.benevole)
    assert "Répondre pour moi" in connecte(president).get(reverse(LISTE)).content.decode()


def test_les_filtres_disent_ou_en_est_chacun(connecte, direction):
    departement = fabrique.creer_departement()
    for nom, champs in {
        "Aenvoyer": {},
        "Envoyee": {"envoyee_le": timezone.now()},
        "Refus": {"reponse": "non"},
        "Retiree": {"retiree": True},
    }.items():
        creer_incitation(benevole=creer_adherent(nom=nom), **champs)
    creer_adherent(nom="Nouveau", departement=departement)
    client = connecte(direction)
    for reponse, nom in {
        "aucune": "Nouveau",
        "a_envoyer": "Aenvoyer",
        "envoyee": "Envoyee",
        "non": "Refus",
        "retiree": "Retiree",
    }.items():
        assert noms(client, reponse=reponse) == {nom}
    assert noms(client, disp=departement.disp.code) == {"Nouveau"}
    assert noms(client, departement=departement.code) == {"Nouveau"}
    assert noms(client, q="nouv") == {"Nouveau"}
    assert noms(client, fonction="VP") == set()


def test_un_accord_a_envoyer_attend_celui_qui_l_a_recueilli(direction):
    incitation = creer_incitation(par=direction)
    creer_incitation(benevole=creer_adherent(), reponse="non", par=direction)
    [attendu] = attendus(direction, le=localdate())
    assert str(incitation.benevole) in attendu.phrase
    assert attendus(fabrique.creer_direction(), le=localdate()) == []


def test_une_reponse_s_efface_apres_deux_ans_et_son_courriel_apres_un_mois():
    maintenant = timezone.now()
    vieille = creer_incitation(recueillie_le=localdate() - dt.timedelta(days=740))
    recente = creer_incitation(benevole=creer_adherent())
    Avis.objects.create(
        incitation=recente,
        adresse="a@exemple.test",
        nature=Nature.INCITATION,
        rythme=Avis.Rythme.IMMEDIAT,
        cle="i",
        cree_le=VIEUX,
    )
    assert effacer_les_incitations(maintenant)["incitations_effacees"] == 1
    effacer_les_resumes(maintenant)
    assert not Incitation.objects.filter(pk=vieille.pk).exists()
    assert not Avis.objects.exists()


@pytest.mark.parametrize("nom", [LISTE, "double_adhesion_taux"])
def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_d_adherents(
    connecte, direction, nom, django_assert_max_num_queries
):
    client, comptes = connecte(direction), []
    for taille in (3, 30):
        for _ in range(taille):
            creer_incitation(benevole=creer_adherent(courriel=""), reponse="non")
            creer_double(departement=fabrique.creer_departement())
        client.get(reverse(nom))
        with django_assert_max_num_queries(25) as lues:
            client.get(reverse(nom))
        comptes.append(len(lues))
    assert comptes[0] == comptes[1]
