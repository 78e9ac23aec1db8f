"""Le territoire, les établissements, leurs effectifs : des faits datés, sourcés, conservés."""

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from etablissements.recherche import cle_de_recherche
from partenariat.models import Portee


class Confiance(models.TextChoices):
    HAUTE = "haute", "haute"
    MOYENNE = "moyenne", "moyenne"
    BASSE = "basse", "basse"


class Precision(models.TextChoices):
    """Jusqu'où une date est connue ; l'imprécise est tenue à son dernier jour possible."""

    JOUR = "jour", "au jour"
    MOIS = "mois", "au mois"
    ANNEE = "annee", "à l’année"


class DirectionInterregionale(models.Model):
    """Direction interrégionale des services pénitentiaires (DISP), ressort de 2014."""

    change_la_version = True

    code = models.SlugField("code", unique=True)
    nom = models.CharField("nom", max_length=120)
    libelle = models.CharField("libellé court", max_length=60, unique=True)
    siege = models.CharField("siège", max_length=60, blank=True)

    class Meta:
        verbose_name = "direction interrégionale"
        verbose_name_plural = "directions interrégionales"
        ordering = ["libelle"]

    def __str__(self):
        return self.libelle

    def get_absolute_url(self):
        return reverse("disp", args=[self.code])


class Departement(models.Model):
    """Département ou collectivité d'outre-mer, avec la DISP dont il dépendait en 2014."""

    change_la_version = True

    code = models.CharField("code", max_length=3, unique=True)
    nom = models.CharField("nom", max_length=60)
    disp = models.ForeignKey(
        DirectionInterregionale, models.PROTECT, related_name="departements", verbose_name="DISP"
    )

    class Meta:
        verbose_name = "département"
        ordering = ["code"]

    def __str__(self):
        return f"{self.nom} ({self.code})"


class Spip(models.Model):
    """Service pénitentiaire d'insertion et de probation : compétence départementale."""

    change_la_version = True

    code = models.SlugField("code", unique=True)
    nom = models.CharField("nom", max_length=120)
    departement = models.OneToOneField(
        Departement, models.PROTECT, related_name="spip", verbose_name="département"
    )
    siege = models.CharField("siège", max_length=60)
    source = models.TextField("source")

    class Meta:
        verbose_name = "SPIP"
        verbose_name_plural = "SPIP"
        ordering = ["departement__code"]

    def __str__(self):
        return self.nom


class Antenne(models.Model):
    """Antenne d'un SPIP (CPP, art. A44)."""

    spip = models.ForeignKey(Spip, models.CASCADE, related_name="antennes", verbose_name="SPIP")
    nom = models.CharField("nom", max_length=80)

    class Meta:
        verbose_name = "antenne"
        ordering = ["nom"]
        constraints = [
            models.UniqueConstraint(fields=["spip", "nom"], name="antenne_une_fois_par_spip")
        ]

    def __str__(self):
        return self.nom


class EtablissementQuerySet(models.QuerySet):
    def ouverts(self, *, le: dt.date):
        """Ouverts ce jour-là ; le jour de la fermeture ne compte plus."""
        return self.filter(
            Q(ouvert_le=None) | Q(ouvert_le__lte=le), Q(ferme_le=None) | Q(ferme_le__gt=le)
        )

    def visibles_par(self, utilisateur):
        """Les membres voient tous les établissements ; un agent du SPIP, ceux de son ressort."""
        droits = utilisateur.droits
        if droits.est_membre or droits.technique:
            return self
        return self.filter(spip__in=droits.spips)

    def chercher(self, texte: str):
        """Tous les mots de `texte`, sans égard aux accents ni à la casse."""
        resultat = self
        for mot in cle_de_recherche(texte).split():
            resultat = resultat.filter(recherche__contains=mot)
        return resultat


