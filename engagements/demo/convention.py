"""La convention de la démonstration : la vraie, puis des reconductions et des points inventés."""

import datetime as dt
import random

from django.utils.timezone import make_aware

from benevoles.demo.comptes import DIRECTION_ANVP
from engagements.convention.chargement import charger
from engagements.convention.fichiers import DOSSIER
from engagements.convention.reconduction import reconduire
from engagements.models import Appreciation, Convention, Decision, Engagement, PointDeSuivi
from partenariat.models import Association, Utilisateur

DUREE = 5
INVENTEE = "Inventée pour la démonstration : aucune suite à la convention de 2014 n’est connue."
SUJETS = {
    1: ("Recensement et listes", "Relancer les sections sans réponse"),
    2: ("Relations avec l’Administration", "Préparer ensemble la réunion nationale"),
    3: ("Étude du GNCP", "Dresser la liste des bénévoles disponibles"),
    4: ("Réunions et informations communes", "Inviter les homologues dès la convocation"),
    5: ("Formations ouvertes", "Publier le calendrier deux mois avant"),
    6: ("Préparation de l’évaluation", "Réunir les chiffres avant l’été"),
}
AVIS = Appreciation.Avis


def construire(*, le: dt.date) -> None:
    """Les deux conventions connues, et de quoi arriver jusqu'à `le`, avec leurs points de suivi."""
    charger(DOSSIER)
    derniere = Convention.objects.latest("debut")
    while derniere.fin < le:
        siens = Engagement.objects.filter(categorie__convention=derniere)
        derniere = reconduire(derniere, _suite(derniere), siens.values_list("pk", flat=True))
    _Suivi(le).ecrire()


def _suite(derniere):
    debut = derniere.fin + dt.timedelta(days=1)
    fin = debut.replace(year=debut.year + DUREE) - dt.timedelta(days=1)
    code = f"{debut.year}-{fin.year}"
    return Convention(
        code=code,
        titre=f"Convention reconduite, {code} (inventée)",
        objet=derniere.objet,
        debut=debut,
        fin=fin,
        signee=f"Septembre {debut.year} (inventé)",
        source=INVENTEE,
    )


class _Suivi:
    """Un point par catégorie et par an, sauf quelques oublis ; deux voix, parfois contraires."""

    def __init__(self, le):
        self.le, self.hasard = le, random.Random(6)
        self.auteur = Utilisateur.objects.get(email=DIRECTION_ANVP.courriel)

    def ecrire(self):
        for convention in Convention.objects.prefetch_related("categories__engagements"):
            for annee in convention.annees():
                for categorie in convention.categories.all():
                    jour = convention.periode(annee)[0] + dt.timedelta(
                        days=self.hasard.randint(60, 300)
                    )
                    if jour <= self.le and self.hasard.random() < 0.85:
                        self._point(categorie, jour)

    def _point(self, categorie, jour):
        titre, texte = SUJETS[categorie.numero]
        point = PointDeSuivi.objects.create(
            categorie=categorie, le=jour, titre=titre, cree_par=self.auteur
        )
        avis = self.hasard.choice([AVIS.TENU, AVIS.BONNE_VOIE, AVIS.BONNE_VOIE, AVIS.RETARD])
        autre = avis if self.hasard.random() < 0.8 else AVIS.RETARD
        Appreciation.objects.bulk_create(
            Appreciation(point=point, association=association, avis=voix, le=_a_midi(jour))
            for association, voix in zip(Association, (avis, autre), strict=True)
        )
        echeance = jour + dt.timedelta(days=90)
        faite = echeance - dt.timedelta(days=self.hasard.randint(-30, 40))
        Decision.objects.create(
            point=point,
            engagement=self.hasard.choice(list(categorie.engagements.all())),
            texte=texte,
            porteur="AX",
            echeance=echeance,
            faite_le=faite if faite <= self.le and self.hasard.random() < 0.9 else None,
        )


def _a_midi(jour):
    return make_aware(dt.datetime.combine(jour, dt.time(12)))
