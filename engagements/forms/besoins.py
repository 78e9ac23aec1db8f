"""L'enquête sur les besoins : la préparer, y répondre."""

from django import forms
from django.core.exceptions import ValidationError

from benevoles.forms.saisie import Saisie
from engagements.models import Enquete, Participation, Question
from partenariat.formulaires import ChampJour

QUESTIONS = range(1, 9)
CHOIX_AU_PLUS = 12
LONGUEUR = 100


class EnqueteForm(Saisie):
    """Un titre, deux dates, une à huit questions : leurs réponses possibles, une par ligne."""

    verrou = ""
    obligatoires = ["fin"]

    class Meta:
        model = Enquete
        fields = ["titre", "debut", "fin"]
        field_classes = {"debut": ChampJour, "fin": ChampJour}
        labels = {"debut": "Ouverte du", "fin": "au (inclus)"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for n in QUESTIONS:
            self.fields[f"question_{n}"] = forms.CharField(
                label=f"Question {n}", max_length=200, required=n == 1
            )
            self.fields[f"choix_{n}"] = forms.CharField(
                label=f"Réponses possibles à la question {n}",
                widget=forms.Textarea(attrs={"rows": 4}),
                max_length=1400,
                required=n == 1,
                help_text="Une par ligne, deux au moins.",
            )
            self.fields[f"plusieurs_{n}"] = forms.BooleanField(
                label="On peut en choisir plusieurs", required=False
            )

    def generalites(self):
        return [self[nom] for nom in self._meta.fields]

    def questions(self):
        """(numéro, ses trois champs, remplie ou fautive) pour l'écran."""
        for n in QUESTIONS:
            champs = [self[f"{nom}_{n}"] for nom in ("question", "choix", "plusieurs")]
            yield n, champs, n <= 2 or any(c.value() or c.errors for c in champs)

    def clean(self):
        donnees = super().clean()
        for n in QUESTIONS:
            libelle, lignes = donnees.get(f"question_{n}"), donnees.get(f"choix_{n}", "")
            choix = list(dict.fromkeys(t.strip() for t in lignes.splitlines() if t.strip()))
            if choix and not libelle and f"question_{n}" not in self.errors:
                self.add_error(f"question_{n}", "Écrivez la question de ces réponses.")
            elif libelle and (faute := _faute(choix)):
                self.add_error(f"choix_{n}", faute)
            donnees[f"choix_{n}"] = choix
        return donnees

    def ecrire(self, par):
        super().ecrire(par)
        donnees = self.cleaned_data
        remplies = [n for n in QUESTIONS if donnees[f"question_{n}"]]
        Question.objects.bulk_create(
            Question(
                enquete=self.instance,
                rang=rang,
                libelle=donnees[f"question_{n}"],
                choix=donnees[f"choix_{n}"],
                plusieurs=donnees[f"plusieurs_{n}"],
            )
            for rang, n in enumerate(remplies, start=1)
        )


def _faute(choix):
    if len(choix) < 2:
        return "Écrivez au moins deux réponses, une par ligne."
    if len(choix) > CHOIX_AU_PLUS:
        return f"Gardez {CHOIX_AU_PLUS} réponses au plus."
    if max(map(len, choix)) > LONGUEUR:
        return f"Une réponse est trop longue : {LONGUEUR} signes au plus."
    return ""


class ParticipationForm(Saisie):
    """Ses réponses ; les mêmes cases corrigent celles d'avant, jusqu'à la fin de l'enquête."""

    verrou = "enquete"

    class Meta:
        model = Participation
        fields = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.questions = list(self.instance.enquete.questions.all())
        for question in self.questions:
            self.fields[_nom(question)] = self._champ(question)

    def _champ(self, question):
        donnees = self.instance.reponses.get(str(question.pk), [])
        sorte, widget, initial = forms.TypedChoiceField, forms.RadioSelect, donnees[0:1]
        initial = initial[0] if initial else None
        if question.plusieurs:
            sorte, widget = forms.TypedMultipleChoiceField, forms.CheckboxSelectMultiple
            initial = donnees
        return sorte(
            label=question.libelle,
            choices=list(enumerate(question.choix)),
            coerce=int,
            widget=widget,
            initial=initial,
            help_text="Plusieurs réponses possibles." if question.plusieurs else "",
        )

    def clean(self):
        donnees = super().clean()
        if not self.instance.enquete.est_ouverte(le=self.aujourdhui):
            raise ValidationError("Cette enquête est terminée : vos réponses ne changent plus.")
        return donnees

    def ecrire(self, par):
        self.instance.reponses = {
            str(q.pk): valeur if isinstance(valeur, list) else [valeur]
            for q in self.questions
            for valeur in [self.cleaned_data[_nom(q)]]
        }
        super().ecrire(par)


def _nom(question):
    return f"question_{question.pk}"
