"""Les périodes : l'histoire est tenue par des dates de début et de fin, toutes deux comprises."""

import calendar
import datetime as dt
from functools import lru_cache

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.constraints import BaseConstraint

from partenariat.histoire import QuerySetSuivi

PREMIER_JOUR = dt.date(1900, 1, 1)
DERNIER_JOUR = dt.date(9999, 12, 31)


@lru_cache(maxsize=10_000)  # l'ancienneté des statuts le demande cent mille fois
def ajouter_mois(jour: dt.date, mois: int) -> dt.date:
    """Le même quantième `mois` mois plus tard (ou avant), ou la fin du mois s'il manque."""
    rang = jour.year * 12 + jour.month - 1 + mois
    annee, mois_0 = divmod(rang, 12)
    try:
        return dt.date(annee, mois_0 + 1, jour.day)
    except ValueError:  # ce mois est plus court
        return dt.date(annee, mois_0 + 1, calendar.monthrange(annee, mois_0 + 1)[1])


class PlusJours(Func):
    """Une date de la base plus `jours` jours, utilisable dans une contrainte sur les deux bases."""

    output_field = models.DateField()

    def __init__(self, champ, jours: int):
        self.jours = jours
        super().__init__(champ)

    def deconstruct(self):
        return "partenariat.periodes.PlusJours", [self.source_expressions[0], self.jours], {}

    def as_sqlite(self, compiler, connection, **_):
        sql, parametres = compiler.compile(self.source_expressions[0])
        return f"date({sql}, '+{self.jours} days')", parametres

    def as_postgresql(self, compiler, connection, **_):
        sql, parametres = compiler.compile(self.source_expressions[0])
        return f"({sql} + {self.jours})", parametres


class PeriodeQuerySet(QuerySetSuivi):
    """Le vocabulaire commun à tout ce qui dure."""

    def en_cours(self, *, le: dt.date):
        return self.filter(Q(fin=None) | Q(fin__gte=le), debut__lte=le)

    def commencees(self, *, le: dt.date):
        """En cours ou terminées ce jour-là : le passé, sans l'avenir."""
        return self.filter(debut__lte=le)


class Periode(models.Model):
    """Ce qui commence un jour et finit peut-être : `fin` est le dernier jour compris."""

    debut = models.DateField("depuis le")
    fin = models.DateField("jusqu’au", null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_fin_apres_debut",
                condition=Q(fin=None) | Q(fin__gte=F("debut")),
                violation_error_message="La date de fin précède la date de début.",
            )
        ]

    def est_en_cours(self, le: dt.date) -> bool:
        return self.debut <= le and (self.fin is None or self.fin >= le)


class SansChevauchement(BaseConstraint):
    """Deux périodes de même clé ne se chevauchent jamais, `condition` vérifiée sur les deux.

    PostgreSQL la tient par une contrainte d'exclusion, SQLite par deux déclencheurs (posés après
    chaque migration par `partenariat.declencheurs`) : la même règle, dans la base, sur les deux.
    """

    def __init__(self, *, cle, name, condition=None, violation_error_message=None):
        self.cle = tuple(cle)
        self.condition = condition
        super().__init__(
            name=name,
            violation_error_message=violation_error_message or "Périodes qui se chevauchent.",
        )

    def _exclusion(self):
        intervalle = Func(
            F("debut"), F("fin"), Value("[]"), function="daterange", output_field=DateRangeField()
        )
        return ExclusionConstraint(
            name=self.name,
            expressions=[(c, RangeOperators.EQUAL) for c in self.cle]
            + [(intervalle, RangeOperators.OVERLAPS)],
            condition=self.condition,
        )

    def constraint_sql(self, model, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            return self._exclusion().constraint_sql(model, schema_editor)
        return None

    def create_sql(self, model, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            return self._exclusion().create_sql(model, schema_editor)
        return None

    def remove_sql(self, model, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            return self._exclusion().remove_sql(model, schema_editor)
        return None

    def validate(self, model, instance, exclude=None, using="default"):
        champs = {*self.cle, "debut", "fin"}
        if exclude and champs & set(exclude) or not self._concerne(model, instance):
            return
        cles = {c: getattr(instance, model._meta.get_field(c).attname) for c in self.cle}
        if instance.debut is None or None in cles.values():
            return
        autres = model._default_manager.using(using).filter(
            self.condition or Q(),
            Q(fin=None) | Q(fin__gte=instance.debut),
            debut__lte=instance.fin or DERNIER_JOUR,
            **cles,
        )
        if autres.exclude(pk=instance.pk).exists():
            raise ValidationError(
                self.get_violation_error_message(), code=self.violation_error_code
            )

    def _concerne(self, model, instance):
        if self.condition is None:
            return True
        valeurs = {
            champ.name: Value(getattr(instance, champ.attname), champ)
            for champ in model._meta.local_concrete_fields
        }
        return self.condition.check(valeurs)

    def deconstruct(self):
        chemin, args, kwargs = super().deconstruct()
        kwargs["cle"] = self.cle
        if self.condition is not None:
            kwargs["condition"] = self.condition
        return chemin, args, kwargs

    def __eq__(self, autre):
        if isinstance(autre, SansChevauchement):
            return self.deconstruct() == autre.deconstruct()
        return NotImplemented

    __hash__ = BaseConstraint.__hash__
