"""La vie d'une réunion : convoquer, répondre, venir, rendre compte ; un seul effet par geste."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate

from engagements.models import Avis, Convocation, Nature, Reunion
from engagements.reunions.attendus import attendus
from partenariat.models import Association
from tests.ecran import texte
from tests.fabrique import (
    creer_benevole,
    creer_compte_cp,
    creer_cp,
    creer_delegue,
    creer_direction,
    creer_disp,
    creer_etablissement,
    creer_president,
)
from tests.fabrique_reunions import IL_Y_A_UN_MOIS, creer_convocation, creer_reunion

pytestmark = pytest.mark.django_db
AUXILIA = Association.AUXILIA


def adresse(nom, objet):
    return reverse(nom, args=[objet.pk])


@pytest.fixture
def envoyee():
    """Une réunion nationale de l'ANVP ; la direction d'AUXILIA y est invitée."""
    creer_direction(association=AUXILIA)
    return creer_reunion(titre="Assemblée", envoyee=True)


@pytest.fixture
def mienne(envoyee):
    return envoyee.convocations.get(association=AUXILIA)


def saisie(**champs):
    return {
        "titre": "Trimestrielle",
        "genre": "trimestrielle",
        "organisateur": "ADMIN",
        "jour": localdate() + dt.timedelta(days=20),
        "de": "14:00",
        "a": "15:30",
        "lieu": "Salle",
    } | champs


def test_un_president_convoque_et_voit_les_invites_avant_tout_envoi(connecte):
    prison = creer_etablissement()
    creer_cp(etablissement=prison)
    client = connecte(creer_president(etablissements=[prison]))
    reponse = client.post(reverse("reunion_nouvelle"), saisie(territoire=prison.code))
    reunion = Reunion.objects.get()
    assert reponse["Location"] == reunion.get_absolute_url()
    page = texte(client.get(reunion.get_absolute_url()))
    assert "Rien n’est encore parti" in page
    assert "CP Auxilia" in page
    assert "ni adresse ni compte : prévenez cette personne autrement" in page
    assert not Avis.objects.exists()


def test_on_ne_convoque_pas_hors_de_son_territoire(connecte):
    client = connecte(creer_president(etablissements=[creer_etablissement()]))
    for ailleurs in (creer_etablissement().code, "france", f"disp-{creer_disp().code}"):
        client.post(reverse("reunion_nouvelle"), saisie(territoire=ailleurs))
    assert not Reunion.objects.exists()


def test_une_heure_qui_n_existe_pas_est_refusee(connecte):
    client = connecte(creer_direction())
    envoi = saisie(territoire="france", jour=_passage_a_l_heure_d_ete(), de="02:30", a="05:00")
    page = texte(client.post(reverse("reunion_nouvelle"), envoi))
    assert "Cette heure n’existe pas ce jour-là" in page


def _passage_a_l_heure_d_ete():
    annee = localdate().year + 1
    dernier = dt.date(annee, 3, 31)
    return dernier - dt.timedelta(days=(dernier.weekday() + 1) % 7)


def test_envoyer_deux_fois_n_invite_qu_une_fois(connecte):
    creer_direction(association=AUXILIA)
    reunion = creer_reunion()
    client = connecte(reunion.cree_par)
    client.post(adresse("reunion_envoi", reunion))
    page = texte(client.post(adresse("reunion_envoi", reunion)))
    assert "déjà parties" in page
    assert Avis.objects.filter(nature=Nature.REUNION).count() == 1


def test_noter_les_invitations_d_une_reunion_passee_n_ecrit_a_personne(connecte):
    creer_direction(association=AUXILIA)
    reunion = creer_reunion(jours=IL_Y_A_UN_MOIS)
    connecte(reunion.cree_par).post(adresse("reunion_envoi", reunion))
    assert Reunion.objects.get().invitations_envoyees_le
    assert not Avis.objects.exists()


@pytest.mark.parametrize(
    ("reponse", "remplacant"), [("accepte", ""), ("decline", ""), ("remplace", "Ana Roy")]
)
def test_l_invite_repond_et_peut_changer_d_avis(connecte, mienne, reponse, remplacant):
    client = connecte(mienne.compte)
    for choix, qui in (("decline", ""), (reponse, remplacant)):
        envoi = {"reponse": choix, "remplacant": qui, "sequence_lue": 0}
        client.post(adresse("reponse", mienne), envoi)
    mienne.refresh_from_db()
    assert (mienne.reponse, mienne.remplacant) == (reponse, remplacant)


def test_repondre_deux_fois_de_suite_le_dit_et_ne_change_rien(connecte, mienne):
    client, envoi = connecte(mienne.compte), {"reponse": "accepte", "sequence_lue": 0}
    client.post(adresse("reponse", mienne), envoi)
    premiere = Convocation.objects.get(pk=mienne.pk).repondue_le
    page = texte(client.post(adresse("reponse", mienne), envoi, follow=True))
    assert "C’était déjà enregistré" in page
    assert Convocation.objects.get(pk=mienne.pk).repondue_le == premiere


def test_se_faire_remplacer_demande_par_qui(connecte, mienne):
    envoi = {"reponse": "remplace", "sequence_lue": 0}
    assert "Dites qui vient" in texte(
        connecte(mienne.compte).post(adresse("reponse", mienne), envoi)
    )


@pytest.mark.parametrize(
    ("change", "phrase"),
    [
        ({"annulee_le": timezone.now()}, "est annulée"),
        ({"sequence": 1}, "La réunion a changé depuis"),
    ],
)
def test_une_vieille_page_ne_repond_pas_a_autre_chose(connecte, mienne, change, phrase):
    Reunion.objects.update(**change)
    envoi = {"reponse": "accepte", "sequence_lue": 0}
    page = texte(connecte(mienne.compte).post(adresse("reponse", mienne), envoi))
    assert phrase in page
    assert Convocation.objects.get(pk=mienne.pk).reponse == ""


def test_l_organisateur_note_la_reponse_de_qui_n_a_pas_de_compte(connecte, envoyee):
    convocation = creer_convocation(reunion=envoyee, benevole=creer_benevole())
    envoi = {"reponse": "accepte", "sequence_lue": 0}
    connecte(envoyee.cree_par).post(adresse("reponse", convocation), envoi)
    assert Convocation.objects.get(pk=convocation.pk).reponse == "accepte"


def test_une_date_nouvelle_redemande_une_reponse(connecte, mienne):
    Convocation.objects.filter(pk=mienne.pk).update(reponse="accepte", repondue_le=timezone.now())
    reunion = Reunion.objects.get()
    envoi = saisie(titre=reunion.titre, genre=reunion.genre, version_lue=reunion.version)
    connecte(reunion.cree_par).post(adresse("reunion_modification", reunion), envoi)
    assert Convocation.objects.get(pk=mienne.pk).reponse == ""
    assert Convocation.objects.get(compte=reunion.cree_par).reponse == "accepte"


def test_retirer_quelqu_un_le_previent_une_fois_et_lui_ferme_la_page(connecte, mienne):
    organisateur = connecte(mienne.reunion.cree_par)
    for _ in range(2):
        page = organisateur.post(adresse("reunion_retrait", mienne))
    assert "n’était déjà plus sur la liste" in texte(page)
    assert Avis.objects.filter(nature=Nature.REUNION_RETRAIT).count() == 1
    envoi = {"reponse": "accepte", "sequence_lue": 0}
    page = texte(connecte(mienne.compte).post(adresse("reponse", mienne), envoi))
    assert "n’est plus invitée" in page


def test_inviter_un_homologue_propose_puis_une_connaissance(connecte):
    disp = creer_disp()
    cp = creer_cp(etablissement=creer_etablissement(disp=disp)).benevole
    delegue = creer_delegue(disp=disp)
    reunion = creer_reunion(par=delegue, disp=disp, envoyee=True)
    client = connecte(delegue)
    client.post(adresse("reunion_ajout", reunion), {"qui": f"fiche-{cp.pk}"})
    ajoutee = reunion.convocations.get(benevole=cp)
    assert (ajoutee.association, ajoutee.d_office) == ("AUXILIA", False)
    page = texte(client.post(adresse("reunion_ajout", reunion), {"qui": f"fiche-{cp.pk}"}))
    assert "Il y a 1 problème" in page
    assert reunion.convocations.filter(benevole=cp).count() == 1


def test_on_n_invite_pas_quelqu_un_que_l_on_ne_voit_pas(connecte):
    inconnu = creer_benevole(nom="Cachée")
    reunion = creer_reunion(par=creer_president(etablissements=[creer_etablissement()]))
    client = connecte(reunion.cree_par)
    ou = adresse("reunion_ajout", reunion) + "?q=cachee"
    assert "Cachée" not in texte(client.get(ou))
    client.post(ou, {"qui": f"fiche-{inconnu.pk}"})
    assert not reunion.convocations.filter(benevole=inconnu).exists()


def test_les_presences_se_notent_pour_chacun(connecte):
    creer_direction(association=AUXILIA)
    reunion = creer_reunion(jours=IL_Y_A_UN_MOIS, envoyee=True)
    venue = reunion.convocations.get(association=AUXILIA)
    connecte(reunion.cree_par).post(adresse("reunion_presence", reunion), {"presents": [venue.pk]})
    assert dict(reunion.convocations.values_list("association", "present")) == {
        "ANVP": False,
        "AUXILIA": True,
    }


def test_pas_de_presence_ni_de_compte_rendu_avant_la_reunion(connecte, envoyee):
    client = connecte(envoyee.cree_par)
    page = client.post(adresse("reunion_presence", envoyee), {})
    assert "quand la réunion a commencé" in texte(page)
    envoi = {"compte_rendu": "x", "version_lue": envoyee.version}
    page = client.post(adresse("compte_rendu", envoyee), envoi)
    assert "quand la réunion a commencé" in texte(page)


def test_le_compte_rendu_part_une_fois_et_son_texte_jamais(connecte):
    creer_direction(association=AUXILIA)
    reunion = creer_reunion(jours=IL_Y_A_UN_MOIS, envoyee=True)
    client = connecte(reunion.cree_par)
    for _ in range(2):
        version = Reunion.objects.get().version
        envoi = {"compte_rendu": "Texte réservé", "version_lue": version, "suite": "envoyer"}
        client.post(adresse("compte_rendu", reunion), envoi)
    assert Avis.objects.filter(nature=Nature.COMPTE_RENDU).count() == 1
    assert "Texte réservé" in texte(client.get(reunion.get_absolute_url()))


def test_une_vieille_page_n_ecrase_pas_le_compte_rendu_d_un_autre(connecte):
    reunion = creer_reunion(jours=IL_Y_A_UN_MOIS)
    client = connecte(reunion.cree_par)
    version = Reunion.objects.get().version
    client.post(adresse("compte_rendu", reunion), {"compte_rendu": "A", "version_lue": version})
    page = client.post(
        adresse("compte_rendu", reunion), {"compte_rendu": "B", "version_lue": version}
    )
    assert "Votre texte est conservé" in texte(page)
    assert Reunion.objects.get().compte_rendu == "A"


def test_une_reunion_qui_a_eu_lieu_ne_s_annule_plus_et_rien_ne_s_efface(connecte):
    reunion = creer_reunion(jours=IL_Y_A_UN_MOIS)
    reunion.convocations.update(present=True)
    page = texte(connecte(reunion.cree_par).post(adresse("reunion_annulation", reunion)))
    assert "a eu lieu" in page
    assert Reunion.objects.get().annulee_le is None


def test_une_reunion_d_association_sans_l_autre_est_signalee_sur_sa_page_et_en_liste(connecte):
    reunion = creer_reunion(titre="Entre nous", envoyee=True)
    client = connecte(reunion.cree_par)
    assert "L’autre association n’est pas invitée." in texte(
        client.get(adresse("reunion", reunion))
    )
    assert "L’autre association n’est pas invitée." in texte(client.get(reverse("reunions")))
    assert "Entre nous" in texte(client.get(reverse("reunions") + "?autre=sans"))
    assert "Entre nous" not in texte(client.get(reverse("reunions") + "?autre=invite"))


def test_les_noms_ne_se_lisent_que_des_invites_et_de_qui_la_tient_a_jour(connecte):
    prison = creer_etablissement()
    cp = creer_cp(etablissement=prison, benevole=creer_benevole(nom="Secrète")).benevole
    reunion = creer_reunion(par=creer_president(etablissements=[prison]), etablissement=prison)
    page = adresse("reunion", reunion)
    assert str(cp) in texte(connecte(reunion.cree_par).get(page))
    assert "Secrète" not in texte(connecte(creer_direction(association=AUXILIA)).get(page))


@pytest.mark.parametrize("nombre", [1, 4])
@pytest.mark.parametrize(("nom", "requetes"), [("reunions", 6), ("reunion", 11)])
def test_les_pages_se_lisent_en_un_nombre_constant_de_requetes(
    connecte, django_assert_num_queries, nom, requetes, nombre
):
    delegue = creer_delegue(disp=creer_disp())
    for _ in range(nombre):
        reunion = creer_reunion(par=delegue, disp=delegue.roles.get().disp, envoyee=True)
        for _ in range(nombre):
            creer_convocation(reunion=reunion)
    client = connecte(delegue)
    ou = adresse(nom, reunion) if nom == "reunion" else reverse(nom)
    client.get(ou)
    with django_assert_num_queries(requetes):
        client.get(ou)


def phrases(compte):
    return [a.phrase for a in attendus(compte, le=localdate())]


def test_ce_qui_attend_l_invite_puis_l_organisateur(connecte, mienne):
    assert [p.endswith("dites si vous venez.") for p in phrases(mienne.compte)] == [True]
    assert phrases(mienne.reunion.cree_par) == []
    connecte(mienne.compte).post(
        adresse("reponse", mienne), {"reponse": "accepte", "sequence_lue": 0}
    )
    assert phrases(mienne.compte) == []


def test_une_reunion_pas_envoyee_ou_sans_homologue_attend_son_auteur():
    assert "les invitations ne sont pas parties" in phrases(creer_reunion().cree_par)[0]
    seule = creer_reunion(envoyee=True)
    assert "l’autre association n’est pas invitée" in phrases(seule.cree_par)[0]


def test_une_reunion_passee_attend_ses_presences_puis_son_compte_rendu():
    reunion = creer_reunion(jours=-3, envoyee=True)
    assert "dites qui était là" in phrases(reunion.cree_par)[0]
    reunion.convocations.update(present=True)
    assert "écrivez le compte rendu" in phrases(reunion.cree_par)[0]
    Reunion.objects.update(compte_rendu="Fait")
    assert phrases(reunion.cree_par) == []


def test_la_base_refuse_un_remplacement_sans_nom_et_deux_invitations_de_la_meme(mienne):
    with pytest.raises(IntegrityError), transaction.atomic():
        Convocation.objects.filter(pk=mienne.pk).update(
            reponse="remplace", repondue_le=timezone.now()
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        creer_convocation(reunion=mienne.reunion, compte=mienne.compte)


def test_un_cp_auxilia_voit_la_reunion_de_son_etablissement_pas_les_autres(connecte):
    prison = creer_etablissement()
    cp = creer_compte_cp(etablissement=prison)
    ici = creer_reunion(etablissement=prison)
    ailleurs = creer_reunion(etablissement=creer_etablissement())
    client = connecte(cp)
    assert client.get(adresse("reunion", ici)).status_code == 200
    assert client.get(adresse("reunion", ailleurs)).status_code == 404
