"""« Mes données » : tout ce qui concerne une personne, qui peut le lire, ce qu'elle demande."""

import json
import re

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate

from benevoles.doublons.paires import chercher_les_doublons
from benevoles.models import Benevole, PaireProbable
from engagements.models import Avis, Trace
from engagements.models.avis import Nature
from partenariat.models import Association, Utilisateur
from suivi.models import DemandeDePersonne
from suivi.vie_privee.donnees import ELLE, PAR_UN_DETOUR, Personne, liens
from suivi.vie_privee.lecteurs import lecteurs
from suivi.vie_privee.releve import relever
from tests import fabrique
from tests.ecran import texte
from tests.fabrique_formations import creer_session
from tests.fabrique_recrutements import creer_recrutement
from tests.monde import creer_monde

pytestmark = pytest.mark.django_db


def test_chaque_lien_vers_une_personne_dit_s_il_la_designe_ou_s_il_nomme_un_auteur():
    """Un lien nouveau fait échouer l'essai : à lui de dire lequel des deux il est."""
    auteurs = {
        *("modifie_par", "cree_par", "par", "invite_par", "fixe_par", "saisi_par", "ecrite_par"),
        *("recueillie_par", "repondue_par", "deposee_par", "acceptee_par", "demande_par"),
        *("responsable", "history_user", "ecartee_par", "faite_par", "compte_ferme"),
        "demandee_par",
    }
    tous = {
        lien
        for modele in apps.get_models()
        for lien in liens(modele, Utilisateur) + liens(modele, Benevole)
    }
    assert tous - ELLE - auteurs == set()
    assert all(apps.get_model(nom) for nom in PAR_UN_DETOUR)


def test_la_page_montre_ce_qui_concerne_la_personne_et_pas_les_autres(connecte):
    compte = fabrique.creer_compte_vp()
    fabrique.creer_adhesion(benevole=compte.benevole)
    autre = fabrique.creer_vp()
    page = texte(connecte(compte).get(reverse("mes_donnees")))
    assert compte.email in page
    assert "Adhésions (1)" in page
    assert "Affectations (1)" in page
    assert "Habilitations (1)" in page
    assert str(autre.etablissement) not in page


def test_le_json_se_relit_et_ne_dit_aucun_secret(connecte):
    compte = fabrique.creer_compte_vp()
    compte.set_password("une-phrase-assez-longue")
    compte.save()
    reponse = connecte(compte).get(reverse("mes_donnees_json"))
    donnees = json.loads(reponse.content)
    assert {"Fiche", "Affectations", "Compte", "Histoire : bénévoles"} <= {
        d["sujet"] for d in donnees["donnees"]
    }
    assert compte.password not in reponse.content.decode()
    assert compte.benevole.nom in reponse.content.decode()


def test_le_pdf_se_telecharge(connecte):
    reponse = connecte(fabrique.creer_compte_vp()).get(reverse("mes_donnees_pdf"))
    assert reponse.content.startswith(b"%PDF-")


def test_ceux_que_la_page_compte_sont_ceux_qui_voient_la_fiche():
    comptes, ici, la_bas = creer_monde()
    tous = list(Utilisateur.objects.filter(is_active=True))
    for benevole in [ici.vp.benevole, ici.cp.benevole, la_bas.vp.benevole, comptes["cp"].benevole]:
        attendus = {
            compte.pk
            for compte in tous
            if compte.pk != benevole.utilisateur_id
            and Benevole.objects.visibles_par(compte).filter(pk=benevole.pk).exists()
        }
        comptees = {pk for g in lecteurs(benevole, le=localdate()) for pk in g.comptes}
        assert comptees == attendus


def test_le_releve_se_fait_en_un_nombre_constant_de_requetes(django_assert_max_num_queries):
    compte = fabrique.creer_compte_vp()
    for _ in range(4):
        fabrique.creer_affectation(benevole=compte.benevole)
    with django_assert_max_num_queries(160):
        relever(Personne.du_compte(compte), le=localdate())


