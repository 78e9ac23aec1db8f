"""Les fichiers d'agenda, relus par deux bibliothèques que le projet n'a pas écrites."""

import datetime as dt

import icalendar
import pytest
import vobject
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate, make_aware

from engagements.courriels import envoyer
from engagements.models import (
    AbonnementAgenda,
    Avis,
    Reunion,
)
from engagements.reunions.abonnement import jeton
from engagements.reunions.agenda import invitation
from partenariat.models import Association
from tests.fabrique import creer_compte_vp, creer_direction
from tests.fabrique_reunions import creer_convocation, creer_reunion

pytestmark = pytest.mark.django_db
TITRE = "Été, hiver ; « l’après » \\ fin"
LIEU = (
    "Salle des fêtes de l’hôtel de ville de Saint-Étienne-du-Rouvray\n2, rue de l’Église, étage 3"
)


def lire(contenu):
    """(événement lu par icalendar, le même lu par vobject)."""
    agenda = icalendar.Calendar.from_ical(contenu)
    return agenda.walk("VEVENT")[0], vobject.readOne(contenu.decode()).vevent


def courriels():
    """Ce qui est parti, la file vidée."""
    envoyer(Avis.objects.order_by("pk").values_list("cle", flat=True))
    return mail.outbox


def abonner(compte):
    return reverse("agenda_flux", args=[jeton(AbonnementAgenda.objects.create(compte=compte))])


@pytest.mark.parametrize(
    ("jour", "utc"),
    [
        (dt.date(2027, 3, 27), 13),
        (dt.date(2027, 3, 28), 12),
        (dt.date(2027, 10, 30), 12),
        (dt.date(2027, 10, 31), 13),
        (dt.date(2045, 7, 1), 12),
    ],
)
def test_l_heure_est_la_meme_des_deux_cotes_du_changement_d_heure(jour, utc):
    reunion = creer_reunion(le=jour)
    contenu = invitation(reunion, adresse="a@exemple.test")
    ici, ailleurs = lire(contenu)
    voulu = dt.datetime.combine(jour, dt.time(utc), dt.UTC)
    assert voulu == ici.DTSTART
    assert ailleurs.dtstart.value == voulu
    assert b"DTSTART;TZID=Europe/Paris:" in contenu


def test_accents_virgules_et_lignes_reviennent_entiers_et_repliees_a_75_octets():
    contenu = invitation(creer_reunion(titre=TITRE, lieu=LIEU), adresse="a@exemple.test")
    ici, ailleurs = lire(contenu)
    assert (str(ici["SUMMARY"]), str(ici["LOCATION"])) == (TITRE, LIEU)
    assert (ailleurs.summary.value, ailleurs.location.value) == (TITRE, LIEU)
    assert max(map(len, contenu.split(b"\r\n"))) <= 75


def test_l_invitation_nomme_son_destinataire_et_lui_seul():
    reunion = creer_reunion(envoyee=True)
    creer_convocation(reunion=reunion, compte=creer_direction(association=Association.AUXILIA))
    ici, _ = lire(invitation(reunion, adresse="moi@exemple.test"))
    assert str(ici["ATTENDEE"]) == "mailto:moi@exemple.test"
    assert "@exemple.test" not in str(ici["ORGANIZER"])
    assert str(ici["UID"]) == str(reunion.uid)


def test_chaque_invite_recoit_le_rendez_vous_en_alternative_et_en_piece_jointe():
    invitee = creer_direction(association=Association.AUXILIA)
    creer_reunion(titre="Assemblée", envoyee=True)
    [message] = courriels()
    assert message.to == [invitee.email]
    parties = {p.get_content_type(): p for p in message.message().walk()}
    assert parties["text/calendar"].get_param("method") == "REQUEST"
    contenu = parties["application/ics"].get_payload(decode=True)
    assert icalendar.Calendar.from_ical(contenu)["METHOD"] == "REQUEST"
    assert "Assemblée" in message.body


def test_deplacer_la_reunion_augmente_la_sequence_et_previent(connecte):
    creer_direction(association=Association.AUXILIA)
    reunion = creer_reunion(envoyee=True)
    envoi = {
        "titre": reunion.titre,
        "genre": reunion.genre,
        "jour": localdate() + dt.timedelta(days=40),
        "de": "10:00",
        "a": "12:00",
        "lieu": reunion.lieu,
    }
    client, adresse = connecte(reunion.cree_par), reverse("reunion_modification", args=[reunion.pk])
    reunion.refresh_from_db()
    client.post(adresse, envoi | {"version_lue": reunion.version})
    apres = Reunion.objects.get()
    assert (apres.sequence, apres.uid) == (1, reunion.uid)
    [_, changement] = courriels()
    assert "a changé" in changement.subject
    client.post(adresse, envoi | {"version_lue": apres.version, "ordre_du_jour": "Bilan"})
    assert Reunion.objects.get().sequence == 1


