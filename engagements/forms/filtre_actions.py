"""Chercher parmi les actions : tout est dans l'adresse, rien n'est obligatoire."""

from django import forms
from django.db.models import Q

from engagements.actions.annees import annees_commencees
from engagements.models import Action, Categorie, Convention, Engagement
from etablissements.filtres import FiltreParTerritoire
from etablissements.recherche import cle_de_recherche
from partenariat.formulaires import LongueListe
from partenariat.models import Association


def _liste(libelle, choix=()):
    return forms.ChoiceField(label=libelle, required=False, widget=LongueListe, choices=choix)


class FiltreDispForm(FiltreParTerritoire):
    """La DISP seule."""

    departement = spip = None


class FiltreActionsForm(FiltreParTerritoire):
    """Catégorie ou engagement, DISP, année de convention, association, état."""

    q = forms.CharField(label="Établissement ou ville", required=False, max_length=80)
    engagement = _liste("Engagement")
    annee = _liste("Année de convention")
    association = _liste("Association", [("", "Les deux"), *Association.choices])
    etat = _liste("État", [("", "Tous"), *Action.Etat.choices])
    departement = spip = None
    field_order = ["q", "engagement", "disp", "annee", "association", "etat"]

    def __init__(self, *args, aujourdhui, **kwargs):
        super().__init__(*args, **kwargs)
        self.annees = {annee.code: annee for annee in annees_commencees(le=aujourdhui)}
        annees = [(code, str(annee)) for code, annee in self.annees.items()]
        self.fields["annee"].choices = [("", "Toutes"), *annees]
        self.fields["engagement"].choices = [("", "Tous"), *_engagements(aujourdhui)]

    def filtrer(self, actions):
        """Les actions retenues."""
        c = self.criteres()
        if disp := c.get("disp"):
            actions = actions.filter(Q(disp=disp) | Q(etablissement__disp=disp))
        if etat := c.get("etat"):
            actions = actions.filter(etat=etat)
        if association := c.get("association"):
            actions = actions.filter(**{f"par_{association.lower()}": True})
        if annee := self.annees.get(c.get("annee")):
            actions = actions.filter(le__range=annee)
        for mot in cle_de_recherche(c.get("q") or "").split():
            actions = actions.filter(etablissement__recherche__contains=mot)
        return _par_engagement(actions, c.get("engagement"))


def _engagements(le):
    """Les six catégories, chacune suivie de ses engagements."""
    categories = Categorie.objects.filter(convention=Convention.objects.du_jour(le))
    for categorie in categories.prefetch_related("engagements"):
        yield str(categorie.numero), f"{categorie.numero}. {categorie.court}"
        for engagement in categorie.engagements.all():
            numero = f"{categorie.numero}.{engagement.rang}"
            yield numero, f"{numero} {engagement.titre}"


def _par_engagement(actions, choisi):
    """« 2 » : toute la catégorie ; « 2.1 » : un engagement, dans toutes les conventions."""
    if not choisi:
        return actions
    categorie, _, rang = choisi.partition(".")
    vises = Engagement.objects.filter(categorie__numero=categorie)
    if rang:
        vises = vises.filter(rang=rang)
    return actions.filter(engagements__in=vises).distinct()
