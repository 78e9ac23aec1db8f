"""Les formations dans l'agenda : jointes au courriel d'une place, et dans le flux de l'inscrit."""

import icalendar
import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from engagements.annonces import Destinataire, annoncer
from engagements.courriels import envoyer
from engagements.models import AbonnementAgenda, Avis, Inscription, Nature, Session
from engagements.reunions.abonnement import jeton
from tests.fabrique_formations import (
    creer_formation,
    creer_inscription,
    creer_membre,
    creer_session,
)
from tests.fabrique_reunions import creer_convocation, creer_reunion

pytestmark = pytest.mark.django_db


def flux(client, benevole):
    abonnement, _ = AbonnementAgenda.objects.get_or_create(compte=benevole.utilisateur)
    contenu = client.get(reverse("agenda_flux", args=[jeton(abonnement)])).content
    return icalendar.Calendar.from_ical(contenu).walk("VEVENT")


@pytest.mark.parametrize(
    ("nature", "annulee", "methode"),
    [
        (Nature.PLACE, False, "REQUEST"),
        (Nature.SESSION_CHANGEE, False, "REQUEST"),
        (Nature.SESSION_ANNULEE, True, "CANCEL"),
    ],
)
def test_le_courriel_d_une_session_porte_son_rendez_vous(nature, annulee, methode):
    session = creer_session(formation=creer_formation(titre="Écouter"))
    if annulee:
        Session.objects.update(annulee_le=timezone.now())
    eleve = [Destinataire(None, "eleve@exemple.test")]
    annoncer(session, nature, eleve, maintenant=timezone.now())
    envoyer(Avis.objects.values_list("cle", flat=True))
    agenda = icalendar.Calendar.from_ical(mail.outbox[0].attachments[0].content)
    [ligne] = agenda.walk("VEVENT")
    assert agenda["METHOD"] == methode
    assert (str(ligne["SUMMARY"]), str(ligne["UID"])) == ("Formation : Écouter", str(session.uid))


def test_le_flux_porte_les_formations_ou_j_ai_une_place_pas_celles_ou_j_attends(client):
    eleve = creer_membre()
    avec = creer_session(formation=creer_formation(titre="Avec"), places=1)
    sans = creer_session(formation=creer_formation(titre="Sans"), places=1)
    creer_inscription(session=avec, benevole=eleve)
    premiere = creer_inscription(session=sans)
    creer_inscription(session=sans, benevole=eleve)
    assert [str(e["SUMMARY"]) for e in flux(client, eleve)] == ["Formation : Avec"]
    Inscription.objects.filter(pk=premiere.pk).update(desistee_le=timezone.now())
    assert len(flux(client, eleve)) == 2


@pytest.mark.parametrize("nombre", [1, 3])
def test_le_flux_se_lit_en_un_nombre_constant_de_requetes(
    client, django_assert_num_queries, nombre
):
    eleve = creer_membre()
    for _ in range(nombre):
        creer_convocation(reunion=creer_reunion(envoyee=True), benevole=eleve)
        creer_inscription(session=creer_session(), benevole=eleve)
    flux(client, eleve)
    adresse = reverse("agenda_flux", args=[jeton(AbonnementAgenda.objects.get())])
    with django_assert_num_queries(19):  # dont le débit, compté en cache
        client.get(adresse)
