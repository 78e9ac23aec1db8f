"""Les droits d'un compte, déduits ce jour de ses rôles, de ses mandats et de ses affectations."""

import datetime as dt

from django.db.models import F
from django.utils.timezone import localdate

from benevoles.models import Affectation, Benevole, Fonction, Mandat, Rattachement, Role
from benevoles.models.roles import Genre
from partenariat.conservation import memoire
from partenariat.droits import Droits
from partenariat.models import Association


def droits_du_compte(utilisateur) -> Droits:
    """Les droits d'aujourd'hui : le point d'entrée que nomme le réglage `CALCUL_DES_DROITS`."""
    return droits_le(utilisateur, le=localdate())


def droits_le(utilisateur, *, le: dt.date) -> Droits:
    """Les droits d'un compte un jour donné ; aucun pour un compte fermé ou anonyme."""
    if not (utilisateur.is_authenticated and utilisateur.is_active):
        return Droits()
    roles = list(
        Role.objects.en_cours(le=le)
        .filter(utilisateur=utilisateur)
        .annotate(benevole=F("utilisateur__benevole"))
    )
    # Une ligne de rôle dit déjà qui est la personne : une lecture de moins à chaque page.
    benevole = roles[0].benevole if roles else _benevole_de(utilisateur)
    deduits = _deduits(benevole, le) if benevole else {}
    return Droits(memoire=memoire(le), **_saisis(roles), **deduits)


def _benevole_de(utilisateur):
    return Benevole.objects.filter(utilisateur=utilisateur).values_list("pk", flat=True).first()


def _saisis(roles):
    par_genre = {role.genre: role for role in roles}
    direction, delegue = par_genre.get(Genre.DIRECTION), par_genre.get(Genre.DELEGUE)
    return {
        "direction": Association(direction.association) if direction else None,
        "delegation": Association(delegue.association) if delegue else None,
        "disps": frozenset([delegue.disp_id] if delegue else []),
        "spips": frozenset(r.spip_id for r in roles if r.genre == Genre.AGENT_SPIP),
        "technique": Genre.TECHNIQUE in par_genre,
    }


def _deduits(benevole, le):
    mandats = Mandat.objects.en_cours(le=le).filter(benevole=benevole)
    sections = frozenset(mandats.values_list("section", flat=True))
    affectations = Affectation.objects.en_cours(le=le).filter(
        benevole=benevole, fonction=Fonction.CP
    )
    return {
        "benevole": benevole,
        "sections": sections,
        "etablissements_vp": _rattaches(sections, le) if sections else frozenset(),
        "etablissements_cp": frozenset(affectations.values_list("etablissement", flat=True)),
    }


def _rattaches(sections, le):
    rattachements = Rattachement.objects.en_cours(le=le).filter(section__in=sections)
    return frozenset(rattachements.values_list("etablissement", flat=True))
