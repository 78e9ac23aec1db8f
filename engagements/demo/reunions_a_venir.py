"""Les réunions qui viennent, pour chaque compte de la démonstration ; et ce qu'ils ont à faire.

Aucun courriel n'en part : les invitations y sont notées comme faites.
"""

import datetime as dt

from django.utils.timezone import make_aware

from benevoles.demo import comptes
from benevoles.models import Affectation, Fonction, Rattachement
from engagements.models import Convocation, Niveau, Reunion
from engagements.reunions.invitations import inviter_les_homologues
from partenariat.models import Association, Utilisateur

JOUR = dt.timedelta(days=1)
Genre, Organisateur = Reunion.Genre, Reunion.Organisateur


def construire(*, le: dt.date) -> None:
    """À venir : à répondre, à envoyer, annulée ; passée : sans présences."""
    _Scenes(le).jouer()


def en_semaine(jour: dt.date) -> dt.date:
    """Le même jour, ou le jeudi ou le vendredi d'avant."""
    return jour - 2 * JOUR if jour.weekday() > 4 else jour


class _Scenes:
    def __init__(self, le):
        self.le = le
        par_adresse = {u.email: u for u in Utilisateur.objects.filter(email__endswith=".invalid")}
        self.compte = {c: par_adresse[c.courriel] for c in comptes.COMPTES}

    def jouer(self):
        self._nationales()
        self._regionales()
        prison = self._prison_du_president()
        if prison:
            self._locales(comptes.PRESIDENT, prison)
        affectation = self._affectation_du_cp()
        if affectation:
            self._creer(
                "Réunion trimestrielle",
                18,
                comptes.CP_AUXILIA,
                Organisateur.ADMINISTRATION,
                genre=Genre.TRIMESTRIELLE,
                envoyee=False,
                etablissement=affectation.etablissement,
            )

    def _nationales(self):
        anvp, auxilia = comptes.DIRECTION_ANVP, comptes.DIRECTION_AUXILIA
        congres = self._creer("Congrès de l’ANVP", 24, anvp, Organisateur.ANVP)
        self._convier(congres, comptes.VISITEUR, Association.ANVP, "visiteur de prison")
        self._creer("Journée des CP Auxilia", 41, auxilia, Organisateur.AUXILIA, envoyee=False)
        ensemble = {"organisateur": Organisateur.ENSEMBLE, "genre": Genre.DIRECTIONS}
        annulee = self._creer("Rencontre des directions", 15, auxilia, **ensemble)
        annulee.annulee_le, annulee.sequence = self._instant(-2), 1
        annulee.save()

    def _regionales(self):
        for compte, organisateur, jours in (
            (comptes.DELEGUE_ANVP, Organisateur.ANVP, 12),
            (comptes.DELEGUEE_AUXILIA, Organisateur.AUXILIA, 33),
            (comptes.DELEGUE_ANVP, Organisateur.ANVP, -10),
        ):
            role = self.compte[compte].roles.select_related("disp").get()
            titre = f"Réunion régionale, {role.disp}"
            self._creer(titre, jours, compte, organisateur, disp=role.disp)

    def _locales(self, compte, prison):
        for jours in (9, -6):
            reunion = self._creer(
                "Réunion trimestrielle",
                jours,
                compte,
                Organisateur.ADMINISTRATION,
                genre=Genre.TRIMESTRIELLE,
                etablissement=prison,
            )
            if not reunion.convocations.filter(association=Association.AUXILIA).exists():
                self._convier(reunion, comptes.CP_AUXILIA, Association.AUXILIA, "CP Auxilia voisin")

    def _creer(self, titre, jours, compte, organisateur, *, envoyee=True, **champs):
        jour = en_semaine(self.le + jours * JOUR)
        debut = make_aware(dt.datetime.combine(jour, dt.time(14)))
        ou = champs.get("etablissement")
        niveau = Niveau.LOCAL if ou else Niveau.REGIONAL if champs.get("disp") else Niveau.NATIONAL
        reunion = Reunion.objects.create(
            titre=titre,
            organisateur=organisateur,
            niveau=niveau,
            debut=debut,
            fin=debut + dt.timedelta(hours=2),
            lieu=ou.nom if ou else "Maison des associations",
            ordre_du_jour="Tour de table.\nListes et agréments.\nDates à venir.",
            invitations_envoyees_le=self._instant(-12) if envoyee else None,
            cree_le=self._instant(-13),
            cree_par=self.compte[compte],
            **({"genre": Genre.ASSOCIATION} | champs),
        )
        par = self.compte[compte]
        inviter_les_homologues(reunion, par=par, maintenant=self._instant(-13))
        return reunion

    def _convier(self, reunion, compte, association, titre):
        Convocation.objects.create(
            reunion=reunion,
            benevole=self.compte[compte].benevole,
            association=association,
            titre=titre,
            invitee_le=self._instant(-12),
        )

    def _instant(self, jours):
        return make_aware(dt.datetime.combine(self.le + jours * JOUR, dt.time(9)))

    def _prison_du_president(self):
        mandats = self.compte[comptes.PRESIDENT].benevole.mandats.en_cours(le=self.le)
        liens = Rattachement.objects.en_cours(le=self.le).filter(
            section__in=mandats.order_by().values("section")
        )
        lien = liens.select_related("etablissement").order_by("pk").first()
        return lien and lien.etablissement

    def _affectation_du_cp(self):
        siennes = Affectation.objects.en_cours(le=self.le).filter(fonction=Fonction.CP)
        siennes = siennes.filter(benevole__utilisateur=self.compte[comptes.CP_AUXILIA])
        return siennes.select_related("etablissement").order_by("pk").first()
