"""La règle qui ouvre et ferme une demande, en tables : où, avec qui, et à chaque moment.

Convention, 1.5 : « dans les établissements où il n'y a pas de CP Auxilia » ; un visiteur affecté là
et agréé ce jour-là. Vérifiée à la création, à l'envoi, à l'accord, à la décision, et chaque nuit.
"""

import datetime as dt
from collections import Counter

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate

from benevoles.models import Affectation, Benevole, Habilitation
from engagements.demandes import regles
from engagements.demandes.ouverture import etablissements_a_demander
from engagements.demandes.regles import visiteurs_proposables
from engagements.models import DemandeVisite, Proposition
from engagements.nuit import controler_les_demandes
from etablissements.models import Etablissement
from partenariat.models import Association
from tests import fabrique
from tests.fabrique_demandes import (
    avancer,
    creer_demande,
    creer_demande_a_completer,
    creer_demande_au_spip,
    creer_demande_chez_le_visiteur,
    creer_demande_differee,
    creer_demande_soumise,
    creer_prison,
    creer_visiteur,
)

pytestmark = pytest.mark.django_db
JOUR = localdate()
HIER, DEMAIN = JOUR - dt.timedelta(days=1), JOUR + dt.timedelta(days=1)
AUTREFOIS = JOUR - dt.timedelta(days=300)


def _cp(*, debut=AUTREFOIS, fin=None):
    def poser(prison):
        fabrique.creer_affectation(etablissement=prison, fonction="CP", debut=debut, fin=fin)

    return poser


def _prison(**champs):
    return lambda prison: Etablissement.objects.filter(pk=prison.pk).update(**champs)


# Ce qu'est la prison ce jour-là : (comment, la demande y est-elle permise).
LIEUX = {
    "sans CP": (_prison(), True),
    "un CP": (_cp(), False),
    "un CP arrivé aujourd’hui": (_cp(debut=JOUR), False),
    "un CP attendu demain": (_cp(debut=DEMAIN), True),
    "un CP dont c’est le dernier jour": (_cp(fin=JOUR), False),
    "un CP parti hier": (_cp(fin=HIER), True),
    "fermée hier": (_prison(ferme_le=HIER), False),
    "fermée aujourd’hui": (_prison(ferme_le=JOUR), False),
    "fermée demain": (_prison(ferme_le=DEMAIN), True),
    "SPIP inconnu": (_prison(spip=None), False),
}
lieux = pytest.mark.parametrize(("poser", "permis"), LIEUX.values(), ids=LIEUX)

# Les étapes que la règle garde : (jusqu'où mener la demande avant, l'étape, ce qu'elle demande).
GARDEES = {
    "envoyer": (creer_demande, "soumettre", {}),
    "proposer": (creer_demande_soumise, "proposer", {"benevole": creer_visiteur}),
    "accepter": (creer_demande_chez_le_visiteur, "accepter", {}),
    "donner l’aval": (creer_demande_au_spip, "avaliser", {}),
    "donner l’aval après un report": (creer_demande_differee, "avaliser", {}),
    "compléter": (creer_demande_a_completer, "completer", {"motif": "suivi"}),
}
# Celles qu'elle laisse toujours faire : arrêter, refuser, renvoyer.
LIBRES = {
    "décliner": (creer_demande_chez_le_visiteur, "decliner", {}),
    "se désister": (creer_demande_au_spip, "desister", {}),
    "refuser": (creer_demande_au_spip, "refuser", {}),
    "différer": (creer_demande_au_spip, "differer", {}),
    "renvoyer": (creer_demande_au_spip, "renvoyer", {}),
    "clore": (creer_demande_au_spip, "clore", {"issue": DemandeVisite.Issue.SANS_SUITE}),
    "retirer": (creer_demande_au_spip, "retirer", {}),
}


def test_la_table_a_toutes_les_etapes_gardees():
    assert {code for _, code, _ in GARDEES.values()} == regles.GARDEES


def _tenter(demande, code, donnees):
    """L'étape a-t-elle été possible ? Refusée, elle n'a rien écrit."""
    prison = demande.etablissement
    donnees = {c: v(prison=prison) if callable(v) else v for c, v in donnees.items()}
    try:
        avancer(demande, code, **donnees)
    except ValidationError:
        return False
    finally:
        apres = DemandeVisite.objects.get(pk=demande.pk)
    return apres.version == demande.version + 1


@lieux
def test_a_la_creation(connecte, poser, permis):
    prison = creer_prison()
    poser(prison)
    auxilia = fabrique.creer_direction(association=Association.AUXILIA)
    assert etablissements_a_demander(auxilia, le=JOUR).filter(pk=prison.pk).exists() == permis

    adresse = f"{reverse('demande_nouvelle')}?etablissement={prison.code}"
    saisie = {"reference": "AUX-100", "accord_apprenant_le": JOUR, "motif": "suivi"}
    connecte(auxilia).post(adresse, saisie | {"version_lue": 1, "suite": "garder"})
    assert DemandeVisite.objects.exists() == permis


