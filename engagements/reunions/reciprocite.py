"""La réciprocité : l'autre association est-elle invitée, vient-elle ? Par territoire et par an."""

from collections import Counter
from dataclasses import dataclass, replace
from typing import NamedTuple

from django.db.models import Count, F, Q
from django.db.models.functions import Coalesce, ExtractYear

from engagements.models import Convocation, Niveau
from etablissements.models import DirectionInterregionale
from partenariat.models import Association


class Part(NamedTuple):
    """`compte` sur `total`, recomptables un à un."""

    compte: int
    total: int

    def plus(self, autre):
        return Part(self.compte + autre.compte, self.total + autre.total)

    @property
    def taux(self) -> int | None:
        """En pour cent ; None s'il n'y a rien à compter."""
        return round(100 * self.compte / self.total) if self.total else None


@dataclass(frozen=True)
class Reciprocite:
    """Un territoire (une DISP, ou la France pour le national), une année."""

    annee: int
    disp: DirectionInterregionale | None
    invitations: dict[Association, Part]  # réunions avec homologue invité, par organisatrice
    presences: Part  # homologues venus, sur homologues invités
    a_deux: Part  # réunions d'établissement où les deux étaient

    @property
    def criteres(self) -> str:
        """Le reste de l'adresse de la liste où recompter les réunions d'association."""
        return f"&niveau=regional&disp={self.disp.code}" if self.disp else "&niveau=national"


def reciprocites(reunions, *, maintenant) -> list[Reciprocite]:
    """Par année décroissante puis par territoire : trois requêtes, quel que soit leur nombre.

    `reunions` : un queryset ; seules celles qui ont eu lieu comptent.
    """
    tenues = reunions.tenues(maintenant=maintenant)
    faits = _compter_les_reunions(tenues) + _compter_les_invites(tenues)
    disps = {d.pk: d for d in DirectionInterregionale.objects.all()}
    cles = {(annee, disp) for annee, disp, *_ in faits}
    rang = {pk: n for n, pk in enumerate([None, *disps])}
    ordre = sorted(cles, key=lambda cle: (-cle[0], rang[cle[1]]))
    return [_ligne(annee, disps.get(disp), faits, (annee, disp)) for annee, disp in ordre]


def par_annee(lignes: list[Reciprocite]) -> list[Reciprocite]:
    """Une ligne par année, tous ces territoires ensemble."""
    annees = {}
    for ligne in lignes:
        annees[ligne.annee] = _ensemble(annees.get(ligne.annee), ligne)
    return list(annees.values())


def _ensemble(avant, ligne):
    if avant is None:
        return replace(ligne, disp=None)
    return replace(
        avant,
        invitations={a: p.plus(ligne.invitations[a]) for a, p in avant.invitations.items()},
        presences=avant.presences.plus(ligne.presences),
        a_deux=avant.a_deux.plus(ligne.a_deux),
    )


def _ligne(annee, disp, faits, cle):
    return Reciprocite(
        annee=annee,
        disp=disp,
        invitations={
            a: Part(faits[(*cle, a, "invite")], faits[(*cle, a, "tenue")]) for a in Association
        },
        presences=Part(faits[(*cle, "presents")], faits[(*cle, "invites")]),
        a_deux=Part(faits[(*cle, "a_deux")], faits[(*cle, "locales")]),
    )


def _compter_les_reunions(tenues):
    comptes = Counter()
    lignes = (
        tenues.avec_homologue()
        .avec_presences()
        .annotate(annee=ExtractYear("debut"), ou=_DISP)
        .order_by()
        .values_list("annee", "ou", "niveau", "organisateur", "homologue_invite", "les_deux")
        .annotate(n=Count("pk"))
    )
    for annee, ou, niveau, organisateur, invite, les_deux, n in lignes:
        if niveau == Niveau.LOCAL:
            comptes[annee, ou, "locales"] += n
            comptes[annee, ou, "a_deux"] += n * les_deux
        elif organisateur in Association.values:
            comptes[annee, ou, organisateur, "tenue"] += n
            comptes[annee, ou, organisateur, "invite"] += n * invite
    return comptes


def _compter_les_invites(tenues):
    comptes = Counter()
    ouvertes = tenues.d_une_association().filter(invitations_envoyees_le__isnull=False)
    lignes = (
        Convocation.objects.vivantes()
        .filter(reunion__in=ouvertes.order_by().values("pk"))
        .exclude(association=F("reunion__organisateur"))
        .order_by()
        .values_list(ExtractYear("reunion__debut"), "reunion__disp")
        .annotate(n=Count("pk"), venus=Count("pk", filter=Q(present=True)))
    )
    for annee, ou, n, venus in lignes:
        comptes[annee, ou, "invites"] += n
        comptes[annee, ou, "presents"] += venus
    return comptes


_DISP = Coalesce("disp", "etablissement__disp")
