"""La table des étapes : chacun peut ce qu'elle dit, d'où elle le dit, et rien d'autre."""

import pytest
from django.utils import timezone
from django.utils.timezone import localdate

from engagements.demandes.acteurs import Acteur, acteurs
from engagements.demandes.chemin import EtapeRefusee, franchir, lire
from engagements.demandes.etapes import ETAPES
from engagements.models import DemandeVisite, Etat, Proposition, Trace
from partenariat.models import Association
from tests.fabrique import creer_agent_spip, creer_benevole, creer_compte, creer_direction
from tests.fabrique_demandes import (
    avancer,
    creer_demande,
    creer_demande_a_completer,
    creer_demande_au_spip,
    creer_demande_avalisee,
    creer_demande_chez_le_visiteur,
    creer_demande_close,
    creer_demande_differee,
    creer_demande_soumise,
    creer_prison,
    creer_visiteur,
)

pytestmark = pytest.mark.django_db

PAR_ETAT = {
    Etat.BROUILLON: creer_demande,
    Etat.A_PROPOSER: creer_demande_soumise,
    Etat.ACCORD_VP: creer_demande_chez_le_visiteur,
    Etat.AU_SPIP: creer_demande_au_spip,
    Etat.DIFFEREE: creer_demande_differee,
    Etat.A_COMPLETER: creer_demande_a_completer,
    Etat.AVALISEE: creer_demande_avalisee,
    Etat.CLOSE: creer_demande_close,
}


def _dans_l_etat(etat):
    prison = creer_prison()
    compte = creer_compte()
    visiteur = creer_visiteur(prison=prison, benevole=creer_benevole(utilisateur=compte))
    options = {} if etat in (Etat.BROUILLON, Etat.A_PROPOSER) else {"visiteur": visiteur}
    demande = PAR_ETAT[etat](etablissement=prison, **options)
    acteurs = {
        Acteur.AUXILIA: creer_direction(association=Association.AUXILIA),
        Acteur.SECTION: creer_direction(),
        Acteur.VISITEUR: compte,
        Acteur.SPIP: creer_agent_spip(spip=prison.spip),
        Acteur.NUIT: None,
    }
    return demande, acteurs


def _donnees(code, demande, acteur):
    jour = localdate()
    reponse = {} if acteur == Acteur.SPIP else {"canal": "courrier", "jour": jour}
    return {
        "proposer": {"benevole": creer_visiteur(prison=demande.etablissement)},
        "completer": {"motif": DemandeVisite.Motif.REPRISE},
        "rencontrer": {"jour": jour, "bilan": "utile"},
        "clore": {"issue": DemandeVisite.Issue.SANS_SUITE},
        "perdre": {"cause": Proposition.Cause.AGREMENT},
        **dict.fromkeys(("avaliser", "refuser", "differer", "renvoyer"), reponse),
    }.get(code, {})


@pytest.mark.parametrize("etat", Etat)
def test_chaque_etat_s_atteint(etat):
    demande, _ = _dans_l_etat(etat)
    assert demande.etat == etat


@pytest.mark.parametrize("etat", Etat)
@pytest.mark.parametrize("acteur", Acteur)
def test_chacun_franchit_exactement_ce_que_dit_la_table(etat, acteur):
    for code, etape in ETAPES.items():
        demande, acteurs = _dans_l_etat(etat)
        permise = etat in etape.depuis and acteur in etape.qui
        faits = (demande.version, Trace.objects.count())
        envoi = {"par": acteurs[acteur], "maintenant": timezone.now()}
        envoi |= _donnees(code, demande, acteur)
        if permise:
            apres = franchir(code, demande, **envoi)
            assert (apres.version, Trace.objects.count()) == (faits[0] + 1, faits[1] + 1), code
        else:
            with pytest.raises(EtapeRefusee):
                franchir(code, demande, **envoi)
            relue = lire(demande.pk, le=localdate())
            assert (relue.version, Trace.objects.count(), relue.etat) == (*faits, etat), code


def test_une_page_perimee_n_ajoute_rien_et_dit_qui_a_fait_quoi():
    demande = creer_demande_au_spip()
    premier = creer_agent_spip(spip=demande.etablissement.spip)
    premier.nom_affiche = "Mme Prigent"
    premier.save()
    second = creer_agent_spip(spip=demande.etablissement.spip)
    franchir("avaliser", demande, par=premier, maintenant=timezone.now(), version=demande.version)

    with pytest.raises(EtapeRefusee) as refus:
        franchir("refuser", demande, par=second, maintenant=timezone.now(), version=demande.version)

    [phrase] = refus.value.messages
    assert "Mme Prigent (SPIP) a donné l’aval le" in phrase
    assert "Rien n’a été ajouté" in phrase


def test_hors_du_spip_on_ne_lit_pas_le_nom_de_l_agent():
    demande = creer_demande_au_spip()
    agent = creer_agent_spip(spip=demande.etablissement.spip)
    agent.nom_affiche = "Mme Prigent"
    agent.save()
    franchir("avaliser", demande, par=agent, maintenant=timezone.now())

    with pytest.raises(EtapeRefusee) as refus:
        avancer(demande, "completer", motif="suivi", version=demande.version)

    assert "Prigent" not in refus.value.messages[0]
    assert "SPIP a donné l’aval" in refus.value.messages[0]


def test_un_nouveau_visiteur_demande_un_nouvel_aval():
    demande = creer_demande_avalisee()
    demande = avancer(demande, "desister")
    assert demande.etat == Etat.A_PROPOSER

    autre = creer_visiteur(prison=demande.etablissement)
    demande = avancer(avancer(demande, "proposer", benevole=autre), "accepter")
    assert demande.etat == Etat.AU_SPIP


def test_un_report_puis_un_autre_puis_un_refus():
    demande = avancer(creer_demande_differee(), "differer", "differer", "refuser")
    assert (demande.etat, demande.issue) == (Etat.CLOSE, DemandeVisite.Issue.REFUSEE)


def test_le_texte_libre_s_efface_a_la_cloture():
    demande = creer_demande_avalisee(precision="Reprendre le module deux.")
    demande = avancer(demande, "rencontrer", jour=localdate(), bilan="utile", texte="Bon échange.")
    demande = avancer(demande, "clore", issue=DemandeVisite.Issue.RENCONTRE)

    assert demande.precision == ""
    [visite] = demande.propositions.get().visites.all()
    assert (visite.texte, visite.bilan) == ("", "utile")


def test_nul_n_approuve_au_nom_du_spip_ce_que_demande_son_association():
    demande = creer_demande_au_spip()
    compte = creer_agent_spip(spip=demande.etablissement.spip)
    assert acteurs(compte, demande) == {Acteur.SPIP}

    compte.roles.create(genre="direction", association=Association.AUXILIA, debut=localdate())
    del compte.droits
    assert acteurs(compte, demande) == {Acteur.AUXILIA}
