"""Chaque anomalie a un nom ; l'explication dit qui compte, qui est écarté, et pourquoi."""

import datetime as dt

import pytest

from benevoles.couverture.anomalies import TypeAnomalie, anomalies
from benevoles.couverture.explication import expliquer
from benevoles.couverture.faits import lire_faits
from benevoles.models import Fonction, Habilitation, Mandat
from tests.fabrique import (
    JOUR,
    changer,
    confirmer,
    creer_absence,
    creer_affectation,
    creer_benevole,
    creer_compte,
    creer_cp,
    creer_effectif,
    creer_etablissement,
    creer_habilitation,
    creer_mandat,
    creer_section,
    creer_suspension,
    creer_vp,
)

pytestmark = pytest.mark.django_db


def _en_ordre():
    """Un établissement sans aucune anomalie."""
    e = creer_etablissement()
    titulaire = creer_benevole(utilisateur=creer_compte())
    titulaire.utilisateur.cree_le = dt.datetime(2015, 1, 1, tzinfo=dt.UTC)
    titulaire.utilisateur.save()
    creer_mandat(section=creer_section(etablissements=[e]), benevole=titulaire)
    creer_vp(etablissement=e, debut=dt.date(2016, 1, 1))
    confirmer(e)
    confirmer(e, fonction=Fonction.CP)
    creer_effectif(etablissement=e, valeur=50, le=dt.date(2015, 1, 1))
    return e


def _types(etablissement, le=JOUR):
    return [a.type for a in anomalies([etablissement], le=le).get(etablissement.pk, [])]


def test_un_etablissement_en_ordre_n_a_pas_d_anomalie():
    assert _types(_en_ordre()) == []


def test_un_etablissement_dont_on_ne_sait_rien():
    assert _types(creer_etablissement()) == [
        TypeAnomalie.SANS_SECTION,
        TypeAnomalie.LISTE_VP_NON_CONFIRMEE,
        TypeAnomalie.LISTE_CP_NON_CONFIRMEE,
        TypeAnomalie.CAPACITE_INCONNUE,
    ]


def test_section_sans_titulaire_le_lendemain_de_la_fin_du_mandat():
    e = _en_ordre()
    changer(Mandat.objects, fin=JOUR)
    assert _types(e) == []
    assert _types(e, JOUR + dt.timedelta(days=1)) == [TypeAnomalie.SECTION_SANS_TITULAIRE]


def test_titulaire_sans_compte():
    e = _en_ordre()
    Mandat.objects.get().benevole.utilisateur.delete()
    assert _types(e) == [TypeAnomalie.TITULAIRE_SANS_COMPTE]


def test_agrement_qui_echoit_sous_six_mois_puis_agrement_echu():
    e = _en_ordre()
    changer(Habilitation.objects, fin=dt.date(2016, 12, 14))
    assert _types(e) == [TypeAnomalie.AGREMENT_BIENTOT_ECHU]
    changer(Habilitation.objects, fin=JOUR - dt.timedelta(days=1))
    assert _types(e) == [TypeAnomalie.AGREMENT_ECHU]


def test_cp_sans_titre_et_tous_les_visiteurs_absents():
    e = _en_ordre()
    creer_cp(etablissement=e)
    creer_absence(benevole=Habilitation.objects.get().benevole)
    assert _types(e) == [TypeAnomalie.CP_SANS_TITRE, TypeAnomalie.TOUS_ABSENTS]


def test_etablissement_ferme_avec_des_affectations_en_cours():
    e = _en_ordre()
    e.ferme_le = JOUR
    e.save()
    assert _types(e) == [TypeAnomalie.FERME_AVEC_AFFECTATIONS]


@pytest.mark.parametrize("nombre", [1, 3])
def test_les_anomalies_se_lisent_en_un_nombre_constant_de_requetes(
    nombre, django_assert_num_queries
):
    etablissements = [_en_ordre() for _ in range(nombre)]
    with django_assert_num_queries(10):
        anomalies(etablissements, le=JOUR)


def test_l_explication_dit_qui_compte_et_qui_est_ecarte_et_pourquoi():
    e = creer_etablissement()
    valable = creer_vp(etablissement=e, debut=dt.date(2016, 1, 10))
    sans = creer_affectation(etablissement=e, debut=dt.date(2016, 1, 11))
    echu = creer_vp(etablissement=e, debut=dt.date(2014, 1, 1))
    retire = creer_affectation(etablissement=e, debut=dt.date(2016, 1, 12))
    creer_habilitation(
        benevole=retire.benevole,
        etablissement=e,
        debut=dt.date(2016, 1, 12),
        retiree_le=dt.date(2016, 5, 2),
    )
    suspendu = creer_vp(etablissement=e, debut=dt.date(2016, 1, 13))
    creer_suspension(habilitation=suspendu.benevole.habilitations.get(), debut=dt.date(2016, 6, 1))
    a_venir = creer_affectation(etablissement=e, debut=dt.date(2016, 1, 14))
    creer_habilitation(benevole=a_venir.benevole, etablissement=e, debut=dt.date(2016, 7, 1))

    explication = expliquer(lire_faits([e], le=JOUR, histoire=True)[e.pk], le=JOUR)

    assert {p.benevole: (p.compte, p.raison) for p in explication.vp} == {
        valable.benevole_id: (True, "agrément valable jusqu’au 09/01/2018"),
        sans.benevole_id: (False, "aucun agrément enregistré pour cet établissement"),
        echu.benevole_id: (False, "agrément échu depuis le 31/12/2015"),
        retire.benevole_id: (False, "agrément retiré le 02/05/2016"),
        suspendu.benevole_id: (False, "agrément suspendu depuis le 01/06/2016"),
        a_venir.benevole_id: (False, "agrément à compter du 01/07/2016 seulement"),
    }
    assert explication.couverture.effectif_vp == 1


def test_l_explication_dit_le_seuil_sa_source_et_ce_qu_on_ne_sait_pas():
    e = creer_etablissement()
    creer_effectif(etablissement=e, valeur=260, le=dt.date(2012, 7, 1))

    phrases = expliquer(lire_faits([e], le=JOUR, histoire=True)[e.pk], le=JOUR).phrases_vp

    assert phrases[0] == "La liste n’a jamais été confirmée : on ne sait pas."
    assert phrases[2].startswith("Besoin : 5, soit 1,8 pour 100 × 260 places (au 01/07/2012")
    assert "1 190 visiteurs pour 67 075 personnes détenues" in phrases[2]
