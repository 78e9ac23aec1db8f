"""La nuit des personnes : prévenir trente jours avant, puis effacer ; oublier qui est revenu."""

import datetime as dt
from collections import Counter
from functools import partial

from django.contrib.sessions.models import Session
from django.utils.timezone import localdate

from benevoles.departs import benevoles_partis, comptes_partis, effacement_du
from benevoles.models import Benevole, Invitation
from engagements.annonces import Destinataire, annoncer
from engagements.models import Nature
from partenariat.conservation import PREAVIS, limite
from partenariat.lots import un_par_un
from partenariat.models import AdresseEnEchec, Utilisateur
from suivi.models import DemandeDePersonne
from suivi.vie_privee.effacement import effacer_la_fiche, effacer_le_compte

PAR_NUIT = 200  # de chaque sorte : une liste ancienne s'efface en plusieurs nuits
SORTES = (
    (Benevole, benevoles_partis, effacer_la_fiche),
    (Utilisateur, comptes_partis, effacer_le_compte),
)


def oublier_les_retours(maintenant: dt.datetime) -> Counter:
    """Une personne revenue n'est plus à effacer."""
    le, revenus = localdate(maintenant), 0
    for modele, partis, _ in SORTES:
        prevus = modele._base_manager.exclude(effacement_prevu_le=None)
        revenus += prevus.exclude(pk__in=partis(le=le)).update(effacement_prevu_le=None)
    return Counter(retours=revenus)


def prevenir_les_partis(maintenant: dt.datetime) -> Counter:
    """Fixe le jour, trente jours plus tard au plus tôt, et prévient la personne si l'on peut."""
    bilan, le = Counter(), localdate(maintenant)
    for modele, partis, _ in SORTES:
        dus = {
            pk: jour
            for pk, depart in partis(le=le).items()
            if (jour := effacement_du(modele._meta.label, depart, le=le))
            <= le + dt.timedelta(days=PREAVIS)
        }
        attendent = modele.objects.filter(pk__in=dus, effacement_prevu_le=None).order_by("pk")
        cles = list(attendent.values_list("pk", flat=True)[:PAR_NUIT])
        bilan += un_par_un(cles, partial(_prevenir, modele, dus, maintenant))
    return bilan


def _prevenir(modele, dus, maintenant, pk):
    """Un seul ordre réserve la ligne : deux nuits à la fois ne préviennent qu'une fois."""
    if not modele._base_manager.filter(pk=pk, effacement_prevu_le=None, efface_le=None).update(
        effacement_prevu_le=dus[pk]
    ):
        return []
    qui = _adresse(modele.objects.get(pk=pk))
    if qui:
        evenement = f"{modele._meta.model_name}{pk}:{dus[pk]}"
        annoncer(None, Nature.EFFACEMENT, [qui], maintenant=maintenant, evenement=evenement)
    return ["preavis_d_effacement"]


def _adresse(ligne):
    if isinstance(ligne, Utilisateur):
        return Destinataire(ligne, ligne.email)
    compte = ligne.utilisateur
    adresse = ligne.courriel or (compte.email if compte else "")
    return Destinataire(compte, adresse) if adresse else None


def effacer_les_partis(maintenant: dt.datetime) -> Counter:
    """Ceux dont le jour est venu : une transaction par personne."""
    bilan, le = Counter(), localdate(maintenant)
    for modele, _, effacer in SORTES:
        dus = modele.objects.filter(effacement_prevu_le__lte=le)
        dus = dus.order_by("effacement_prevu_le", "pk")
        cles = list(dus.values_list("pk", flat=True)[:PAR_NUIT])
        bilan += un_par_un(cles, partial(effacer, maintenant=maintenant, le=le))
    return bilan


def effacer_ce_qui_a_servi(maintenant: dt.datetime) -> Counter:
    """Vieilles invitations, demandes répondues, sessions expirées."""
    invitations = Invitation.objects.filter(
        cree_le__lt=limite("benevoles.Invitation", maintenant), expire_le__lt=maintenant
    )
    demandes = DemandeDePersonne.objects.filter(
        repondue_le__lt=limite("suivi.DemandeDePersonne", maintenant)
    )
    en_echec = AdresseEnEchec.objects.filter(
        le__lt=limite("partenariat.AdresseEnEchec", maintenant)
    )
    Session.objects.filter(expire_date__lt=maintenant).delete()
    return Counter(
        invitations_effacees=invitations.delete()[0],
        demandes_de_personnes_effacees=demandes.delete()[0],
        adresses_a_reessayer=en_echec.delete()[0],
    )
