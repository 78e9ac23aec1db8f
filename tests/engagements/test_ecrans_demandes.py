"""Les écrans des demandes : ce que chacun y lit, ce que dit une mauvaise saisie."""

import csv
import io

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from engagements.models import DemandeVisite, Etat, Trace
from partenariat.models import Association
from tests.ecran import texte
from tests.fabrique import (
    creer_agent_spip,
    creer_benevole,
    creer_compte,
    creer_compte_cp,
    creer_cp,
    creer_direction,
    creer_president,
)
from tests.fabrique_demandes import (
    creer_demande,
    creer_demande_a_completer,
    creer_demande_au_spip,
    creer_demande_avalisee,
    creer_demande_chez_le_visiteur,
    creer_demande_close,
    creer_demande_soumise,
    creer_prison,
    creer_visiteur,
)

pytestmark = pytest.mark.django_db
SAISIE = {"version_lue": 1, "motif": "suivi", "precision": "", "visiteur": ""}


@pytest.fixture
def auxilia():
    return creer_direction(association=Association.AUXILIA)


def _nouvelle(prison):
    return reverse("demande_nouvelle") + f"?etablissement={prison.code}"


def _etape(demande, code):
    return reverse("demande_etape", args=[demande.pk, code])


def test_une_demande_part_au_visiteur_choisi(connecte, auxilia):
    prison = creer_prison()
    visiteur = creer_visiteur(prison=prison)
    envoi = SAISIE | {
        "reference": "aux 10234",
        "accord_apprenant_le": localdate(),
        "visiteur": visiteur.pk,
        "suite": "envoyer",
    }

    reponse = connecte(auxilia).post(_nouvelle(prison), envoi, follow=True)

    demande = DemandeVisite.objects.avec_etat().get()
    assert (demande.etat, demande.reference) == (Etat.ACCORD_VP, "AUX-10234")
    assert "envoyée. Le visiteur est prévenu" in texte(reponse)


def test_un_brouillon_se_garde_se_reprend_et_s_envoie(connecte, auxilia):
    prison, client = creer_prison(), connecte(auxilia)
    envoi = SAISIE | {"reference": "AUX-1", "accord_apprenant_le": localdate(), "suite": "garder"}
    refusee = client.post(_nouvelle(prison), envoi)
    assert "s’écrit comme AUX-10234" in texte(refusee)

    client.post(_nouvelle(prison), envoi | {"reference": "AUX-100"})
    demande = DemandeVisite.objects.get()
    assert demande.soumise_le is None

    adresse = reverse("demande_modification", args=[demande.pk])
    client.post(
        adresse,
        envoi | {"reference": "AUX-101", "suite": "envoyer", "version_lue": demande.version},
    )
    assert DemandeVisite.objects.avec_etat().get().etat == Etat.A_PROPOSER


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        ({"reference": "12345"}, "numéro d’écrou"),
        ({"reference": "Jean Dupont"}, "ressemble à un nom"),
        ({"reference": ""}, "obligatoire"),
        ({"reference": "A" * 300}, "nom"),
        ({"accord_apprenant_le": "2999-01-01"}, "ne peut pas être à venir"),
        ({"accord_apprenant_le": "2001-01-01"}, "plus d’un an"),
        ({"accord_apprenant_le": "demain"}, "Écrivez une date"),
        ({"precision": "il sort le 12/05/2027"}, "aucune date"),
        ({"precision": "x" * 201}, "200"),
        ({"motif": "parce que"}, "choix"),
        ({"visiteur": "999999"}, "choix"),
    ],
)
def test_une_mauvaise_saisie_dit_pourquoi_et_garde_le_reste(connecte, auxilia, champs, phrase):
    envoi = SAISIE | {"reference": "AUX-200", "accord_apprenant_le": localdate().isoformat()}

    reponse = connecte(auxilia).post(_nouvelle(creer_prison()), envoi | champs)

    assert reponse.status_code == 200
    assert phrase in texte(reponse)
    conserve = "AUX-200" if "reference" not in champs else localdate().isoformat()
    assert conserve in reponse.content.decode()
    assert not DemandeVisite.objects.exists()


