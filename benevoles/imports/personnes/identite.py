"""Ce qu'une ligne dit de la personne elle-même : nom, coordonnées, département."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from phonenumber_field.phonenumber import PhoneNumber
from phonenumbers import NumberParseException, is_valid_number

from benevoles.imports.personnes.reconnaissance import numero_dit
from benevoles.models import Benevole
from etablissements.echanges.verdicts import Refus
from etablissements.models import Departement
from etablissements.recherche import cle_de_recherche

LONGUEURS = {"nom": 80, "prenom": 80, "commune": 80, "courriel": 254}
CONTRADICTION = "La ligne {} de ce fichier dit autre chose de la même personne."


class NumeroVerifie(PhoneNumber):
    """Un numéro qu'on vient de reconnaître bon : l'écrire ne le vérifie plus, ce qui est long."""

    def is_valid(self):
        return True


class Identites:
    """Lit les champs d'une fiche ; un texte déjà enregistré n'est pas vérifié une seconde fois."""

    def __init__(self):
        self.departements = {}
        for departement in Departement.objects.all():
            self.departements[departement.code.lower()] = departement
            self.departements[cle_de_recherche(departement.nom)] = departement

    def lire(self, rangee, benevole: Benevole) -> dict:
        """Les champs que la ligne change ; une case vide ne change rien."""
        champs = {}
        for champ, lire in (
            ("nom", self._texte),
            ("prenom", self._texte),
            ("courriel", self._courriel),
            ("telephone", self._telephone),
            ("commune", self._texte),
            ("departement", self._departement),
        ):
            if dit := rangee.valeurs.get(champ):
                champs[champ] = lire(champ, dit, getattr(benevole, champ))
        return {c: v for c, v in champs.items() if v != getattr(benevole, c)}

    def verifier_l_accord(self, rangee, dossier):
        """Deux lignes de la même personne disent la même chose de chaque champ."""
        for champ, dit in _dits(rangee):
            ligne, deja = dossier.dits.get(champ, (0, dit))
            if deja != dit:
                raise Refus(champ, CONTRADICTION.format(ligne))

    def retenir(self, rangee, dossier):
        for champ, dit in _dits(rangee):
            dossier.dits.setdefault(champ, (rangee.numero, dit))

    def _texte(self, champ, dit, connu):
        dit = " ".join(dit.split())
        if len(dit) > LONGUEURS[champ]:
            raise Refus(champ, f"{LONGUEURS[champ]} signes au plus.")
        # « DURAND » et « Durand » sont le même nom : la fiche garde sa façon de l'écrire.
        return connu if cle_de_recherche(dit) == cle_de_recherche(connu) else dit

    def _courriel(self, champ, dit, connu):
        if dit.lower() == connu.lower():
            return connu
        try:
            validate_email(dit)
        except ValidationError as faute:
            raise Refus(champ, "Ce n’est pas une adresse électronique.") from faute
        return dit

    def _telephone(self, champ, dit, connu):
        if connu and dit == connu.as_national:
            return connu
        if dit.isdecimal() and len(dit) == 9:  # un tableur a mangé le premier zéro
            dit = f"0{dit}"
        try:
            numero = NumeroVerifie.from_string(dit, region="FR")
        except NumberParseException:
            numero = None
        if numero is None or not is_valid_number(numero):
            raise Refus(champ, "Ce n’est pas un numéro de téléphone : écrivez 01 23 45 67 89.")
        return numero

    def _departement(self, champ, dit, _):
        cle = cle_de_recherche(dit.split("(")[0])
        trouve = self.departements.get(cle) or self.departements.get(cle.zfill(2))
        if trouve is None:
            raise Refus(champ, "Département inconnu : écrivez son numéro, comme 69.")
        return trouve


def verifier_le_nom(rangee):
    """Une ligne sans numéro de fiche a un nom et un prénom."""
    for champ in ("nom", "prenom"):
        if not rangee.valeurs.get(champ) and not numero_dit(rangee):
            raise Refus(champ, "Le nom et le prénom sont nécessaires, ou le n° de fiche.")


def _dits(rangee):
    for champ in ("courriel", "telephone", "commune", "departement"):
        if dit := cle_de_recherche(rangee.valeurs.get(champ, "")):
            yield champ, dit
