"""Le recueil des besoins : chacun répond une fois, personne ne se reconnaît dans les sommes."""

import csv
import datetime as dt
import io

import pytest
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from engagements.formations.besoins import AUTRES, resultats
from engagements.models import Enquete, Participation
from partenariat.models import Association
from tests.ecran import texte
from tests.fabrique import creer_direction, creer_disp
from tests.fabrique_formations import creer_enquete, creer_membre, creer_participations

pytestmark = pytest.mark.django_db


def _envoi(enquete, *choix):
    return {f"question_{enquete.questions.get().pk}": choix}


def _emporter(connecte, enquete):
    adresse = reverse("enquete_resultats_export", args=[enquete.pk, "csv"])
    lu = connecte(creer_direction()).get(adresse).content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(lu), delimiter=";"))[1:]


def test_on_repond_puis_on_se_corrige_sans_repondre_deux_fois(connecte):
    enquete, membre = creer_enquete(), creer_membre()
    client = connecte(membre.utilisateur)
    for choix in (0, 2):
        client.post(enquete.get_absolute_url(), _envoi(enquete, choix))
    participation = Participation.objects.get()
    assert participation.reponses == {str(enquete.questions.get().pk): [2]}
    assert participation.association == Association.ANVP


def test_plusieurs_reponses_quand_la_question_le_permet(connecte):
    enquete = creer_enquete(plusieurs=True)
    client = connecte(creer_membre().utilisateur)
    client.post(enquete.get_absolute_url(), _envoi(enquete, 0, 2))
    assert list(Participation.objects.get().reponses.values()) == [[0, 2]]


def test_une_enquete_close_ne_recoit_plus_de_reponse(connecte):
    enquete = creer_enquete(fin=-1)
    client = connecte(creer_membre().utilisateur)
    client.post(enquete.get_absolute_url(), _envoi(enquete, 0))
    assert not Participation.objects.exists()


def test_la_base_refuse_une_seconde_participation():
    enquete = creer_enquete()
    creer_participations(enquete=enquete, nombre=1)
    compte = Participation.objects.get().compte
    with pytest.raises(IntegrityError):
        Participation.objects.create(enquete=enquete, compte=compte, association="ANVP")


def test_une_direction_prepare_une_enquete_une_reponse_par_ligne(connecte):
    jour = timezone.localdate()
    envoi = {"titre": "Besoins", "debut": jour, "fin": jour + dt.timedelta(days=30)}
    envoi |= {"question_1": "Sur quoi ?", "choix_1": "Écoute\n\nDroit\nÉcoute"}
    client = connecte(creer_direction())
    reponse = client.post(reverse("enquete_nouvelle"), envoi | {"choix_2": "Oui\nNon"})
    assert "Écrivez la question de ces réponses." in texte(reponse)
    client.post(reverse("enquete_nouvelle"), envoi)
    assert Enquete.objects.get().questions.get().choix == ["Écoute", "Droit"]


def test_une_question_sans_deux_reponses_est_refusee(connecte):
    jour = timezone.localdate()
    envoi = {"titre": "Besoins", "debut": jour, "fin": jour, "question_1": "Q ?", "choix_1": "Oui"}
    reponse = connecte(creer_direction()).post(reverse("enquete_nouvelle"), envoi)
    assert "Écrivez au moins deux réponses" in texte(reponse)
    assert not Enquete.objects.exists()


def test_sous_cinq_reponses_rien_ne_se_lit(connecte):
    enquete = creer_enquete(fin=-1)
    creer_participations(enquete=enquete, nombre=4)
    assert resultats(enquete) == (4, [])
    page = texte(connecte(creer_direction()).get(reverse("enquete_resultats", args=[enquete.pk])))
    assert "moins de 5 réponses" in page
    assert _emporter(connecte, enquete) == []


def test_le_fichier_a_les_sommes_de_la_page_et_rien_d_autre(connecte):
    enquete = creer_enquete(fin=-1)
    creer_participations(enquete=enquete, nombre=6)
    _, lus = resultats(enquete)
    attendues = [
        [groupe, str(n)]
        for r in lus
        for groupe, comptes in [
            ("Tous", [c.n for c in r.choix]),
            *((g, c) for g, _, c in r.groupes),
        ]
        for n in comptes
    ]
    assert [[r[1], r[4]] for r in _emporter(connecte, enquete)] == attendues
    assert len(attendues) > 3


def test_un_petit_territoire_se_fond_et_entraine_le_plus_petit_des_autres():
    enquete = creer_enquete()
    for nombre, nom in ((8, "A"), (6, "B"), (2, "C")):
        creer_participations(enquete=enquete, nombre=nombre, disp=creer_disp(libelle=nom))
    _, [resultat] = resultats(enquete)
    assert [(nom, n) for nom, n, _ in resultat.groupes] == [("ANVP", 16), ("A", 8), (AUTRES, 8)]


def test_une_association_de_moins_de_cinq_reponses_ne_se_montre_pas():
    enquete = creer_enquete()
    creer_participations(enquete=enquete, nombre=6)
    creer_participations(enquete=enquete, nombre=2, association=Association.AUXILIA)
    _, [resultat] = resultats(enquete)
    assert [nom for nom, _, _ in resultat.groupes] == ["France entière"]


def test_les_sommes_se_recomptent(django_assert_num_queries):
    enquete = creer_enquete()
    creer_participations(enquete=enquete, nombre=6, choix=0)
    creer_participations(enquete=enquete, nombre=2, choix=2)
    with django_assert_num_queries(2):
        n, [resultat] = resultats(enquete)
    assert n == 8
    assert [(c.n, c.part) for c in resultat.choix] == [(6, 75), (0, 0), (2, 25)]
