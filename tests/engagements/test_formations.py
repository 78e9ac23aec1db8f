"""La formation : qui peut s'inscrire, qui a une place, qui avance, qui reçoit son attestation."""

import datetime as dt
import io

import pytest
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from benevoles.models import Benevole
from engagements.formations.attendus import attendus
from engagements.models import Avis, Inscription, Nature, Session
from partenariat.models import Association
from tests.ecran import texte
from tests.fabrique import creer_affectation, creer_delegue, creer_direction, creer_disp
from tests.fabrique import creer_president_et_visiteur as creer_president
from tests.fabrique_formations import (
    creer_enquete,
    creer_formation,
    creer_inscription,
    creer_membre,
    creer_presence,
    creer_session,
)

pytestmark = pytest.mark.django_db
ANVP, AUXILIA = Association


def _s_inscrire(client, session, benevole):
    adresse = reverse("session_inscription", args=[session.pk])
    return client.post(adresse, {"benevole": benevole.pk}, follow=True)


def _saisie(**champs):
    jour = timezone.localdate() + dt.timedelta(days=40)
    defaut = {"jour": jour.isoformat(), "de": "09:00", "a": "17:00", "lieu": "Lyon"}
    return defaut | {"places": 10, "fermeture": ""} | champs


def _correction(session, **champs):
    debut, fin = timezone.localtime(session.debut), timezone.localtime(session.fin)
    dates = {"jour": debut.date().isoformat(), "dernier_jour": fin.date().isoformat()}
    heures = {"de": f"{debut:%H:%M:%S}", "a": f"{fin:%H:%M:%S}"}
    reste = {"lieu": session.lieu, "places": session.places, "version_lue": session.version}
    return dates | heures | reste | {"fermeture": session.fermeture} | champs


def test_une_session_ouverte_s_annonce_aux_responsables_de_l_autre_association(connecte):
    directions = {a: creer_direction(association=a) for a in Association}
    delegue = creer_delegue(association=AUXILIA)
    formation = creer_formation(association=ANVP)
    adresse = reverse("session_nouvelle", args=[formation.pk])
    connecte(directions[ANVP]).post(adresse, _saisie())
    session = Session.objects.get()
    assert session.signalee_le is not None
    avises = Avis.objects.filter(session=session, nature=Nature.FORMATION)
    assert {a.compte for a in avises} == {directions[AUXILIA], delegue}


def test_une_session_reservee_dit_pourquoi_et_ne_s_annonce_pas(connecte):
    creer_direction(association=AUXILIA)
    adresse = reverse("session_nouvelle", args=[creer_formation().pk])
    reponse = connecte(creer_direction()).post(adresse, _saisie(fermeture="interne"), follow=True)
    assert "réservée à l’ANVP : vie interne de l’association" in texte(reponse)
    assert Session.objects.get().signalee_le is None
    assert not Avis.objects.exists()


def test_l_autre_association_ne_s_inscrit_pas_a_une_session_reservee(connecte):
    session = creer_session(fermeture="methode")
    auxilia = creer_membre(association=AUXILIA)
    reponse = _s_inscrire(connecte(auxilia.utilisateur), session, auxilia)
    assert "Cette session est réservée à l’ANVP" in texte(reponse)
    assert not Inscription.objects.exists()


def test_l_autre_association_s_inscrit_a_une_session_ouverte(connecte):
    session, auxilia = creer_session(), creer_membre(association=AUXILIA)
    reponse = _s_inscrire(connecte(auxilia.utilisateur), session, auxilia)
    assert "Vous êtes inscrit : une place est réservée." in texte(reponse)
    assert Inscription.objects.get().association == AUXILIA


def test_on_ne_s_inscrit_pas_deux_fois(connecte):
    session, membre = creer_session(), creer_membre()
    client = connecte(membre.utilisateur)
    _s_inscrire(client, session, membre)
    assert "déjà inscrite" in texte(_s_inscrire(client, session, membre))
    assert Inscription.objects.count() == 1


def test_la_base_refuse_une_seconde_inscription_et_des_heures_sans_presence():
    inscription = creer_inscription()
    with pytest.raises(IntegrityError, match="inscrit_une_fois|UNIQUE"):
        creer_inscription(session=inscription.session, benevole=inscription.benevole)


def test_la_base_refuse_des_heures_a_un_absent():
    with pytest.raises(IntegrityError, match="heures_d_un_present"):
        creer_inscription(present=False, heures=3)


def test_on_ne_s_inscrit_plus_quand_la_session_a_commence(connecte):
    session, membre = creer_session(dans=-1), creer_membre()
    assert "a commencé" in texte(_s_inscrire(connecte(membre.utilisateur), session, membre))
    assert not Inscription.objects.exists()


def test_le_president_inscrit_un_visiteur_sans_compte_mais_pas_un_inconnu(connecte):
    session = creer_session()
    president, visiteur = creer_president()
    client = connecte(president)
    assert f"{visiteur} est inscrit" in texte(_s_inscrire(client, session, visiteur))
    assert _s_inscrire(client, session, creer_membre()).status_code == 404


