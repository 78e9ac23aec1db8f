"""Qui voit la fiche de qui : `visibles_par` contre la règle redite en Python, cas par cas.

Tous les rôles et leurs cumuls, devant tous les croisements de ce qui lie une personne à une
association : une requête mieux écrite doit dire la même chose, ni plus, ni moins.
"""

import pytest

from benevoles.models import Benevole, Fonction, Mandat
from benevoles.models.roles import Genre
from partenariat.models import Association, Utilisateur
from tests import fabrique
from tests.benevoles.sortes import creer_monde

pytestmark = pytest.mark.django_db
ANVP, AUXILIA = Association


def _direction(monde):
    return fabrique.creer_direction()


def _delegue(monde):
    return fabrique.creer_delegue(disp=monde.lieux["ici"].disp)


def _delegue_auxilia(monde):
    return fabrique.creer_delegue(association=AUXILIA, disp=monde.lieux["ici"].disp)


def _responsable(monde):
    compte = fabrique.creer_compte()
    benevole = fabrique.creer_benevole(utilisateur=compte)
    suppleant = Mandat.Fonction.SUPPLEANT
    fabrique.creer_mandat(section=monde.sections["ici"], benevole=benevole, fonction=suppleant)
    return compte


def _cp(monde):
    return fabrique.creer_compte_cp(etablissement=monde.lieux["ici"])


def _direction_et_cp(monde):
    compte = _cp(monde)
    fabrique.creer_role(utilisateur=compte, association=ANVP)
    return compte


def _responsable_et_cp(monde):
    compte = _responsable(monde)
    fabrique.creer_cp(etablissement=monde.lieux["là-bas"], benevole=compte.benevole)
    return compte


def _aussi_delegue_auxilia(compte, monde):
    disp = monde.lieux["là-bas"].disp
    fabrique.creer_role(utilisateur=compte, genre=Genre.DELEGUE, association=AUXILIA, disp=disp)
    return compte


COMPTES = {
    "direction ANVP": _direction,
    "direction AUXILIA": lambda monde: fabrique.creer_direction(association=AUXILIA),
    "délégué ANVP": _delegue,
    "délégué AUXILIA": _delegue_auxilia,
    "suppléant": _responsable,
    "CP Auxilia": _cp,
    "visiteur": lambda monde: fabrique.creer_compte_vp(etablissement=monde.lieux["ici"]),
    "agent du SPIP": lambda monde: fabrique.creer_agent_spip(spip=monde.lieux["ici"].spip),
    "technique": lambda monde: fabrique.creer_technicien(),
    "direction ANVP et CP Auxilia": _direction_et_cp,
    "suppléant et CP Auxilia": _responsable_et_cp,
    "direction ANVP, déléguée AUXILIA": lambda m: _aussi_delegue_auxilia(_direction(m), m),
    "suppléant, délégué AUXILIA": lambda m: _aussi_delegue_auxilia(_responsable(m), m),
}
# Soi-même, et eux seuls.
SEULS = {"visiteur": 1, "agent du SPIP": 0, "technique": 0}


def test_chaque_compte_voit_exactement_les_personnes_que_dit_la_regle():
    monde = creer_monde()
    for nom, creer in COMPTES.items():
        compte = Utilisateur.objects.get(pk=creer(monde).pk)

        vues = set(Benevole.objects.visibles_par(compte))

        fiches = Benevole.objects.select_related("departement").prefetch_related(
            "affectations__etablissement", "adhesions", "mandats"
        )
        assert vues == {fiche for fiche in fiches if _voit(compte, fiche)}, nom
        assert len(vues) == SEULS[nom] if nom in SEULS else 1 < len(vues) < len(fiches), nom


def _voit(compte, fiche):
    droits = compte.droits
    return fiche.utilisateur_id == compte.pk or any(
        _dans_le_perimetre(droits, fiche, association)
        and (
            _liee(fiche, association, droits.memoire)
            or not _liee(fiche, association.autre, droits.memoire)
        )
        for association in Association
    )


def _dans_le_perimetre(droits, fiche, association):
    return _membre(droits, fiche, association) or any(
        Fonction(affectation.fonction).association == association
        and _tient(droits, affectation.etablissement, association)
        for affectation in fiche.affectations.all()
    )


def _membre(droits, fiche, association):
    """Une direction voit ses adhérents, présents ou passés ; un délégué, ceux de sa DISP."""
    adherent = any(a.association == association for a in fiche.adhesions.all())
    if droits.direction:
        return adherent and droits.direction == association
    sien = fiche.departement and fiche.departement.disp_id in droits.disps
    return bool(adherent and sien) and droits.delegation == association


def _tient(droits, lieu, association):
    locaux = {ANVP: droits.etablissements_vp, AUXILIA: droits.etablissements_cp}[association]
    return (
        droits.direction == association
        or (droits.delegation == association and lieu.disp_id in droits.disps)
        or lieu.pk in locaux
    )


def _liee(fiche, association, memoire):
    """Un lien en cours, ou fini depuis peu ; un mandat ne lie qu'à l'ANVP."""
    liens = [a for a in fiche.adhesions.all() if a.association == association]
    liens += [
        a for a in fiche.affectations.all() if Fonction(a.fonction).association == association
    ]
    if association == ANVP:
        liens += fiche.mandats.all()
    return any(lien.fin is None or lien.fin >= memoire for lien in liens)
