"""Les réunions de la démonstration : chaque année, et ce qui attend chacun des comptes.

Le passé s'écrit d'un trait : les homologues viennent de la même règle que dans l'application.
"""

import datetime as dt
import random

from django.utils.timezone import make_aware

from benevoles.models import Affectation, Fonction, Mandat, Rattachement, Role
from benevoles.models.roles import Genre as GenreDeRole
from engagements.demo import reunions_a_venir
from engagements.demo.reunions_a_venir import JOUR, en_semaine
from engagements.models import Convocation, Niveau, Reunion
from engagements.reunions.homologues import Invite, Territoire, apparier
from engagements.reunions.invitations import ORGANISATEUR, convocation
from etablissements.models import DirectionInterregionale, Etablissement
from partenariat.models import Association

DEBUT = dt.date(2014, 9, 15)
LOCALES_PAR_AN = 12
Genre, Organisateur, Reponse = Reunion.Genre, Reunion.Organisateur, Convocation.Reponse
NATIONALES = [
    ("Journée nationale des présidents de section", Genre.ASSOCIATION, Organisateur.ANVP),
    ("Rencontre nationale des CP Auxilia", Genre.ASSOCIATION, Organisateur.AUXILIA),
    ("Réunion avec l’administration pénitentiaire", Genre.AUTRE, Organisateur.ADMINISTRATION),
    ("Rencontre des directions", Genre.DIRECTIONS, Organisateur.ENSEMBLE),
    ("Formation : ce que nous partageons", Genre.FORMATION, Organisateur.ENSEMBLE),
]
LOCALES = [
    ("Réunion trimestrielle", Genre.TRIMESTRIELLE),
    ("Réunion trimestrielle", Genre.TRIMESTRIELLE),
    ("Conseil d’évaluation", Genre.EVALUATION),
]
COMPTE_RENDU = "Tour de table, point sur les listes, dates des prochaines rencontres."


def construire(*, le: dt.date) -> None:
    """Environ vingt réunions par an jusqu'à la veille, puis celles qui viennent."""
    histoire = _Histoire(le)
    for annee in range(DEBUT.year, le.year + 1):
        histoire.raconter(annee)
    histoire.ecrire()
    reunions_a_venir.construire(le=le)