def test_un_desistement_donne_la_place_au_premier_qui_attend_et_le_lui_dit(connecte):
    session = creer_session(places=1)
    premiere, deuxieme, troisieme = (creer_inscription(session=session) for _ in range(3))
    client = connecte(premiere.benevole.utilisateur)
    client.post(reverse("inscription_desistement", args=[premiere.pk]))
    avis = Avis.objects.get(nature=Nature.PLACE)
    assert avis.compte == deuxieme.benevole.utilisateur
    page = texte(connecte(troisieme.benevole.utilisateur).get(session.get_absolute_url()))
    assert "vous êtes 1er sur la liste" in page


def test_le_desistement_de_qui_attendait_ne_donne_de_place_a_personne(connecte):
    session = creer_session(places=1)
    _, attend, _ = (creer_inscription(session=session) for _ in range(3))
    client = connecte(attend.benevole.utilisateur)
    client.post(reverse("inscription_desistement", args=[attend.pk]))
    assert not Avis.objects.filter(nature=Nature.PLACE).exists()


def test_on_ne_se_retire_plus_quand_la_session_a_commence(connecte):
    hier = timezone.now() - dt.timedelta(days=2)
    inscription = creer_inscription(session=creer_session(dans=-1), inscrite_le=hier)
    client = connecte(inscription.benevole.utilisateur)
    reponse = client.post(reverse("inscription_desistement", args=[inscription.pk]))
    assert "on ne s’en retire plus" in texte(reponse)
    inscription.refresh_from_db()
    assert inscription.desistee_le is None


def test_une_place_de_plus_va_au_premier_qui_attend(connecte):
    session = creer_session(places=1)
    _, deuxieme, _ = (creer_inscription(session=session) for _ in range(3))
    adresse = reverse("session_modification", args=[session.pk])
    connecte(creer_direction()).post(adresse, _correction(session, places=2))
    avis = Avis.objects.get(nature=Nature.PLACE)
    assert avis.compte == deuxieme.benevole.utilisateur


def test_on_ne_retire_pas_la_place_de_quelqu_un_en_en_reduisant_le_nombre(connecte):
    session = creer_session(places=3)
    for _ in range(2):
        creer_inscription(session=session)
    client, adresse = (
        connecte(creer_direction()),
        reverse("session_modification", args=[session.pk]),
    )
    reponse = client.post(adresse, _correction(session, places=1))
    assert "2 personnes y ont déjà leur place" in texte(reponse)
    assert client.post(adresse, _correction(session, places=2)).status_code == 302


def test_reserver_une_session_ou_l_autre_association_est_inscrite_est_refuse(connecte):
    session = creer_session()
    creer_inscription(session=session, association=AUXILIA)
    adresse = reverse("session_modification", args=[session.pk])
    reponse = connecte(creer_direction()).post(adresse, _correction(session, fermeture="interne"))
    assert "Des personnes de l’autre association y sont inscrites." in texte(reponse)


@pytest.mark.parametrize("geste", ["lieu", "annulation"])
def test_les_inscrits_savent_que_la_session_change_ou_n_aura_pas_lieu(connecte, geste):
    inscription = creer_inscription()
    session, client = inscription.session, connecte(creer_direction())
    if geste == "lieu":
        adresse = reverse("session_modification", args=[session.pk])
        client.post(adresse, _correction(session, lieu="Dijon"))
    else:
        adresse = reverse("session_annulation", args=[session.pk])
        client.post(adresse, {"version_lue": session.version})
    attendue = Nature.SESSION_CHANGEE if geste == "lieu" else Nature.SESSION_ANNULEE
    avis = Avis.objects.get(session=session)
    assert (avis.nature, avis.compte) == (attendue, inscription.benevole.utilisateur)
    session.refresh_from_db()
    assert session.sequence == 1


def test_la_presence_se_note_avec_les_heures_de_la_formation(connecte):
    session = creer_session(dans=-2)
    venue, absente = (creer_inscription(session=session) for _ in range(2))
    client, adresse = connecte(creer_direction()), reverse("session_presence", args=[session.pk])
    assert 'value="6,0"' in client.get(adresse).content.decode()
    envoi = {f"present_{venue.pk}": "on", f"heures_{venue.pk}": "4,5"}
    client.post(adresse, envoi | {f"heures_{absente.pk}": "6", "version_lue": session.version})
    notees = Inscription.objects.values_list("present", "heures").order_by("pk")
    assert list(notees) == [(True, 4.5), (False, None)]


