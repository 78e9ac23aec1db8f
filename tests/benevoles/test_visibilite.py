"""La règle de `visibles_par`, en Python, confrontée à chaque façon de la demander à la base."""

import datetime as dt
import random

import pytest

from benevoles.models import Adhesion, Affectation, Benevole, Fonction, Mandat
from benevoles.models.visibilite import Lecture
from benevoles.perimetre import fonction_de, tient_la_liste
from partenariat.droits import Droits
from partenariat.models import Association
from tests import fabrique
from tests.fabrique import JOUR

pytestmark = pytest.mark.django_db
MEMOIRE = JOUR - dt.timedelta(days=90)
FINS = [None, JOUR, MEMOIRE, MEMOIRE - dt.timedelta(days=1), JOUR - dt.timedelta(days=200)]


@pytest.fixture
def monde():
    """Soixante personnes, et les liens que le sort leur donne, toujours les mêmes."""
    sort = random.Random(2014)
    disps = [fabrique.creer_disp() for _ in range(2)]
    departements = [None, *(fabrique.creer_departement(disp=disp) for disp in disps)]
    prisons = [fabrique.creer_etablissement(disp=disp) for disp in disps for _ in range(2)]
    section = fabrique.creer_section(etablissements=prisons[:1])
    for _ in range(60):
        qui = fabrique.creer_benevole(departement=sort.choice(departements))
        for association in Association:
            if sort.random() < 0.4:
                fabrique.creer_adhesion(
                    benevole=qui, association=association, fin=sort.choice(FINS)
                )
            if sort.random() < 0.4:
                fabrique.creer_affectation(
                    benevole=qui,
                    etablissement=sort.choice(prisons),
                    fonction=fonction_de(association),
                    fin=sort.choice(FINS),
                )
        if sort.random() < 0.1:
            fabrique.creer_mandat(
                benevole=qui,
                section=section,
                fonction=Mandat.Fonction.SUPPLEANT,
                fin=sort.choice(FINS),
            )
    return disps, prisons


def _tous_les_droits(disps, prisons, moi):
    """Chaque rôle, et les cumuls : une direction ou un délégué qui tient aussi une liste."""
    vp, cp = frozenset(p.pk for p in prisons[:2]), frozenset([prisons[0].pk])
    disp = frozenset([disps[0].pk])
    roles = [{}]
    for association in Association:
        roles += [{"direction": association}, {"delegation": association, "disps": disp}]
    listes = [
        {},
        {"etablissements_vp": vp, "sections": frozenset([1])},
        {"etablissements_cp": cp},
        {"etablissements_vp": vp, "sections": frozenset([1]), "etablissements_cp": cp},
    ]
    for role in roles:
        for liste in listes:
            yield Droits(memoire=MEMOIRE, benevole=moi.pk, **role, **liste)


def _a_un_lien_recent(qui, association):
    liens = [
        *Adhesion.objects.filter(benevole=qui, association=association),
        *Affectation.objects.filter(benevole=qui, fonction=fonction_de(association)),
    ]
    if association == Association.ANVP:
        liens += Mandat.objects.filter(benevole=qui)
    return any(lien.fin is None or lien.fin >= MEMOIRE for lien in liens)


def _est_connue(qui, droits, fonction):
    association = fonction.association
    if any(
        tient_la_liste(droits, a.etablissement, fonction)
        for a in qui.affectations.filter(fonction=fonction).select_related("etablissement")
    ):
        return True
    suivie = droits.direction or droits.delegation
    membre = qui.adhesions.filter(association=association).exists()
    ici = droits.direction or (qui.departement and qui.departement.disp_id in droits.disps)
    return association == suivie and membre and bool(ici)


def _se_voit(qui, droits):
    """La règle, telle que la conception la dit."""
    if qui.pk == droits.benevole:
        return True
    return any(
        _est_connue(qui, droits, f)
        and (
            _a_un_lien_recent(qui, f.association) or not _a_un_lien_recent(qui, f.association.autre)
        )
        for f in Fonction
    )


@pytest.mark.parametrize("rang", [0, 7, 20])
@pytest.mark.parametrize("pour", Lecture)
def test_chaque_lecture_donne_exactement_les_personnes_de_la_regle(monde, pour, rang):
    compte = fabrique.creer_compte()
    moi = Benevole.objects.order_by("pk")[rang]
    moi.utilisateur = compte
    moi.save()
    personnes = list(Benevole.objects.select_related("departement"))

    for droits in _tous_les_droits(*monde, moi):
        compte.droits = droits
        attendues = sorted(qui.pk for qui in personnes if _se_voit(qui, droits))
        vues = Benevole.objects.visibles_par(compte, pour=pour)
        assert sorted(vues.values_list("pk", flat=True)) == attendues, droits
        assert vues.count() == len(attendues)