@lieux
@pytest.mark.parametrize(("creer", "code", "donnees"), GARDEES.values(), ids=GARDEES)
def test_aux_etapes_qui_ouvrent(creer, code, donnees, poser, permis):
    demande = creer()
    poser(demande.etablissement)
    assert _tenter(demande, code, donnees) == permis


@pytest.mark.parametrize("lieu", ["un CP", "fermée hier", "SPIP inconnu"])
@pytest.mark.parametrize(("creer", "code", "donnees"), LIBRES.values(), ids=LIBRES)
def test_aux_etapes_qui_arretent_ou_attendent_rien_ne_s_oppose(creer, code, donnees, lieu):
    demande = creer()
    LIEUX[lieu][0](demande.etablissement)
    assert _tenter(demande, code, donnees)


@lieux
def test_chaque_nuit_ce_qui_ne_convient_plus_est_dit_sans_rien_decider(poser, permis):
    demande = creer_demande_au_spip()
    poser(demande.etablissement)
    bilan = controler_les_demandes(timezone.now())
    ferme = not Etablissement.objects.ouverts(le=JOUR).filter(pk=demande.etablissement.pk).exists()
    un_cp = Affectation.objects.en_cours(le=JOUR).filter(fonction="CP").exists()
    assert bilan == Counter(passations=un_cp, fermetures=ferme)
    assert (un_cp or ferme) != permis or demande.etablissement.spip_id
    assert DemandeVisite.objects.get().close_le is None


def _agrement(**champs):
    return lambda vp: fabrique.changer(Habilitation.objects.filter(benevole=vp), **champs)


def _affectation(**champs):
    return lambda vp: fabrique.changer(Affectation.objects.filter(benevole=vp), **champs)


def _suspension(*, debut, fin=None):
    def poser(vp):
        titre = Habilitation.objects.get(benevole=vp)
        fabrique.creer_suspension(habilitation=titre, debut=debut, fin=fin)

    return poser


# Ce qu'est le visiteur ce jour-là : (comment, peut-il aller là, ce que la nuit constate).
AGREMENT, AFFECTATION = Proposition.Cause.AGREMENT, Proposition.Cause.AFFECTATION
VISITEURS = {
    "en règle": (_agrement(), None),
    "agrément échu hier": (_agrement(fin=HIER), AGREMENT),
    "agrément qui finit aujourd’hui": (_agrement(fin=JOUR), None),
    "agrément retiré": (_agrement(retiree_le=JOUR), AGREMENT),
    "agrément suspendu": (_suspension(debut=JOUR), AGREMENT),
    "suspension finie hier": (_suspension(debut=HIER, fin=HIER), None),
    "suspension annoncée pour demain": (_suspension(debut=DEMAIN), None),
    "titre de CP Auxilia": (_agrement(nature="autorisation"), AGREMENT),
    "affectation finie hier": (_affectation(fin=HIER, motif_fin="autre"), AFFECTATION),
    "affectation qui finit ce soir": (_affectation(fin=JOUR, motif_fin="autre"), None),
    "absent": (lambda vp: fabrique.creer_absence(benevole=vp, debut=JOUR, fin=DEMAIN), None),
}
visiteurs = pytest.mark.parametrize(("poser", "perte"), VISITEURS.values(), ids=VISITEURS)


@visiteurs
def test_a_la_proposition_le_visiteur_est_en_regle(poser, perte):
    demande = creer_demande()
    visiteur = creer_visiteur(prison=demande.etablissement)
    poser(visiteur)
    proposables = visiteurs_proposables(demande.etablissement, le=JOUR)
    assert proposables.filter(pk=visiteur.pk).exists() == (perte is None)
    assert _tenter(demande, "soumettre", {"benevole": visiteur}) == (perte is None)


def test_un_visiteur_d_une_autre_prison_ne_se_propose_pas():
    demande = creer_demande_soumise()
    ailleurs = creer_visiteur(prison=creer_prison())
    assert not _tenter(demande, "proposer", {"benevole": ailleurs})


AVEC_VISITEUR = {nom: GARDEES[nom] for nom in ("accepter", "donner l’aval", "compléter")}


@visiteurs
@pytest.mark.parametrize(("creer", "code", "donnees"), AVEC_VISITEUR.values(), ids=AVEC_VISITEUR)
def test_a_l_accord_et_a_la_decision_il_l_est_encore(creer, code, donnees, poser, perte):
    demande = creer()
    poser(Benevole.objects.get(pk=demande.visiteur))
    assert _tenter(demande, code, donnees) == (perte is None)


@visiteurs
@pytest.mark.parametrize("creer", [creer_demande_chez_le_visiteur, creer_demande_au_spip])
def test_chaque_nuit_il_l_est_encore(creer, poser, perte):
    demande = creer()
    poser(Benevole.objects.get(pk=demande.visiteur))
    assert controler_les_demandes(timezone.now())["visiteurs_perdus"] == (perte is not None)
    assert Proposition.objects.get().cause == (perte or "")
