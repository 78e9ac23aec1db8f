"""Le journal des demandes : chaque étape, chaque consultation ; rien ne s'y modifie."""

from django.conf import settings
from django.db import models

from partenariat.interdits import Interdit


class TraceQuerySet(models.QuerySet):
    def visibles_par(self, utilisateur):
        """Celles de leurs demandes, pour les directions : AUXILIA les siennes, l'ANVP celles qui
        lui sont parvenues (conception § 4).
        """
        if not utilisateur.droits.est_direction:
            return self.none()
        demandes = Trace.demande.field.related_model.objects.visibles_par(utilisateur)
        return self.filter(demande__in=demandes.values("pk"))


class Trace(models.Model):
    """Qui, à quel titre, quand, et quoi. Gardée un an, puis effacée par le travail de nuit.

    Le nom est écrit dans la ligne : elle doit rester lisible quand le compte n'existe plus. La base
    n'en laisse changer que cela : un nom devient « Personne effacée n° … » (`suivi.vie_privee`).
    """

    CONSULTATION = "consultation"
    EXPORT = "export"

    demande = models.ForeignKey(
        "engagements.DemandeVisite", models.PROTECT, related_name="traces", verbose_name="demande"
    )
    le = models.DateTimeField("le", db_index=True)
    compte = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        related_name="+",
        verbose_name="compte",
        db_constraint=False,
        null=True,
    )
    nom = models.CharField("nom", max_length=150)
    role = models.CharField("au titre de", max_length=60)
    quoi = models.CharField("quoi", max_length=20)
    etat = models.CharField("état ensuite", max_length=12, blank=True)

    objects = TraceQuerySet.as_manager()

    class Meta:
        verbose_name = "trace"
        ordering = ["-le", "-pk"]
        constraints = [
            Interdit(
                name="trace_intouchable",
                evenements=["UPDATE"],
                quand="NOT (substr(NEW.nom, 1, 16) = 'Personne effacée' AND NEW.compte_id IS NULL"
                " AND NEW.id = OLD.id AND NEW.demande_id = OLD.demande_id AND NEW.le = OLD.le"
                " AND NEW.role = OLD.role AND NEW.quoi = OLD.quoi AND NEW.etat = OLD.etat)",
            ),
            Interdit(
                name="trace_gardee_un_an",
                evenements=["DELETE"],
                quand={
                    "sqlite": "OLD.le > datetime('now', '-365 days')",
                    "postgresql": "OLD.le > now() - interval '365 days'",
                },
            ),
        ]

    def __str__(self):
        return f"{self.le:%d/%m/%Y %H:%M} {self.nom} : {self.quoi}"

    @classmethod
    def de(cls, demande, quoi: str, *, par, titres, maintenant) -> "Trace":
        """La ligne à écrire ; `titres` : à quel titre le compte agit, None pour l'application."""
        return cls(
            demande=demande,
            le=maintenant,
            compte=par,
            nom=str(par) if par else "l’application",
            role=", ".join(sorted(str(titre.label) for titre in titres)),
            quoi=quoi,
            etat=demande.etat,
        )
