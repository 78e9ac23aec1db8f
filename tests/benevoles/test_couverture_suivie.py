"""La couverture gardée en mémoire se remet à jour de ce que la base a noté, et de rien d'autre."""

import datetime as dt
import threading
from collections import Counter

import pytest
from django.core.cache import cache
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import make_aware

from benevoles.couverture.anomalies import anomalies
from benevoles.couverture.calcul import couvertures
from benevoles.couverture.panorama import pays
from benevoles.couverture.pays import alertes
from benevoles.couverture.photos import bilan, photo
from benevoles.models import (
    Absence,
    Affectation,
    BesoinDeclare,
    ConfirmationListe,
    Fonction,
    Habilitation,
    Mandat,
    Rattachement,
    Seuil,
)
from etablissements.models import Effectif, Etablissement
from partenariat import models as socle
from partenariat.models import Changement, Utilisateur
from partenariat.periodes import ajouter_mois
from tests.fabrique import (
    JOUR,
    changer,
    confirmer,
    creer_absence,
    creer_adhesion,
    creer_besoin,
    creer_cp,
    creer_effectif,
    creer_etablissement,
    creer_president,
    creer_suspension,
    creer_vp,
)

HIER = JOUR - dt.timedelta(days=1)


@pytest.fixture
def trois():
    """Trois établissements pourvus, confirmés, encadrés, lus une fois."""
    trois = [creer_etablissement(nom=f"MA {lettre}") for lettre in "ABC"]
    for etablissement in trois:
        creer_vp(etablissement=etablissement)
        creer_cp(etablissement=etablissement)
        creer_effectif(etablissement=etablissement, valeur=100, le=HIER)
        confirmer(etablissement, le=HIER)
    creer_president(etablissements=trois[:2])
    Utilisateur.objects.update(cree_le=make_aware(dt.datetime(2014, 1, 1)))
    creer_besoin(etablissement=trois[1], vp_manquants=9, attente_mois=9, le=HIER)
    creer_absence(benevole=_vp(trois[2]), debut=HIER)
    garde()
    return trois


def garde(le=JOUR):
    photo(le=le)  # du même jour, à remettre à jour elle aussi
    return en_memoire(le)


def en_memoire(le=JOUR):
    lu = pays(le=le)
    return lu.couvertures, lu.anomalies, lu.bilans, lu.alertes


def relu(le=JOUR):
    """La même chose, sans rien devoir à ce qui était gardé."""
    tous = list(Etablissement.objects.all())
    relues = tuple(couvertures([e for e in tous if e.est_ouvert(le)], le=le))
    trouvees = anomalies(tous, le=le)
    return relues, trouvees, alertes(relues, trouvees)


def juste(le=JOUR):
    gardees, trouvees, bilans, alerte = garde(le)
    assert (gardees, trouvees, alerte) == relu(le)
    assert bilans[None].vp == sum(c.effectif_vp for c in gardees)
    photographies = photo(le=le).releves.values()
    assert bilan(photographies) == bilans[None]
    assert _listes(photographies) == _listes(gardees)
    return True


def _listes(lus):
    return Counter((r.confirmee_vp_le, r.confirmee_cp_le, r.statut_croise) for r in lus)


def _vp(etablissement):
    siennes = Affectation.objects.filter(etablissement=etablissement, fonction=Fonction.VP)
    return siennes.get().benevole


def _sql(ordre, *valeurs):
    with connection.cursor() as curseur:
        curseur.execute(ordre, valeurs)


def _du(modele, trois, **filtre):
    return modele.objects.filter(etablissement=trois[0], **filtre)


ECRITURES = {
    "une affectation de plus": lambda trois: creer_vp(etablissement=trois[0]),
    "une affectation finie": lambda trois: changer(
        _du(Affectation, trois, fonction=Fonction.VP), fin=HIER, motif_fin="autre"
    ),
    "une affectation effacée": lambda trois: _du(Affectation, trois).first().delete(),
    "une affectation passée ailleurs": lambda trois: _sql(
        "UPDATE benevoles_affectation SET etablissement_id = %s WHERE etablissement_id = %s",
        trois[2].pk,
        trois[0].pk,
    ),
    "un agrément retiré": lambda trois: changer(_du(Habilitation, trois), retiree_le=HIER),
    "un agrément suspendu": lambda trois: creer_suspension(
        habilitation=_du(Habilitation, trois).first(), debut=HIER
    ),
    "une liste confirmée": lambda trois: confirmer(trois[0], fonction=Fonction.CP, le=HIER),
    "une confirmation retirée": lambda trois: _du(ConfirmationListe, trois).delete(),
    "un besoin déclaré": lambda trois: creer_besoin(
        etablissement=trois[0], vp_manquants=9, attente_mois=9, le=HIER
    ),
    "un besoin corrigé": lambda trois: changer(
        BesoinDeclare.objects.all(), vp_manquants=0, attente_mois=0
    ),
    "un effectif": lambda trois: creer_effectif(
        etablissement=trois[0], valeur=900, nature=Effectif.Nature.DETENUS, le=HIER
    ),
    "un effectif écarté": lambda trois: _du(Effectif, trois).update(retenu=False),
    "un seuil": lambda trois: Seuil.objects.create(
        type_etablissement=trois[0].type,
        vp_pour_cent=50,
        minimum_vp=9,
        debut=HIER,
        explication="essai",
    ),
    "un établissement de plus": lambda trois: creer_etablissement(nom="MA Ab"),
    "un établissement fermé": lambda trois: changer_etablissement(trois[0], ferme_le=HIER),
    "un établissement renommé": lambda trois: changer_etablissement(trois[0], nom="MA Zut"),
    "une section sans titulaire": lambda trois: changer(Mandat.objects.all(), fin=HIER),
    "un titulaire sans compte": lambda trois: _sql(
        "UPDATE benevoles_benevole SET utilisateur_id = NULL"
    ),
    "un établissement sans section": lambda trois: changer(_du(Rattachement, trois), fin=HIER),
    "tous absents": lambda trois: creer_absence(benevole=_vp(trois[0]), debut=HIER),
    "une absence finie": lambda trois: changer(Absence.objects.all(), fin=HIER),
}


