"""Qui est là, un jour : affectés, sections, membres, couverture. Il n'en vient que des clés."""

from collections import Counter, defaultdict
from functools import cached_property, wraps

from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils.timezone import now

from benevoles.couverture.photos import bilan, releves
from benevoles.models import Adhesion, Affectation, ConfirmationListe, Rattachement
from engagements.adhesions.jumelles import adhesions_des, jumelles
from engagements.models import Action
from partenariat.models import Association


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

    @cached_property
    def jumelles(self):
        """Par fiche qui a une jumelle dans l'autre association, celle qui désigne la personne."""
        return jumelles(now())

    def actifs_par_adhesion(self, fenetre) -> Counter:
        """Combien de personnes affectées au dernier jour, selon qu'elles sont alors membres de
        l'ANVP, d'AUXILIA : {(vrai, faux): 12…}. Sur deux fiches, une personne compte une fois."""
        affectees = _ici(Affectation.objects.all(), fenetre)
        membre = (
            Adhesion.objects.en_cours(le=fenetre.fin).filter(
                benevole=OuterRef("benevole"), association=association
            )
            for association in Association
        )
        anvp, auxilia = map(Exists, membre)
        comptees = affectees.annotate(anvp=anvp, auxilia=auxilia).values_list("anvp", "auxilia")
        fiches = comptees.annotate(nombre=Count("benevole", distinct=True))
        nombres = Counter({(anvp, auxilia): nombre for anvp, auxilia, nombre in fiches})
        a_deux = {
            a.benevole_id
            for a in self._affectations_des_jumelles
            if _vaut(a, fenetre.fin) and fenetre.est_ici(a.etablissement__disp_id)
        }
        self._compter_les_personnes(nombres, a_deux, fenetre.fin)
        return nombres

    def _compter_les_personnes(self, nombres, fiches, le):
        """Ôte ces fiches, chacune comptée pour elle-même ; compte leurs personnes, une fois."""
        siennes = defaultdict(list)
        for pk in fiches:
            siennes[self.jumelles[pk]].append(pk)
        for personne, les_siennes in siennes.items():
            de = defaultdict(set)  # par fiche, ses associations ce jour-là
            for a in self._adhesions_des_jumelles[personne]:
                if _vaut(a, le):
                    de[a.benevole_id].add(a.association)
            for pk in les_siennes:
                nombres[_appartenance(de[pk])] -= 1
            nombres[_appartenance(set().union(*de.values()))] += 1

    def adherents_devenus_doubles(self, fenetre) -> set[int]:
        """Les personnes entrées dans une association, alors membres de l'autre."""
        return {qui for jour, qui in self._entrees_en_double if fenetre.contient(jour)}

    @cached_property
    def _entrees_en_double(self) -> set:
        """(jour, personne), toutes années : les relire chacune à part coûterait autant de fois."""
        deja = Adhesion.objects.filter(
            Q(fin=None) | Q(fin__gte=OuterRef("debut")),
            benevole=OuterRef("benevole"),
            debut__lte=OuterRef("debut"),
        ).exclude(association=OuterRef("association"))
        sur_une_fiche = Adhesion.objects.filter(Exists(deja)).order_by()
        return {
            (jour, self.jumelles.get(pk, pk))
            for jour, pk in sur_une_fiche.values_list("debut", "benevole_id")
        } | {
            (a.debut, personne)
            for personne, siennes in self._adhesions_des_jumelles.items()
            for a in siennes
            if _devient_double(a, siennes)
        }

    @cached_property
    def _affectations_des_jumelles(self):
        siennes = Affectation.objects.filter(benevole__in=self.jumelles).order_by()
        champs = ("benevole_id", "etablissement__disp_id", "debut", "fin")
        return list(siennes.values_list(*champs, named=True))

    @cached_property
    def _adhesions_des_jumelles(self):
        siennes = defaultdict(list)
        champs = ("benevole_id", "association", "debut", "fin")
        for adhesion in adhesions_des(self.jumelles).values_list(*champs, named=True):
            siennes[self.jumelles[adhesion.benevole_id]].append(adhesion)
        return siennes

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


def _devient_double(nouvelle, siennes):
    return any(a.association != nouvelle.association and _vaut(a, nouvelle.debut) for a in siennes)


def _vaut(periode, le):
    return periode.debut <= le and (periode.fin is None or periode.fin >= le)


def _appartenance(associations):
    return tuple(association in associations for association in Association)
