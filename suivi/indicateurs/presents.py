"""Qui est là, un jour : affectés, sections, couverture. Il n'en vient que des clés."""

from collections import defaultdict
from functools import wraps

from django.db.models import F, Q

from benevoles.couverture.photos import bilan, releves
from benevoles.models import Affectation, ConfirmationListe, Rattachement
from engagements.models import Action


def une_fois(lire):
    """Ce que rend `lire(donnees, *cle)`, lu une seule fois par clé."""

    @wraps(lire)
    def lue(donnees, *cle):
        nom = (lire.__name__, *cle)
        if nom not in donnees.lus:
            donnees.lus[nom] = lire(donnees, *cle)
        return donnees.lus[nom]

    return lue


class Presents:
    """Ce qu'on demande au dernier jour d'une fenêtre, dans son territoire."""

    def __init__(self):
        self.lus = {}

    @une_fois
    def affectes(self, fonction, fenetre) -> set[int]:
        """Les bénévoles affectés au dernier jour de la fenêtre."""
        siennes = _ici(Affectation.objects.filter(fonction=fonction), fenetre)
        return set(siennes.values_list("benevole_id", flat=True))

    @une_fois
    def pourvus(self, fonction, fenetre) -> set[int]:
        """Les établissements où quelqu'un est affecté au dernier jour de la fenêtre."""
        siennes = _ici(Affectation.objects.filter(fonction=fonction), fenetre)
        return set(siennes.values_list("etablissement_id", flat=True).distinct())

    @une_fois
    def sections(self, fenetre) -> dict[int, set[int]]:
        """Les établissements de chaque section au dernier jour de la fenêtre."""
        siens = defaultdict(set)
        lies = _ici(Rattachement.objects.all(), fenetre)
        for section, etablissement in lies.values_list("section_id", "etablissement_id"):
            siens[section].add(etablissement)
        return siens

    def sections_actrices(self, categorie: int, rang: int, fenetre) -> set[int]:
        """Celles qui avaient l'établissement d'une action faite, le jour de l'action."""
        le = F("etablissement__actions__le")
        siennes = Rattachement.objects.filter(
            Q(fin=None) | Q(fin__gte=le),
            debut__lte=le,
            etablissement__actions__in=Action.objects.faites().filter(
                le__range=fenetre[:2], engagements__categorie__numero=categorie,
                engagements__rang=rang,
            ),
        )  # fmt: skip
        if fenetre.disp is not None:
            siennes = siennes.filter(etablissement__disp=fenetre.disp)
        return set(siennes.order_by().values_list("section_id", flat=True).distinct())

    @une_fois
    def confirmes(self, fonction, depuis, fin) -> set[int]:
        """Les établissements dont cette liste a été confirmée, après `depuis`, avant la `fin`."""
        confirmations = ConfirmationListe.objects.filter(fonction=fonction)
        confirmations = confirmations.filter(le__gt=depuis, le__lte=fin).order_by()
        return set(confirmations.values_list("etablissement_id", flat=True).distinct())

    def releves(self, fenetre, le=None):
        """Le relevé de chaque établissement du territoire, à la fin de la fenêtre, ou à `le`."""
        return [r for r in self._releves(le or fenetre.fin) if fenetre.est_ici(r.disp_id)]

    @une_fois
    def _releves(self, le):
        return list(releves(le=le))

    @une_fois
    def bilan(self, fenetre, le=None):
        """Leur bilan ; None pour un territoire qui n'a pas d'établissement."""
        siens = self.releves(fenetre, le)
        return None if fenetre.disp is not None and not siens else bilan(siens)


def _ici(periodes, fenetre):
    """Celles qui valent au dernier jour de la fenêtre, dans son territoire."""
    siennes = periodes.en_cours(le=fenetre.fin).order_by()
    return siennes if fenetre.disp is None else siennes.filter(etablissement__disp=fenetre.disp)
