"""La convention comme donnée : catégories, engagements, indicateurs, cibles.

Convention de septembre 2014 ; découpage en 18 engagements : dossier de domaine, § 11.
"""

import datetime as dt

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from partenariat.concurrence import Versionne
from partenariat.histoire import Histoire, QuerySetSuivi
from partenariat.models import Association
from partenariat.periodes import Periode, PeriodeQuerySet, SansChevauchement


class Niveau(models.TextChoices):
    """Où les choses se font."""

    LOCAL = "local", "local"
    REGIONAL = "regional", "régional"
    NATIONAL = "national", "national"


class Porteur(models.TextChoices):
    """Qui s'est engagé."""

    ANVP = "ANVP", "l’ANVP"
    AUXILIA = "AUXILIA", "AUXILIA"
    ENSEMBLE = "AX", "les deux associations"

    @property
    def associations(self) -> tuple[Association, ...]:
        """Les associations tenues par l'engagement."""
        return tuple(Association) if self is Porteur.ENSEMBLE else (Association(self.value),)


class ConventionQuerySet(PeriodeQuerySet):
    def du_jour(self, le: dt.date):
        """Celle qui est en vigueur ce jour-là ; à défaut, la dernière commencée ; sinon None."""
        return self.commencees(le=le).order_by("-debut").first()


class Convention(Versionne, Periode):
    """Un accord entre les deux associations, pour une période ; le suivant le remplace."""

    code = models.SlugField("code", unique=True)
    titre = models.CharField("titre", max_length=120)
    objet = models.TextField("objet", blank=True)
    signee = models.CharField("signée", max_length=60, help_text="Telle que le texte la date.")
    signataires = models.CharField("signataires", max_length=200, blank=True)
    remplace = models.OneToOneField(
        "self",
        models.PROTECT,
        related_name="remplacee_par",
        verbose_name="remplace",
        null=True,
        blank=True,
    )
    anniversaire_mois = models.PositiveSmallIntegerField(
        "mois anniversaire", default=9, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    anniversaire_jour = models.PositiveSmallIntegerField(
        "jour anniversaire",
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(28)],
        help_text="Le texte ne dit que « septembre 2014 » : le jour est un choix des directions.",
    )
    source = models.TextField("source")
    history = Histoire("histoire de la convention")
    objects = ConventionQuerySet.as_manager()

    class Meta(Periode.Meta):
        verbose_name = "convention"
        ordering = ["-debut"]
        constraints = [
            *Periode.Meta.constraints,
            SansChevauchement(
                name="une_convention_a_la_fois",
                cle=[],
                violation_error_message="Une autre convention est en vigueur sur cette période.",
            ),
            models.CheckConstraint(
                name="anniversaire_plausible",
                condition=Q(anniversaire_mois__range=(1, 12), anniversaire_jour__range=(1, 28)),
                violation_error_message="Ce jour anniversaire n’existe pas chaque année.",
            ),
            models.CheckConstraint(
                name="convention_ne_se_remplace_pas",
                condition=Q(remplace=None) | ~Q(remplace=F("pk")),
            ),
        ]

    def __str__(self):
        return self.titre

    def get_absolute_url(self):
        return reverse("convention", args=[self.code])

    def anniversaire(self, annee: int) -> dt.date:
        """Le jour anniversaire de cette année civile."""
        return dt.date(annee, self.anniversaire_mois, self.anniversaire_jour)

    def annees(self) -> list[int]:
        """Les années de convention, nommées par l'année civile où chacune commence."""
        fin = self.fin or self.debut.replace(year=self.debut.year + 5)
        dernier = fin.year if self.anniversaire(fin.year) <= fin else fin.year - 1
        return list(range(self.debut.year, max(dernier, self.debut.year) + 1))

    def periode(self, annee: int) -> tuple[dt.date, dt.date]:
        """Premier et dernier jour de l'année de convention qui commence en `annee`."""
        debut = max(self.anniversaire(annee), self.debut)
        fin = self.anniversaire(annee + 1) - dt.timedelta(days=1)
        return debut, min(fin, self.fin) if self.fin else fin

    def annee_du(self, le: dt.date) -> int:
        """L'année de convention où tombe ce jour, ramenée à la première ou à la dernière."""
        annee = le.year if le >= self.anniversaire(le.year) else le.year - 1
        connues = self.annees()
        return min(max(annee, connues[0]), connues[-1])


class Categorie(models.Model):
    """L'une des six catégories d'engagements."""

    convention = models.ForeignKey(
        Convention, models.CASCADE, related_name="categories", verbose_name="convention"
    )
    numero = models.PositiveSmallIntegerField("numéro")
    titre = models.CharField("titre", max_length=80)
    court = models.CharField("titre court", max_length=40)
    chapeau = models.TextField("chapeau", blank=True)

    class Meta:
        verbose_name = "catégorie"
        ordering = ["convention", "numero"]
        constraints = [
            models.UniqueConstraint(
                fields=["convention", "numero"], name="categorie_une_fois_par_convention"
            )
        ]

    def __str__(self):
        return f"{self.numero}. {self.titre}"

    def get_absolute_url(self):
        return reverse("categorie", args=[self.convention.code, self.numero])