def test_un_etablissement_qui_a_un_cp_auxilia_n_est_pas_propose(connecte, auxilia):
    prison = creer_prison(nom="Prison pourvue")
    creer_cp(etablissement=prison)
    client = connecte(auxilia)

    assert "Prison pourvue" not in texte(client.get(reverse("demande_nouvelle")))
    refus = client.get(_nouvelle(prison), follow=True)
    assert "Un CP Auxilia intervient dans cet établissement" in texte(refus)


def test_un_cp_demande_pour_une_prison_voisine_et_pas_plus_loin(connecte):
    voisine, lointaine = creer_prison(nom="Voisine"), creer_prison(nom="Lointaine")
    sienne = creer_prison()
    sienne.disp = voisine.disp
    sienne.save()
    client = connecte(creer_compte_cp(etablissement=sienne))

    page = texte(client.get(reverse("demande_nouvelle")))
    assert "Voisine" in page
    assert "Lointaine" not in page
    assert "n’est pas voisin" in texte(client.get(_nouvelle(lointaine), follow=True))


def test_liste_inconnue_auxilia_confirme_qu_il_n_y_a_pas_de_cp(connecte, auxilia):
    prison = creer_prison()
    prison.confirmations.all().delete()
    envoi = SAISIE | {"reference": "AUX-300", "accord_apprenant_le": localdate()}
    client = connecte(auxilia)

    assert "cochez cette case" in texte(client.post(_nouvelle(prison), envoi))
    client.post(_nouvelle(prison), envoi | {"absence_cp_confirmee": "on"})
    assert DemandeVisite.objects.get().absence_cp_confirmee


def test_auxilia_ne_lit_le_nom_du_visiteur_qu_apres_son_accord(connecte):
    prison = creer_prison()
    visiteur = creer_visiteur(
        prison=prison, benevole=creer_benevole(prenom="Agathe", nom="Lenormand")
    )
    demande = creer_demande_chez_le_visiteur(etablissement=prison, visiteur=visiteur)
    client = connecte(demande.cree_par)

    assert "Lenormand" not in client.get(_nouvelle(prison)).content.decode()
    avant = texte(client.get(demande.get_absolute_url()))
    assert "Agathe L." in avant
    assert "Lenormand" not in avant

    apres = creer_demande_au_spip(etablissement=prison, par=demande.cree_par, visiteur=visiteur)
    assert "Agathe Lenormand" in texte(client.get(apres.get_absolute_url()))


def test_la_section_ne_lit_ni_la_reference_ni_la_precision(connecte):
    demande = creer_demande_au_spip(precision="Reprendre le module.")
    client = connecte(creer_president(etablissements=[demande.etablissement]))
    for adresse in (demande.get_absolute_url(), reverse("demandes"), _etape(demande, "desister")):
        page = client.get(adresse).content.decode()
        assert demande.reference not in page
        assert "Reprendre le module" not in page


def test_la_reference_n_est_dans_aucune_liste(connecte):
    demande = creer_demande_au_spip()
    agent = creer_agent_spip(spip=demande.etablissement.spip)
    for compte, adresse in (
        (demande.cree_par, "demandes"),
        (agent, "demandes"),
        (agent, "a_decider"),
    ):
        page = connecte(compte).get(reverse(adresse)).content.decode()
        assert f"/demandes/{demande.pk}/" in page
        assert demande.reference not in page


