"""Effacer une personne : il reste « Personne effacée n° … », un département et des dates.

Affectations, adhésions, mandats, titres, inscriptions et convocations gardent leurs dates : la
couverture et les indicateurs du passé ne bougent pas. Tout ce qui la nomme est défait ici.
"""

import datetime as dt
import secrets

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db.models import Q

from benevoles.departs import benevoles_partis, comptes_partis
from benevoles.models import Benevole, Fusion, Invitation, Telechargement
from engagements.adhesions.rapprochement import personnes
from engagements.models import AbonnementAgenda, Avis, Incitation, PreferenceAvis, Trace
from partenariat.histoire import auteur
from partenariat.inalterable import effacer_l_histoire_de
from partenariat.models import AdresseEnEchec, Utilisateur
from suivi.models import DemandeDePersonne
from suivi.vie_privee.textes import Citations, oublier

PRENOM = "Personne"
ADRESSE = "compte-{pk}@efface.invalid"  # aucun courriel ne peut y arriver


def effacer_la_fiche(pk: int, *, maintenant: dt.datetime, le: dt.date) -> list[str]:
    """Relue sous verrou : revenue, ou déjà effacée, rien ne se passe."""
    benevole = Benevole.objects.presentes().select_for_update(of=("self",)).filter(pk=pk).first()
    if benevole is None or pk not in benevoles_partis(le=le, pk=pk):
        return []
    if benevole.effacement_prevu_le is None or benevole.effacement_prevu_le > le:
        return []
    absorbees, comptes = _ce_qu_elle_a_absorbe(benevole, le)
    citations = _citations_de(benevole, absorbees, comptes)
    _garder_la_jumelle(pk, maintenant)
    _vider_la_fiche(benevole, absorbees, maintenant)
    _defaire(Q(benevole=pk), citations, comptes)
    for compte in comptes:
        _fermer(compte, maintenant)
    oublier(citations, str(benevole))
    return ["fiches_effacees"]


def _ce_qu_elle_a_absorbe(benevole, le):
    """Les numéros des fiches qu'une fusion y a réunies ; ses comptes, ceux qu'elle a fermés aussi.

    Un compte rendu depuis à quelqu'un (une fiche, un rôle) n'est plus le sien.
    """
    fusions = list(benevole.fusions.actives())
    fermes = Utilisateur.objects.filter(pk__in=[f.compte_ferme_id for f in fusions])
    siens = [c for c in fermes.filter(is_active=False) if c.pk in comptes_partis(le=le, pk=c.pk)]
    if benevole.utilisateur:
        siens.insert(0, benevole.utilisateur)
    return [fusion.absorbe for fusion in fusions], siens


def _citations_de(benevole, absorbees, comptes):
    """Ses noms et ses coordonnées d'aujourd'hui et d'hier, et ceux des fiches absorbées."""
    passees = list(Benevole.history.filter(id__in=[benevole.pk, *absorbees]))
    noms = {(fiche.prenom, fiche.nom) for fiche in (benevole, *passees)}
    noms |= {compte.nom_affiche.partition(" ")[::2] for compte in comptes}
    actuels = {benevole.courriel, *_adresses(comptes)}
    anciens = {fiche.courriel for fiche in passees} - actuels
    return Citations(
        noms=sorted(n for n in noms if n[1] and not _est_d_un_homonyme(benevole, *n)),
        courriels=sorted((actuels | {a for a in anciens if not _est_d_un_autre(a)}) - {""}),
        telephones={fiche.telephone for fiche in (benevole, *passees) if fiche.telephone},
    )


def effacer_le_compte(pk: int, *, maintenant: dt.datetime, le: dt.date) -> list[str]:
    """Un compte sans fiche : agent du SPIP, direction, administration technique."""
    compte = Utilisateur.objects.select_for_update().filter(pk=pk, efface_le=None).first()
    if compte is None or pk not in comptes_partis(le=le, pk=pk):
        return []
    if compte.effacement_prevu_le is None or compte.effacement_prevu_le > le:
        return []
    prenom, _, nom = compte.nom_affiche.partition(" ")
    memes = Utilisateur.objects.filter(nom_affiche__iexact=compte.nom_affiche).exclude(pk=pk)
    noms = [(prenom, nom)] if nom and not memes.exists() else []
    citations = Citations(noms=noms, courriels=sorted(_adresses([compte])))
    _defaire(Q(pk__in=[]), citations, [compte])
    _fermer(compte, maintenant)
    oublier(citations, compte.nom_affiche)
    return ["comptes_effaces"]


