"""Le chemin, parcouru au hasard sur les vrais modèles : aucun état interdit, aucune fuite."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.timezone import localdate
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from benevoles.models import Affectation, Fonction, Habilitation, Suspension
from engagements.demandes.acteurs import Acteur, acteurs, voit
from engagements.demandes.chemin import franchir, lire
from engagements.demandes.etapes import ETAPES
from engagements.demandes.fiche import fiche
from engagements.models import DemandeVisite, Etat, Trace, Transmission, Visite
from engagements.nuit import controler_les_demandes
from partenariat.models import Association
from tests import fabrique, fabrique_demandes

# Le modèle à part : ce que devient l'état à chaque étape, écrit sans lire l'application.
SUIVANT = {
    "proposer": Etat.ACCORD_VP,
    "accepter": Etat.AU_SPIP,
    "decliner": Etat.A_PROPOSER,
    "desister": Etat.A_PROPOSER,
    "perdre": Etat.A_PROPOSER,
    "avaliser": Etat.AVALISEE,
    "refuser": Etat.CLOSE,
    "differer": Etat.DIFFEREE,
    "renvoyer": Etat.A_COMPLETER,
    "completer": Etat.AU_SPIP,
    "rencontrer": Etat.AVALISEE,
    "clore": Etat.CLOSE,
    "retirer": Etat.CLOSE,
    "expirer": Etat.CLOSE,
}
COMPTES = ["direction_auxilia", "cp_voisin", "presidente", "visiteur", "agent"]
ETRANGERS = ["autre_agent", "technique", "autre_cp", "autre_visiteur", "direction_anvp"]


class Chemin(RuleBasedStateMachine):
    @initialize()
    def poser_le_monde(self):
        self.jour = localdate()
        self.prison = fabrique_demandes.creer_prison()
        voisine = fabrique.creer_etablissement(disp=self.prison.disp, spip=self.prison.spip)
        compte_vp = fabrique.creer_compte()
        self.vp = fabrique_demandes.creer_visiteur(
            prison=self.prison, benevole=fabrique.creer_benevole(utilisateur=compte_vp)
        )
        self.second = fabrique_demandes.creer_visiteur(prison=self.prison)
        self.comptes = {
            "direction_auxilia": fabrique.creer_direction(association=Association.AUXILIA),
            "cp_voisin": fabrique.creer_compte_cp(etablissement=voisine),
            "presidente": fabrique.creer_president(etablissements=[self.prison]),
            "visiteur": compte_vp,
            "agent": fabrique.creer_agent_spip(spip=self.prison.spip),
            "autre_agent": fabrique.creer_agent_spip(),
            "technique": fabrique.creer_technicien(),
            "autre_cp": fabrique.creer_compte_cp(etablissement=voisine),
            "autre_visiteur": fabrique.creer_compte_vp(etablissement=self.prison),
            "direction_anvp": fabrique.creer_direction(),
        }
        self.demande = fabrique_demandes.creer_demande(
            etablissement=self.prison, par=self.comptes["cp_voisin"]
        )
        self.etat, self.franchies = Etat.BROUILLON, 0

    @rule(
        code=st.sampled_from([c for c, e in ETAPES.items() if e.qui != {Acteur.NUIT}]),
        qui=st.sampled_from(COMPTES + ETRANGERS),
        avec_visiteur=st.booleans(),
    )
    def tenter(self, code, qui, avec_visiteur):
        compte = self._frais(qui)
        avant = self._relire()
        titres = acteurs(compte, avant)
        permise = self.etat in ETAPES[code].depuis and ETAPES[code].qui & titres
        donnees = self._donnees(code, titres, avec_visiteur)
        try:
            franchir(code, self.demande, par=compte, maintenant=timezone.now(), **donnees)
        except ValidationError:
            assert self._relire().version == avant.version
            if permise and not self._empechement(code):
                raise
            return
        assert permise, f"{qui} a pu {code} depuis {self.etat}"
        self.franchies += 1
        self.etat = SUIVANT.get(code) or (
            Etat.ACCORD_VP if donnees.get("benevole") else Etat.A_PROPOSER
        )

    @rule()
    def un_cp_auxilia_arrive(self):
        if not self._cp().exists():
            fabrique.creer_cp(etablissement=self.prison, debut=self.jour)

    @rule()
    def le_cp_auxilia_repart(self):
        self._cp().delete()

    @rule()
    def l_agrement_est_suspendu(self):
        titre = Habilitation.objects.get(benevole=self.vp, etablissement=self.prison)
        if not titre.suspensions.exists():
            fabrique.creer_suspension(habilitation=titre, debut=self.jour)

    @rule()
    def la_suspension_est_levee(self):
        Suspension.objects.filter(habilitation__benevole=self.vp).delete()

    @rule()
    def la_nuit_passe(self):
        avant = self._relire()
        bilan = controler_les_demandes(timezone.now())
        assert bilan["pannes"] == bilan["expirations"] == 0
        if bilan["visiteurs_perdus"]:
            assert avant.visiteur == self.vp.pk
            assert self._suspendu()
            self.etat = SUIVANT["perdre"]
            self.franchies += 1

    @invariant()
    def l_etat_est_celui_du_modele(self):
        assert self._relire().etat == self.etat

    @invariant()
    def le_journal_a_tout(self):
        assert Trace.objects.filter(demande=self.demande).count() == self.franchies

    @invariant()
    def aucune_rencontre_sans_aval(self):
        for visite in Visite.objects.all():
            avals = Transmission.objects.filter(proposition=visite.proposition, reponse="aval")
            assert avals.get().jour <= visite.le

    @invariant()
    def la_reference_n_est_lue_que_par_qui_y_a_droit(self):
        demande = self._relire()
        for nom in [*COMPTES, *ETRANGERS]:
            compte = self._frais(nom)
            visible = DemandeVisite.objects.visibles_par(compte).filter(pk=demande.pk).exists()
            titres = acteurs(compte, demande)
            assert visible == bool(titres), (nom, self.etat)
            lue = fiche(demande, compte, le=self.jour).reference if visible else ""
            assert bool(lue) == (visible and voit("reference", titres))
            if nom in ETRANGERS or nom == "presidente":
                assert not lue, (nom, self.etat)

    def _relire(self):
        return lire(self.demande.pk, le=self.jour)

    def _frais(self, nom):
        compte = self.comptes[nom]
        compte.__dict__.pop("droits", None)
        return compte

    def _cp(self):
        return Affectation.objects.filter(etablissement=self.prison, fonction=Fonction.CP)

    def _suspendu(self):
        return Suspension.objects.filter(habilitation__benevole=self.vp).exists()

    def _empechement(self, code):
        """Un CP Auxilia est là, ou le visiteur n'est plus en règle : ces étapes attendent."""
        if code in ("decliner", "desister", "refuser", "differer", "renvoyer", "rencontrer"):
            return False
        return self._cp().exists() or self._suspendu()

    def _donnees(self, code, titres, avec_visiteur):
        reponse = {} if Acteur.SPIP in titres else {"canal": "courriel", "jour": self.jour}
        visiteur = self.vp if avec_visiteur or code == "proposer" else None
        return {
            "soumettre": {"benevole": visiteur},
            "proposer": {"benevole": self.vp if avec_visiteur else self.second},
            "completer": {"motif": "suivi"},
            "rencontrer": {
                "jour": self.jour + dt.timedelta(days=Visite.objects.count()),
                "bilan": "utile",
            },
            "clore": {"issue": "sans_suite"},
            **dict.fromkeys(("avaliser", "refuser", "differer", "renvoyer"), reponse),
        }.get(code, {})


@pytest.mark.django_db
class TestChemin(Chemin.TestCase, TestCase):
    settings = settings(
        max_examples=25,
        stateful_step_count=25,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
