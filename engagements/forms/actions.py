"""Noter une action : trois réponses suffisent, le reste se déplie. Puis la corriger, la suivre."""

import datetime as dt

from django import forms
from django.utils import timezone

from benevoles.forms.saisie import DOUBLE_ENVOI, Correction, Saisie
from engagements.actions.lieux import lieux_proposes, lire_lieu, valeur_du_lieu
from engagements.actions.phrases import DEMARCHE, ORIENTATIONS, PHRASES, habituels, phrase
from engagements.actions.regles import (
    SANS_CONVENTION,
    etat_selon,
    faute_du_jour,
    faute_du_lieu,
    fautes,
)
from engagements.forms.pieces import ChampPiece
from engagements.models import Action, Engagement, Facilite, Interlocuteur, Voie
from engagements.pieces.depot import deposer
from partenariat.concurrence import FormulaireVersionne
from partenariat.formulaires import ChampJour, LongueListe

Etat = Action.Etat
RENVOI = dt.timedelta(minutes=2)  # le même auteur, la même action : un double envoi
AUTRE = "autre"  # le sujet est parmi les autres engagements, que la page déplie
SANS_NOM = "N’écrivez jamais le nom d’une personne détenue."


def en_titre(choix) -> list[tuple[str, str]]:
    """Les choix d'une énumération, la première lettre en majuscule."""
    return [(valeur, f"{libelle[:1].upper()}{libelle[1:]}") for valeur, libelle in choix.choices]


