"""Les droits d'un compte, ce jour : des identifiants, sans connaître les modèles du domaine."""

import datetime as dt
from dataclasses import dataclass, field

from partenariat.models import Association


@dataclass(frozen=True, kw_only=True)
class Droits:
    """Conception § 1 : chaque rôle est daté et borné ; presque tous se déduisent d'une donnée.

    `direction` et `delegation` : l'association ; `disps` : DISP d'un délégué ; `sections` :
    sections dont la personne tient un mandat en cours ; `etablissements_vp` : ceux de ces
    sections ; `etablissements_cp` : ceux où elle est CP Auxilia ; `spips` : ressort d'un agent.
    """

    direction: Association | None = None
    delegation: Association | None = None
    disps: frozenset[int] = field(default_factory=frozenset)
    sections: frozenset[int] = field(default_factory=frozenset)
    etablissements_vp: frozenset[int] = field(default_factory=frozenset)
    etablissements_cp: frozenset[int] = field(default_factory=frozenset)
    spips: frozenset[int] = field(default_factory=frozenset)
    benevole: int | None = None
    technique: bool = False
    # Une association ne voit plus qui l'a quittée avant ce jour (`partenariat.conservation`).
    memoire: dt.date = field(default=dt.date.min, compare=False)

    @property
    def est_direction(self) -> bool:
        return self.direction is not None

    @property
    def est_delegue(self) -> bool:
        return self.delegation is not None

    @property
    def est_responsable_local(self) -> bool:
        return bool(self.sections or self.etablissements_cp)

    @property
    def est_agent_spip(self) -> bool:
        return bool(self.spips)

    @property
    def est_membre(self) -> bool:
        """Bénévole ou responsable de l'une des associations : voit les agrégats."""
        return bool(
            self.direction or self.delegation or self.est_responsable_local or self.benevole
        )

    @property
    def peut_saisir(self) -> bool:
        return self.est_direction or self.est_delegue or self.est_responsable_local

    @property
    def peut_piloter(self) -> bool:
        return self.est_direction or self.est_delegue

    @property
    def pilote_les_sections(self) -> bool:
        return Association.ANVP in (self.direction, self.delegation)

    @property
    def voit_les_sections(self) -> bool:
        """Les sections sont celles de l'ANVP : la direction, les délégués, leurs responsables."""
        return self.pilote_les_sections or bool(self.sections)

    @property
    def peut_demander(self) -> bool:
        """Demander qu'un VP rencontre un apprenant : AUXILIA seule (convention, 1.5)."""
        return self.pilote_auxilia or bool(self.etablissements_cp)

    @property
    def pilote_auxilia(self) -> bool:
        return Association.AUXILIA in (self.direction, self.delegation)

    @property
    def peut_inviter(self) -> bool:
        return self.peut_saisir or self.technique

    @property
    def voit_les_etablissements(self) -> bool:
        return self.est_membre or self.est_agent_spip or self.technique

    @property
    def second_facteur_requis(self) -> bool:
        """Directions et agents du SPIP décident pour d'autres : un mot de passe ne suffit pas."""
        return self.est_direction or self.est_agent_spip or self.technique

    @property
    def association(self) -> Association | None:
        """L'association au nom de laquelle ce compte agit."""
        if self.direction or self.delegation:
            return self.direction or self.delegation
        if self.sections:
            return Association.ANVP
        return Association.AUXILIA if self.etablissements_cp else None
