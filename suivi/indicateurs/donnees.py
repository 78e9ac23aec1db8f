"""Ce que la base sait, lu une fois pour toutes les années et tous les indicateurs demandés.

Chaque propriété est une requête au plus, faite quand un indicateur la demande ; les indicateurs
sont ensuite du Python pur sur ces lignes.
"""

import datetime as dt
from collections import defaultdict
from functools import cached_property
from typing import NamedTuple

from django.db.models import F, Max, Q
from django.db.models.functions import Coalesce
from django.utils.timezone import localdate, now

from benevoles.couverture.panorama import pays
from benevoles.models import (
    Affectation,
    ConfirmationListe,
    Fonction,
    Rattachement,
    Role,
)
from benevoles.models.roles import Genre
from engagements.adhesions.rapprochement import adherents, designees, heure
from engagements.demandes.nombres import faits
from engagements.models import (
    Action,
    BoiteSpip,
    Convocation,
    Decision,
    DemandeVisite,
    Engagement,
    Enquete,
    EtapeGncp,
    Incitation,
    Inscription,
    Parution,
    PointDeSuivi,
    Publication,
    Recrutement,
    Reunion,
    Session,
    VersionPosition,
    Visite,
)
from etablissements.models import Etablissement, Spip
from partenariat.memoire import tant_que_rien_ne_change
from suivi.models import Evaluation

DISP = Coalesce("etablissement__disp", "disp")


class Lien(NamedTuple):
    """Ce qui lie deux choses pendant une période."""

    qui: int
    ou: int
    disp: int
    debut: dt.date
    fin: dt.date | None

    def vaut(self, le: dt.date) -> bool:
        return self.debut <= le and (self.fin is None or self.fin >= le)


