"""Une réunion pour un lecteur : ce qu'il peut y faire, qui est invité, ce qui manque."""

import datetime as dt
from dataclasses import dataclass, field

from engagements.models import Convocation, Reunion
from engagements.reunions.homologues import Invite, homologues
from partenariat.champs import Regard, voit


@dataclass(frozen=True)
class Fiche:
    """Ce que la page montre."""

    reunion: Reunion
    convocations: list[Convocation]
    la_mienne: Convocation | None
    peut_modifier: bool
    voit_les_noms: bool
    a_venir: bool
    commencee: bool
    manques: list[str] = field(default_factory=list)
    oublies: list[Invite] = field(default_factory=list)  # homologues qui ne sont pas sur la liste

    @property
    def maintenue(self) -> bool:
        return self.reunion.annulee_le is None

    @property
    def a_envoyer(self) -> bool:
        return self.maintenue and not self.reunion.invitations_envoyees_le

    @property
    def sans_homologue(self) -> bool:
        """La convention demande d'inviter l'autre association, et elle ne l'est pas (R27)."""
        autres = any(c.association != self.reunion.organisateur for c in self.convocations)
        invite = autres and self.reunion.invitations_envoyees_le
        return self.maintenue and self.reunion.invite_l_autre and not invite

    @property
    def presence_notee(self) -> bool:
        return any(c.present is not None for c in self.convocations)

    @property
    def je_peux_repondre(self) -> bool:
        return bool(self.la_mienne) and self.maintenue and self.a_venir

    @property
    def je_dois_repondre(self) -> bool:
        return self.je_peux_repondre and not self.la_mienne.reponse


def fiche(reunion: Reunion, lecteur, *, maintenant: dt.datetime) -> Fiche:
    """Un nombre constant de requêtes ; les manques ne se disent qu'à qui peut y remédier."""
    convocations = list(reunion.convocations.vivantes().nommees())
    mienne = next((c for c in convocations if c.son_compte == lecteur), None)
    siennes = Reunion.objects.modifiables_par(lecteur).filter(pk=reunion.pk)
    peut = lecteur.droits.peut_saisir and siennes.exists()
    a_venir = reunion.fin > maintenant
    trouves = homologues(reunion) if peut and a_venir and not reunion.annulee_le else None
    deja = {Invite(c.association, c.titre, c.benevole, c.compte).cle for c in convocations}
    return Fiche(
        reunion=reunion,
        convocations=convocations,
        la_mienne=mienne,
        peut_modifier=peut,
        voit_les_noms=voit("engagements.Convocation.benevole", _regards(peut, mienne)),
        a_venir=a_venir,
        commencee=reunion.debut <= maintenant,
        manques=trouves.manques if trouves else [],
        oublies=[i for i in trouves.d_office if i.cle not in deja] if trouves else [],
    )


def _regards(peut, mienne) -> set[Regard]:
    """À quels titres ce lecteur regarde la réunion : il peut la modifier, il y est invité."""
    siens = {Regard.ORGANISATEUR: peut, Regard.INVITE: mienne is not None}
    return {regard for regard, tenu in siens.items() if tenu}
