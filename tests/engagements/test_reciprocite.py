"""Le taux de réciprocité : des nombres que l'on recompte dans les listes."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from engagements.models import Reunion
from engagements.reunions.reciprocite import par_annee, reciprocites
from partenariat.models import Association
from tests.ecran import texte
from tests.fabrique import creer_delegue, creer_direction, creer_disp, creer_etablissement
from tests.fabrique_reunions import creer_convocation, creer_reunion

pytestmark = pytest.mark.django_db
JOUR = dt.date(2016, 5, 10)
ANVP, AUXILIA = Association


def mesurer():
    return reciprocites(Reunion.objects.all(), maintenant=timezone.now())


def test_une_reunion_regionale_compte_pour_son_organisatrice_et_son_annee():
    disp = creer_disp()
    creer_delegue(association=AUXILIA, disp=disp)
    invitee = creer_reunion(disp=disp, le=JOUR, envoyee=True)
    invitee.convocations.filter(association=AUXILIA).update(present=True)
    creer_reunion(disp=disp, le=JOUR)
    [ligne] = mesurer()
    assert (ligne.annee, ligne.disp) == (2016, disp)
    assert ligne.invitations[ANVP] == (1, 2)
    assert ligne.invitations[AUXILIA] == (0, 0)
    assert ligne.presences == (1, 1)
    assert (ligne.invitations[ANVP].taux, ligne.invitations[AUXILIA].taux) == (50, None)


def test_annulees_a_venir_et_reunions_de_l_administration_ne_comptent_pas():
    creer_direction(association=AUXILIA)
    creer_reunion(envoyee=True)
    annulee = creer_reunion(le=JOUR, envoyee=True)
    Reunion.objects.filter(pk=annulee.pk).update(annulee_le=timezone.now())
    creer_reunion(organisateur="ADMIN", le=JOUR, envoyee=True)
    assert all(ligne.invitations[ANVP] == (0, 0) for ligne in mesurer())


def test_une_reunion_d_etablissement_est_a_deux_si_chacune_avait_quelqu_un():
    prison = creer_etablissement()
    for presentes in ([ANVP], [ANVP, AUXILIA]):
        reunion = creer_reunion(etablissement=prison, organisateur="ADMIN", le=JOUR)
        for association in presentes:
            creer_convocation(reunion=reunion, association=association)
            reunion.convocations.filter(association=association).update(present=True)
    [ligne] = mesurer()
    assert (ligne.disp, ligne.a_deux) == (prison.disp, (1, 2))


def test_chaque_nombre_se_recompte_dans_sa_liste(connecte):
    disp = creer_disp()
    delegue = creer_delegue(association=AUXILIA, disp=disp)
    creer_direction(association=AUXILIA)
    for envoyee in (True, True, False):
        creer_reunion(disp=disp, le=JOUR, envoyee=envoyee)
        creer_reunion(le=JOUR, envoyee=envoyee)
    client = connecte(delegue)
    page = client.get(reverse("reciprocite")).content.decode()
    liens = re.findall(r'<a href="(/reunions/\?[^"]+)">(\d+)</a>', page)
    assert sorted(int(nombre) for _, nombre in liens) == [2, 2, 3, 3]
    for lien, nombre in liens:
        liste = texte(client.get(lien.replace("&amp;", "&")))
        assert f"Passées {nombre} réunion" in liste


def test_un_delegue_ne_lit_que_sa_region_et_la_nation(connecte):
    ici, la_bas = creer_disp(libelle="Ici"), creer_disp(libelle="Là-bas")
    for disp in (ici, la_bas):
        creer_reunion(disp=disp, le=JOUR)
    page = connecte(creer_delegue(disp=ici)).get(reverse("reciprocite"))
    assert "Ici" in texte(page)
    assert "Là-bas" not in texte(page)


def test_l_annee_est_la_somme_de_ses_territoires(connecte):
    creer_direction(association=AUXILIA)
    for disp in (creer_disp(), creer_disp()):
        creer_reunion(disp=disp, le=JOUR, envoyee=True)
    creer_reunion(le=JOUR.replace(year=2017))
    deux, une = sorted(par_annee(mesurer()), key=lambda ligne: ligne.annee)
    assert (deux.annee, deux.invitations[ANVP]) == (2016, (2, 2))
    assert (une.annee, une.invitations[ANVP]) == (2017, (0, 1))
    page = texte(connecte(creer_direction()).get(reverse("reciprocite") + "?annee=2016"))
    assert "2016, par territoire" in page
    assert "2 sur 2 (100 %)" in page


@pytest.mark.parametrize("nombre", [1, 4])
def test_la_reciprocite_se_calcule_en_trois_requetes(django_assert_num_queries, nombre):
    for n in range(nombre):
        creer_reunion(disp=creer_disp(), le=JOUR + dt.timedelta(days=400 * n), envoyee=True)
    with django_assert_num_queries(3):
        mesurer()
