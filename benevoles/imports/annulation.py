"""Défaire tout un import, tant que rien d'autre n'a touché à ce qu'il a écrit.

Une seule transaction : tout est défait, ou rien. De la fiche d'une personne que l'import avait
créée, il ne reste aucun nom, pas même dans l'histoire.
"""

from itertools import islice

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from benevoles.imports.avancement import DejaRepris, Etape, finir
from benevoles.imports.ecriture import changer, pour_json
from benevoles.models import Benevole, Import
from partenariat.histoire import (
    auteur,
    est_suivi,
    remplacer_en_masse,
    supprimer_en_masse,
)
from partenariat.inalterable import effacer_l_histoire, est_une_histoire

PAR_LOT = 500
RIEN = "{}, ligne {} : {}. Rien n’a été défait."
TOUCHE = "quelqu’un y a touché depuis l’import"


class Touche(Exception):
    """Une fiche a changé depuis : on ne défait rien."""


def defaire(lot):
    motif = f"retour sur l’{lot.motif}"[:100]
    try:
        with transaction.atomic(), auteur(lot.par, motif):
            verrou = Import.objects.select_for_update().filter(pk=lot.pk, etape=lot.etape)
            if not verrou.first():
                raise DejaRepris
            for modele in reversed(lot.definition.modeles):  # ce dont le reste dépend en dernier
                _defaire(lot, modele, motif)
            finir(lot, Etape.DEFAIT)
    except Touche as faute:
        Import.objects.filter(pk=lot.pk).update(
            etape=Etape.APPLIQUE, erreur=str(faute)[:300], bouge_le=timezone.now()
        )


def _defaire(lot, modele, motif):
    ecritures, vus = _ecritures(lot, modele), set()
    while ecrites := list(islice(ecritures, PAR_LOT)):
        paquet = _Paquet(lot, modele, ecrites, motif, sauf=vus)
        paquet.defaire()
        vus.update(paquet.lignes)


def _ecritures(lot, modele):
    """(ligne, numéro, avant, après) de ce que l'import a écrit de ce modèle, le dernier d'abord."""
    nom = modele._meta.model_name
    for ligne in lot.lignes.exclude(ecritures=[]).order_by("-pk").iterator():
        for sorte, pk, avant, apres in reversed(ligne.ecritures):
            if sorte == nom:
                yield ligne, pk, avant, apres


class _Paquet:
    """Quelques centaines d'écritures d'un même modèle ; `sauf` : les fiches déjà vérifiées."""

    def __init__(self, lot, modele, ecritures, motif, *, sauf):
        self.lot, self.modele, self.motif = lot, modele, motif
        self.lignes = {pk: ligne for ligne, pk, _, _ in ecritures}
        self.crees = {pk for _, pk, avant, _ in ecritures if avant is None}
        self.avant, self.apres = {}, {}
        for _, pk, avant, apres in ecritures:
            self.avant[pk] = self.avant.get(pk, {}) | (avant or {})
            self.apres[pk] = apres | self.apres.get(pk, {})
        tenus = modele.objects.select_for_update(of=("self",))  # nul n'y rattache rien non plus
        self.objets = tenus.in_bulk(self.lignes)
        self.a_verifier = self.lignes.keys() - sauf

    def defaire(self):
        if est_suivi(self.modele):
            self._verifier_l_histoire()
        else:
            self._verifier_les_valeurs()
        changes = [pk for pk in self.avant if pk not in self.crees]
        a_garder = self.lot.definition.a_garder(self.modele, changes, maintenant=timezone.now())
        for pk, pourquoi in a_garder.items():
            self._refuser(pk, pourquoi)
        self._remettre(changes)
        self._oter()

    def _refuser(self, pk, pourquoi=TOUCHE):
        ligne = self.lignes[pk]
        raise Touche(RIEN.format(ligne.libelle, ligne.numero, pourquoi))

    def _verifier_l_histoire(self):
        """La dernière écriture de chaque fiche est celle de l'import."""
        histoire = self.modele.history.model.objects
        siennes = histoire.filter(id__in=self.lignes).values("id")
        dernieres = siennes.annotate(derniere=Max("history_id")).values("derniere")
        motifs = histoire.filter(history_id__in=dernieres)
        motifs = dict(motifs.values_list("id", "history_change_reason"))
        for pk in self.a_verifier:
            if pk not in self.objets or motifs.get(pk) not in (self.lot.motif, self.motif):
                self._refuser(pk)

    def _verifier_les_valeurs(self):
        for pk in self.a_verifier:
            objet = self.objets.get(pk)
            if objet is None or any(
                pour_json(getattr(objet, nom)) != valeur for nom, valeur in self.apres[pk].items()
            ):
                self._refuser(pk)

    def _remettre(self, pks):
        objets, champs = [self.objets[pk] for pk in pks], set()
        for objet in objets:
            for nom, valeur in self.avant[objet.pk].items():
                champ = self.modele._meta.get_field(nom)
                setattr(objet, champ.attname, champ.to_python(valeur))
                champs.add(champ.name)
        changer(self.modele, objets, champs, par=self.lot.par, motif=self.motif)

    def _oter(self):
        self._verifier_que_rien_n_y_tient()
        if self.modele is Benevole:
            self._vider()
        if est_suivi(self.modele):
            crees = sorted(self.crees)
            supprimer_en_masse(self.modele, crees, par=self.lot.par, motif=self.motif)
        else:
            self.modele.objects.filter(pk__in=self.crees).delete()

    def _verifier_que_rien_n_y_tient(self):
        for relation in _relations(self.modele):
            liees = relation.related_model._base_manager
            champ = relation.field.name
            for pk in liees.filter(**{f"{champ}__in": self.crees}).values_list(champ, flat=True):
                self._refuser(pk)

    def _vider(self):
        """Ne laisse de ces personnes ni nom ni coordonnées dans leur histoire."""
        crees = sorted(self.crees)
        vides = dict.fromkeys(("courriel", "telephone", "commune", "recherche"), "")
        vides |= {"prenom": "Personne", "nom": "retirée", "efface_le": timezone.now()}
        remplacer_en_masse(Benevole, crees, par=self.lot.par, motif=self.motif, **vides)
        effacer_l_histoire(Benevole, crees)


def _relations(modele):
    """Ce qui désigne une ligne de ce modèle ; ni son histoire, ni ce qu'elle emporte elle-même."""
    for relation in modele._meta.get_fields(include_hidden=True):
        if not relation.auto_created or relation.concrete or relation.many_to_many:
            continue
        propre = relation.related_model._meta.auto_created  # une table de liens du modèle
        if not propre and not est_une_histoire(relation.related_model):
            yield relation
