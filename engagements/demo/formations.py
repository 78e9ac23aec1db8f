"""La formation de la démonstration : un catalogue, des sessions depuis 2014, deux enquêtes."""

import datetime as dt
import random

from django.utils.timezone import make_aware

from benevoles.demo.comptes import PRESIDENT, VISITEUR
from benevoles.models import Affectation, Benevole, Fonction, Rattachement
from engagements.models import Enquete, Formation, Inscription, Participation, Question, Session
from etablissements.models import DirectionInterregionale
from partenariat.models import Association

CATALOGUE = (
    ("ANVP", "Être visiteur de prison", "Nouveaux visiteurs", 12, ""),
    ("ANVP", "Écoute et juste distance", "Visiteurs et CP Auxilia", 6, ""),
    ("ANVP", "Comprendre l’application des peines", "Tous les bénévoles", 6, ""),
    ("ANVP", "Présider une section", "Présidents et suppléants", 6, "interne"),
    ("AUXILIA", "Accompagner un apprenant par correspondance", "Formateurs", 6, "methode"),
    ("AUXILIA", "Reprendre confiance dans l’étude", "Tous les bénévoles", 6, ""),
    ("AUXILIA", "Illettrisme : repérer, orienter", "Tous les bénévoles", 3, ""),
    ("AUXILIA", "Être CP Auxilia dans un établissement", "Nouveaux CP Auxilia", 6, ""),
)
DESCRIPTION = "Exposés courts, cas pratiques, échanges entre bénévoles des deux associations."
MOIS = (2, 4, 5, 6, 10, 11)
VILLES = ("Paris", "Lyon", "Rennes", "Toulouse", "Lille", "Dijon", "Marseille", "Strasbourg")
QUESTIONS = (
    (
        "Sur quoi voulez-vous être formé d’abord ?",
        ["L’écoute", "Le droit et les peines", "L’aide aux études", "L’illettrisme"],
        False,
    ),
    ("Quand êtes-vous disponible ?", ["En semaine", "Le samedi", "Le soir, à distance"], True),
)


def construire(*, le: dt.date) -> None:
    """De septembre 2014 à quatre mois après ce jour."""
    conteur = _Sessions(le)
    conteur.annees()
    conteur.session_complete()
    _enquetes(le)


class _Sessions:
    """Six sessions par an ; les passées ont leur feuille de présence, sauf la dernière."""

    def __init__(self, le):
        self.le, self.hasard = le, random.Random(52)
        self.catalogue = Formation.objects.bulk_create(
            Formation(
                titre=titre, association=qui, public=public, heures=heures, description=DESCRIPTION
            )
            for qui, titre, public, heures, _ in CATALOGUE
        )
        self.motifs = [motif for *_, motif in CATALOGUE]
        self.disps = list(DirectionInterregionale.objects.order_by("code"))
        affectations = Affectation.objects.order_by("pk")
        self.affectations = list(affectations.values_list("benevole", "fonction", "debut", "fin"))

    def annees(self):
        dernier = self.le + dt.timedelta(days=120)
        jours = [
            dt.date(annee, mois, self.hasard.randint(3, 25))
            for annee in range(2014, dernier.year + 1)
            for mois in MOIS
        ]
        for jour in jours:
            if dt.date(2014, 9, 1) <= jour <= dernier:
                self._une(jour)
        finies = Session.objects.filter(fin__lt=_instant(self.le, 0))
        if derniere := finies.first():
            derniere.inscriptions.update(present=None, heures=None)

    def _une(self, jour):
        i = self.hasard.randrange(len(self.catalogue))
        session = self._annoncer(self.catalogue[i], jour, motif=self.motifs[i], places=12)
        if jour < self.le:
            self._presences(session, self._inscrire(session, self.hasard.randint(6, 12)))
        else:
            self._inscrire(session, self.hasard.randint(2, 7))

    def session_complete(self):
        """Dans trois semaines, à Lyon : complète ; le président attend, le visiteur a sa place."""
        connus = dict(
            Benevole.objects.filter(
                utilisateur__email__in=[VISITEUR.courriel, PRESIDENT.courriel]
            ).values_list("utilisateur__email", "pk")
        )
        lyon = next((d for d in self.disps if "Lyon" in str(d)), None)
        jour = self.le + dt.timedelta(days=21)
        session = self._annoncer(self.catalogue[1], jour, places=8, ville="Lyon", disp=lyon)
        visiteur, president = connus.get(VISITEUR.courriel), connus.get(PRESIDENT.courriel)
        self._inscrire(session, 9, premier=visiteur, dernier=president)

    def _annoncer(self, formation, jour, *, places, motif="", ville="", disp=None):
        annoncee = _instant(min(jour - dt.timedelta(days=75), self.le - dt.timedelta(days=10)), 9)
        return Session.objects.create(
            formation=formation,
            debut=_instant(jour, 9),
            fin=_instant(jour, 17),
            lieu=f"Maison des associations, {ville or self.hasard.choice(VILLES)}",
            disp=disp or self.hasard.choice([None, *self.disps]),
            places=places,
            fermeture=motif,
            signalee_le=None if motif else annoncee,
            cree_le=annoncee,
        )

    def _inscrire(self, session, nombre, *, premier=None, dernier=None):
        """Des bénévoles en activité ce jour-là, dans l'ordre où ils se sont inscrits."""
        jour = min(session.debut.date(), self.le)
        possibles = {
            qui: Fonction(fonction).association
            for qui, fonction, debut, fin in self.affectations
            if debut <= jour <= (fin or jour) and session.ouverte_a(Fonction(fonction).association)
        }
        tires = sorted(set(possibles) - {premier, dernier})
        tires = self.hasard.sample(tires, min(nombre, len(tires)))
        file = [qui for qui in (premier, *tires, dernier) if qui]
        return Inscription.objects.bulk_create(
            Inscription(
                session=session,
                benevole_id=qui,
                association=possibles.get(qui, Association.ANVP),
                inscrite_le=session.cree_le + dt.timedelta(hours=7 * rang),
            )
            for rang, qui in enumerate(file, start=1)
        )

    def _presences(self, session, inscriptions):
        for inscription in inscriptions:
            inscription.present = self.hasard.random() < 0.88
            if inscription.present:
                inscription.heures = session.formation.heures
        Inscription.objects.bulk_update(inscriptions, ["present", "heures"])


