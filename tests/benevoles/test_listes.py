"""Tenir la liste d'un établissement : l'accueil des responsables locaux, et ses gestes."""

import datetime as dt

import pytest
from django.urls import reverse

from benevoles.models import (
    BesoinDeclare,
    ConfirmationListe,
    Habilitation,
)
from partenariat.models import Association
from partenariat.periodes import ajouter_mois
from tests.benevoles.prisons import DEMAIN, HIER, JOUR, adresse_de_la_liste, prison_et_president
from tests.ecran import texte
from tests.fabrique import (
    confirmer,
    creer_absence,
    creer_affectation,
    creer_benevole,
    creer_compte_cp,
    creer_compte_vp,
    creer_delegue,
    creer_direction,
    creer_disp,
    creer_etablissement,
    creer_habilitation,
    creer_president,
    creer_section,
    creer_vp,
)

pytestmark = pytest.mark.django_db


def test_l_accueil_dit_qui_est_la_et_quoi_faire(connecte):
    etablissement, president = prison_et_president(nom="Maison d’arrêt de Nevers")
    creer_vp(
        etablissement=etablissement,
        benevole=creer_benevole(nom="Martin", prenom="Hélène"),
        debut=ajouter_mois(JOUR, -25),
    )

    page = texte(connecte(president).get(reverse("mes_etablissements")))

    assert "Maison d’arrêt de Nevers" in page
    assert "Hélène Martin : agrément de visiteur échu depuis le" in page
    assert "Enregistrer le renouvellement" in page
    assert "La liste n’a jamais été confirmée" in page
    assert "Confirmer la liste" in page


def test_une_liste_a_jour_ne_demande_rien(connecte):
    etablissement, president = prison_et_president()
    creer_vp(etablissement=etablissement, debut=JOUR)
    confirmer(etablissement, le=JOUR)

    page = texte(connecte(president).get(reverse("mes_etablissements")))

    assert "Rien à faire pour l’instant" in page


def test_une_liste_vide_invite_a_ajouter_un_visiteur(connecte):
    etablissement, president = prison_et_president()
    confirmer(etablissement, le=JOUR)

    page = texte(connecte(president).get(reverse("mes_etablissements")))

    assert "Personne n’est inscrit sur la liste des visiteurs" in page
    assert "Ajouter un visiteur" in page


def test_une_echeance_proche_se_note_puis_se_renouvelle(connecte):
    etablissement, president = prison_et_president()
    vp = creer_vp(etablissement=etablissement, debut=ajouter_mois(JOUR, -20))
    client = connecte(president)
    assert "Noter la demande" in texte(client.get(reverse("mes_etablissements")))

    agrement = Habilitation.objects.get(benevole=vp.benevole)
    retour = reverse("mes_etablissements")
    reponse = client.post(reverse("titre_demande", args=[agrement.pk]) + f"?retour={retour}")

    assert reponse["Location"] == retour
    page = texte(client.get(retour))
    assert "Renouvellement demandé le" in page
    assert "Enregistrer le renouvellement" in page
    assert "Noter la demande" not in page


def test_un_renouvellement_deja_enregistre_ne_demande_plus_rien(connecte):
    etablissement, president = prison_et_president()
    vp = creer_vp(etablissement=etablissement, debut=ajouter_mois(JOUR, -20))
    confirmer(etablissement, le=JOUR)
    creer_habilitation(
        benevole=vp.benevole, etablissement=etablissement, debut=ajouter_mois(JOUR, 4)
    )

    page = texte(connecte(president).get(reverse("mes_etablissements")))

    assert "Rien à faire pour l’instant" in page
    assert "le suivant vaudra à partir du" in page


def test_un_etablissement_ferme_demande_de_terminer_les_affectations(connecte):
    etablissement, president = prison_et_president(ferme_le=HIER)
    creer_vp(etablissement=etablissement)

    page = texte(connecte(president).get(reverse("mes_etablissements")))

    assert "figure encore sur la liste, mais l’établissement est fermé" in page
    assert "Ajouter un visiteur" not in page


