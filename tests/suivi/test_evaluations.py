"""L'évaluation annuelle : figée, commentée à deux voix, signée, vérifiable."""

import copy
import datetime as dt
import json
import random

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from engagements.models import Avis
from etablissements.models import Etablissement
from partenariat.models import Association
from suivi.evaluations.arret import arreter, ecarts
from suivi.evaluations.campagne import ouvrir_et_arreter, rappeler
from suivi.evaluations.canonique import canonique, empreinte
from suivi.evaluations.signature import empreinte_du_document, est_signee, signer
from suivi.models import Arret, Commentaire, Evaluation, Rubrique, Signature
from tests import fabrique
from tests.ecran import texte
from tests.fabrique_convention import charger_la_convention
from tests.fabrique_evaluations import ARRET, creer_evaluation

pytestmark = pytest.mark.django_db


@pytest.fixture
def directions():
    return {a: fabrique.creer_direction(association=a) for a in Association}


def signer_pour(evaluation, direction):
    lue = empreinte_du_document(evaluation)
    return signer(evaluation, par=direction, lue=lue, maintenant=timezone.now())


def test_deux_donnees_egales_ont_la_meme_empreinte_quel_que_soit_l_ordre_des_cles():
    donnees = {"b": [1, {"é": "à", "a": None}], "a": 2.5}
    melangees = json.loads(json.dumps(donnees))
    cles = list(melangees)
    random.Random(1).shuffle(cles)
    assert empreinte({cle: melangees[cle] for cle in reversed(cles)}) == empreinte(donnees)
    assert canonique(donnees) == '{"a":2.5,"b":[1,{"a":null,"é":"à"}]}'.encode()


def test_les_chiffres_arretes_ne_bougent_plus_quand_une_prison_ferme():
    prison = fabrique.creer_etablissement(nom="Maison d’arrêt de l’Essai")
    fabrique.creer_vp(etablissement=prison)
    evaluation = creer_evaluation()
    figes = copy.deepcopy(evaluation.arrets.get().donnees)
    Etablissement.objects.filter(pk=prison.pk).update(ferme_le=dt.date(2016, 1, 1))
    assert evaluation.arrets.get().donnees == figes
    changes = {e.ou: (e.alors, e.maintenant) for e in ecarts(evaluation.arrets.get())}
    assert changes["couverture › france › fin › etablissements"] == (1, 0)


def test_sans_changement_recalculer_ne_montre_aucun_ecart():
    fabrique.creer_vp()
    assert ecarts(creer_evaluation().arrets.get()) == []


def test_la_base_refuse_de_toucher_aux_chiffres_arretes():
    creer_evaluation()
    with pytest.raises(IntegrityError), transaction.atomic():
        Arret.objects.update(donnees={"faux": True})
    with pytest.raises(IntegrityError), transaction.atomic():
        Arret.objects.update(empreinte="0" * 64)


def test_une_correction_est_motivee_et_l_ancienne_version_reste(directions):
    evaluation = creer_evaluation()
    with pytest.raises(ValidationError, match="dit pourquoi"):
        arreter(evaluation, maintenant=timezone.now())
    arreter(evaluation, maintenant=timezone.now(), motif="Une liste avait été oubliée.")
    assert [a.numero for a in evaluation.arrets.all()] == [2, 1]


def test_les_deux_signatures_publient(directions):
    evaluation = creer_evaluation()
    signer_pour(evaluation, directions[Association.ANVP])
    evaluation.refresh_from_db()
    assert not est_signee(evaluation)
    assert evaluation.publiee_le is None
    signer_pour(evaluation, directions[Association.AUXILIA])
    evaluation.refresh_from_db()
    assert est_signee(evaluation)
    assert evaluation.publiee_le is not None


def test_on_ne_signe_que_ce_qu_on_a_lu(directions):
    evaluation = creer_evaluation()
    lue = empreinte_du_document(evaluation)
    Commentaire.objects.create(
        evaluation=evaluation, rubrique="1", association="AUXILIA", texte="Nouveau"
    )
    with pytest.raises(ValidationError, match="a changé depuis"):
        signer(evaluation, par=directions[Association.ANVP], lue=lue, maintenant=timezone.now())


def test_une_direction_ne_signe_qu_une_fois(directions):
    evaluation = creer_evaluation()
    signer_pour(evaluation, directions[Association.ANVP])
    with pytest.raises(ValidationError, match="a déjà signé"):
        signer_pour(evaluation, directions[Association.ANVP])


def test_changer_un_commentaire_apres_la_premiere_signature_l_annule_et_le_dit(
    directions, connecte
):
    evaluation = creer_evaluation()
    signer_pour(evaluation, directions[Association.ANVP])
    client = connecte(directions[Association.AUXILIA])
    adresse = f"/evaluations/{evaluation.pk}/commentaire/synthese/"
    assert "annule sa signature" in texte(client.get(adresse))
    client.post(adresse, {"texte": "Un mot de plus."})
    assert Signature.objects.get().annulee_le is not None
    page = texte(client.get(evaluation.get_absolute_url()))
    assert "annulée" in page
    assert "un commentaire a changé" in page


def test_corriger_les_chiffres_annule_les_signatures(directions):
    evaluation = creer_evaluation()
    signer_pour(evaluation, directions[Association.ANVP])
    arreter(evaluation, maintenant=timezone.now(), motif="Erreur de saisie.")
    assert not Signature.objects.valables().exists()


