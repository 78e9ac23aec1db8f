"""Les actions inventées : dix ans de notes des deux associations, deux positions, l'étude du GNCP.

Qui note, où et quand suit les mandats et les affectations de la démonstration.
"""

import datetime as dt
import random

from benevoles.demo.comptes import CP_AUXILIA, DELEGUE_ANVP, DIRECTION_ANVP, PRESIDENT
from benevoles.models import Affectation, Fonction, Mandat
from engagements.demo.administration import construire as construire_l_administration
from engagements.demo.recits import LOCALES, NATIONALES, REGIONALES
from engagements.models import Action, Engagement, Interlocuteur, Niveau, Voie
from etablissements.models import DirectionInterregionale, Etablissement
from partenariat.models import Association, Utilisateur

DEBUT = dt.date(2014, 9, 15)
NOMBRE = 400
JOUR = dt.timedelta(days=1)
FACILITES = ([], [], ["salle"], ["creneau"], ["affichage"], ["arrivants"], ["referent"])
FACILITES += (["salle", "creneau"], ["affichage", "referent"])


def construire(*, le: dt.date) -> None:
    """Toutes les actions, puis ce qui se passe avec l'Administration et le GNCP."""
    _Recit(le).ecrire()
    construire_l_administration(le=le)


class _Recit:
    """Des actions plausibles, un jour où leur auteur était en poste."""

    def __init__(self, le):
        self.le, self.hasard = le, random.Random(22)
        self.comptes = {u.email: u for u in Utilisateur.objects.filter(email__contains="@demo.")}
        self.prisons = Etablissement.objects.in_bulk()
        self.disps = list(DirectionInterregionale.objects.order_by("pk"))
        self.postes = {Association.ANVP: _presidents(), Association.AUXILIA: _cps()}
        self.engagements = {}

    def ecrire(self):
        actions = [self._une(self._jour()) for _ in range(NOMBRE)]
        actions += [*self._des_comptes(), *self._de_maintenant()]
        voulues = [(action, numeros) for action, numeros in actions if action]
        Action.objects.bulk_create(action for action, _ in voulues)
        liens = Action.engagements.through
        liens.objects.bulk_create(
            liens(action=action, engagement=engagement)
            for action, numeros in voulues
            for engagement in self._engagements(action.le, numeros)
        )

    def _jour(self):
        """Plus d'actions ces dernières années : l'habitude vient."""
        duree = (self.le - DEBUT).days
        return DEBUT + JOUR * round(duree * self.hasard.random() ** 0.7)

    def _une(self, jour):
        tirage = self.hasard.random()
        if tirage < 0.82:
            return self._locale(jour)
        niveau, recits = (
            (Niveau.REGIONAL, REGIONALES) if tirage < 0.91 else (Niveau.NATIONAL, NATIONALES)
        )
        numero, titre = self.hasard.choice(recits)
        disp = self.hasard.choice(self.disps) if niveau == Niveau.REGIONAL else None
        return self._action(jour, titre, niveau=niveau, disp=disp, **self._qui()), [numero]

    def _locale(self, jour):
        """Là où quelqu'un de l'association était en poste ce jour-là ; rien sinon."""
        association = self.hasard.choice(list(Association))
        presents = [
            (ou, qui)
            for ou, qui, *bornes in self.postes[association]
            if _contiennent(bornes, jour) and self.prisons[ou].est_ouvert(jour)
        ]
        if not presents:
            return None, []
        ou, qui = self.hasard.choice(presents)
        return self._chez(association, ou, qui, jour)

    def _chez(self, association, ou, qui, jour):
        numero, titre = self.hasard.choice(LOCALES[association])
        ensemble = self.hasard.random() < 0.2
        champs = {
            "par_anvp": ensemble or association == Association.ANVP,
            "par_auxilia": ensemble or association == Association.AUXILIA,
        }
        champs |= {"etablissement_id": ou, "benevole_id": qui}
        return self._action(jour, titre, **champs, **self._details(numero)), [numero]

    def _details(self, numero):
        """Ce qu'un engagement demande de plus."""
        if numero == "2.2":
            interlocuteur = self.hasard.choice(list(Interlocuteur)[:3])
            obtenues = self.hasard.choice(FACILITES)
            return {"interlocuteur": interlocuteur, "facilites": obtenues}
        if numero in ("1.1", "1.2") and self.hasard.random() < 0.6:
            voies = [Voie.CP, Voie.CP, Voie.DIRECTION] if numero == "1.1" else [Voie.VP]
            return {
                "voie": self.hasard.choice(voies),
                "orientations": self.hasard.randint(1, 6),
            }
        return {}

    def _qui(self):
        anvp = self.hasard.random() < 0.6
        return {"par_anvp": anvp, "par_auxilia": not anvp or self.hasard.random() < 0.4}

    def _action(self, jour, titre, **champs):
        etat = Action.Etat.FAITE
        if self.hasard.random() < 0.04:
            etat = Action.Etat.ABANDONNEE
        champs = {"niveau": Niveau.LOCAL, "etat": etat, "titre": titre} | champs
        return Action(le=jour, **champs)

    def _des_comptes(self):
        """Là où sont les comptes de la démonstration, une démarche ou une information par an."""
        siens = {PRESIDENT: Association.ANVP, CP_AUXILIA: Association.AUXILIA}
        for compte, association in siens.items():
            droits = self.comptes[compte.courriel].droits
            lieux = sorted(droits.etablissements_vp or droits.etablissements_cp)
            for annees in range(5):
                for ou in lieux[: 1 if annees == 0 else None]:
                    jour = self.le - JOUR * (365 * annees + self.hasard.randint(20, 70))
                    yield self._chez(association, ou, droits.benevole, jour)

    def _de_maintenant(self):
        """De quoi faire aujourd'hui : des actions prévues, dont certaines passées."""
        for compte in (PRESIDENT, CP_AUXILIA, DELEGUE_ANVP, DIRECTION_ANVP):
            auteur = self.comptes[compte.courriel]
            numero, titre, champs = self._sur_le_territoire(auteur, compte)
            for decalage in (-12, 20):
                action = self._action(self.le + decalage * JOUR, titre, cree_par=auteur, **champs)
                action.etat = Action.Etat.PREVUE
                yield action, [numero]

    def _sur_le_territoire(self, auteur, compte):
        droits = auteur.droits
        champs = {"benevole_id": droits.benevole}
        champs[f"par_{droits.association.lower()}"] = True
        if compte in (PRESIDENT, CP_AUXILIA):
            siens = droits.etablissements_vp or droits.etablissements_cp
            champs["etablissement_id"] = min(siens)
            champs["interlocuteur"] = Interlocuteur.SPIP
            return "2.2", "Rendez-vous avec le SPIP", champs
        if compte == DELEGUE_ANVP:
            champs |= {"niveau": Niveau.REGIONAL, "disp_id": min(droits.disps)}
            return "1.3", "Appel à bénévoles dans la région", champs
        return "4.2", "Article commun dans les deux bulletins", champs | {"niveau": Niveau.NATIONAL}

    def _engagements(self, jour, numeros):
        """Ceux de la convention de ce jour-là, lus une fois par convention."""
        cle = next((c for c in self.engagements if c[0] <= jour <= c[1]), None)
        if cle is None:
            lus = list(Engagement.objects.du_jour(jour).select_related("categorie__convention"))
            convention = lus[0].categorie.convention
            cle = (convention.debut, convention.fin)
            self.engagements[cle] = {engagement.numero: engagement for engagement in lus}
        return [self.engagements[cle][n] for n in numeros if n in self.engagements[cle]]


def _contiennent(bornes, jour):
    """Le jour est dans chacune de ces périodes : début, fin, début, fin…"""
    debuts, fins = bornes[::2], bornes[1::2]
    return all(d <= jour for d in debuts) and all(f is None or f >= jour for f in fins)


def _presidents():
    """(établissement, bénévole, débuts et fins) des mandats et de leurs rattachements."""
    rattachement = "section__rattachements"
    champs = (f"{rattachement}__etablissement", "benevole", "debut", "fin")
    champs += (f"{rattachement}__debut", f"{rattachement}__fin")
    lignes = Mandat.objects.exclude(section__rattachements=None).order_by("pk")
    return list(lignes.values_list(*champs))


def _cps():
    champs = ("etablissement", "benevole", "debut", "fin")
    lignes = Affectation.objects.filter(fonction=Fonction.CP).order_by("pk")
    return list(lignes.values_list(*champs))