class EngagementQuerySet(QuerySetSuivi):
    def du_jour(self, le: dt.date):
        """Les engagements de la convention en vigueur ce jour-là, ou de la dernière commencée."""
        return self.filter(categorie__convention=Convention.objects.du_jour(le))


class Engagement(Versionne):
    """Une promesse de la convention, avec son texte exact."""

    categorie = models.ForeignKey(
        Categorie, models.CASCADE, related_name="engagements", verbose_name="catégorie"
    )
    rang = models.PositiveSmallIntegerField("rang dans la catégorie")
    titre = models.CharField("titre", max_length=120)
    texte = models.TextField("texte de la convention")
    porteur = models.CharField("porté par", max_length=7, choices=Porteur)
    aide = models.CharField(
        "avec l’aide de", max_length=7, choices=Association, blank=True, default=""
    )
    niveau = models.CharField("niveau", max_length=8, choices=Niveau)
    remarque = models.CharField("remarque", max_length=200, blank=True)
    repris_de = models.OneToOneField(
        "self",
        models.PROTECT,
        related_name="repris_en",
        verbose_name="reprend",
        null=True,
        blank=True,
    )
    history = Histoire("histoire de l’engagement")
    objects = EngagementQuerySet.as_manager()

    class Meta:
        verbose_name = "engagement"
        ordering = ["categorie__numero", "rang"]
        constraints = [
            models.UniqueConstraint(
                fields=["categorie", "rang"], name="engagement_une_fois_par_categorie"
            ),
            models.CheckConstraint(
                name="engagement_a_un_texte", condition=~Q(titre="") & ~Q(texte="")
            ),
        ]

    def __str__(self):
        return f"{self.numero} {self.titre}"

    @property
    def numero(self) -> str:
        """« 4.2 » : catégorie et rang."""
        return f"{self.categorie.numero}.{self.rang}"

    def get_absolute_url(self):
        return reverse("engagement", args=[self.categorie.convention.code, self.numero])


class Indicateur(models.Model):
    """Un indicateur suivi pour un engagement ; sa définition est dans le registre, sous `code`."""

    engagement = models.ForeignKey(
        Engagement, models.CASCADE, related_name="indicateurs", verbose_name="engagement"
    )
    rang = models.PositiveSmallIntegerField("rang")
    code = models.SlugField("code")

    class Meta:
        verbose_name = "indicateur"
        ordering = ["engagement", "rang"]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "code"], name="indicateur_une_fois_par_engagement"
            )
        ]

    def __str__(self):
        return self.code


class Cible(Versionne):
    """Ce qu'on vise pour un indicateur, une année de convention."""

    indicateur = models.ForeignKey(
        Indicateur, models.CASCADE, related_name="cibles", verbose_name="indicateur"
    )
    annee = models.PositiveSmallIntegerField("année")
    valeur = models.DecimalField("cible", max_digits=10, decimal_places=2)
    history = Histoire("histoire de la cible")
    objects = QuerySetSuivi.as_manager()

    class Meta:
        verbose_name = "cible"
        ordering = ["annee"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicateur", "annee"],
                name="une_cible_par_annee",
                violation_error_message="Une cible est déjà fixée pour cette année.",
            ),
            models.CheckConstraint(
                name="cible_positive",
                condition=Q(valeur__gte=0),
                violation_error_message="Une cible n’est pas négative.",
            ),
        ]

    def __str__(self):
        return f"{self.indicateur} {self.annee} : {self.valeur}"


class Releve(Versionne):
    """Une valeur que l'application ne sait pas calculer : saisie, avec sa source."""

    indicateur = models.ForeignKey(
        Indicateur, models.CASCADE, related_name="releves", verbose_name="indicateur"
    )
    annee = models.PositiveSmallIntegerField("année")
    association = models.CharField("association", max_length=7, choices=Association)
    valeur = models.DecimalField("valeur", max_digits=10, decimal_places=2)
    source = models.CharField("source", max_length=200)
    saisi_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="+",
        verbose_name="saisi par",
        null=True,
        editable=False,
    )
    history = Histoire("histoire du relevé")
    objects = QuerySetSuivi.as_manager()

    class Meta:
        verbose_name = "relevé"
        ordering = ["annee"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicateur", "annee", "association"],
                name="un_releve_par_annee_et_association",
                violation_error_message="Cette valeur est déjà saisie pour cette année.",
            ),
            models.CheckConstraint(
                name="releve_sourcee",
                condition=Q(valeur__gte=0) & ~Q(source=""),
                violation_error_message="Une valeur saisie dit d’où elle vient.",
            ),
        ]

    def __str__(self):
        return f"{self.indicateur} {self.annee} : {self.valeur}"
