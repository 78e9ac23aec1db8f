"""Tout le travail de nuit : contrôles des demandes, relances, résumés, conservation."""

import datetime as dt
from collections import Counter

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from benevoles.doublons.paires import chercher_les_doublons
from benevoles.fusion.oubli import oublier_les_fusions
from benevoles.imports.taches import oublier_les_imports, reprendre_les_imports
from benevoles.telechargements import effacer_les_telechargements
from engagements.adhesions.jumelles import comparer_la_nuit
from engagements.conservation import (
    effacer_les_boites,
    effacer_les_incitations,
    effacer_les_resumes,
    effacer_les_taches,
    effacer_les_traces,
    reduire_les_demandes,
)
from engagements.models import Avis
from engagements.nuit import controler_les_demandes
from engagements.pieces.depot import effacer_les_fichiers_oublies
from engagements.recrutements.nuit import (
    clore_les_recrutements,
    effacer_les_candidats,
    rappeler_les_echeances,
)
from engagements.resumes import preparer_les_resumes
from engagements.taches import envoyer_les_avis
from partenariat.lots import un_par_un
from partenariat.models import Changement, Passage
from suivi.archives.fabrication import reprendre_les_archives
from suivi.evaluations.campagne import ouvrir_et_arreter, rappeler
from suivi.evaluations.fabrication import reprendre
from suivi.indicateurs.nuit import photographier
from suivi.vie_privee.nuit import (
    effacer_ce_qui_a_servi,
    effacer_les_partis,
    oublier_les_retours,
    prevenir_les_partis,
)

RENVOI = dt.timedelta(hours=1)  # un avis qui n'est pas parti depuis : sa tâche est perdue
LIBELLES = {
    "visiteurs_perdus": "visiteurs qui ne peuvent plus intervenir",
    "expirations": "demandes expirées",
    "passations": "passations à prévoir, un CP Auxilia étant arrivé",
    "fermetures": "demandes d’un établissement fermé",
    "relances": "relances au SPIP",
    "escalades": "demandes signalées aux délégués ou aux directions",
    "preavis": "préavis d’expiration",
    "resumes": "résumés de la semaine",
    "avis_remis_en_file": "avis remis en file",
    "reductions": "demandes réduites à leurs nombres",
    "resumes_effaces": "vieux résumés effacés",
    "traces_effacees": "lignes de journal effacées",
    "archives_effacees": "archives d’association effacées",
    "telechargements_effaces": "lignes du journal des téléchargements effacées",
    "boites_effacees": "vieilles boîtes communes effacées",
    "incitations_effacees": "vieilles réponses sur la double adhésion effacées",
    "recherches_pourvu": "recherches closes, l’établissement étant pourvu",
    "recherches_ferme": "recherches closes, l’établissement ayant fermé",
    "recherches_en_retard": "rappels de recherches en retard",
    "candidats_effaces": "candidats effacés",
    "fusions_definitives": "fusions devenues définitives",
    "doublons_probables": "doublons probables, les deux associations ensemble",
    "taches_effacees": "tâches finies effacées",
    "evaluations_ouvertes": "évaluations ouvertes",
    "evaluations_arretees": "évaluations dont les chiffres sont arrêtés",
    "rappels_d_evaluation": "rappels aux directions pour l’évaluation",
    "imports_repris": "imports repris après un arrêt",
    "imports_effaces": "vieux imports effacés, avec leur tableau",
    "documents_repris": "documents remis en fabrication",
    "pieces_oubliees": "fichiers sans dossier effacés",
    "retours": "personnes revenues, qu’on n’effacera pas",
    "preavis_d_effacement": "personnes parties, prévenues de leur effacement",
    "fiches_effacees": "fiches de personnes parties effacées",
    "comptes_effaces": "comptes sans rôle effacés",
    "invitations_effacees": "vieilles invitations effacées",
    "demandes_de_personnes_effacees": "demandes répondues depuis un an effacées",
    "photos": "jours passés dont la couverture est prête",
    "jumelles": "fiches d’une même personne dans les deux associations, comparées la nuit",
    "changements_oublies": "vieux changements de la couverture oubliés",
    "pannes": "pannes",
}


def remettre_en_file(maintenant: dt.datetime) -> Counter:
    """Ce qui devait partir et attend depuis une heure : une tâche a pu se perdre en route."""
    perdus = Avis.objects.a_envoyer().filter(cree_le__lt=maintenant - RENVOI)
    cles = list(perdus.values_list("cle", flat=True))
    if cles:
        envoyer_les_avis.enqueue(cles)
    return Counter(avis_remis_en_file=len(cles))


def raccourcir_le_journal(maintenant: dt.datetime) -> Counter:
    """Les plus anciens changements de la couverture ; qui les suivait encore relira tout."""
    return Counter(changements_oublies=Changement.objects.raccourcir())


D_ABORD = (controler_les_demandes, preparer_les_resumes, reduire_les_demandes)
D_ABORD += (clore_les_recrutements, rappeler_les_echeances)
D_ABORD += (oublier_les_retours, prevenir_les_partis, effacer_les_partis)
ENSUITE = (
    *(remettre_en_file, effacer_les_resumes, effacer_les_traces),
    *(effacer_les_boites, effacer_les_taches, ouvrir_et_arreter, rappeler, reprendre),
    *(effacer_les_fichiers_oublies, effacer_les_incitations, effacer_les_candidats),
    *(oublier_les_fusions, chercher_les_doublons),
    effacer_ce_qui_a_servi,
    reprendre_les_archives,
    effacer_les_telechargements,
    *(reprendre_les_imports, oublier_les_imports),
    *(photographier, comparer_la_nuit, raccourcir_le_journal),
)


class Command(BaseCommand):
    help = (
        "Le travail de nuit, à lancer chaque jour. Sans effet s’il passe deux fois, même à deux en"
        " même temps. Sort en erreur si quelque chose n’a pas pu être traité ; le reste l’est."
    )

    def handle(self, *args, **options):
        maintenant = timezone.now()
        bilan = Counter()
        for travail in D_ABORD:  # chacun ouvre une transaction par demande, ou par personne
            bilan.update(travail(maintenant))
        bilan.update(un_par_un(ENSUITE, lambda travail: travail(maintenant)))
        for nom, libelle in LIBELLES.items():
            self.stdout.write(f"{libelle} : {bilan[nom]}")
        Passage.noter(
            Passage.Travail.NUIT,
            le=maintenant,
            reussi=not bilan["pannes"],
            detail=f"{bilan['pannes']} pannes" if bilan["pannes"] else "",
        )
        if bilan["pannes"]:
            raise CommandError("Tout n’a pas pu être traité : voir le journal des erreurs.")