class ActionForm(Saisie):
    """Une action nouvelle : faite si son jour est passé, prévue s'il est à venir."""

    template_name = "actions/_champs.html"
    verrou = "cree_par"

    sujet = forms.ChoiceField(
        label="De quoi s’agit-il ?",
        widget=forms.RadioSelect,
        error_messages={"required": "Dites de quoi il s’agit."},
    )
    ou = forms.ChoiceField(label="Où ?", widget=LongueListe)
    autres = forms.MultipleChoiceField(
        label="Pour quels engagements", widget=forms.CheckboxSelectMultiple, required=False
    )
    facilites = forms.MultipleChoiceField(
        label="Ce que vous avez obtenu",
        choices=en_titre(Facilite),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    fichier = ChampPiece(label="Un fichier à joindre", required=False)

    class Meta:
        model = Action
        fields = ["le", "titre", "interlocuteur", "voie", "orientations"]
        fields += ["description", "par_anvp", "par_auxilia"]
        field_classes = {"le": ChampJour}
        labels = {
            "le": "Quand ?",
            "titre": "En quelques mots",
            "interlocuteur": "Auprès de qui ?",
            "voie": "Orientées vers qui ?",
            "orientations": "Combien de personnes ?",
            "description": "Précisions",
        }
        help_texts = {
            "titre": "Si vous laissez vide, la phrase choisie plus haut servira de titre.",
            "description": SANS_NOM,
        }
        widgets = {"description": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args, auteur, **kwargs):
        super().__init__(*args, **kwargs)
        self.auteur = auteur
        if not self.instance.pk:
            self.instance.cree_par = auteur
            self.instance.benevole_id = auteur.droits.benevole
        self.fields["titre"].required = False
        self.fields["orientations"].min_value = 1
        self.fields["voie"].choices = [("", "Personne orientée"), *en_titre(Voie)]
        choisir = [("", "Choisissez"), *en_titre(Interlocuteur)]
        self.fields["interlocuteur"].choices = choisir
        self._choix_des_lieux()
        self._choix_des_engagements()

    def _choix_des_lieux(self):
        proposes = lieux_proposes(self.auteur, le=self.aujourdhui)
        if self.instance.pk:
            actuel = valeur_du_lieu(self.instance)
            self.initial["ou"] = actuel
            if actuel not in dict(proposes):
                lieu = self.instance.etablissement or self.instance.disp or "Toute la France"
                proposes = [(actuel, str(lieu)), *proposes]
        if len(proposes) == 1:
            self.initial["ou"] = proposes[0][0]
        else:
            proposes = [("", "Choisissez"), *proposes]
        self.fields["ou"].choices = proposes

    def _choix_des_engagements(self):
        jour = self.instance.le if self.instance.pk else self.aujourdhui
        engagements = Engagement.objects.du_jour(jour).select_related("categorie")
        phrases = {e.numero: phrase(e) for e in engagements}
        actuels = [e.numero for e in self.instance.engagements.all()] if self.instance.pk else []
        actuels = actuels or self.initial.get("engagements", [])
        d_abord = [n for n in habituels(self.auteur.droits) if n in phrases]
        d_abord += [n for n in actuels if n in phrases and n not in d_abord]
        if actuels and actuels[0] in phrases:
            self.initial["sujet"] = actuels[0] if len(actuels) == 1 else AUTRE
        self.initial["autres"] = actuels
        self.fields["sujet"].choices = [(n, phrases[n]) for n in d_abord]
        self.fields["sujet"].choices += [(AUTRE, "Autre chose, ou plusieurs à la fois")]
        self.fields["autres"].choices = [(n, f"{n} {texte}") for n, texte in phrases.items()]

    @property
    def details_ouverts(self) -> bool:
        """Le volet s'ouvre quand quelque chose y est écrit, ou à corriger."""
        noms = ("description", "fichier", "par_anvp", "par_auxilia")
        return any(self.errors.get(n) for n in noms) or bool(self["description"].value())

    def clean(self):
        donnees = super().clean()
        donnees["numeros"] = numeros = self._numeros(donnees)
        if donnees.get("ou"):
            self._poser_le_lieu(lire_lieu(donnees["ou"]))
        self._taire_le_reste(donnees, numeros)
        dits = {nom: donnees.get(nom) for nom in ("interlocuteur", "voie", "orientations")}
        for champ, faute in fautes(numeros=numeros, **dits):
            if champ not in self.errors:
                self.add_error(champ, faute)
        if not donnees.get("titre") and numeros:
            self.instance.titre = donnees["titre"] = self._titre_par_defaut(donnees)
        return donnees

    def _numeros(self, donnees):
        """Les numéros choisis : un sujet, ou ceux de la liste entière."""
        sujet = donnees.get("sujet")
        if sujet != AUTRE:
            return {sujet} if sujet else set()
        if not donnees.get("autres") and "autres" not in self.errors:
            self.add_error("autres", "Cochez au moins un engagement.")
        return set(donnees.get("autres", []))

    def _poser_le_lieu(self, lieu):
        self.instance.niveau = lieu.niveau
        self.instance.etablissement, self.instance.disp = lieu.etablissement, lieu.disp
        jour = self.cleaned_data.get("le")
        if jour and (faute := faute_du_lieu(lieu.etablissement, jour)):
            self.add_error("ou", faute)

    def _taire_le_reste(self, donnees, numeros):
        """Ce qui ne concerne pas l'engagement choisi n'est pas gardé : la page ne le montre pas."""
        if DEMARCHE not in numeros:
            donnees["interlocuteur"], donnees["facilites"] = "", []
        self.instance.facilites = donnees.get("facilites", [])
        if not numeros.intersection(ORIENTATIONS):
            donnees["voie"], donnees["orientations"] = "", None

    def _titre_par_defaut(self, donnees):
        premier = min(donnees["numeros"])
        return PHRASES.get(premier) or dict(self.fields["sujet"].choices).get(premier, premier)

    def ecrire(self, par):
        """L'action, ses engagements dans la convention de son jour, et le fichier joint."""
        self._dater()
        super().ecrire(par)
        self.instance.engagements.set(self._engagements())
        if fichier := self.cleaned_data.get("fichier"):
            deposer(fichier, par=par, action=self.instance)

    def _dater(self):
        """Une action nouvelle : son état suit sa date ; la même, deux fois, n'en fait qu'une."""
        action = self.instance
        action.etat = etat_selon(action.le, le=self.aujourdhui)
        memes = Action.objects.filter(
            cree_par=action.cree_par,
            titre=action.titre,
            le=action.le,
            etablissement=action.etablissement,
            disp=action.disp,
            cree_le__gt=timezone.now() - RENVOI,
        )
        if memes.exists():
            raise forms.ValidationError(DOUBLE_ENVOI)

    def _engagements(self):
        """Une action passée compte pour la convention d'alors, sous le même numéro."""
        alors = Engagement.objects.du_jour(self.instance.le).select_related("categorie")
        trouves = [e for e in alors if e.numero in self.cleaned_data["numeros"]]
        if not trouves:
            raise forms.ValidationError(SANS_CONVENTION)
        return trouves


class CorrectionActionForm(ActionForm, FormulaireVersionne):
    """La correction d'une action ; son état se change à part."""

    verrou = ""
    fichier = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["facilites"] = self.instance.facilites

    def _dater(self):
        if self.instance.etat == Etat.FAITE and self.instance.le > self.aujourdhui:
            raise forms.ValidationError("Une action déjà faite ne peut pas être à venir.")


class EtatActionForm(Correction):
    """Faite, abandonnée, ou reportée : et à quelle date."""

    class Meta:
        model = Action
        fields = ["etat", "le"]
        field_classes = {"le": ChampJour}
        widgets = {"etat": forms.RadioSelect}
        labels = {"etat": "Qu’en est-il ?", "le": "Quand ?"}
        help_texts = {"le": "Le jour où elle a été faite, ou le nouveau jour prévu."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["etat"].choices = en_titre(Etat)

    def clean(self):
        donnees = super().clean()
        etat, jour = donnees.get("etat"), donnees.get("le")
        if jour and (faute := faute_du_jour(etat, jour, le=self.aujourdhui)):
            self.add_error("le", faute)
        return donnees