class Donnees:
    """Les faits dont se tirent les indicateurs d'une convention ; chacun lu une fois."""

    def __init__(self, convention):
        self.convention = convention
        self._jours = {}

    @cached_property
    def engagements(self):
        """Les numéros des engagements de la convention (« 1.1 »)."""
        siens = Engagement.objects.filter(categorie__convention=self.convention).order_by()
        return {f"{n}.{rang}" for n, rang in siens.values_list("categorie__numero", "rang")}

    @cached_property
    def evaluations(self):
        """(date anniversaire, jour de la seconde signature ou None) de toutes les évaluations."""
        return [
            (e.anniversaire, e.publiee_le and localdate(e.publiee_le))
            for e in Evaluation.objects.select_related("convention")
        ]

    @cached_property
    def points(self):
        """(jour, numéro de la catégorie) des points de suivi."""
        return list(PointDeSuivi.objects.order_by().values_list("le", "categorie__numero"))

    @cached_property
    def decisions(self):
        """(jour du point, numéro de l'engagement) des décisions qui en visent un."""
        champs = ("point__le", "engagement__categorie__numero", "engagement__rang")
        lignes = Decision.objects.exclude(engagement=None).order_by().values_list(*champs)
        return [(le, f"{n}.{rang}") for le, n, rang in lignes]

    @cached_property
    def actions(self):
        """Les actions faites, et le numéro de chacun de leurs engagements (« 1.1 »)."""
        lignes = {}
        champs = ("le", "etablissement_id", "ou", "interlocuteur", "facilites", "voie")
        champs += ("orientations", "benevole_id")
        engages = ("engagements__categorie__numero", "engagements__rang")
        rangees = Action.objects.faites().annotate(ou=DISP).order_by()
        for rangee in rangees.values("pk", *champs, *engages):
            ligne = lignes.setdefault(rangee["pk"], rangee | {"engagements": set()})
            if rangee[engages[0]]:
                ligne["engagements"].add(f"{rangee[engages[0]]}.{rangee[engages[1]]}")
        return list(lignes.values())

    def actions_de(self, engagement: str, fenetre):
        """Celles de cet engagement, dans cette fenêtre."""
        return [
            a
            for a in self.actions
            if engagement in a["engagements"]
            and fenetre.contient(a["le"])
            and fenetre.est_ici(a["ou"])
        ]

    @cached_property
    def rattachements(self):
        """Section → établissement, par période."""
        return _rattachements()

    @cached_property
    def affectations(self):
        """Par fonction : bénévole → établissement, par période."""
        return _affectations()

    @cached_property
    def adhesions(self):
        """Les adhésions qui ont duré sous cette convention, et la fiche de chaque adhérent."""
        return adherents(self.convention.debut)

    @cached_property
    def personnes(self):
        """Par fiche, celle qui désigne la personne, reconnue d'une association à l'autre."""
        return designees(self.convention.debut, heure(now()))

    def personne(self, benevole: int) -> int:
        """La fiche qui désigne ce bénévole ; la sienne s'il n'a jamais adhéré."""
        return self.personnes.get(benevole, benevole)

    def bilan(self, fenetre, le=None):
        """Le bilan de couverture du territoire à la fin de la fenêtre, ou à `le`."""
        return self._pays(le or fenetre.fin).bilans.get(fenetre.disp)

    def couvertures(self, fenetre):
        """La couverture de chaque établissement du territoire, à la fin de la fenêtre."""
        toutes = self._pays(fenetre.fin).couvertures
        return [c for c in toutes if fenetre.est_ici(c.etablissement.disp_id)]

    def _pays(self, le):
        if le not in self._jours:
            self._jours[le] = pays(le=le)
        return self._jours[le]

    @cached_property
    def recherches_abouties(self):
        """(ouverte le, close le, DISP) des recherches qui ont abouti."""
        pourvues = Recrutement.objects.filter(issue=Recrutement.Issue.POURVU).order_by()
        return list(pourvues.values_list("ouvert_le", "clos_le", "etablissement__disp_id"))

    @cached_property
    def demandes(self):
        """Les demandes de visite envoyées, avec les dates qui comptent."""
        return [
            (localdate(fait.soumise_le), fait.etablissement.disp_id, fait)
            for fait in faits(DemandeVisite.objects.all())
        ]

    def demandes_de(self, fenetre):
        """Celles envoyées dans la fenêtre."""
        return [
            fait
            for jour, disp, fait in self.demandes
            if fenetre.contient(jour) and fenetre.est_ici(disp)
        ]

    @cached_property
    def rencontres_sans_aval(self):
        """(date, DISP) des rencontres qu'aucun aval antérieur ne couvre ; la base les refuse."""
        couvertes = Q(
            proposition__transmissions__reponse="aval",
            proposition__transmissions__jour__lte=F("le"),
        )
        avalisees = Visite.objects.filter(couvertes).values("pk")
        champs = ("le", "proposition__demande__etablissement__disp_id")
        return list(Visite.objects.exclude(pk__in=avalisees).order_by().values_list(*champs))

    @cached_property
    def reunions(self):
        """Les réunions maintenues, et pour chacune ses invités par association."""
        champs = ("pk", "genre", "niveau", "organisateur", "debut", "etablissement_id", "themes")
        lignes = Reunion.objects.maintenues().annotate(ou=DISP).order_by()
        reunions = {
            r["pk"]: r | {"le": localdate(r["debut"]), "invites": defaultdict(list)}
            for r in lignes.values(*champs, "ou")
        }
        for reunion, association, *reste in (
            Convocation.objects.vivantes()
            .order_by()
            .values_list("reunion_id", "association", "present", "reponse")
        ):
            if reunion in reunions:
                reunions[reunion]["invites"][association].append(reste)
        return list(reunions.values())

    def reunions_de(self, fenetre, **criteres):
        """Celles de la fenêtre qui ont ces valeurs (`niveau="local"`)."""
        return [
            r
            for r in self.reunions
            if fenetre.contient(r["le"])
            and fenetre.est_ici(r["ou"])
            and all(r[nom] == valeur for nom, valeur in criteres.items())
        ]

    @cached_property
    def positions(self):
        """Le jour où chaque position a été arrêtée la première fois."""
        jours = {}
        versions = VersionPosition.objects.arretees().annotate(arretee=Max("accords__le"))
        for position, arretee in versions.order_by().values_list("position_id", "arretee"):
            jours[position] = min(jours.get(position, localdate(arretee)), localdate(arretee))
        return list(jours.values())

    @cached_property
    def gncp(self):
        """(date, nature) des étapes de l'étude, de la première à la dernière."""
        return list(EtapeGncp.objects.order_by("le", "pk").values_list("le", "nature"))

    @cached_property
    def incitations(self):
        return list(Incitation.objects.order_by().values_list("recueillie_le", flat=True))

    @cached_property
    def publications(self):
        """(jour, association, associations chez qui elle a paru) des informations publiées."""
        parues = defaultdict(set)
        parutions = Parution.objects.order_by().values_list("publication_id", "association")
        for publication, association in parutions:
            parues[publication].add(association)
        acceptees = Publication.objects.filter(acceptee_le__isnull=False).order_by()
        return [
            (localdate(jour), association, parues[pk])
            for pk, jour, association in acceptees.values_list("pk", "publier_le", "association")
        ]

    @cached_property
    def sessions(self):
        """Les sessions maintenues : jour, DISP, association, ouverte à l'autre, signalée le."""
        lignes = Session.objects.maintenues().order_by()
        champs = ("pk", "debut", "disp_id", "formation__association", "fermeture", "signalee_le")
        return {
            pk: (localdate(debut), disp, association, not fermeture, signalee)
            for pk, debut, disp, association, fermeture, signalee in lignes.values_list(*champs)
        }

    @cached_property
    def presences(self):
        """(session, association, bénévole) de ceux qui ont suivi une session."""
        lignes = Inscription.objects.vivantes().filter(present=True).order_by()
        return list(lignes.values_list("session_id", "association", "benevole_id"))

    @cached_property
    def enquetes(self):
        return list(Enquete.objects.order_by().values_list("debut", flat=True))

    @cached_property
    def confirmations(self):
        """(établissement, fonction, jour) de chaque confirmation de liste."""
        return _confirmations()

    @cached_property
    def etablissements(self):
        """Établissement, DISP, ouvert le, fermé le."""
        champs = ("pk", "disp_id", "ouvert_le", "ferme_le")
        return list(Etablissement.objects.order_by().values_list(*champs))

    @cached_property
    def spips(self):
        """SPIP, DISP."""
        return list(Spip.objects.order_by().values_list("pk", "departement__disp_id"))

    @cached_property
    def contacts_spip(self):
        """(SPIP, début, fin) des agents qui ont un compte et des boîtes communes."""
        champs = ("spip_id", "debut", "fin")
        agents = Role.objects.filter(genre=Genre.AGENT_SPIP).order_by().values_list(*champs)
        return [*agents, *BoiteSpip.objects.order_by().values_list(*champs)]


@tant_que_rien_ne_change
def _rattachements():
    champs = ("section_id", "etablissement_id", "etablissement__disp_id", "debut", "fin")
    return tuple(Lien(*r) for r in Rattachement.objects.order_by().values_list(*champs))


@tant_que_rien_ne_change
def _affectations():
    resultat = {fonction: [] for fonction in Fonction}
    champs = ("benevole_id", "etablissement_id", "etablissement__disp_id", "debut", "fin")
    for *rangee, fonction in Affectation.objects.order_by().values_list(*champs, "fonction"):
        resultat[Fonction(fonction)].append(Lien(*rangee))
    return resultat


@tant_que_rien_ne_change
def _confirmations():
    champs = ("etablissement_id", "fonction", "le")
    return tuple(ConfirmationListe.objects.order_by().values_list(*champs))