def _enquetes(le):
    """Une close, avec des réponses de toute la France ; une ouverte."""
    _repondre(_enquete(f"Vos besoins pour {le.year}", le, -300, -240), random.Random(53))
    _enquete(f"Vos besoins pour {le.year + 1}", le, -15, 30)


def _enquete(titre, le, debut, fin):
    jours = [le + dt.timedelta(days=n) for n in (debut, fin)]
    enquete = Enquete.objects.create(titre=titre, debut=jours[0], fin=jours[1])
    Question.objects.bulk_create(
        Question(enquete=enquete, rang=rang, libelle=libelle, choix=choix, plusieurs=plusieurs)
        for rang, (libelle, choix, plusieurs) in enumerate(QUESTIONS, start=1)
    )
    return enquete


def _repondre(enquete, hasard):
    """Une participation par compte qui a une fiche, et sa région."""
    sujet, moment = enquete.questions.all()
    comptes = _comptes_et_regions(enquete.debut)
    Participation.objects.bulk_create(
        Participation(
            enquete=enquete,
            compte_id=compte,
            association=association,
            disp_id=disp,
            reponses={
                str(sujet.pk): hasard.choices(range(4), [4, 5, 3, 2]),
                str(moment.pk): sorted(hasard.sample(range(3), hasard.randint(1, 2))),
            },
            le=_instant(enquete.debut + dt.timedelta(days=hasard.randint(0, 50)), 10),
        )
        for compte, (association, disp) in sorted(comptes.items())
        if hasard.random() < 0.8
    )


def _comptes_et_regions(le):
    """Par compte : son association et sa DISP, d'après sa section ou son affectation."""
    sections = Rattachement.objects.en_cours(le=le).filter(
        section__mandats__benevole__utilisateur__isnull=False
    )
    trouves = {
        compte: (Association.ANVP, disp)
        for compte, disp in sections.values_list(
            "section__mandats__benevole__utilisateur", "etablissement__disp"
        )
    }
    affectes = Affectation.objects.en_cours(le=le).filter(benevole__utilisateur__isnull=False)
    for compte, fonction, disp in affectes.values_list(
        "benevole__utilisateur", "fonction", "etablissement__disp"
    ):
        trouves[compte] = (Fonction(fonction).association, disp)
    return trouves


def _instant(jour: dt.date, heure: int):
    return make_aware(dt.datetime.combine(jour, dt.time(heure)))
