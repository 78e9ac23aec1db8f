"""Depuis quand, et l'histoire des statuts : la même chose qu'en regardant chaque jour."""

import datetime as dt

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings

from benevoles.couverture.anciennete import anciennete, anciennetes, histoire, releves
from benevoles.couverture.calcul import couverture, couvertures
from benevoles.couverture.faits import lire_faits
from benevoles.models import Fonction
from etablissements.models import Etablissement
from partenariat.periodes import ajouter_mois
from tests.benevoles.mondes import installer, mondes
from tests.fabrique import (
    confirmer,
    creer_affectation,
    creer_besoin,
    creer_cp,
    creer_effectif,
    creer_etablissement,
    creer_habilitation,
    creer_suspension,
    creer_vp,
)

pytestmark = pytest.mark.django_db
UN_JOUR = dt.timedelta(days=1)


def _vie_mouvementee():
    """Un établissement où presque tout ce qui peut changer un statut arrive en trois ans."""
    e = creer_etablissement()
    for jour in (dt.date(2013, 8, 31), dt.date(2014, 9, 30), dt.date(2016, 2, 29)):
        confirmer(e, le=jour)
    confirmer(e, fonction=Fonction.CP, le=dt.date(2015, 1, 1))
    premier = creer_affectation(
        etablissement=e, debut=dt.date(2013, 9, 1), fin=dt.date(2015, 11, 3)
    )
    agrement = creer_habilitation(
        benevole=premier.benevole, etablissement=e, debut=dt.date(2013, 9, 1)
    )
    creer_suspension(habilitation=agrement, debut=dt.date(2014, 2, 10), fin=dt.date(2014, 3, 1))
    creer_habilitation(
        benevole=premier.benevole,
        etablissement=e,
        debut=dt.date(2015, 9, 1),
        decidee_le=dt.date(2015, 6, 12),
    )
    creer_vp(etablissement=e, debut=dt.date(2015, 8, 31), fin_agrement=dt.date(2016, 2, 28))
    creer_cp(etablissement=e, debut=dt.date(2015, 5, 5))
    creer_besoin(etablissement=e, vp_manquants=1, le=dt.date(2014, 10, 10))
    creer_besoin(etablissement=e, le=dt.date(2014, 12, 1))
    creer_effectif(etablissement=e, valeur=100, le=dt.date(2015, 10, 1))
    return e


def _jour_par_jour(e, debut, fin):
    jours = [debut + UN_JOUR * n for n in range((fin - debut).days + 1)]
    return {j: couvertures([e], le=j)[0] for j in jours}


def test_l_histoire_est_celle_qu_on_verrait_en_regardant_chaque_jour():
    e, debut, fin = _vie_mouvementee(), dt.date(2013, 8, 1), dt.date(2016, 6, 30)
    vues = _jour_par_jour(e, debut, fin)

    episodes = histoire(lire_faits([e], le=fin, histoire=True)[e.pk], depuis=debut, jusqu_a=fin)

    dites = {
        ep.debut + UN_JOUR * n: (ep.statut_vp, ep.statut_cp)
        for ep in episodes
        for n in range((ep.fin - ep.debut).days + 1)
    }
    assert dites == {j: (c.statut_vp, c.statut_cp) for j, c in vues.items()}
    assert len({c.statut_vp for c in vues.values()}) == 5  # les cinq statuts y passent


@pytest.mark.parametrize("le", [dt.date(2014, 2, 20), dt.date(2015, 5, 4), dt.date(2016, 3, 1)])
def test_depuis_quand_est_le_premier_jour_du_statut(le):
    e = _vie_mouvementee()
    vues = _jour_par_jour(e, dt.date(2013, 8, 1), le)

    def premier_jour(statut):
        jour = le
        while getattr(vues.get(jour - UN_JOUR), statut, None) == getattr(vues[le], statut):
            jour -= UN_JOUR
        return jour

    trouve = anciennetes([e], le=le)[e.pk]

    assert trouve.vp == premier_jour("statut_vp")
    if vues[le].statut_cp != "inconnu":  # inconnu depuis toujours : aucune date à dire
        assert trouve.cp == premier_jour("statut_cp")


@settings(
    max_examples=80,
    deadline=None,
    derandomize=True,
    database=None,
    # La base n'est pas refaite entre deux mondes : chacun est annulé.
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(monde=mondes())
def test_l_histoire_et_l_anciennete_sont_celles_de_chaque_jour_dans_tous_les_mondes(monde):
    le, objets = monde
    with transaction.atomic():
        installer(objets)
        ouverts = list(Etablissement.objects.ouverts(le=le))
        du_jour = {c.etablissement.pk: c for c in couvertures(ouverts, le=le)}
        tous_les_faits = lire_faits(ouverts, le=le, histoire=True)
        transaction.set_rollback(True)
    for pk, faits in tous_les_faits.items():
        assert couverture(faits, le=le) == du_jour[pk]
        _verifier_jour_par_jour(faits, le)


def _verifier_jour_par_jour(faits, le):
    """Sur deux ans : effectifs, histoire, et le premier jour du statut s'il s'y trouve."""
    debut = max(le - 730 * UN_JOUR, faits.etablissement.ouvert_le or dt.date.min)
    jours = [debut + n * UN_JOUR for n in range((le - debut).days + 1)]
    vues = [couverture(faits, le=jour) for jour in jours]

    vp, cp = (_chaque_jour(releves(faits, f, debut, le), jours) for f in Fonction)
    assert [r[1:] for r in vp] == [(c.effectif_vp, c.restants[6]) for c in vues]
    assert [r.effectif for r in cp] == [c.effectif_cp for c in vues]
    statuts = [(c.statut_vp, c.statut_cp) for c in vues]
    episodes = _chaque_jour(histoire(faits, depuis=debut, jusqu_a=le)[::-1], jours)
    assert [e[2:] for e in episodes] == statuts
    actuels = statuts[-1]
    for rang, depuis in enumerate(anciennete(faits, le=le)):
        autres = [j for j, vus in zip(jours, statuts, strict=True) if vus[rang] != actuels[rang]]
        assert depuis == max(autres) + UN_JOUR if autres else depuis is None or depuis <= debut


def _chaque_jour(etapes, jours):
    """L'étape en cours chaque jour : la dernière commencée."""
    return [max((e for e in etapes if e[0] <= jour), key=lambda e: e[0]) for jour in jours]


def test_un_statut_de_toujours_n_a_pas_de_date():
    assert anciennetes([e := creer_etablissement()], le=dt.date(2016, 1, 1))[e.pk] == (None, None)


def test_l_anciennete_ne_remonte_pas_avant_l_ouverture():
    e = creer_etablissement(ouvert_le=dt.date(2015, 3, 1))
    assert anciennetes([e], le=dt.date(2016, 1, 1))[e.pk].vp == dt.date(2015, 3, 1)


@pytest.mark.parametrize(
    ("jour", "mois", "attendu"),
    [
        (dt.date(2016, 1, 31), 1, dt.date(2016, 2, 29)),
        (dt.date(2016, 2, 29), 12, dt.date(2017, 2, 28)),
        (dt.date(2016, 1, 15), -13, dt.date(2014, 12, 15)),
        (dt.date(2016, 8, 31), -6, dt.date(2016, 2, 29)),
    ],
)
def test_ajouter_des_mois_garde_le_quantieme_ou_la_fin_du_mois(jour, mois, attendu):
    assert ajouter_mois(jour, mois) == attendu