class Etablissement(models.Model):
    """Un établissement pénitentiaire. Il ouvre, ferme, est remplacé : on date, on n'efface pas."""

    change_la_version = True

    class Type(models.TextChoices):
        MA = "MA", "maison d’arrêt"
        CP = "CP", "centre pénitentiaire"
        CD = "CD", "centre de détention"
        MC = "MC", "maison centrale"
        CSL = "CSL", "centre de semi-liberté"
        EPM = "EPM", "établissement pour mineurs"
        EPSNF = "EPSNF", "établissement public de santé national"

    code = models.SlugField("code", unique=True, max_length=80)
    nom = models.CharField("nom", max_length=120)
    type = models.CharField("type", max_length=5, choices=Type)
    departement = models.ForeignKey(
        Departement, models.PROTECT, related_name="etablissements", verbose_name="département"
    )
    disp = models.ForeignKey(
        DirectionInterregionale, models.PROTECT, related_name="etablissements", verbose_name="DISP"
    )
    spip = models.ForeignKey(
        Spip,
        models.PROTECT,
        related_name="etablissements",
        verbose_name="SPIP",
        null=True,
        blank=True,
    )
    commune = models.CharField("commune", max_length=80)
    insee = models.CharField("code INSEE", max_length=5)
    latitude = models.FloatField("latitude")
    longitude = models.FloatField("longitude")
    precision_geo = models.CharField("position connue", max_length=20)
    ouvert_le = models.DateField("ouvert le", null=True, blank=True)
    ouvert_precision = models.CharField(
        "ouverture connue", max_length=5, choices=Precision, default=Precision.JOUR
    )
    ferme_le = models.DateField("fermé le", null=True, blank=True)
    ferme_precision = models.CharField(
        "fermeture connue", max_length=5, choices=Precision, default=Precision.JOUR
    )
    remplace_par = models.ForeignKey(
        "self",
        models.PROTECT,
        related_name="remplace",
        verbose_name="remplacé par",
        null=True,
        blank=True,
    )
    source = models.TextField("source")
    confiance = models.CharField("confiance", max_length=7, choices=Confiance)
    recherche = models.CharField("clé de recherche", max_length=300, editable=False, db_index=True)

    objects = EtablissementQuerySet.as_manager()

    class Meta:
        verbose_name = "établissement"
        ordering = ["nom"]
        constraints = [
            models.CheckConstraint(
                name="ferme_apres_avoir_ouvert",
                condition=Q(ouvert_le=None) | Q(ferme_le=None) | Q(ferme_le__gte=F("ouvert_le")),
                violation_error_message="La fermeture précède l’ouverture.",
            ),
            models.CheckConstraint(
                name="remplace_seulement_si_ferme",
                condition=Q(remplace_par=None) | Q(ferme_le__isnull=False),
                violation_error_message="Seul un établissement fermé peut être remplacé.",
            ),
        ]

    def __str__(self):
        return self.nom

    def save(self, *args, **kwargs):
        self.recherche = self.calculer_recherche()
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("etablissement", args=[self.code])

    def calculer_recherche(self) -> str:
        """Le nom, la commune et le code, sans accents ni casse."""
        return cle_de_recherche(f"{self.nom} {self.commune} {self.type} {self.departement.code}")

    def est_ouvert(self, le: dt.date) -> bool:
        ouvert = self.ouvert_le is None or self.ouvert_le <= le
        return ouvert and (self.ferme_le is None or self.ferme_le > le)


class Effectif(models.Model):
    """Une capacité (places) ou un nombre de personnes détenues, à une date, avec sa source.

    `retenu` : utilisable pour calculer un besoin ; les valeurs écartées restent, pour mémoire.
    """

    change_la_version = True
    touche = "etablissement"

    class Nature(models.TextChoices):
        PLACES = "places", "places"
        DETENUS = "detenus", "personnes détenues"

    etablissement = models.ForeignKey(
        Etablissement, models.CASCADE, related_name="effectifs", verbose_name="établissement"
    )
    nature = models.CharField("nature", max_length=7, choices=Nature)
    le = models.DateField("au")
    precision = models.CharField(
        "date connue", max_length=5, choices=Precision, default=Precision.JOUR
    )
    valeur = models.PositiveIntegerField("nombre")
    perimetre = models.CharField("périmètre", max_length=120)
    retenu = models.BooleanField("retenu pour le calcul")
    source = models.TextField("source")
    confiance = models.CharField("confiance", max_length=7, choices=Confiance)

    class Meta:
        verbose_name = "effectif"
        ordering = ["-le"]
        constraints = [
            models.UniqueConstraint(
                fields=["etablissement", "nature", "le", "source", "perimetre"],
                name="effectif_une_fois_par_date_et_source",
            ),
            models.UniqueConstraint(
                fields=["etablissement", "nature", "le"],
                condition=Q(retenu=True),
                name="un_seul_effectif_retenu_par_date",
                violation_error_message="Une autre valeur est déjà retenue à cette date.",
            ),
        ]

    def __str__(self):
        return f"{self.valeur} {self.get_nature_display()} au {self.le:%d/%m/%Y}"


class Evenement(models.Model):
    """Ouverture, fermeture, changement de type… ; parfois sans date connue, jamais sans source."""

    change_la_version = True
    touche = Portee.RIEN

    etablissement = models.ForeignKey(
        Etablissement,
        models.CASCADE,
        related_name="evenements",
        verbose_name="établissement",
        null=True,
        blank=True,
    )
    nature = models.CharField("nature", max_length=60)
    le = models.DateField("date", null=True, blank=True)
    date_ecrite = models.CharField("date telle que la source l’écrit", max_length=60)
    detail = models.TextField("détail", blank=True)
    source = models.TextField("source")
    confiance = models.CharField("confiance", max_length=7, choices=Confiance)

    class Meta:
        verbose_name = "événement"
        ordering = [F("le").desc(nulls_last=True), "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["etablissement", "nature", "date_ecrite"], name="evenement_une_fois"
            ),
            models.UniqueConstraint(
                fields=["nature", "date_ecrite"],
                condition=Q(etablissement=None),
                name="evenement_general_une_fois",
            ),
        ]

    def __str__(self):
        return f"{self.nature} ({self.date_ecrite})"
