"""Présentation des formulaires : un champ, son aide, son erreur, partout de la même façon."""

import datetime as dt
from functools import lru_cache

from django import forms
from django.forms.renderers import TemplatesSetting
from django.forms.utils import flatatt
from django.utils.html import conditional_escape, format_html, format_html_join


class Rendu(TemplatesSetting):
    form_template_name = "composants/formulaire.html"
    field_template_name = "composants/champ.html"


class ChampJour(forms.DateField):
    """Un jour, saisi au calendrier du navigateur ou à la main (« 1/9/2014 », « 2014-09-01 »)."""

    def __init__(self, **kwargs):
        kwargs.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        kwargs.setdefault("input_formats", ["%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y", "%d-%m-%Y"])
        kwargs.setdefault(
            "error_messages",
            {"invalid": "Écrivez une date comme 01/09/2014.", "required": "Indiquez une date."},
        )
        super().__init__(**kwargs)


class LongueListe(forms.Select):
    """Une liste déroulante écrite d'un trait : un gabarit par option coûtait 20 ms les 200."""

    def render(self, name, value, attrs=None, renderer=None):
        choix = tuple((conditional_escape(v), conditional_escape(t)) for v, t in self.choices)
        choisies = frozenset(conditional_escape(v) for v in self.format_value(value))
        options = _options(choix, choisies.intersection(v for v, _ in choix))
        attributs = flatatt(self.build_attrs(self.attrs, {"name": name} | (attrs or {})))
        return format_html("<select{}>{}</select>", attributs, options)


@lru_cache(maxsize=200)
def _options(choix, choisies):
    """Les mêmes listes, déjà échappées, reviennent à chaque page : on ne les récrit pas."""
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((valeur, " selected" if valeur in choisies else "", texte) for valeur, texte in choix),
    )


def en_mots(form, *, taire=False) -> str:
    """Ce que ce formulaire demande, en clair : « DISP : Lyon ; État : Faite ».

    `taire` : les textes tapés, souvent un nom de personne, ne sont pas répétés.
    """
    form.is_valid()
    dits = ((champ, form.cleaned_data.get(nom)) for nom, champ in form.fields.items())
    return " ; ".join(
        f"{champ.label} : {_valeur_en_mots(champ, valeur, taire)}"
        for champ, valeur in dits
        if valeur
    )


def _valeur_en_mots(champ, valeur, taire):
    if isinstance(champ, forms.ChoiceField) and not isinstance(champ, forms.ModelChoiceField):
        libelles = {str(cle): str(libelle) for cle, libelle in champ.choices}
        choisis = valeur if isinstance(valeur, (list, tuple)) else [valeur]
        return ", ".join(libelles.get(str(cle), str(cle)) for cle in choisis)
    if isinstance(valeur, bool):
        return "oui"
    if isinstance(valeur, dt.date):
        return valeur.strftime("%d/%m/%Y")
    return "un texte" if taire and isinstance(valeur, str) else str(valeur)