def test_un_cp_sans_autorisation_est_compte_et_on_le_dit(connecte):
    etablissement = creer_etablissement()
    client = connecte(creer_compte_cp(etablissement=etablissement))

    page = texte(client.get(reverse("mes_etablissements")))

    assert "CP Auxilia" in page
    assert "aucune autorisation enregistrée. Cette personne est comptée quand même" in page
    assert "Ajouter un CP Auxilia" in page
    assert "Déclarer un besoin" not in page


def test_une_absence_se_lit_dans_la_liste(connecte):
    etablissement, president = prison_et_president()
    vp = creer_vp(etablissement=etablissement, debut=JOUR)
    creer_absence(benevole=vp.benevole, debut=HIER, fin=DEMAIN)

    page = texte(connecte(president).get(adresse_de_la_liste(etablissement)))

    assert "En absence (1)" in page
    assert "En fonction (0)" in page


@pytest.mark.parametrize("nom", ["mes_etablissements", "liste"])
def test_les_requetes_ne_dependent_ni_des_personnes_ni_des_prisons(
    connecte, nom, django_assert_num_queries
):
    def page(etablissements, personnes):
        prisons = [creer_etablissement() for _ in range(etablissements)]
        president = creer_president(etablissements=prisons)
        for prison in prisons:
            for _ in range(personnes):
                vp = creer_vp(etablissement=prison)
                creer_absence(benevole=vp.benevole, debut=HIER, fin=DEMAIN)
        arguments = [prisons[0].code, "vp"] if nom == "liste" else []
        return connecte(president), reverse(nom, args=arguments)

    nombre = 31 if nom == "mes_etablissements" else 22
    for taille in (1, 3, 30):
        client, adresse = page(3 if taille > 1 and nom == "mes_etablissements" else 1, taille)
        with django_assert_num_queries(nombre):
            client.get(adresse)


def test_qui_peut_tenir_quelle_liste(connecte):
    disp = creer_disp()
    etablissement = creer_etablissement(disp=disp)
    president = creer_president(etablissements=[etablissement])
    attendus = {
        "vp": [
            (president, 200),
            (creer_direction(), 200),
            (creer_delegue(disp=disp), 200),
            (creer_delegue(), 404),
            (creer_president(etablissements=[creer_etablissement()]), 404),
            (creer_compte_cp(etablissement=etablissement), 404),
            (creer_direction(association=Association.AUXILIA), 404),
            (creer_compte_vp(etablissement=etablissement), 403),
        ],
        "cp": [
            (president, 404),
            (creer_compte_cp(etablissement=etablissement), 200),
            (creer_delegue(association=Association.AUXILIA, disp=disp), 200),
            (creer_direction(association=Association.AUXILIA), 200),
        ],
        "VP": [(president, 404)],
        "xx": [(president, 404)],
    }
    for fonction, comptes in attendus.items():
        for compte, code in comptes:
            assert (
                connecte(compte).get(adresse_de_la_liste(etablissement, fonction)).status_code
                == code
            )


def test_terminer_une_affectation_demande_une_date_et_un_motif(connecte):
    etablissement, president = prison_et_president()
    vp = creer_vp(etablissement=etablissement)
    adresse, client = reverse("affectation_fin", args=[vp.pk]), connecte(president)

    sans_motif = client.post(adresse, {"version_lue": 1, "fin": JOUR})
    assert "Ce champ est obligatoire" in texte(sans_motif)
    avant = client.post(adresse, {"version_lue": 1, "fin": "2001-01-01", "motif_fin": "autre"})
    assert "La fin précède le début" in texte(avant)
    fin = {"version_lue": 1, "fin": JOUR, "motif_fin": "demenagement"}
    reponse = client.post(adresse, fin, follow=True)

    assert f"Fin d’affectation enregistrée : {vp.benevole}" in texte(reponse)
    vp.refresh_from_db()
    assert (vp.fin, vp.motif_fin) == (JOUR, "demenagement")


def test_un_cp_qui_termine_sa_propre_affectation_n_arrive_pas_dans_une_impasse(connecte):
    etablissement = creer_etablissement()
    client = connecte(creer_compte_cp(etablissement=etablissement))
    adresse = reverse("affectation_fin", args=[etablissement.affectations.get().pk])

    reponse = client.post(
        f"{adresse}?retour={reverse('mes_etablissements')}",
        {"version_lue": 1, "fin": HIER, "motif_fin": "engagement"},
        follow=True,
    )

    assert reponse.status_code == 200
    assert "Fin d’affectation enregistrée" in texte(reponse)


