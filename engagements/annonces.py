"""Écrire les avis, dans la transaction du fait ; les courriels partent après, en tâche de fond."""

import datetime as dt
import hashlib
from functools import partial
from typing import NamedTuple

from django.db import transaction

from engagements.models import Avis, Nature, PreferenceAvis
from engagements.models.avis import PAS_URGENTS
from engagements.taches import envoyer_les_avis
from partenariat.models import Utilisateur

Rythme = Avis.Rythme
PREFIXES = {"demandevisite": "", "reunion": "r", "session": "s", "incitation": "i"}
PREFIXES |= {"recrutement": "c"}
CHAMPS = {
    **{"demandevisite": "demande", "reunion": "reunion"},
    **{nom: nom for nom in ("session", "incitation", "recrutement")},
}


class Destinataire(NamedTuple):
    """Un compte et son adresse ; sans compte, une adresse seule."""

    compte: Utilisateur | None
    adresse: str


def annoncer(objet, nature: Nature, trouves, *, maintenant: dt.datetime, evenement="") -> int:
    """Avise ces destinataires (`adresse`, `compte`) d'un fait sur une demande ou une réunion…

    `objet` : None pour un rappel, qui mène à « À faire » ; il lui faut un `evenement`.
    `evenement` distingue deux faits de même nature (par défaut, la version de l'objet) : le même
    fait n'avise jamais deux fois la même adresse. Rend le nombre d'avis nouveaux.
    """
    preferences = {
        p.compte_id: p
        for p in PreferenceAvis.objects.filter(compte__in=[d.compte for d in trouves if d.compte])
    }
    sorte = objet._meta.model_name if objet else ""
    debut = f"{PREFIXES[sorte]}{objet.pk}" if objet else ""
    evenement = evenement or f"v{objet.version}"
    avis = {
        d.adresse.lower(): Avis(
            **({CHAMPS[sorte]: objet} if objet else {}),
            compte=d.compte,
            adresse=d.adresse,
            nature=nature,
            rythme=_rythme(nature, d, preferences),
            cle=f"{debut}:{nature}:{evenement}:{_empreinte(d.adresse)}",
            cree_le=maintenant,
        )
        for d in trouves
    }
    return _ecrire(list(avis.values()))


def _ecrire(avis):
    """Les avis nouveaux, en base ; leurs courriels partiront après la transaction."""
    siens = Avis.objects.filter(cle__in=[a.cle for a in avis])
    connus = set(siens.values_list("cle", flat=True))
    nouveaux = [a for a in avis if a.cle not in connus]
    Avis.objects.bulk_create(nouveaux, ignore_conflicts=True)
    a_envoyer = [a.cle for a in nouveaux if a.rythme == Rythme.IMMEDIAT]
    if a_envoyer:
        # Une file en panne ne défait pas le fait : la nuit remet en file ce qui n'est pas parti.
        transaction.on_commit(partial(envoyer_les_avis.enqueue, a_envoyer), robust=True)
    return len(nouveaux)


def _empreinte(adresse):
    """La clé va dans la file des tâches : l'adresse n'a pas à s'y lire."""
    return hashlib.blake2s(adresse.lower().encode(), digest_size=12).hexdigest()


def _rythme(nature, destinataire, preferences):
    if nature == Nature.EFFACEMENT:  # un droit : aucun réglage ne le retient
        return Rythme.IMMEDIAT
    preference = destinataire.compte and preferences.get(destinataire.compte.pk)
    if nature in PAS_URGENTS:
        if destinataire.compte is None:
            return Rythme.AUCUN
        return Rythme.RESUME if preference is None or preference.resume else Rythme.AUCUN
    if preference is None or preference.immediat:
        return Rythme.IMMEDIAT
    return Rythme.RESUME if preference.resume else Rythme.AUCUN