def test_une_reunion_annulee_part_en_cancel_meme_si_l_invitation_attendait(connecte):
    creer_direction(association=Association.AUXILIA)
    reunion = creer_reunion(envoyee=True)
    connecte(reunion.cree_par).post(reverse("reunion_annulation", args=[reunion.pk]))
    apres = Reunion.objects.get()
    premier, _ = courriels()
    contenu = premier.attachments[0].content
    ici, ailleurs = lire(contenu)
    assert b"METHOD:CANCEL" in contenu
    assert (ici["STATUS"], ailleurs.status.value) == ("CANCELLED", "CANCELLED")
    assert int(ici["SEQUENCE"]) == apres.sequence == 1


def test_une_reunion_annulee_reste_trente_jours_dans_le_flux(client):
    compte = creer_compte_vp()
    reunion = creer_reunion(envoyee=True)
    creer_convocation(reunion=reunion, benevole=compte.benevole)
    adresse = abonner(compte)
    for jours, attendu in ((29, 1), (31, 0)):
        annulee = timezone.now() - dt.timedelta(days=jours)
        Reunion.objects.update(annulee_le=annulee)
        contenu = client.get(adresse).content
        assert contenu.count(b"STATUS:CANCELLED") == attendu


def test_un_flux_inchange_repond_304_et_n_est_garde_que_par_son_lecteur(client):
    compte = creer_compte_vp()
    reunion = creer_reunion(envoyee=True)
    creer_convocation(reunion=reunion, benevole=compte.benevole)
    adresse = abonner(compte)
    premiere = client.get(adresse)
    assert "private" in premiere["Cache-Control"]
    par_etiquette = {"if-none-match": premiere["ETag"]}
    assert client.get(adresse, headers=par_etiquette).status_code == 304
    par_date = {"if-modified-since": premiere["Last-Modified"]}
    assert client.get(adresse, headers=par_date).status_code == 304
    Reunion.objects.update(titre="Autre", modifie_le=timezone.now() + dt.timedelta(seconds=5))
    assert client.get(adresse, headers=par_etiquette).status_code == 200
    assert client.get(adresse, headers=par_date).status_code == 200


def test_changer_d_adresse_revoque_l_ancienne(connecte, client):
    compte = creer_compte_vp()
    ancienne = abonner(compte)
    connecte(compte).post(reverse("agenda"))
    assert client.get(ancienne).status_code == 404
    nouvelle = reverse("agenda_flux", args=[jeton(AbonnementAgenda.objects.get())])
    assert client.get(nouvelle).status_code == 200


def test_la_base_seule_ne_donne_pas_l_adresse(settings):
    abonnement = AbonnementAgenda.objects.create(compte=creer_compte_vp())
    ici = jeton(abonnement)
    settings.SECRET_KEY = "une autre"
    assert jeton(abonnement) != ici
    assert abonnement.tirage.hex not in ici


def test_le_flux_d_un_compte_ferme_n_existe_plus(client):
    compte = creer_compte_vp()
    adresse = abonner(compte)
    compte.is_active = False
    compte.save()
    assert client.get(adresse).status_code == 404


def test_le_rendez_vous_telecharge_ne_dit_rien_de_plus_que_la_reunion(connecte):
    reunion = creer_reunion(titre=TITRE, ordre_du_jour="Secret")
    reponse = connecte(reunion.cree_par).get(reverse("reunion_ics", args=[reunion.pk]))
    ici, _ = lire(reponse.content)
    assert str(ici["SUMMARY"]) == TITRE
    assert b"Secret" not in reponse.content
    assert "attachment" in reponse["Content-Disposition"]


def test_sans_fuseau_la_date_du_fichier_reste_celle_de_paris():
    debut = make_aware(dt.datetime(2027, 1, 1, 0, 30))
    reunion = creer_reunion()
    Reunion.objects.filter(pk=reunion.pk).update(debut=debut, fin=debut + dt.timedelta(hours=1))
    contenu = invitation(Reunion.objects.get(), adresse="a@exemple.test")
    assert b"DTSTART;TZID=Europe/Paris:20270101T003000" in contenu


def test_le_flux_porte_mes_reunions_et_elles_seules(client):
    compte = creer_compte_vp()
    mienne = creer_reunion(titre="La mienne", envoyee=True)
    creer_convocation(reunion=mienne, benevole=compte.benevole)
    creer_reunion(titre="Une autre", envoyee=True)
    creer_convocation(reunion=creer_reunion(titre="Pas envoyée"), benevole=compte.benevole)
    declinee = creer_convocation(reunion=creer_reunion(envoyee=True), benevole=compte.benevole)
    declinee.reponse, declinee.repondue_le = "decline", timezone.now()
    declinee.save()
    contenu = client.get(abonner(compte)).content
    titres = [str(e["SUMMARY"]) for e in icalendar.Calendar.from_ical(contenu).walk("VEVENT")]
    assert titres == ["La mienne"]
    assert b"METHOD:PUBLISH" in contenu
    assert b"ATTENDEE" not in contenu