def test_une_fin_ne_se_modifie_plus(connecte):
    etablissement, president = prison_et_president()
    vp = creer_affectation(etablissement=etablissement, fin=HIER)
    adresse, client = reverse("affectation_fin", args=[vp.pk]), connecte(president)

    lecture = client.get(adresse, follow=True)
    envoi = client.post(adresse, {"version_lue": 1, "fin": JOUR, "motif_fin": "autre"})

    assert "Cette affectation est déjà terminée" in texte(lecture)
    assert "une fin ne se modifie plus" in texte(envoi)
    vp.refresh_from_db()
    assert vp.fin == HIER


def test_confirmer_la_liste_d_un_clic(connecte):
    etablissement, president = prison_et_president()
    client = connecte(president)

    for _ in range(2):
        reponse = client.post(
            adresse_de_la_liste(etablissement, nom="liste_confirmation"), follow=True
        )

    assert f"{etablissement} : la liste des visiteurs est confirmée" in texte(reponse)
    confirmation = ConfirmationListe.objects.get()
    assert (confirmation.le, confirmation.par) == (JOUR, president)


def test_le_retour_ne_sort_jamais_du_site(connecte):
    etablissement, president = prison_et_president()
    client = connecte(president)
    adresse = adresse_de_la_liste(etablissement, nom="liste_confirmation")

    for ailleurs in ("https://exemple.test/", "//exemple.test/", "/\\exemple.test", "javascript:1"):
        reponse = client.post(f"{adresse}?retour={ailleurs}")
        assert reponse["Location"] == adresse_de_la_liste(etablissement)


def test_declarer_un_besoin_deux_fois_le_meme_jour_garde_le_dernier(connecte):
    etablissement, president = prison_et_president()
    adresse, client = reverse("besoin", args=[etablissement.code]), connecte(president)

    client.post(adresse, {"vp_manquants": 2, "attente_mois": 1})
    client.post(adresse, {"vp_manquants": 3, "attente_mois": 4})
    trop = client.post(adresse, {"vp_manquants": 900, "attente_mois": -1})

    besoin = BesoinDeclare.objects.get()
    assert (besoin.vp_manquants, besoin.attente_mois, besoin.par) == (3, 4, president)
    assert "inférieure ou égale à 200" in texte(trop)


def test_la_liste_montre_les_partis_et_les_attendus(connecte):
    etablissement, president = prison_et_president()
    creer_affectation(etablissement=etablissement, fin=HIER)
    creer_affectation(etablissement=etablissement, fin=ajouter_mois(JOUR, -30))
    creer_affectation(etablissement=etablissement, debut=DEMAIN)

    page = texte(connecte(president).get(adresse_de_la_liste(etablissement)))

    assert "Avant (1)" in page
    assert "Attendus" in page
    assert page.count("autre motif") == 2


def test_la_liste_d_un_jour_passe_se_lit_sans_boutons(connecte):
    etablissement, president = prison_et_president()
    vp = creer_affectation(etablissement=etablissement, debut=dt.date(2012, 1, 1), fin=HIER)

    page = texte(connecte(president).get(adresse_de_la_liste(etablissement) + "?au=2014-01-01"))

    assert f"{vp.benevole} , depuis le 1er janvier 2012" in page
    assert "Terminer l’affectation" not in page
    assert "Liste toujours exacte" not in page


def test_un_president_sans_etablissement_a_une_page_qui_l_explique(connecte):
    president = creer_president(section=creer_section())

    page = texte(connecte(president).get(reverse("mes_etablissements")))

    assert "Aucun établissement n’est rattaché à votre section" in page


@pytest.mark.parametrize("cle", ["", "abc", "0", "9" * 30, "²"])
def test_une_personne_illisible_est_introuvable(connecte, cle):
    etablissement, president = prison_et_president()

    reponse = connecte(president).get(
        adresse_de_la_liste(etablissement, nom="liste_ajout"), {"benevole": cle}
    )

    assert reponse.status_code == 404
