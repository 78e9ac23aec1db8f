"""Contrôle que la couverture calculée et la requête de contrôle s'accordent partout."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import localdate

from benevoles.verification import couvertures_du_jour, ecarts
from partenariat.dates import BORNES
from partenariat.formulaires import ChampJour
from partenariat.periodes import ajouter_mois


class Command(BaseCommand):
    help = "Compare la couverture calculée à la même règle écrite en SQL, à une ou plusieurs dates."

    def add_arguments(self, parser):
        parser.add_argument("--au", metavar="DATE", help="jour contrôlé (aujourd’hui par défaut)")
        parser.add_argument(
            "--tous-les-mois-depuis",
            metavar="DATE",
            help="contrôle aussi, mois par mois, depuis cette date",
        )

    def handle(self, *, au, tous_les_mois_depuis, **_):
        dernier = _lire_jour(au) if au else localdate()
        premier = _lire_jour(tous_les_mois_depuis) if tous_les_mois_depuis else dernier
        if premier > dernier:
            raise CommandError(f"Le {premier:%d/%m/%Y} vient après le {dernier:%d/%m/%Y}.")
        nombre = sum(self._controler(jour) for jour in _jours(premier, dernier))
        if nombre:
            raise CommandError(f"{_nombre(nombre, 'écart')} en tout.")

    def _controler(self, le) -> int:
        calculees = couvertures_du_jour(le=le)
        trouves = ecarts(le=le, calculees=calculees)
        combien = f"{_nombre(len(calculees), 'établissement')} au {le:%d/%m/%Y}"
        bilan = _nombre(len(trouves), "écart") if trouves else "aucun écart"
        self.stdout.write(f"{combien}, {bilan}")
        for ecart in trouves:
            self.stdout.write(f"  {ecart}")
        return len(trouves)


def _lire_jour(texte: str) -> dt.date:
    try:
        jour = ChampJour().clean(texte)
    except ValidationError as erreur:
        raise CommandError(f"« {texte} » : {' '.join(erreur.messages)}") from erreur
    premier, dernier = BORNES
    if not premier <= jour <= dernier:
        raise CommandError(
            f"Le {jour:%d/%m/%Y} n’est pas entre le {premier:%d/%m/%Y} et le {dernier:%d/%m/%Y}."
        )
    return jour


def _jours(premier, dernier):
    """Le même quantième de chaque mois, puis le dernier jour demandé."""
    rang, jour = 0, premier
    while jour < dernier:
        yield jour
        rang += 1
        jour = ajouter_mois(premier, rang)
    yield dernier


def _nombre(n, nom):
    return f"{n} {nom}{'s' if n > 1 else ''}"