def changer_etablissement(etablissement, **champs):
    for champ, valeur in champs.items():
        setattr(etablissement, champ, valeur)
    etablissement.save()


@pytest.mark.django_db
@pytest.mark.parametrize("ecriture", ECRITURES.values(), ids=ECRITURES)
def test_apres_une_ecriture_ce_qui_est_garde_vaut_ce_qu_on_relirait(trois, ecriture):
    avant = garde()
    ecriture(trois)

    assert juste()
    assert garde() != avant


@pytest.mark.django_db
def test_ne_se_relit_que_l_etablissement_touche(trois, django_assert_num_queries):
    avant = pays(le=JOUR).couvertures
    creer_vp(etablissement=trois[1])

    apres = pays(le=JOUR).couvertures

    assert [a is b for a, b in zip(avant, apres, strict=True)] == [True, False, True]
    assert apres[1].effectif_vp == avant[1].effectif_vp + 1
    creer_adhesion(benevole=Affectation.objects.first().benevole)
    with django_assert_num_queries(2):  # la version, puis ce qui a changé : rien d'ici
        assert pays(le=JOUR).couvertures is apres


@pytest.mark.django_db
def test_une_photo_ne_relit_rien_de_ce_qui_n_a_pas_change(trois, django_assert_num_queries):
    avant = photo(le=JOUR).releves
    with django_assert_num_queries(2):  # la photo, puis ce qui a changé : rien
        assert photo(le=JOUR).releves == avant

    creer_vp(etablissement=trois[1])
    with CaptureQueriesContext(connection) as requetes:
        assert {r.effectif_vp for r in photo(le=JOUR).releves.values()} == {1, 2}

    lues = [r["sql"] for r in requetes if 'FROM "benevoles_affectation"' in r["sql"]]
    assert len(lues) == 1
    assert f"IN ({trois[1].pk})" in lues[0]


@pytest.mark.django_db
def test_une_photo_perdue_ou_d_une_autre_base_se_reprend(trois):
    avant = photo(le=JOUR).releves
    cache.clear()
    assert photo(le=JOUR).releves == avant

    Changement.objects.update(jeton="restaurée")
    creer_vp(etablissement=trois[0])
    assert juste()


@pytest.mark.django_db
def test_un_jour_passe_se_suit_aussi(trois):
    assert juste(HIER)
    changer(_du(Habilitation, trois), retiree_le=HIER - dt.timedelta(days=3))

    assert juste(HIER)
    assert juste(JOUR)


@pytest.mark.django_db
def test_ce_qui_est_annule_ne_reste_pas(trois):
    avant = garde()
    with transaction.atomic():
        changer_etablissement(trois[0], ferme_le=HIER)
        creer_vp(etablissement=trois[1])
        assert juste()
        transaction.set_rollback(True)

    assert juste()
    assert garde() == avant


@pytest.mark.django_db
def test_un_journal_raccourci_fait_tout_relire(trois, monkeypatch):
    monkeypatch.setattr(socle, "GARDES", 1)
    for _ in range(4):
        creer_vp(etablissement=trois[0])

    assert Changement.objects.raccourcir() > 0
    assert juste()
    assert Changement.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_une_ecriture_qui_aboutit_apres_une_autre_n_est_jamais_manquee(trois):
    """La seconde attend la première : leurs numéros se suivent comme elles aboutissent."""
    ecrite, lue = threading.Event(), threading.Event()

    def la_premiere():
        with transaction.atomic():
            creer_vp(etablissement=trois[0])
            ecrite.set()
            lue.wait(5)
        connections.close_all()

    def la_seconde():
        ecrite.wait(5)
        creer_vp(etablissement=trois[1])
        connections.close_all()

    fils = [threading.Thread(target=f) for f in (la_premiere, la_seconde)]
    for f in fils:
        f.start()
    ecrite.wait(5)
    fils[1].join(0.5)
    pendant = [c.effectif_vp for c in pays(le=JOUR).couvertures]
    lue.set()
    for f in fils:
        f.join()

    assert pendant == [1, 1, 1]
    assert juste()
    assert [c.effectif_vp for c in pays(le=JOUR).couvertures] == [2, 2, 1]


@pytest.mark.django_db
def test_lire_d_autres_jours_n_oublie_pas_le_jour_qu_on_relit(trois, django_assert_num_queries):
    for mois in range(20):
        pays(le=ajouter_mois(JOUR, -mois - 1))
        with django_assert_num_queries(1):  # la version des données
            en_memoire()
