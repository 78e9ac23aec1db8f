"""Les imports : un tableau reçu, ce qu'on en ferait, ce qu'on en a fait."""

import secrets
import shutil
import tempfile
import weakref
from functools import partial

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from benevoles.imports import registre
from etablissements.echanges.verdicts import Sort
from partenariat.lecture import Lecture, ouvrir
from partenariat.models import Association

RANGEMENT = "imports"


def chemin_nouveau(*_) -> str:
    """Rien du nom d'origine n'arrive sur le disque."""
    return f"{RANGEMENT}/{secrets.token_hex(16)}.jsonl"


class ImportQuerySet(models.QuerySet):
    def visibles_par(self, utilisateur):
        """Les siens seulement : un import se juge dans le périmètre de qui le fait."""
        return self.filter(par=utilisateur, association=utilisateur.droits.association or "")


class Import(models.Model):
    """Un tableau importé. Chaque étape en cours se reprend là où un arrêt brutal l'a laissée."""

    class Etape(models.TextChoices):
        COLONNES = "colonnes", "colonnes à vérifier"
        ESSAI = "essai", "essai en cours"
        ESSAYE = "essaye", "essayé"
        APPLICATION = "application", "application en cours"
        APPLIQUE = "applique", "appliqué"
        RETOUR = "retour", "retour en arrière en cours"
        DEFAIT = "defait", "défait"
        ARRETE = "arrete", "arrêté"

    EN_COURS = (Etape.ESSAI, Etape.APPLICATION, Etape.RETOUR)

    sorte = models.CharField("sorte", max_length=10, choices=registre.choix)
    association = models.CharField("association", max_length=7, choices=Association)
    par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="importé par"
    )
    cree_le = models.DateTimeField("envoyé le", default=timezone.now)
    le = models.DateField("jugé au")
    nom = models.CharField("nom du fichier", max_length=120)
    fichier = models.FileField("tableau lu", upload_to=chemin_nouveau, max_length=60)
    colonnes = models.JSONField("colonne de chaque donnée", default=dict)
    etape = models.CharField("étape", max_length=11, choices=Etape, default=Etape.COLONNES)
    bouge_le = models.DateTimeField("dernier signe de vie", default=timezone.now)
    rangees = models.PositiveIntegerField("lignes du tableau", default=0)
    faites = models.PositiveIntegerField("lignes traitées", default=0)
    erreur = models.CharField("erreur", max_length=300, blank=True)

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = "import"
        ordering = ["-cree_le", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="import_pas_plus_fait_que_lu", condition=Q(faites__lte=models.F("rangees"))
            )
        ]

    def __str__(self):
        return self.nom

    def get_absolute_url(self):
        return reverse("import", args=[self.pk])

    @property
    def definition(self) -> registre.Sorte:
        """Ce que le registre dit de cette sorte d'import."""
        return registre.sorte(self.sorte)

    def est_encore_permis(self) -> bool:
        """Qui a envoyé ce tableau a toujours, aujourd'hui, le droit de l'importer."""
        droits = self.par.droits
        return droits.association == self.association and self.definition.permise(droits)

    @property
    def en_cours(self) -> bool:
        return self.etape in self.EN_COURS

    @property
    def avancement(self) -> int:
        return 100 * self.faites // self.rangees if self.rangees else 0

    @property
    def a_faire(self) -> int:
        """Les lignes que l'essai propose d'enregistrer, ou que l'application a enregistrées."""
        return self.lignes.filter(sort__in=[Sort.CREE, Sort.CHANGE]).count()

    @property
    def motif(self) -> str:
        """Ce que l'histoire de chaque fiche dit de lui ; à lui seul."""
        return f"import n° {self.pk} ({self.nom})"[:100]

    def tableau(self) -> Lecture:
        """Le tableau, relu ligne à ligne ; rangé loin d'ici, d'une copie qui s'efface après."""
        if isinstance(self.fichier.storage, FileSystemStorage):
            return ouvrir(self.fichier.path)
        with (
            self.fichier.storage.open(self.fichier.name) as range_,
            tempfile.NamedTemporaryFile(suffix=".jsonl", delete=False) as copie,
        ):
            shutil.copyfileobj(range_, copie)
        lu = ouvrir(copie.name)
        weakref.finalize(lu, lu.chemin.unlink, missing_ok=True)
        return lu

    def delete(self, *args, **kwargs):
        """Le tableau suit la ligne, quand il est sûr qu'elle est partie."""
        effacer = partial(self.fichier.storage.delete, self.fichier.name)
        transaction.on_commit(effacer, robust=True)  # sinon, la nuit s'en charge
        return super().delete(*args, **kwargs)


class LigneImport(models.Model):
    """Une ligne qu'un import a refusée, créée ou changée ; les lignes sans changement se comptent.

    `ecritures` : ce qu'elle a écrit, [modèle, numéro, valeurs d'avant], pour pouvoir le défaire.
    """

    lot = models.ForeignKey(Import, models.CASCADE, related_name="lignes", verbose_name="import")
    numero = models.PositiveIntegerField("ligne du fichier")
    sort = models.CharField("sort", max_length=8, choices=Sort)
    libelle = models.CharField("de qui ou de quoi", max_length=200)
    objet = models.BigIntegerField("numéro de fiche", null=True)
    changements = models.JSONField("changements", default=list)
    raisons = models.JSONField("raisons du refus", default=list)
    ecritures = models.JSONField("écritures", default=list)

    class Meta:
        verbose_name = "ligne d’import"
        verbose_name_plural = "lignes d’import"
        ordering = ["numero", "pk"]
        indexes = [models.Index(fields=["lot", "sort", "numero"])]

    def __str__(self):
        return f"ligne {self.numero} : {self.libelle}"


class ProfilImport(models.Model):
    """Les colonnes d'un tableau, gardées sous un nom pour la prochaine fois."""

    par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="gardé par"
    )
    sorte = models.CharField("sorte", max_length=10, choices=registre.choix)
    nom = models.CharField("nom", max_length=60)
    titres = models.JSONField("titre de la colonne de chaque donnée", default=dict)

    class Meta:
        verbose_name = "profil d’import"
        verbose_name_plural = "profils d’import"
        ordering = ["nom"]
        constraints = [
            models.UniqueConstraint(fields=["par", "sorte", "nom"], name="profil_import_un_par_nom")
        ]

    def __str__(self):
        return self.nom