def test_le_visiteur_lit_la_reference_et_le_motif_sans_la_precision(connecte):
    prison, compte = creer_prison(), creer_compte()
    visiteur = creer_visiteur(prison=prison, benevole=creer_benevole(utilisateur=compte))
    demande = creer_demande_chez_le_visiteur(
        etablissement=prison, visiteur=visiteur, precision="Reprendre le module."
    )
    client = connecte(compte)
    page = texte(client.get(demande.get_absolute_url()))
    assert demande.reference in page
    assert "Reprendre" not in page

    apres = client.post(_etape(demande, "decliner"), {"version": demande.version}, follow=True)
    assert "C’est enregistré" in texte(apres)
    assert client.get(demande.get_absolute_url()).status_code == 404

    double_clic = client.post(
        _etape(demande, "decliner"), {"version": demande.version}, follow=True
    )
    assert "C’est déjà enregistré : rien n’a été ajouté" in texte(double_clic)


def test_un_agent_decide_en_deux_clics_et_recoit_un_recu(connecte):
    demande = creer_demande_au_spip()
    client = connecte(creer_agent_spip(spip=demande.etablissement.spip))
    confirmation = client.get(_etape(demande, "avaliser"))
    assert "Confirmer : donner l’aval" in texte(confirmation)

    recu = client.post(_etape(demande, "avaliser"), {"version": demande.version}, follow=True)

    assert f"C’est enregistré, demande n° {demande.pk}, le" in texte(recu)
    assert "Nous prévenons AUXILIA, la section ANVP et le visiteur" in texte(recu)


def test_le_bouton_de_retour_puis_un_second_envoi_n_ajoutent_rien(connecte):
    demande = creer_demande_au_spip()
    client = connecte(creer_agent_spip(spip=demande.etablissement.spip))
    client.post(_etape(demande, "differer"), {"version": demande.version})

    encore = client.post(_etape(demande, "differer"), {"version": demande.version})

    assert "Cette demande a changé : Personne (SPIP) a différé" in texte(encore)
    assert Trace.objects.filter(quoi="differer").count() == 1


def test_auxilia_note_une_reponse_recue_par_telephone(connecte):
    demande = creer_demande_au_spip()
    client = connecte(demande.cree_par)
    vide = client.post(_etape(demande, "avaliser"), {"version": demande.version})
    assert "par où la réponse est venue" in texte(vide)
    veille = {"canal": "telephone", "jour": "2020-01-01", "version": demande.version}
    assert "n’est parvenue au SPIP que" in texte(client.post(_etape(demande, "avaliser"), veille))

    envoi = {"canal": "telephone", "jour": localdate(), "version": demande.version}
    page = client.post(_etape(demande, "avaliser"), envoi, follow=True)
    assert "SPIP : aval donné (par téléphone)" in texte(page)


def test_une_demande_a_completer_garde_ce_qu_on_tape_si_elle_a_change(connecte):
    demande = creer_demande_a_completer()
    client = connecte(demande.cree_par)
    envoi = {
        "motif": "reprise",
        "accord_apprenant_le": localdate(),
        "precision": "Une phrase tapée.",
        "version": demande.version - 1,
    }
    perimee = client.post(_etape(demande, "completer"), envoi)
    assert "Cette demande a changé" in texte(perimee)
    assert "Une phrase tapée." in perimee.content.decode()

    client.post(_etape(demande, "completer"), envoi | {"version": demande.version})
    assert DemandeVisite.objects.avec_etat().get().etat == Etat.AU_SPIP


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        ({"jour": "2999-01-01"}, "après qu’elle a eu lieu"),
        ({"jour": "2001-01-01"}, "pas de rencontre avant"),
        ({"bilan": ""}, "ce qui convient le mieux"),
        ({"texte": "né le 12/05/1980"}, "aucune date"),
    ],
)
def test_une_rencontre_mal_notee_dit_pourquoi(connecte, champs, phrase):
    demande = creer_demande_avalisee()
    client = connecte(creer_president(etablissements=[demande.etablissement]))
    envoi = {"jour": localdate(), "bilan": "utile", "texte": "Bien.", "version": demande.version}
    assert phrase in texte(client.post(_etape(demande, "rencontrer"), envoi | champs))