def test_l_attestation_dit_qui_quoi_quand_et_combien_en_francais_accessible(connecte):
    membre = creer_membre(prenom="Noémie", nom="Lefèvre")
    presence = creer_presence(benevole=membre, heures="4.5")
    reponse = connecte(membre.utilisateur).get(reverse("attestation", args=[presence.pk]))
    pdf = PdfReader(io.BytesIO(reponse.content))
    page = " ".join(pdf.pages[0].extract_text().replace("\u00a0", " ").split())
    assert len(pdf.pages) == 1
    assert "Noémie Lefèvre" in page
    assert "« Écoute et relation d’aide »" in page
    assert "4,5 h" in page
    assert pdf.trailer["/Root"]["/Lang"] == "fr"
    assert "Attestation de présence" in pdf.metadata.title


def test_un_absent_et_un_etranger_n_ont_pas_d_attestation(connecte):
    absent = creer_inscription(session=creer_session(dans=-2), present=False)
    present = creer_presence()
    client = connecte(absent.benevole.utilisateur)
    for inscription in (absent, present):
        assert client.get(reverse("attestation", args=[inscription.pk])).status_code == 404


def test_les_heures_ne_montrent_que_les_personnes_que_l_on_voit(connecte):
    president, visiteur = creer_president()
    session = creer_session(dans=-1)
    for qui in (visiteur, creer_membre(nom="Invisible")):
        creer_presence(session=session, benevole=qui)
    annee = timezone.localtime(session.debut).year
    adresse = reverse("formations_heures_export", args=["csv"])
    fichier = connecte(president).get(adresse, {"annee": annee}).content.decode("utf-8-sig")
    assert visiteur.nom in fichier
    assert "Invisible" not in fichier


def test_les_heures_se_lisent_par_pages_et_s_emportent_toutes(connecte, monkeypatch):
    monkeypatch.setattr("engagements.views.inscriptions.PAR_PAGE", 2)
    session, autre = creer_session(dans=-1), creer_session(dans=-1)
    noms = ["Abeille", "Bruyère", "Cerisier"]
    for nom in reversed(noms):  # l'ordre est celui des noms, pas des fiches
        creer_presence(session=session, benevole=creer_membre(nom=nom))
    creer_presence(session=autre, benevole=Benevole.objects.get(nom="Cerisier"))
    client, annee = connecte(creer_direction()), timezone.localtime(session.debut).year
    pages = [
        texte(client.get(reverse("formations_heures"), {"annee": annee, "page": page}))
        for page in (1, 2)
    ]
    assert [[nom for nom in noms if nom in page] for page in pages] == [noms[:2], noms[2:]]
    assert pages[1].count(str(session.formation)) == 2  # ses deux sessions, du même titre
    adresse = reverse("formations_heures_export", args=["csv"])
    fichier = client.get(adresse, {"annee": annee}).content.decode("utf-8-sig")
    assert all(nom in fichier for nom in noms)


def test_le_president_ne_lit_pas_les_noms_des_autres_inscrits(connecte):
    president, visiteur = creer_president()
    session = creer_session()
    for qui in (visiteur, creer_membre(nom="Invisible")):
        creer_inscription(session=session, benevole=qui)
    page = texte(connecte(president).get(session.get_absolute_url()))
    assert visiteur.nom in page
    assert "Invisible" not in page


@pytest.mark.parametrize("nom", ["formations", "session", "formations_heures"])
def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_lignes(
    connecte, django_assert_max_num_queries, nom
):
    session = creer_session()
    client = connecte(creer_direction())
    adresse = reverse(nom, args=[session.pk] if nom == "session" else [])
    comptes = []
    for _ in range(2):
        for _ in range(4):
            creer_presence(session=creer_session(dans=20 if nom == "formations" else -1))
            creer_inscription(session=session)
        client.get(adresse)
        with django_assert_max_num_queries(60) as requetes:
            client.get(adresse)
        comptes.append(len(requetes))
    assert comptes[0] == comptes[1]


def test_sont_attendues_la_presence_de_son_association_et_l_enquete_ouverte():
    disp = creer_disp()
    session = creer_session(dans=-3, disp=disp)
    creer_inscription(session=session)
    enquete = creer_enquete()
    demain = timezone.localdate() + dt.timedelta(days=1)

    def adresses(compte):
        return [a.adresse for a in attendus(compte, le=demain)]

    presence = reverse("session_presence", args=[session.pk])
    assert adresses(creer_direction()) == [presence, enquete.get_absolute_url()]
    assert adresses(creer_delegue(disp=disp)) == [presence, enquete.get_absolute_url()]
    assert adresses(creer_delegue()) == [enquete.get_absolute_url()]
    assert adresses(creer_direction(association=AUXILIA)) == [enquete.get_absolute_url()]


def test_une_presence_notee_n_est_plus_attendue():
    creer_enquete(fin=-1)
    creer_presence()
    assert attendus(creer_direction(), le=timezone.localdate()) == []


def test_un_visiteur_affecte_sans_adhesion_s_inscrit_au_titre_de_l_anvp(connecte):
    affectation = creer_affectation()
    session = creer_session(fermeture="interne")
    _s_inscrire(connecte(creer_direction()), session, affectation.benevole)
    assert Inscription.objects.get().association == ANVP
