"""Les rôles qu'on ne peut pas déduire d'une donnée, et qui peut les donner."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from etablissements.models import DirectionInterregionale, Spip
from partenariat.histoire import Histoire
from partenariat.models import Association
from partenariat.periodes import Periode, PeriodeQuerySet, SansChevauchement


class Genre(models.TextChoices):
    DIRECTION = "direction", "direction nationale"
    DELEGUE = "delegue", "délégué régional"
    AGENT_SPIP = "agent_spip", "agent du SPIP"
    TECHNIQUE = "technique", "administration technique"


BENEVOLE = "benevole"  # s'invite, mais ne se donne pas : ses droits se déduisent de sa fiche

# Qui peut inviter qui, relancer, annuler, et mettre fin au rôle. Rien d'autre n'est permis.
# De qui part l'invitation (`Droits`), le rôle proposé, au titre de quelle association.
LA_SIENNE, L_UNE_OU_L_AUTRE, AUCUNE = "la sienne", "l'une ou l'autre", "aucune"
QUI_INVITE_QUI = (
    ("est_direction", Genre.DIRECTION, LA_SIENNE),
    ("est_direction", Genre.DELEGUE, LA_SIENNE),
    ("est_direction", Genre.AGENT_SPIP, AUCUNE),
    ("est_direction", BENEVOLE, AUCUNE),
    ("est_delegue", BENEVOLE, AUCUNE),
    ("est_responsable_local", BENEVOLE, AUCUNE),
    ("technique", Genre.DIRECTION, L_UNE_OU_L_AUTRE),
    ("technique", Genre.DELEGUE, L_UNE_OU_L_AUTRE),
    ("technique", Genre.AGENT_SPIP, AUCUNE),
    ("technique", Genre.TECHNIQUE, AUCUNE),
)


def roles_proposables(droits) -> dict[str, set[str]]:
    """Les rôles que ce compte peut proposer aujourd'hui, avec les associations possibles."""
    proposables = {}
    for droit, genre, au_titre_de in QUI_INVITE_QUI:
        if getattr(droits, droit):
            proposables.setdefault(genre, set()).update(_associations(au_titre_de, droits))
    return proposables


def _associations(au_titre_de, droits):
    if au_titre_de == LA_SIENNE:
        return {droits.direction}
    return set(Association) if au_titre_de == L_UNE_OU_L_AUTRE else {""}


def proposables_par(droits) -> Q:
    """Condition sur des rôles ou des invitations : ceux que ce compte peut donner."""
    condition = Q(pk__in=[])
    for genre, associations in roles_proposables(droits).items():
        condition |= Q(genre=genre, association__in=associations)
    return condition


def en_clair(borne) -> str:
    """Un rôle ou une invitation en une phrase : « délégué régional de l’ANVP, DISP Lyon »."""
    de_qui = {Association.ANVP: " de l’ANVP", Association.AUXILIA: " d’AUXILIA"}
    phrase = borne.get_genre_display() + de_qui.get(borne.association, "")
    ressort = (borne.disp and f"DISP {borne.disp}") or (borne.spip and str(borne.spip))
    return f"{phrase}, {ressort}" if ressort else phrase


def bornes(sauf=""):
    """Chaque rôle a son association et son territoire, ni plus ni moins."""
    sans_association, sans_disp, sans_spip = Q(association=""), Q(disp=None), Q(spip=None)
    return (
        Q(genre=Genre.DIRECTION) & ~sans_association & sans_disp & sans_spip
        | Q(genre=Genre.DELEGUE) & ~sans_association & Q(disp__isnull=False) & sans_spip
        | Q(genre=Genre.AGENT_SPIP) & sans_association & sans_disp & Q(spip__isnull=False)
        | Q(genre__in=[Genre.TECHNIQUE, *sauf]) & sans_association & sans_disp & sans_spip
    )


class RoleQuerySet(PeriodeQuerySet):
    def visibles_par(self, utilisateur):
        """Ceux que ce compte pourrait donner, donc auxquels il peut mettre fin."""
        return self.filter(proposables_par(utilisateur.droits))

    def non_finis(self, *, le):
        return self.filter(Q(fin=None) | Q(fin__gte=le))


class Role(Periode):
    """Direction, délégué, agent du SPIP, administration technique : saisi, daté, borné.

    Président, correspondant, suppléant et CP Auxilia n'y figurent pas : leurs droits se déduisent
    de leur mandat ou de leur affectation (`benevoles.droits`).
    """

    utilisateur = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="roles", verbose_name="compte"
    )
    genre = models.CharField("rôle", max_length=10, choices=Genre)
    association = models.CharField("association", max_length=7, choices=Association, blank=True)
    disp = models.ForeignKey(
        DirectionInterregionale,
        models.PROTECT,
        related_name="+",
        verbose_name="DISP",
        null=True,
        blank=True,
    )
    spip = models.ForeignKey(
        Spip, models.PROTECT, related_name="+", verbose_name="SPIP", null=True, blank=True
    )
    history = Histoire("histoire du rôle")

    objects = RoleQuerySet.as_manager()

    class Meta(Periode.Meta):
        verbose_name = "rôle"
        ordering = ["-debut"]
        constraints = [
            *Periode.Meta.constraints,
            models.CheckConstraint(
                name="role_borne",
                condition=bornes(),
                violation_error_message="Ce rôle demande son association et son territoire.",
            ),
            SansChevauchement(
                name="role_sans_chevauchement",
                cle=["utilisateur", "genre"],
                violation_error_message="Ce compte a déjà ce rôle sur cette période.",
            ),
        ]

    def __str__(self):
        return en_clair(self)

    @property
    def est_vital(self) -> bool:
        """Sans personne pour le tenir, plus personne ne pourrait inviter."""
        return self.genre in (Genre.DIRECTION, Genre.TECHNIQUE)