def test_chaque_lecture_est_au_journal_que_lisent_les_directions(connecte):
    demande = creer_demande_au_spip()
    agent = creer_agent_spip(spip=demande.etablissement.spip)
    agent.nom_affiche = "Mme Prigent"
    agent.save()
    connecte(agent).get(demande.get_absolute_url())

    page = connecte(demande.cree_par).get(reverse("demande_journal", args=[demande.pk]))

    assert "Mme Prigent SPIP a lu la demande" in texte(page)


def test_la_liste_filtre_et_met_d_abord_ce_qui_attend(connecte):
    prison, ailleurs = creer_prison(nom="Prison d’Albi"), creer_prison(nom="Prison de Brest")
    president = creer_president(etablissements=[prison])
    a_proposer = creer_demande_soumise(etablissement=prison)
    creer_demande_close(etablissement=prison)
    creer_demande_au_spip(etablissement=ailleurs)
    client = connecte(president)

    page = client.get(reverse("demandes"))
    assert [ligne.demande.pk for ligne in page.context["a_faire"]] == [a_proposer.pk]
    assert page.context["table"].paginator.count == 2
    ouvertes = client.get(reverse("demandes") + "?etat=ouvertes")
    assert ouvertes.context["table"].paginator.count == 1
    assert client.get(reverse("demandes") + "?etat=nimporte&depuis=hier&spip=x").status_code == 200


@pytest.mark.parametrize("page", ["demandes", "a_decider", "demandes_nombres"])
def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_demandes(
    connecte, django_assert_num_queries, django_assert_max_num_queries, page
):
    prison = creer_prison()
    client = connecte(creer_agent_spip(spip=prison.spip))
    creer_demande_au_spip(etablissement=prison)
    with django_assert_max_num_queries(30) as une:
        client.get(reverse(page))
    for _ in range(4):
        creer_demande_au_spip(etablissement=prison)
        creer_demande_avalisee(etablissement=prison)
    with django_assert_num_queries(len(une)):
        client.get(reverse(page))


def test_l_export_rend_ce_qui_est_filtre_et_le_note_au_journal(connecte):
    demande = creer_demande_avalisee(reference="AUX-888")
    creer_demande(par=demande.cree_par)
    reponse = connecte(demande.cree_par).get(
        reverse("demandes_export", args=["csv"]) + "?etat=avalisee"
    )
    [ligne] = csv.DictReader(io.StringIO(reponse.content.decode("utf-8-sig")), delimiter=";")
    assert (ligne["Référence AUXILIA"], ligne["Réponse du SPIP"]) == ("AUX-888", "aval donné")
    assert ligne["Délai du SPIP (jours)"] == "0"
    assert Trace.objects.get(quoi=Trace.EXPORT).demande == demande


def test_les_nombres_telecharges_taisent_les_petits(connecte):
    prison = creer_prison()
    agent = creer_agent_spip(spip=prison.spip)
    for _ in range(6):
        creer_demande_avalisee(etablissement=prison)
    creer_demande_close(etablissement=prison)
    client = connecte(agent)

    ecran = client.get(reverse("demandes_nombres")).context["total"]
    reponse = client.get(reverse("demandes_nombres_export", args=["csv"]))
    lignes = list(csv.DictReader(io.StringIO(reponse.content.decode("utf-8-sig")), delimiter=";"))

    assert (ecran.deposees, ecran.avalisees, ecran.part_avalisee) == (7, 6, 100)
    assert {(x["Demandes"], x["Avalisées"], x["Refusées"]) for x in lignes} == {("7", "6", "0")}
    creer_demande_au_spip(etablissement=prison)
    encore = client.get(reverse("demandes_nombres_export", args=["csv"])).content.decode()
    assert "moins de 5" in encore
