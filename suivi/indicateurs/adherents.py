"""Qui est membre de l'une, de l'autre, des deux : des personnes, même tenues sur deux fiches."""

import datetime as dt
from collections import Counter, defaultdict
from functools import cached_property
from itertools import product

from django.db.models import Case, Count, Exists, Max, OuterRef, Q, When
from django.utils.timezone import now

from benevoles.models import Adhesion, Affectation
from engagements.adhesions.jumelles import adhesions_des, jumelles
from partenariat.models import Association
from suivi.indicateurs.presents import une_fois

MEMBRE = "benevole__adhesions__"  # d'une affectation aux adhésions de la personne


class Adherents:
    """Les adhésions se lisent une fois pour toutes les fenêtres : chaque lecture les parcourt."""

    @cached_property
    def jumelles(self):
        """Par fiche qui a une jumelle dans l'autre association, celle qui désigne la personne."""
        return jumelles(now())

    def actifs_par_adhesion(self, fenetre) -> Counter:
        """Combien de personnes affectées au dernier jour, selon qu'elles sont alors membres de
        l'ANVP, d'AUXILIA : {(vrai, faux): 12…}. Sur deux fiches, une personne compte une fois."""
        nombres = Counter(self._fiches_actives(fenetre.disp)[fenetre.fin])
        a_deux = {
            a.benevole_id
            for a in self._affectations_des_jumelles
            if _vaut(a, fenetre.fin) and fenetre.est_ici(a.etablissement__disp_id)
        }
        self._compter_les_personnes(nombres, a_deux, fenetre.fin)
        return nombres

    @une_fois
    def _fiches_actives(self, disp) -> dict[dt.date, Counter]:
        """Le dernier jour de chaque fenêtre : les fiches affectées, selon leurs adhésions."""
        jours = sorted({fenetre.fin for fenetre in self.fenetres})
        siennes = Affectation.objects.filter(
            Q(fin=None) | Q(fin__gte=jours[0]), debut__lte=jours[-1]
        )
        if disp is not None:
            siennes = siennes.filter(etablissement__disp=disp)
        return _par_adhesion(siennes.order_by(), jours)

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
    def _entrees_en_double(self) -> set[tuple[dt.date, int]]:
        """(jour, personne), de la première fenêtre à la dernière."""
        deja = Adhesion.objects.filter(
            Q(fin=None) | Q(fin__gte=OuterRef("debut")),
            benevole=OuterRef("benevole"),
            debut__lte=OuterRef("debut"),
        ).exclude(association=OuterRef("association"))
        bornes = min(f.debut for f in self.fenetres), max(f.fin for f in self.fenetres)
        sur_une_fiche = Adhesion.objects.filter(Exists(deja), debut__range=bornes).order_by()
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


def _par_adhesion(affectations, jours) -> dict[dt.date, Counter]:
    """Par jour, combien de fiches affectées ce jour-là, selon `_appartenance` : une requête."""
    etats, comptes = {}, {}
    for rang, jour in enumerate(jours):
        etats[f"la_{rang}"] = _en_cours(jour)
        for association in Association:
            siennes = Q(**{f"{MEMBRE}association": association})
            etats[f"{association}_{rang}"] = siennes & _en_cours(jour, MEMBRE)
        for membre in product((True, False), repeat=len(Association)):
            voulus = zip(Association, map(int, membre), strict=True)
            etat = {f"{association}_{rang}": valeur for association, valeur in voulus}
            comptes[jour, membre] = Count("benevole", filter=Q(**etat, **{f"la_{rang}": 1}))
    fiches = affectations.values("benevole").annotate(
        **{nom: Max(Case(When(etat, then=1), default=0)) for nom, etat in etats.items()}
    )
    lus = fiches.aggregate(**{f"compte_{n}": compte for n, compte in enumerate(comptes.values())})
    nombres = defaultdict(Counter)
    for (jour, membre), nombre in zip(comptes, lus.values(), strict=True):
        nombres[jour][membre] = nombre
    return nombres


def _en_cours(jour, chemin=""):
    encore = Q(**{f"{chemin}fin": None}) | Q(**{f"{chemin}fin__gte": jour})
    return Q(**{f"{chemin}debut__lte": jour}) & encore


def _devient_double(nouvelle, siennes):
    return any(a.association != nouvelle.association and _vaut(a, nouvelle.debut) for a in siennes)


def _vaut(periode, le):
    return periode.debut <= le and (periode.fin is None or periode.fin >= le)


def _appartenance(associations):
    return tuple(association in associations for association in Association)