class _Histoire:
    """Les réunions passées ; l'habitude d'inviter l'autre vient avec les années."""

    def __init__(self, le):
        self.le, self.hasard = le, random.Random(44)
        self.disps = list(DirectionInterregionale.objects.all())
        self.prisons = list(Etablissement.objects.select_related("disp").order_by("pk"))
        self.cps = list(
            Affectation.objects.filter(fonction=Fonction.CP)
            .select_related("benevole", "etablissement")
            .order_by("pk")
        )
        liens = Rattachement.objects.select_related("section", "etablissement")
        self.liens = list(liens.order_by("section__nom", "pk"))
        self.mandats = list(Mandat.objects.select_related("benevole", "section").order_by("pk"))
        roles = Role.objects.filter(genre__in=[GenreDeRole.DIRECTION, GenreDeRole.DELEGUE])
        self.roles = list(roles.select_related("utilisateur", "disp").order_by("pk"))
        self.directions = {
            r.association: r.utilisateur for r in self.roles if r.genre == GenreDeRole.DIRECTION
        }
        self.reunions, self.convocations = [], []

    def raconter(self, annee):
        for titre, genre, organisateur in NATIONALES:
            self._tenir(annee, titre, genre, organisateur, niveau=Niveau.NATIONAL)
        for rang, disp in enumerate(self.disps):
            if (rang + annee) % 2:
                organisateur = list(Association)[(rang // 2 + annee // 2) % 2]
                titre = f"Réunion régionale, {disp}"
                ou = {"niveau": Niveau.REGIONAL, "disp": disp}
                self._tenir(annee, titre, Genre.ASSOCIATION, organisateur, **ou)
        for prison in self.hasard.sample(self.prisons, LOCALES_PAR_AN):
            titre, genre = self.hasard.choice(LOCALES)
            ou = {"niveau": Niveau.LOCAL, "etablissement": prison}
            self._tenir(annee, titre, genre, Organisateur.ADMINISTRATION, **ou)

    def ecrire(self):
        Reunion.objects.bulk_create(self.reunions)
        Convocation.objects.bulk_create(self.convocations)

    def _tenir(self, annee, titre, genre, organisateur, **ou):
        jour = en_semaine(dt.date(annee, 1, 10) + JOUR * self.hasard.randrange(340))
        prison = ou.get("etablissement")
        if not DEBUT <= jour < self.le or prison and not prison.est_ouvert(jour):
            return
        debut = make_aware(dt.datetime.combine(jour, dt.time(self.hasard.choice([10, 14]))))
        auteur = self.directions.get(organisateur) or self.directions[Association.ANVP]
        reunion = Reunion(
            titre=titre,
            genre=genre,
            organisateur=organisateur,
            debut=debut,
            fin=debut + dt.timedelta(hours=2),
            lieu=prison.nom if prison else "Maison des associations",
            themes=self._themes(genre),
            compte_rendu=COMPTE_RENDU,
            compte_rendu_envoye_le=debut + 9 * JOUR if debut + 9 * JOUR < self._nuit() else None,
            invitations_envoyees_le=debut - 25 * JOUR,
            cree_le=debut - 30 * JOUR,
            cree_par=auteur,
            **ou,
        )
        self.reunions.append(reunion)
        self._inviter(reunion, jour, auteur)

    def _nuit(self):
        return make_aware(dt.datetime.combine(self.le, dt.time.min))

    def _themes(self, genre):
        return self.hasard.sample(Reunion.Theme.values, 2) if genre == Genre.FORMATION else []

    def _inviter(self, reunion, jour, auteur):
        """L'auteur ; ses homologues, oubliés une fois sur deux en 2014, presque jamais ensuite."""
        association = Association.ANVP if auteur == self.directions["ANVP"] else "AUXILIA"
        hote = Invite(Association(association), ORGANISATEUR, compte=auteur)
        self._convoquer(reunion, hote, venu=True)
        for invite in apparier(reunion, self._territoire(reunion, jour)).d_office:
            chance = min(0.97, 0.5 + 0.06 * (jour.year - DEBUT.year))
            if invite.cle != hote.cle and (
                not reunion.invite_l_autre or self.hasard.random() < chance
            ):
                self._convoquer(reunion, invite, venu=self.hasard.random() < 0.7, d_office=True)

    def _convoquer(self, reunion, invite, *, venu, d_office=False):
        quand = reunion.invitations_envoyees_le
        nouvelle = convocation(reunion, invite, maintenant=quand, d_office=d_office)
        nouvelle.present = venu
        nouvelle.reponse = Reponse.ACCEPTE if venu else self._excuse()
        nouvelle.repondue_le = quand + 3 * JOUR if nouvelle.reponse else None
        self.convocations.append(nouvelle)

    def _excuse(self):
        return self.hasard.choice([Reponse.DECLINE, Reponse.DECLINE, Reponse.ATTENDUE])

    def _territoire(self, reunion, jour):
        """Ce que lirait `homologues.lire`, de tout ce qui est déjà en mémoire."""

        def ici(fait):
            ou = fait.etablissement
            if reunion.etablissement:
                return ou == reunion.etablissement and fait.est_en_cours(jour)
            return (not reunion.disp or ou.disp_id == reunion.disp.pk) and fait.est_en_cours(jour)

        sections = {lien.section_id: lien for lien in self.liens if ici(lien)}
        return Territoire(
            nom=reunion.territoire,
            sections=list(sections.values()),
            mandats=[m for m in self.mandats if m.section_id in sections and m.est_en_cours(jour)],
            cps=[cp for cp in self.cps if ici(cp)],
            roles=[r for r in self.roles if r.est_en_cours(jour)],
        )