def test_une_evaluation_publiee_ne_change_plus(directions, connecte):
    evaluation = creer_evaluation()
    for direction in directions.values():
        signer_pour(evaluation, direction)
    with pytest.raises(ValidationError, match="publiée"):
        arreter(evaluation, maintenant=timezone.now(), motif="Trop tard")
    client = connecte(directions[Association.ANVP])
    adresse = f"/evaluations/{evaluation.pk}/commentaire/1/"
    client.post(adresse, {"texte": "Trop tard"})
    assert not Commentaire.objects.exists()


def test_chaque_association_a_sa_voix_et_le_desaccord_reste_visible(directions, connecte):
    evaluation = creer_evaluation()
    for association, mot in ((Association.ANVP, "Progrès net."), (Association.AUXILIA, "Recul.")):
        connecte(directions[association]).post(
            f"/evaluations/{evaluation.pk}/commentaire/4/", {"texte": mot}
        )
    page = texte(
        connecte(directions[Association.ANVP]).get(f"/evaluations/{evaluation.pk}/lecture/")
    )
    assert "Progrès net." in page
    assert "Recul." in page


def test_un_membre_ne_lit_l_evaluation_qu_une_fois_publiee(directions, connecte):
    evaluation = creer_evaluation()
    membre = connecte(fabrique.creer_compte_vp())
    adresse = f"/evaluations/{evaluation.pk}/lecture/"
    assert membre.get(adresse).status_code == 404
    for direction in directions.values():
        signer_pour(evaluation, direction)
    assert membre.get(adresse).status_code == 200


def test_la_signature_redemande_de_s_authentifier(directions, connecte):
    evaluation = creer_evaluation()
    reponse = connecte(directions[Association.ANVP]).get(f"/evaluations/{evaluation.pk}/signature/")
    assert reponse["Location"].startswith(reverse("account_reauthenticate"))


def test_la_campagne_s_ouvre_et_s_arrete_d_elle_meme_une_seule_fois():
    charger_la_convention()
    veille = ARRET - dt.timedelta(days=1)
    for _ in range(2):
        ouvrir_et_arreter(veille)
    assert list(Evaluation.objects.values_list("annee", flat=True)) == [2015]
    assert not Arret.objects.exists()
    for _ in range(2):
        ouvrir_et_arreter(ARRET)
    assert Arret.objects.filter(evaluation__annee=2015).count() == 1


def test_un_rappel_ne_part_qu_a_la_direction_a_qui_il_manque_quelque_chose(directions):
    evaluation = creer_evaluation()
    for rubrique in Rubrique:
        Commentaire.objects.create(
            evaluation=evaluation, rubrique=rubrique, association="ANVP", texte="Fait."
        )
    signer_pour(evaluation, directions[Association.ANVP])

    def nuit(jours):
        jour = evaluation.commentaires_le + dt.timedelta(days=jours)
        return rappeler(timezone.make_aware(dt.datetime.combine(jour, dt.time(3))))

    assert nuit(-20)["rappels_d_evaluation"] == 0
    assert nuit(-14)["rappels_d_evaluation"] == 1
    assert nuit(-13)["rappels_d_evaluation"] == 0
    assert nuit(-2)["rappels_d_evaluation"] == 1  # la nuit du jour dit n'a pas tourné
    [adresse] = set(Avis.objects.filter(nature="rappel").values_list("adresse", flat=True))
    assert adresse == directions[Association.AUXILIA].email


def test_le_travail_de_nuit_passe_avec_les_evaluations(capsys):
    call_command("taches_quotidiennes")
    assert "évaluations ouvertes : 0" in capsys.readouterr().out


def test_la_verification_reconnait_une_empreinte_publiee_sans_rien_dire_de_plus(directions, client):
    evaluation = creer_evaluation()
    chiffres = evaluation.arrets.get().empreinte
    avant = texte(client.post("/verification/", {"empreinte": chiffres}))
    assert "n’est celui d’aucune évaluation publiée" in avant
    for direction in directions.values():
        signer_pour(evaluation, direction)
    apres = texte(client.post("/verification/", {"empreinte": f" {chiffres.upper()} "}))
    assert "est bien l’évaluation 2015-2016" in apres
    assert "version 1, signée par ANVP" in apres
    assert str(directions[Association.ANVP]) not in apres


@pytest.mark.parametrize("saisie", ["", "abc", "z" * 64, "0" * 63])
def test_une_empreinte_mal_ecrite_est_refusee_en_francais(client, saisie):
    page = texte(client.post("/verification/", {"empreinte": saisie}))
    assert "Il y a 1 problème" in page


@pytest.mark.parametrize("format", ["csv", "xlsx", "ods", "json"])
def test_les_chiffres_se_telechargent_sous_chaque_forme(format, directions, connecte):
    evaluation = creer_evaluation()
    client = connecte(directions[Association.ANVP])
    reponse = client.get(f"/evaluations/{evaluation.pk}/donnees.{format}")
    assert reponse.status_code == 200
    assert f"evaluation-2015-2016-v1.{format}" in reponse["Content-Disposition"]
    if format == "json":
        assert empreinte(json.loads(reponse.content)) == evaluation.arrets.get().empreinte
    if format == "csv":
        assert "1.6;Cette démarche obtient l’aval du SPIP" in reponse.content.decode()


def test_une_forme_inconnue_n_existe_pas(directions, connecte):
    client = connecte(directions[Association.ANVP])
    adresse = f"/evaluations/{creer_evaluation().pk}/donnees.exe"
    assert client.get(adresse).status_code == 404
