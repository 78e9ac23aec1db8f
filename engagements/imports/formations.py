"""Ce qu'un import ferait de chaque ligne d'un tableau de formations.

Une ligne désigne une session par son numéro ; sinon par sa formation et son début. Elle peut aussi
nommer une personne qui y était. Une session importée n'est signalée à personne.
"""

import datetime as dt

from django.db.models import Q
from django.utils.timezone import localtime, make_aware

from benevoles.imports.personnes.reconnaissance import Annuaire
from benevoles.models import Benevole
from engagements.formations.colonnes import COLONNES, TITRES
from engagements.imports import participants
from engagements.imports.ou import Disps
from engagements.imports.sessions import (
    Suivi,
    changer,
    le_meme,
    nouvelle_formation,
    nouvelle_session,
)
from engagements.models import Formation, Inscription, Session
from etablissements.echanges.verdicts import Refus, Verdict, lisible
from etablissements.recherche import cle_de_recherche
from partenariat.concurrence import tenues

INCONNUE = "Aucune session n’a ce numéro."
PLUSIEURS = "Plusieurs sessions répondent à cette ligne : indiquez le n° de session."
A_L_AUTRE = "L’autre association propose cette formation : elle seule en ajoute les sessions."
UN_JOUR = dt.timedelta(days=1)


def colonnes(droits) -> list:
    return COLONNES


