"""La base refuse d'elle-même ce qui ne doit jamais exister, sur PostgreSQL comme sur SQLite."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.timezone import localdate

from engagements.models import DemandeVisite, Proposition, Trace, Transmission, Visite
from tests.fabrique import creer_benevole
from tests.fabrique_demandes import (
    avancer,
    creer_demande,
    creer_demande_au_spip,
    creer_demande_avalisee,
    creer_demande_chez_le_visiteur,
    creer_demande_close,
)

pytestmark = pytest.mark.django_db


def refuse(nom, geste):
    with pytest.raises(IntegrityError, match=nom), transaction.atomic():
        geste()


def _vivante(demande):
    return Proposition.objects.get(pk=demande.vivante)


def test_pas_de_rencontre_avant_l_aval():
    proposition = _vivante(creer_demande_au_spip())
    visite = Visite(
        proposition=proposition, le=localdate(), bilan="utile", saisie_le=timezone.now()
    )
    refuse("pas_de_rencontre_avant_l_aval", visite.save)


def test_pas_de_rencontre_datee_d_avant_l_aval():
    proposition = _vivante(creer_demande_avalisee())
    veille = localdate() - dt.timedelta(days=1)
    visite = Visite(proposition=proposition, le=veille, bilan="utile", saisie_le=timezone.now())
    refuse("pas_de_rencontre_avant_l_aval", visite.save)
    visite.le = localdate()
    visite.save()
    refuse(
        "pas_de_rencontre_avant_l_aval",
        lambda: Visite.objects.filter(pk=visite.pk).update(le=veille),
    )


def test_pas_de_passage_au_spip_sans_l_accord_du_visiteur():
    proposition = _vivante(creer_demande_chez_le_visiteur())
    passage = Transmission(proposition=proposition, transmise_le=timezone.now())
    refuse("pas_de_spip_sans_accord_du_visiteur", passage.save)


def test_une_seule_decision_par_proposition():
    proposition = _vivante(creer_demande_avalisee())
    maintenant = timezone.now()
    seconde = Transmission(
        proposition=proposition,
        transmise_le=maintenant,
        repondue_le=maintenant,
        jour=localdate(),
        reponse="refus",
        canal="courrier",
    )
    refuse("une_decision_par_proposition|engagements_transmission.proposition_id", seconde.save)


def test_une_seule_proposition_vivante():
    demande = creer_demande_chez_le_visiteur()
    autre = Proposition(demande=demande, benevole=creer_benevole(), proposee_le=timezone.now())
    refuse("une_proposition_vivante|engagements_proposition.demande_id", autre.save)


def test_une_demande_close_n_a_plus_de_texte_libre():
    close = DemandeVisite.objects.filter(pk=creer_demande_close().pk)
    refuse("demande_close_sans_texte_libre", lambda: close.update(precision="Il m’a dit…"))


def test_une_demande_close_dit_son_issue():
    ouverte = DemandeVisite.objects.filter(pk=creer_demande().pk)
    refuse("demande_close_avec_une_issue", lambda: ouverte.update(close_le=timezone.now()))


def test_une_demande_ouverte_garde_sa_reference_et_une_reduite_la_perd():
    ouverte = DemandeVisite.objects.filter(pk=creer_demande().pk)
    refuse("demande_avec_reference_ou_reduite", lambda: ouverte.update(reference=""))
    close = DemandeVisite.objects.filter(pk=creer_demande_close().pk)
    refuse("demande_avec_reference_ou_reduite", lambda: close.update(reduite_le=timezone.now()))


def test_une_seule_demande_ouverte_par_apprenant_dans_un_etablissement():
    demande = creer_demande(reference="AUX-777")
    refuse(
        "une_demande_ouverte_par_apprenant|engagements_demandevisite.etablissement_id",
        lambda: creer_demande(etablissement=demande.etablissement, reference="AUX-777"),
    )
    avancer(demande, "retirer")
    creer_demande(etablissement=demande.etablissement, reference="AUX-777")


def test_une_reponse_est_entiere_ou_absente():
    attente = Transmission.objects.filter(proposition=_vivante(creer_demande_au_spip()))
    refuse("reponse_entiere", lambda: attente.update(reponse="aval"))
    refuse("motif_seulement_d_un_refus", lambda: attente.update(motif="organisation"))


def test_le_journal_ne_se_modifie_ni_ne_s_efface_avant_un_an():
    demande = creer_demande_au_spip()
    traces = Trace.objects.filter(demande=demande)
    refuse("trace_intouchable", lambda: traces.update(nom="Personne"))
    refuse("trace_gardee_un_an", traces.delete)

    ancienne = Trace.objects.create(
        demande=demande, le=timezone.now() - dt.timedelta(days=400), nom="A", role="", quoi="creer"
    )
    ancienne.delete()
    assert not Trace.objects.filter(nom="A").exists()
