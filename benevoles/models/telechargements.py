"""Le journal des téléchargements : qui a emporté quoi ; rien ne s'y modifie."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from benevoles.models.personnes import Benevole
from partenariat.interdits import Interdit
from partenariat.models import Association


class TelechargementQuerySet(models.QuerySet):
    def visibles_par(self, utilisateur):
        """Pour les directions : ceux de leur association, et de leurs bénévoles sans fonction.

        Les agents du SPIP n'ont pas d'association : les deux directions voient ce qu'ils emportent.
        """
        direction = utilisateur.droits.direction
        if direction is None:
            return self.none()
        siens = Benevole.objects.visibles_par(utilisateur).exclude(utilisateur=None)
        sans = Q(association="") & (Q(agent=True) | Q(compte__in=siens.values("utilisateur")))
        return self.filter(Q(association=direction) | sans)


class Telechargement(models.Model):
    """Une liste emportée dans un tableur. Gardé un an, puis effacé par le travail de nuit.

    Comme dans le journal des demandes, le nom est écrit dans la ligne, et la base n'en laisse
    changer que cela, quand la personne est effacée (`suivi.vie_privee`).
    """

    le = models.DateTimeField("le", default=timezone.now, db_index=True)
    compte = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        related_name="+",
        verbose_name="compte",
        db_constraint=False,
        null=True,
    )
    nom = models.CharField("nom", max_length=150)
    association = models.CharField("association", max_length=10, choices=Association, blank=True)
    agent = models.BooleanField("agent du SPIP", default=False)
    liste = models.CharField("liste", max_length=120)
    filtres = models.CharField("ce qui était demandé", max_length=500, blank=True)
    format = models.CharField("format", max_length=10)
    lignes = models.PositiveIntegerField("lignes")
    personnel = models.BooleanField("nomme des personnes")

    objects = TelechargementQuerySet.as_manager()

    class Meta:
        verbose_name = "téléchargement"
        ordering = ["-le", "-pk"]
        constraints = [
            Interdit(
                name="telechargement_intouchable",
                evenements=["UPDATE"],
                quand="NOT (substr(NEW.nom, 1, 16) = 'Personne effacée' AND NEW.compte_id IS NULL"
                " AND NEW.id = OLD.id AND NEW.le = OLD.le AND NEW.association = OLD.association"
                " AND NEW.agent = OLD.agent AND NEW.liste = OLD.liste"
                " AND NEW.filtres = OLD.filtres AND NEW.format = OLD.format"
                " AND NEW.lignes = OLD.lignes AND NEW.personnel = OLD.personnel)",
            ),
            Interdit(
                name="telechargement_garde_un_an",
                evenements=["DELETE"],
                quand={
                    "sqlite": "OLD.le > datetime('now', '-365 days')",
                    "postgresql": "OLD.le > now() - interval '365 days'",
                },
            ),
        ]

    def __str__(self):
        return f"{self.le:%d/%m/%Y %H:%M} {self.nom} : {self.liste}"
