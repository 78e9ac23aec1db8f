"""Qui peut faire quoi, et depuis quel état : la table que suit l'application, et qu'elle montre."""

from typing import NamedTuple

from engagements.demandes.acteurs import Acteur
from engagements.models import Etat

AUXILIA, SECTION, VISITEUR, SPIP, NUIT = Acteur


GESTES_DU_VISITEUR = {"accepter": "Donner mon accord", "desister": "Me désister"}


class Etape(NamedTuple):
    """Un pas possible. `geste` : le bouton ; `fait` : ce qui s'est passé, au passé."""

    code: str
    geste: str
    fait: str
    depuis: frozenset
    qui: frozenset

    def pour(self, titres):
        """La même, son bouton à la première personne pour le visiteur lui-même."""
        sien = GESTES_DU_VISITEUR.get(self.code) if Acteur.VISITEUR in titres else None
        return self._replace(geste=sien) if sien else self

    @property
    def acteurs(self):
        """Qui peut la franchir, dans l'ordre où on les nomme."""
        return [acteur for acteur in Acteur if acteur in self.qui]

    @property
    def etats(self):
        """Les états d'où elle part, dans l'ordre du chemin."""
        return [etat for etat in Etat if etat in self.depuis]


def _etape(code, geste, fait, depuis, qui):
    return Etape(code, geste, fait, frozenset(depuis), frozenset(qui))


_CHEZ_LE_SPIP = {Etat.AU_SPIP, Etat.DIFFEREE}
_AVEC_VISITEUR = {*_CHEZ_LE_SPIP, Etat.A_COMPLETER, Etat.AVALISEE}
_OUVERTES = set(Etat) - {Etat.CLOSE}

ETAPES = {
    etape.code: etape
    for etape in (
        _etape("soumettre", "Envoyer la demande", "a envoyé la demande",
               {Etat.BROUILLON}, {AUXILIA}),
        _etape("proposer", "Proposer un visiteur", "a proposé un visiteur",
               {Etat.A_PROPOSER}, {AUXILIA, SECTION}),
        _etape("accepter", "Donner l’accord du visiteur", "a donné l’accord du visiteur",
               {Etat.ACCORD_VP}, {VISITEUR, SECTION}),
        _etape("decliner", "Décliner", "a décliné",
               {Etat.ACCORD_VP}, {VISITEUR, SECTION}),
        _etape("desister", "Se désister", "a dit que le visiteur n’est plus disponible",
               _AVEC_VISITEUR, {VISITEUR, SECTION}),
        _etape("avaliser", "Donner l’aval", "a donné l’aval",
               _CHEZ_LE_SPIP, {SPIP, AUXILIA}),
        _etape("refuser", "Refuser", "a refusé",
               _CHEZ_LE_SPIP, {SPIP, AUXILIA}),
        _etape("differer", "Différer", "a différé",
               _CHEZ_LE_SPIP, {SPIP, AUXILIA}),
        _etape("renvoyer", "Demander un complément", "a demandé un complément",
               _CHEZ_LE_SPIP, {SPIP, AUXILIA}),
        _etape("completer", "Compléter et renvoyer au SPIP", "a complété la demande",
               {Etat.A_COMPLETER}, {AUXILIA}),
        _etape("rencontrer", "Noter une rencontre", "a noté une rencontre",
               {Etat.AVALISEE}, {VISITEUR, SECTION}),
        _etape("clore", "Clore la demande", "a clos la demande",
               {Etat.A_PROPOSER, Etat.ACCORD_VP, *_AVEC_VISITEUR}, {AUXILIA}),
        _etape("retirer", "Retirer la demande", "a retiré la demande",
               _OUVERTES, {AUXILIA}),
        _etape("perdre", "Constater la perte du visiteur",
               "a constaté que le visiteur ne peut plus venir",
               {Etat.ACCORD_VP, *_AVEC_VISITEUR}, {NUIT}),
        _etape("expirer", "Faire expirer", "a fait expirer la demande",
               _OUVERTES, {NUIT}),
    )
}  # fmt: skip
REPONSES = ("avaliser", "refuser", "differer", "renvoyer")


def etapes_permises(demande, titres) -> list[Etape]:
    """Ce que ces titres permettent de faire d'une demande dans cet état, dans l'ordre du chemin."""
    permises = (e for e in ETAPES.values() if demande.etat in e.depuis and e.qui & set(titres))
    return [etape.pour(titres) for etape in permises]


# De qui l'on attend le prochain geste, dans chaque état.
ATTENDU = {
    Etat.BROUILLON: AUXILIA,
    Etat.A_PROPOSER: SECTION,
    Etat.ACCORD_VP: VISITEUR,
    Etat.AU_SPIP: SPIP,
    Etat.DIFFEREE: SPIP,
    Etat.A_COMPLETER: AUXILIA,
    Etat.AVALISEE: VISITEUR,
}
# Le geste principal de chaque état : en premier, et en couleur pleine.
PRINCIPAUX = {"proposer", "accepter", "avaliser", "completer", "rencontrer"}
