"""Les homologues : qui, dans l'autre association, est invité d'office, et pourquoi personne.

Établissement : CP Auxilia et président de section ; région : délégués ; nation : directions.
"""

import datetime as dt
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.timezone import localdate

from benevoles.models import Affectation, Benevole, Fonction, Mandat, Rattachement, Role
from benevoles.models.roles import Genre
from engagements.models import Niveau, Reunion
from partenariat.models import Association, Utilisateur

DE = {Association.ANVP: "de l’ANVP", Association.AUXILIA: "d’AUXILIA"}


class Invite(NamedTuple):
    """Quelqu'un à inviter, à un titre : un bénévole, ou le compte d'un responsable."""

    association: Association
    titre: str
    benevole: Benevole | None = None
    compte: Utilisateur | None = None

    @property
    def personne(self):
        return self.benevole or self.compte

    @property
    def cle(self):
        """La même personne n'est invitée qu'une fois, par sa fiche ou par son compte."""
        compte = self.compte.pk if self.compte else self.benevole.utilisateur_id
        return ("compte", compte) if compte else ("fiche", self.benevole.pk)

    @property
    def joignable(self) -> bool:
        return bool(self.compte or self.benevole.courriel or self.benevole.utilisateur_id)


@dataclass(frozen=True)
class Homologues:
    """Ceux qu'on invite d'office, ceux qu'on propose, et ce qui manque, en phrases."""

    d_office: list[Invite] = field(default_factory=list)
    proposes: list[Invite] = field(default_factory=list)
    manques: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Territoire:
    """Qui y est responsable, ce jour-là."""

    nom: str
    sections: list  # Rattachement, un par section
    mandats: list[Mandat]
    cps: list[Affectation]
    roles: list[Role]


def homologues(reunion: Reunion) -> Homologues:
    """Les homologues d'une réunion, le jour où elle se tient : quatre requêtes."""
    return apparier(reunion, lire(reunion, le=localdate(reunion.debut)))


def lire(reunion: Reunion, *, le: dt.date) -> Territoire:
    """Sections, mandats, CP Auxilia et rôles de ce territoire."""
    if reunion.niveau == Niveau.LOCAL:
        ou = {"etablissement": reunion.etablissement_id}
    else:
        ou = {"etablissement__disp": reunion.disp_id}
    liens = Rattachement.objects.en_cours(le=le).filter(**ou).select_related("section")
    sections = {lien.section_id: lien for lien in liens.order_by("section__nom")}
    mandats = Mandat.objects.en_cours(le=le).filter(section__in=liens.order_by().values("section"))
    cps = Affectation.objects.en_cours(le=le).filter(**ou, fonction=Fonction.CP)
    roles = Role.objects.en_cours(le=le).filter(
        genre__in=[Genre.DIRECTION, Genre.DELEGUE], utilisateur__is_active=True
    )
    return Territoire(
        nom=reunion.territoire,
        sections=list(sections.values()),
        mandats=list(mandats.select_related("benevole", "section").order_by("section__nom", "pk")),
        cps=list(cps.select_related("benevole", "etablissement").order_by("pk")),
        roles=list(roles.select_related("utilisateur", "disp").order_by("pk")),
    )


def apparier(reunion: Reunion, territoire: Territoire) -> Homologues:
    """Les homologues, de faits déjà lus. La même personne n'y est qu'une fois."""
    trouves, manques = [], []
    for association in reunion.conviees:
        siens, phrases = _PAR_NIVEAU[reunion.niveau](association, reunion, territoire)
        trouves += siens
        manques += phrases
    d_office = _uniques(trouves)
    manques += [_injoignable(invite) for invite in d_office if not invite.joignable]
    deja = {invite.cle for invite in d_office}
    proposes = [i for i in _uniques(_proposes(reunion, territoire)) if i.cle not in deja]
    return Homologues(d_office=d_office, proposes=proposes, manques=manques)


def _uniques(invites):
    return list({invite.cle: invite for invite in reversed(invites)}.values())[::-1]


def _injoignable(invite):
    return (
        f"{invite.personne} ({invite.titre}) n’a ni adresse ni compte : prévenez cette personne"
        " autrement."
    )


def _locaux(association, reunion, territoire):
    if association == Association.AUXILIA:
        vide = f"Aucun CP Auxilia n’est affecté à {territoire.nom}."
        return _cps(territoire), [] if territoire.cps else [vide]
    if not territoire.sections:
        return [], [f"{territoire.nom} ne relève d’aucune section de l’ANVP."]
    invites, manques = [], []
    for lien in territoire.sections:
        siens = _responsables(territoire, lien.section_id)
        invites += siens
        if not siens:
            manques.append(
                f"La section {lien.section} n’a ni président, ni correspondant, ni suppléant."
            )
    return invites, manques


def _regionaux(association, reunion, territoire):
    delegues = [
        r
        for r in territoire.roles
        if (r.genre, r.association, r.disp_id) == (Genre.DELEGUE, association, reunion.disp_id)
    ]
    if delegues:
        return [_du_role(role) for role in delegues], []
    directions, manques = _nationaux(association, reunion, territoire)
    absence = f"L’{association}" if association == Association.ANVP else association.label
    suite = " : sa direction est invitée à sa place." if directions else "."
    return directions, [f"{absence} n’a pas de délégué dans la {territoire.nom}{suite}", *manques]


def _nationaux(association, reunion, territoire):
    directions = [
        _du_role(r)
        for r in territoire.roles
        if (r.genre, r.association) == (Genre.DIRECTION, association)
    ]
    manque = f"La direction {DE[association]} n’a pas de compte."
    return directions, [] if directions else [manque]


_PAR_NIVEAU = {
    Niveau.LOCAL: _locaux,
    Niveau.REGIONAL: _regionaux,
    Niveau.NATIONAL: _nationaux,
}


def _proposes(reunion, territoire):
    """À une réunion d'association régionale : les responsables locaux de l'autre, au choix."""
    if reunion.niveau != Niveau.REGIONAL or reunion.genre != Reunion.Genre.ASSOCIATION:
        return []
    proposes = []
    if Association.AUXILIA in reunion.conviees:
        proposes += _cps(territoire)
    if Association.ANVP in reunion.conviees:
        for lien in territoire.sections:
            proposes += _responsables(territoire, lien.section_id)
    return proposes


def _cps(territoire):
    return [
        Invite(Association.AUXILIA, f"CP Auxilia, {cp.etablissement}"[:80], benevole=cp.benevole)
        for cp in territoire.cps
    ]


def _responsables(territoire, section):
    """Le titulaire ; s'il n'y en a pas, les suppléants."""
    siens = [m for m in territoire.mandats if m.section_id == section]
    retenus = [m for m in siens if m.est_titulaire] or siens
    return [
        Invite(
            Association.ANVP,
            f"{m.get_fonction_display()}, section {m.section}"[:80],
            benevole=m.benevole,
        )
        for m in retenus
    ]


def _du_role(role):
    return Invite(Association(role.association), str(role)[:80], compte=role.utilisateur)