class Formations:
    """Juge les lignes d'un compte, un jour donné, lot par lot, formation par formation."""

    colonnes = COLONNES
    colonnes_de_la_cle = ("numero", "formation")

    def __init__(self, utilisateur, *, le: dt.date):
        self.utilisateur, self.le = utilisateur, le
        self.association = utilisateur.droits.association
        self.vues, self.jours, self.nommes = set(), set(), set()

    @staticmethod
    def cle(valeurs) -> str:
        """Les lignes d'une même session passent ensemble, et celles d'une formation nouvelle."""
        if numero := valeurs.get("numero"):
            return f"#{numero}"
        return cle_de_recherche(valeurs.get("formation", ""))

    def preparer(self):
        self.annuaire, self.disps = Annuaire(self.utilisateur, self.association), Disps()
        self.catalogue = {}
        for formation in Formation.objects.visibles_par(self.utilisateur):
            self.catalogue.setdefault(cle_de_recherche(formation.titre), []).append(formation)

    def charger(self, rangees, *, verrou):
        """Les sessions dont ces lignes peuvent parler, et leurs inscrits : sept requêtes."""
        visibles = Session.objects.visibles_par(self.utilisateur).filter(self._lesquelles(rangees))
        visibles = tenues(visibles.select_related("formation", "disp"), si=verrou)
        sessions = {session.pk: session for session in visibles}
        modifiables = Session.objects.modifiables_par(self.utilisateur).filter(pk__in=sessions)
        modifiables = set(modifiables.values_list("pk", flat=True))
        self.suivis = {
            pk: Suivi(session, modifiable=pk in modifiables) for pk, session in sessions.items()
        }
        vivantes = Inscription.objects.vivantes().filter(session__in=sessions)
        for inscription in tenues(vivantes.select_related("benevole"), si=verrou):
            self.suivis[inscription.session_id].inscriptions.append(inscription)
        self.par_jour = {}
        for suivi in self.suivis.values():
            self._ranger(suivi)
        lisibles = Inscription.objects.visibles_par(self.utilisateur).filter(session__in=sessions)
        self.lisibles = set(lisibles.values_list("pk", flat=True))
        self.benevoles = Benevole.objects.in_bulk(self.annuaire.pks(rangees))
        siens = Benevole.objects.de(self.association).filter(pk__in=self.benevoles)
        self.siens = set(siens.values_list("pk", flat=True))

    def juger(self, rangee) -> Verdict:
        libelle = rangee.valeurs.get("formation", "")[:200]
        return Verdict(rangee.numero, libelle).selon(self._juger, rangee, TITRES)

    def retenir(self, verdict, rangee):
        """Les lignes suivantes tiennent compte de celle-ci."""
        suivi, qui = verdict.dossier
        suivi.retenir(rangee)
        if qui:
            suivi.notees[qui] = rangee.numero
        for objet, avant in verdict.ecritures:
            if avant is not None:
                continue
            if isinstance(objet, Formation):
                self.catalogue.setdefault(cle_de_recherche(objet.titre), []).append(objet)
            elif isinstance(objet, Session):
                self._ranger(suivi)
            else:
                suivi.inscriptions.append(objet)

    def absents(self):
        """Les sessions de son association, entre les jours du fichier, qui n'y sont plus ; et qui
        était à une session dont il nomme les participants."""
        if not self.jours:
            return
        bornes = [
            make_aware(dt.datetime.combine(jour, dt.time()))
            for jour in (min(self.jours), max(self.jours) + UN_JOUR)
        ]
        siennes = Session.objects.modifiables_par(self.utilisateur).select_related("formation")
        entre = siennes.filter(debut__gte=bornes[0], debut__lt=bornes[1])
        for session in entre.exclude(pk__in=self.vues).iterator():
            yield session, session.lieu
        nommes = {session for session, _ in self.nommes}
        inscrits = Inscription.objects.vivantes().filter(session__in=siennes.filter(pk__in=nommes))
        for inscription in inscrits.select_related("benevole", "session__formation").iterator():
            if (inscription.session_id, inscription.benevole_id) not in self.nommes:
                yield inscription.session, f"inscription de {inscription.benevole}"

    def _lesquelles(self, rangees):
        numeros = {n for r in rangees if (n := r.valeurs.get("numero"))}
        titres = {_titre(r.valeurs) for r in rangees}
        formations = {f.pk for titre in titres for f in self.catalogue.get(titre, ()) if f.pk}
        return Q(pk__in=numeros) | Q(formation__in=formations)

    def _ranger(self, suivi):
        cle = cle_de_recherche(suivi.session.formation.titre), suivi.jour
        self.par_jour.setdefault(cle, []).append(suivi)

    def _juger(self, verdict, rangee):
        valeurs, qui = rangee.valeurs, None
        suivi, disp = self._suivi(valeurs), self.disps.trouver(valeurs)
        if suivi is None:
            suivi = self._creer(verdict, valeurs, disp)
        else:
            self.vues.add(suivi.session.pk)
            suivi.verifier_l_accord(valeurs)
            changer(verdict, suivi, valeurs, disp, le=self.le)
        self.jours.add(suivi.jour)
        verdict.objet, verdict.libelle = suivi.session, str(suivi.session)
        if participants.parle_de_quelqu_un(rangee):
            qui = participants.juger(verdict, suivi, rangee, juge=self)
            self.nommes.add((suivi.session.pk, qui))
        verdict.dossier = suivi, qui

    def _suivi(self, valeurs):
        """La session dont parle la ligne ; None si elle est nouvelle."""
        if numero := valeurs.get("numero"):
            if numero not in self.suivis:
                raise Refus("numero", INCONNUE)
            return self.suivis[numero]
        if not valeurs.get("formation"):
            raise Refus("formation", "Indiquez la formation, ou le n° de session.")
        if (debut := valeurs.get("debut")) is None:
            raise Refus("debut", "Indiquez quand elle commence, comme 12/03/2026 09:30.")
        jour = debut.date() if isinstance(debut, dt.datetime) else debut
        trouves = [
            suivi
            for suivi in self.par_jour.get((_titre(valeurs), jour), ())
            if le_meme(debut, suivi.session.debut)
            and suivi.session.formation.association == valeurs.get("association", self.association)
        ]
        if len(trouves) > 1:
            raise Refus("debut", PLUSIEURS)
        return trouves[0] if trouves else None

    def _creer(self, verdict, valeurs, disp):
        formation = self._formation(valeurs)
        if formation is None:
            formation = nouvelle_formation(valeurs, self.association)
            duree = lisible(Formation._meta.get_field("heures"), formation.heures)
            verdict.creer(formation, "formation", f"{formation}, {duree} h")
        session = nouvelle_session(formation, valeurs, disp, le=self.le)
        verdict.nouveau = True
        bornes = (f"{localtime(jour):%d/%m/%Y %H:%M}" for jour in (session.debut, session.fin))
        clair = f"du {' au '.join(bornes)}, {session.lieu}, {session.places} places"
        verdict.creer(session, "session", clair)
        return Suivi(session)

    def _formation(self, valeurs):
        """Celle de son catalogue, ou None si elle est nouvelle ; lève `Refus`."""
        dite = valeurs.get("association", self.association)
        connues = self.catalogue.get(_titre(valeurs), [])
        siennes = [f for f in connues if f.association == self.association]
        if dite != self.association or (connues and not siennes and "association" not in valeurs):
            raise Refus("association" if "association" in valeurs else "formation", A_L_AUTRE)
        if len(siennes) > 1:
            raise Refus("formation", "Plusieurs formations du catalogue ont ce titre.")
        return siennes[0] if siennes else None


def _titre(valeurs):
    return cle_de_recherche(valeurs.get("formation", ""))
