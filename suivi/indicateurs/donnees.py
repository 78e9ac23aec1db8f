"""Ce que la base sait, lu une fois pour tous les indicateurs demandés.

Ce qui se compte en milliers (actions, demandes, réunions, affectations) se lit année par année, ou
au seul jour qui compte : la base choisit, il n'en vient que des clés et des dates. Les indicateurs
sont ensuite du Python pur.
"""

from collections import defaultdict
from functools import cached_property

from django.db.models import Count, F, Max, Q
from django.db.models.functions import Coalesce
from django.utils.timezone import localdate

from benevoles.models import Role
from benevoles.models.roles import Genre
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
from etablissements.models import Spip
from partenariat.models import Association
from suivi.indicateurs.adherents import Adherents
from suivi.indicateurs.presents import Presents, une_fois
from suivi.models import Evaluation

DISP = Coalesce("etablissement__disp", "disp")


class Donnees(Presents, Adherents):
    """Les faits dont se tirent les indicateurs d'une convention ; chacun lu une fois.

    `fenetres` : toutes celles qu'on demandera.
    """

    def __init__(self, convention, fenetres):
        super().__init__()
        self.convention, self.fenetres = convention, list(fenetres)

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

    @une_fois
    def _actions(self, debut, fin):
        """Les actions faites, par engagement (« 1.1 »)."""
        champs = ("etablissement_id", "ou", "interlocuteur", "facilites", "voie")
        champs += ("orientations", "benevole_id")
        engages = ("engagements__categorie__numero", "engagements__rang")
        rangees = Action.objects.faites().filter(le__range=(debut, fin)).annotate(ou=DISP)
        par_engagement = defaultdict(list)
        vues = set()
        for pk, categorie, rang, *reste in rangees.order_by().values_list("pk", *engages, *champs):
            # Reconduit d'une convention à la suivante, un engagement garde son numéro.
            if categorie and (pk, categorie, rang) not in vues:
                vues.add((pk, categorie, rang))
                par_engagement[f"{categorie}.{rang}"].append(dict(zip(champs, reste, strict=True)))
        return par_engagement

    def actions_de(self, engagement: str, fenetre):
        """Les actions faites de cet engagement, dans cette fenêtre."""
        siennes = self._actions(fenetre.debut, fenetre.fin)[engagement]
        return [a for a in siennes if fenetre.est_ici(a["ou"])]

    def engagements_suivis(self, fenetre) -> set[str]:
        """Ceux pour lesquels une action a été faite dans cette fenêtre."""
        par_engagement = self._actions(fenetre.debut, fenetre.fin)
        return {
            numero
            for numero, siennes in par_engagement.items()
            if any(fenetre.est_ici(a["ou"]) for a in siennes)
        }

    @cached_property
    def recherches_abouties(self):
        """(ouverte le, close le, DISP) des recherches qui ont abouti."""
        pourvues = Recrutement.objects.filter(issue=Recrutement.Issue.POURVU).order_by()
        return list(pourvues.values_list("ouvert_le", "clos_le", "etablissement__disp_id"))

    @une_fois
    def _demandes(self, debut, fin):
        envoyees = DemandeVisite.objects.filter(soumise_le__date__range=(debut, fin))
        champs = ("soumise_le", "a_l_accord", "transmise", "reponse", "repondue", "visite")
        ou = "etablissement__disp_id"
        return list(faits(envoyees).order_by().values_list(ou, *champs, named=True))

    def demandes_de(self, fenetre):
        """Les demandes de visite envoyées dans la fenêtre, avec les dates qui comptent."""
        siennes = self._demandes(fenetre.debut, fenetre.fin)
        return [d for d in siennes if fenetre.est_ici(d.etablissement__disp_id)]

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

    @une_fois
    def _reunions(self, debut, fin):
        """Les réunions maintenues, et pour chacune ses (invités, présents) par association."""
        siennes = Reunion.objects.maintenues().filter(debut__date__range=(debut, fin)).order_by()
        champs = ("pk", "genre", "niveau", "organisateur", "etablissement_id", "themes", "ou")
        aucun = dict.fromkeys(Association.values, (0, 0))
        reunions = {
            r["pk"]: r | {"invites": dict(aucun)} for r in siennes.annotate(ou=DISP).values(*champs)
        }
        venus = Convocation.objects.vivantes().filter(reunion__in=siennes).order_by()
        venus = venus.values_list("reunion_id", "association").annotate(
            invites=Count("pk"), presents=Count("pk", filter=Q(present=True))
        )
        for reunion, association, *nombres in venus:
            if reunion in reunions:  # sinon notée entre les deux lectures
                reunions[reunion]["invites"][association] = tuple(nombres)
        return list(reunions.values())

    def reunions_de(self, fenetre, **criteres):
        """Celles de la fenêtre qui ont ces valeurs (`niveau="local"`)."""
        return [
            r
            for r in self._reunions(fenetre.debut, fenetre.fin)
            if fenetre.est_ici(r["ou"])
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
    def presences_croisees(self):
        """(session, bénévole) de ceux qui ont suivi une session de l'autre association."""
        lignes = Inscription.objects.vivantes().filter(present=True).order_by()
        croisees = lignes.exclude(association=F("session__formation__association"))
        return list(croisees.values_list("session_id", "benevole_id"))

    @cached_property
    def enquetes(self):
        return list(Enquete.objects.order_by().values_list("debut", flat=True))

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