def _adresses(comptes) -> set[str]:
    autres = EmailAddress.objects.filter(user__in=comptes).values_list("email", flat=True)
    return {*(compte.email for compte in comptes), *autres}


def _est_d_un_homonyme(benevole, prenom, nom):
    memes = Benevole.objects.filter(nom__iexact=nom, prenom__iexact=prenom)
    return memes.exclude(pk=benevole.pk).exists()


def _est_d_un_autre(courriel):
    """Une adresse qu'elle n'a plus, et qu'une autre fiche ou un compte porte aujourd'hui."""
    fiches = Benevole.objects.filter(courriel__iexact=courriel)
    return fiches.exists() or Utilisateur.objects.filter(email__iexact=courriel).exists()


def _garder_la_jumelle(pk, maintenant):
    """Reconnue dans les deux listes par ses coordonnées, qui s'effacent : un numéro les relie."""
    designee = personnes(maintenant=maintenant)
    siennes = [cle for cle, qui in designee.items() if qui == designee.get(pk)]
    if len(siennes) < 2:
        return
    deja = Benevole.objects.filter(pk__in=siennes).exclude(jumelle="")
    commun = deja.values_list("jumelle", flat=True).first() or secrets.token_hex(16)
    Benevole._base_manager.filter(pk__in=siennes).update(jumelle=commun)


def _vider_la_fiche(benevole, absorbees, maintenant):
    """Sans changer sa version ni sa date de correction : elles comptent dans les indicateurs."""
    benevole.refresh_from_db(fields=["jumelle"])
    benevole.prenom, benevole.nom = PRENOM, f"effacée n° {benevole.pk}"
    benevole.courriel, benevole.telephone, benevole.commune = "", "", ""
    benevole.utilisateur, benevole.modifie_par = None, None
    benevole.effacement_prevu_le, benevole.efface_le = None, maintenant
    with auteur(None, "effacement"):
        benevole.save()
    effacer_l_histoire_de(benevole, absorbees)
    Fusion.objects.filter(conserve=benevole).update(nom_absorbe="", changements=[])


def _defaire(siennes, citations, comptes):
    """Invitations, courriels, demandes : ce qui porte son nom ou son adresse sans rien compter."""
    invitations, avis = siennes, Q(incitation__in=Incitation.objects.filter(siennes))
    for courriel in citations.courriels:
        invitations |= Q(courriel__iexact=courriel)
        avis |= Q(adresse__iexact=courriel)
    invitations |= Q(compte__in=comptes)
    avis |= Q(compte__in=comptes)
    Invitation.objects.filter(invitations).delete()
    Avis.objects.filter(avis).delete()
    AdresseEnEchec.objects.parmi(citations.courriels).delete()
    DemandeDePersonne.objects.filter(siennes | Q(compte__in=comptes)).delete()


def _fermer(compte, maintenant):
    """Le compte reste, sans nom ni adresse : ce qu'il a écrit garde un auteur numéroté."""
    nom = f"{PRENOM} effacée n° {compte.pk} (compte)"
    for journal in (Trace, Telechargement):
        journal.objects.filter(compte=compte.pk).update(nom=nom, compte=None)
    for modele, champ in (
        (EmailAddress, "user"),
        (Authenticator, "user"),
        (PreferenceAvis, "compte"),
        (AbonnementAgenda, "compte"),
    ):
        modele.objects.filter(**{champ: compte}).delete()
    _fermer_les_sessions(compte)
    compte.nom_affiche, compte.email = nom, ADRESSE.format(pk=compte.pk)
    compte.is_active, compte.last_login = False, None
    compte.effacement_prevu_le, compte.efface_le = None, maintenant
    compte.set_unusable_password()
    compte.save()


def _fermer_les_sessions(compte):
    ouvertes = Session.objects.all()
    siennes = [s.pk for s in ouvertes if s.get_decoded().get(SESSION_KEY) == str(compte.pk)]
    ouvertes.filter(pk__in=siennes).delete()
