"""Ce que la base refuse et qu'une contrainte ordinaire ne sait pas dire : d'une table à l'autre."""

from django.db.models.constraints import BaseConstraint


class Interdit(BaseConstraint):
    """Refuse une écriture quand `quand` est vrai, sur les deux bases, par un déclencheur.

    `quand` : du SQL où NEW et OLD désignent la ligne, commun aux deux bases, ou un texte pour
    chacune ({"sqlite": …, "postgresql": …}) ; `evenements` : « INSERT », « UPDATE », « DELETE ».
    Posé après chaque migration (`partenariat.declencheurs`). Lève IntegrityError : ce qui se dit à
    l'utilisateur se vérifie avant, dans le formulaire.
    """

    def __init__(self, *, name, evenements, quand, violation_error_message=None):
        self.evenements, self.quand = tuple(evenements), quand
        super().__init__(name=name, violation_error_message=violation_error_message)

    def constraint_sql(self, model, schema_editor):
        return None

    create_sql = remove_sql = constraint_sql

    def validate(self, model, instance, exclude=None, using="default"):
        """Rien : la base juge, au moment d'écrire."""

    def ordres(self, table: str, base: str):
        """Les ordres SQL qui (re)posent les déclencheurs."""
        quand = self.quand[base] if isinstance(self.quand, dict) else self.quand
        for evenement in self.evenements:
            nom = f"{self.name}_{evenement.lower()}"
            if base == "sqlite":
                yield f'DROP TRIGGER IF EXISTS "{nom}"'
                yield (
                    f'CREATE TRIGGER "{nom}" BEFORE {evenement} ON "{table}" WHEN {quand}'
                    f" BEGIN SELECT RAISE(ABORT, '{self.name}'); END"
                )
            else:
                rendu = "OLD" if evenement == "DELETE" else "NEW"
                yield (
                    f'CREATE OR REPLACE FUNCTION "{nom}"() RETURNS trigger LANGUAGE plpgsql AS $$'
                    f" BEGIN IF {quand} THEN RAISE EXCEPTION '{self.name}'"
                    f" USING ERRCODE = 'check_violation', CONSTRAINT = '{self.name}'; END IF;"
                    f" RETURN {rendu}; END $$"
                )
                yield f'DROP TRIGGER IF EXISTS "{nom}" ON "{table}"'
                yield (
                    f'CREATE TRIGGER "{nom}" BEFORE {evenement} ON "{table}"'
                    f' FOR EACH ROW EXECUTE FUNCTION "{nom}"()'
                )

    def deconstruct(self):
        chemin, args, kwargs = super().deconstruct()
        return chemin, args, kwargs | {"evenements": self.evenements, "quand": self.quand}

    def __eq__(self, autre):
        if isinstance(autre, Interdit):
            return self.deconstruct() == autre.deconstruct()
        return NotImplemented

    __hash__ = BaseConstraint.__hash__