@pytest.mark.parametrize(
    "sujet",
    [
        lambda: {"recrutement": creer_recrutement(), "nature": Nature.RECRUTEMENT},
        lambda: {"session": creer_session(), "nature": Nature.FORMATION},
    ],
)
def test_cinq_avis_ne_coutent_pas_plus_de_requetes_qu_un(sujet):
    compte, nombres = fabrique.creer_compte_vp(), []
    for _ in range(2):
        for _ in range(1 + 4 * len(nombres)):
            Avis.objects.create(
                **sujet(),
                compte=compte,
                adresse=compte.email,
                rythme=Avis.Rythme.IMMEDIAT,
                cle=f"essai-{Avis.objects.count()}",
                cree_le=timezone.now(),
            )
        with CaptureQueriesContext(connection) as requetes:
            relever(Personne.du_compte(compte), le=localdate())
        nombres.append(len(requetes))
    assert nombres[0] == nombres[1]


def test_un_doublon_probable_ne_dit_ni_a_l_un_ni_a_l_association_ce_que_tient_l_autre():
    compte = fabrique.creer_compte_vp()
    fabrique.creer_adhesion(benevole=compte.benevole)
    meme = {champ: getattr(compte.benevole, champ) for champ in ("nom", "prenom")}
    sosie = fabrique.creer_benevole(**meme, courriel="le-meme@exemple.test")
    fabrique.creer_adhesion(benevole=sosie, association=Association.AUXILIA)
    compte.benevole.courriel = sosie.courriel
    compte.benevole.enregistrer(par=compte)
    chercher_les_doublons(timezone.now())
    assert PaireProbable.objects.exists()
    for personne, pour in (
        (Personne.du_compte(compte), None),
        (Personne(compte.benevole, None), Association.ANVP),
    ):
        dit = str(relever(personne, le=localdate(), pour=pour).rubriques)
        assert "même adresse" not in dit
        assert "oublons" not in dit


def test_les_lectures_d_une_demande_se_disent_a_la_personne_sans_nom(connecte):
    comptes, ici, _ = creer_monde()
    agent = comptes["agent_spip"]
    connecte(agent).get(ici.demande.get_absolute_url())
    assert Trace.objects.filter(quoi=Trace.CONSULTATION, compte=agent.pk).exists()
    page = texte(connecte(comptes["visiteur"]).get(reverse("mes_donnees")))
    assert "SPIP a lu la demande" in page
    assert agent.nom_affiche not in re.sub(r".*Qui a lu", "", page).split("Ce qui est")[0]


def test_une_demande_arrive_a_la_direction_qui_repond_une_fois(connecte):
    compte, direction = fabrique.creer_compte_vp(), fabrique.creer_direction()
    client, chez_elle = connecte(compte), connecte(direction)
    envoi = {"nature": "rectification", "texte": "Mon téléphone.", "association": "ANVP"}
    client.post(reverse("demande_de_personne_nouvelle"), envoi)
    demande = DemandeDePersonne.objects.get()

    assert "corriger une donnée" in texte(chez_elle.get(reverse("a_faire")))
    reponse = {"suite": "faite", "reponse": "C’est corrigé."}
    assert chez_elle.post(demande.get_absolute_url(), {"suite": "faite"}).status_code == 200
    assert chez_elle.post(demande.get_absolute_url(), reponse).status_code == 302
    chez_elle.post(demande.get_absolute_url(), {"suite": "refusee", "reponse": "Non."})

    demande.refresh_from_db()
    assert (demande.suite, demande.repondue_par) == ("faite", direction)
    assert "C’est corrigé." in texte(client.get(demande.get_absolute_url()))
    assert "corriger une donnée" not in texte(chez_elle.get(reverse("a_faire")))


def test_le_releve_imprime_par_une_direction_ne_dit_rien_de_l_autre_association():
    benevole = fabrique.creer_vp().benevole
    cp = fabrique.creer_cp(benevole=benevole)
    fabrique.creer_adhesion(benevole=benevole)
    fabrique.creer_adhesion(benevole=benevole, association=Association.AUXILIA)
    fabrique.creer_direction(association=Association.AUXILIA)
    releve = relever(Personne(benevole, None), le=localdate(), pour=Association.ANVP)
    dit = f"{releve.rubriques} {releve.lecteurs}"
    assert str(cp.etablissement) not in dit
    assert "AUXILIA" not in dit
    assert "Adhésions" in dit
