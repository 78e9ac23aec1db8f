"""Une personne partie, citée partout, et les nuits qui passent."""

import datetime as dt

from django.utils import timezone
from django.utils.timezone import localdate

from engagements.models import (
    Action,
    Candidat,
    Convocation,
    Inscription,
    Reunion,
    Trace,
)
from suivi.vie_privee.nuit import (
    effacer_les_partis,
    prevenir_les_partis,
)
from tests import fabrique
from tests.fabrique_demandes import creer_demande_au_spip
from tests.fabrique_formations import creer_session
from tests.fabrique_recrutements import creer_candidat
from tests.fabrique_reunions import creer_reunion

PRENOM, NOM = "Bérengère", "Quintin-Sélavy"
COURRIEL, COURRIEL_DU_COMPTE = "b.quintin@exemple.test", "berengere@compte.test"
TELEPHONE = "0612345678"
COMMUNE = "Villedieu-les-Poêles"
MARQUES = (f"{PRENOM} {NOM}", f"{NOM} {PRENOM}", NOM, COURRIEL, COURRIEL_DU_COMPTE, COMMUNE)
MARQUES += ("+33612345678", "06 12 34 56 78", "quintin selavy")


def il_y_a(jours):
    return localdate() - dt.timedelta(days=jours)


def dans(jours):
    return timezone.now() + dt.timedelta(days=jours)


def partie(*, fin=None, **champs):
    """Une personne qui a quitté sa prison et l'ANVP depuis plus de trois mois."""
    fin = fin or il_y_a(120)
    champs = {"nom": NOM, "prenom": PRENOM, "courriel": COURRIEL, "commune": COMMUNE} | champs
    benevole = fabrique.creer_benevole(telephone=TELEPHONE, **champs)
    etablissement = fabrique.creer_etablissement()
    fabrique.creer_affectation(
        benevole=benevole, etablissement=etablissement, debut=il_y_a(1500), fin=fin
    )
    fabrique.creer_habilitation(benevole=benevole, etablissement=etablissement, debut=il_y_a(600))
    fabrique.creer_adhesion(benevole=benevole, debut=il_y_a(1500), fin=fin)
    return benevole


def passer_les_nuits():
    """Le préavis, puis le jour venu."""
    prevenir_les_partis(timezone.now())
    return effacer_les_partis(dans(31))


def citer_partout():
    """Une personne au nom rare, avec un compte, citée dans tout ce que l'on sait écrire."""
    compte = fabrique.creer_compte(email=COURRIEL_DU_COMPTE, nom=f"{PRENOM} {NOM}")
    benevole = partie(utilisateur=compte)
    fabrique.creer_mandat(benevole=benevole, debut=il_y_a(900), fin=il_y_a(120))
    fabrique.creer_absence(benevole=benevole, debut=il_y_a(300), fin=il_y_a(280))
    fabrique.creer_invitation(genre="benevole", benevole=benevole, courriel=COURRIEL.upper())
    candidat = creer_candidat()
    Candidat.objects.filter(pk=candidat.pk).update(nom=f"{PRENOM} {NOM}", contact=COURRIEL)
    reunion = creer_reunion()
    Reunion.objects.filter(pk=reunion.pk).update(
        compte_rendu=f"Merci à {PRENOM} {NOM} ({COURRIEL}, 06 12 34 56 78) et à M. {NOM}."
    )
    autre = fabrique.creer_vp().benevole
    for qui, remplacant in ((benevole, ""), (autre, f"{NOM.upper()} {PRENOM}")):
        Convocation.objects.create(
            reunion=reunion,
            benevole=qui,
            association="ANVP",
            titre="invité",
            present=True,
            reponse="remplace" if remplacant else "",
            repondue_le=timezone.now() if remplacant else None,
            remplacant=remplacant,
        )
    Action.objects.create(
        titre=f"Atelier de {PRENOM} {NOM}",
        le=il_y_a(200),
        etat="faite",
        niveau="national",
        par_anvp=True,
        description=f"Tenu par {PRENOM}\u00a0{NOM}.",
        benevole=benevole,
        cree_par=compte,
    )
    Inscription.objects.create(session=creer_session(), benevole=benevole, association="ANVP")
    demande = creer_demande_au_spip()
    Trace(
        demande=demande, le=timezone.now(), compte=compte, nom=str(compte), role="x", quoi="export"
    ).save()
    return benevole
