"""Présentation des formulaires : un champ, son aide, son erreur, partout de la même façon."""

from django import forms
from django.forms.renderers import TemplatesSetting


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
