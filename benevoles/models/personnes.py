"""Les bénévoles, leurs adhésions et leurs absences."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from phonenumber_field.modelfields import PhoneNumberField

from benevoles.models.visibilite import Lecture, adherents_visibles, visibles
from benevoles.perimetre import fonction_de
from etablissements.models import Departement
from etablissements.recherche import cle_de_recherche
from partenariat.concurrence import Versionne
from partenariat.histoire import SUIVI, Histoire, QuerySetSuivi
from partenariat.models import Association, Portee
from partenariat.periodes import Periode, PeriodeQuerySet, SansChevauchement

# Ni saisis ni lus : l'histoire n'en dit rien.
CALCULES = ("recherche", "jumelle", "effacement_prevu_le")


class BenevoleQuerySet(QuerySetSuivi):
    def visibles_par(self, utilisateur, *, pour=Lecture.RECHERCHE):
        """Soi-même, et les personnes de son association dans son périmètre ; jamais les autres.

        Une association cesse de voir qui l'a quittée depuis plus de trois mois (`Droits.memoire`)
        et n'est plus que de l'autre ; la fiche de qui a quitté les deux attend son effacement.

        `pour` : les mêmes personnes, demandées à la base selon ce qu'on va en lire.
        """
        return visibles(self, utilisateur, pour)

    def adherents_visibles_par(self, utilisateur, *, le: dt.date):
        """Parmi celles qu'il voit, les adhérents de son association ce jour-là."""
        droits = utilisateur.droits
        adhesions = Adhesion.objects.en_cours(le=le).filter(association=droits.association)
        adherents = self.filter(pk__in=adhesions.values("benevole"))
        if le >= droits.memoire:
            return adherents_visibles(adherents, utilisateur)
        return visibles(adherents, utilisateur, Lecture.COMPTE)

    def modifiables_par(self, utilisateur):
        """Les fiches que ce compte peut corriger : celles de son périmètre, et la sienne."""
        return self.visibles_par(utilisateur)

    def de(self, association):
        """Adhérents, présents ou passés, ou personnes affectées au titre de l'association."""
        return self.filter(self._de(association))

    def chercher(self, texte: str):
        """Tous les mots de `texte` dans le nom, le prénom ou la commune, sans accents ni casse."""
        resultat = self
        for mot in cle_de_recherche(texte).split():
            resultat = resultat.filter(recherche__contains=mot)
        return resultat

    def presentes(self):
        """Celles qu'on n'a pas effacées."""
        return self.filter(efface_le=None)

    def _de(self, association):
        adhesions = Adhesion.objects.filter(benevole=OuterRef("pk"), association=association)
        affectations = Benevole.affectations.rel.related_model.objects.filter(
            benevole=OuterRef("pk"), fonction=fonction_de(association)
        )
        return Q(Exists(adhesions)) | Q(Exists(affectations))


class Benevole(Versionne):
    """Une personne, avec ou sans compte. Pas de date de naissance : aucune règle n'en a besoin."""

    change_la_version = True
    touche = Portee.ENCADREMENT
    # L'histoire d'une fiche absorbée s'efface avec celle qui la conserve (partenariat.inalterable).
    absorbee_par = (
        "SELECT fusion.conserve_id FROM benevoles_fusion AS fusion"
        " WHERE fusion.absorbe = {} AND fusion.defaite_le IS NULL"
    )

    nom = models.CharField("nom", max_length=80)
    prenom = models.CharField("prénom", max_length=80)
    courriel = models.EmailField("adresse électronique", blank=True)
    telephone = PhoneNumberField("téléphone", blank=True)
    commune = models.CharField("commune", max_length=80, blank=True)
    departement = models.ForeignKey(
        Departement,
        models.PROTECT,
        related_name="+",
        verbose_name="département",
        null=True,
        blank=True,
    )
    utilisateur = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="benevole",
        verbose_name="compte",
        null=True,
        blank=True,
        editable=False,
    )
    recherche = models.CharField("clé de recherche", max_length=300, editable=False, db_index=True)
    # Tirée au hasard quand on efface l'une de ses deux fiches : les comptes restent justes.
    jumelle = models.CharField(
        "fiche de la même personne", max_length=32, blank=True, default="", editable=False
    )
    effacement_prevu_le = models.DateField(
        "effacement prévu le", null=True, blank=True, editable=False, db_index=True
    )
    efface_le = models.DateTimeField("effacée le", null=True, blank=True, editable=False)
    history = Histoire("histoire du bénévole", sauf=[*SUIVI, *CALCULES])

    objects = BenevoleQuerySet.as_manager()

    class Meta:
        verbose_name = "bénévole"
        ordering = ["nom", "prenom", "pk"]
        indexes = [models.Index(fields=["nom", "prenom", "id"], name="benevole_par_nom")]
        constraints = [
            models.CheckConstraint(
                name="benevole_a_un_nom",
                condition=~Q(nom="") & ~Q(prenom=""),
                violation_error_message="Le nom et le prénom sont nécessaires.",
            ),
            models.CheckConstraint(
                name="benevole_efface_sans_coordonnees",
                condition=Q(efface_le=None)
                | Q(
                    courriel="",
                    telephone="",
                    commune="",
                    utilisateur=None,
                    effacement_prevu_le=None,
                ),
            ),
        ]

    def __str__(self):
        return f"{self.prenom} {self.nom}"

    def save(self, *args, **kwargs):
        self.recherche = self.calculer_recherche()
        champs = kwargs.get("update_fields")
        if champs is not None:
            kwargs["update_fields"] = [*champs, "recherche"]
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("personne", args=[self.pk])

    def calculer_recherche(self) -> str:
        return cle_de_recherche(f"{self.nom} {self.prenom} {self.nom} {self.commune}")[:300]


class Adhesion(Periode):
    """Une personne est membre d'une association, pendant une période."""

    change_la_version = True
    touche = Portee.RIEN

    benevole = models.ForeignKey(
        Benevole, models.PROTECT, related_name="adhesions", verbose_name="bénévole"
    )
    association = models.CharField("association", max_length=7, choices=Association)
    history = Histoire("histoire de l’adhésion")

    objects = PeriodeQuerySet.as_manager()

    class Meta(Periode.Meta):
        verbose_name = "adhésion"
        ordering = ["-debut"]
        constraints = [
            *Periode.Meta.constraints,
            SansChevauchement(
                name="adhesion_sans_chevauchement",
                cle=["benevole", "association"],
                violation_error_message=(
                    "Cette personne est déjà membre de cette association sur cette période."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.get_association_display()} depuis le {self.debut:%d/%m/%Y}"


class Absence(Periode):
    """Une absence annoncée (voyage, repos…) : des dates, jamais de motif."""

    change_la_version = True
    touche = Portee.ENCADREMENT

    benevole = models.ForeignKey(
        Benevole, models.CASCADE, related_name="absences", verbose_name="bénévole"
    )
    history = Histoire("histoire de l’absence")

    objects = PeriodeQuerySet.as_manager()

    class Meta(Periode.Meta):
        verbose_name = "absence"
        ordering = ["-debut"]
        constraints = [
            *Periode.Meta.constraints,
            models.CheckConstraint(
                name="absence_a_une_fin",
                condition=Q(fin__isnull=False),
                violation_error_message="Indiquez le dernier jour de l’absence.",
            ),
            SansChevauchement(
                name="absence_sans_chevauchement",
                cle=["benevole"],
                violation_error_message="Une absence est déjà notée sur ces dates.",
            ),
        ]

    def __str__(self):
        return f"du {self.debut:%d/%m/%Y} au {self.fin:%d/%m/%Y}"
