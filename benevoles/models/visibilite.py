"""Quelles personnes un compte voit : une règle, et plusieurs façons de la demander à la base.

Qui tient quelques listes part d'elles. Qui suit toute son association (direction, délégué) pose la
question selon ce qu'il en fait : à cent fois le pays, ils voient des centaines de milliers de gens.
"""

from enum import Enum, auto
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q

from benevoles.perimetre import Fonction, etablissements_tenus, fonction_de, tient_des_listes
from partenariat.models import Association


class Lecture(Enum):
    """Ce qu'on fait des personnes visibles ; ce sont les mêmes."""

    RECHERCHE = auto()  # quelques-unes, qu'un autre critère désigne : chacune se vérifie
    PAGE = auto()  # les premières dans l'ordre des noms, sans attendre la liste entière
    COMPTE = auto()  # toutes, d'un coup


def visibles(benevoles, utilisateur, pour: Lecture):
    """Parmi ces bénévoles, ceux que ce compte voit."""
    regle = _Regle(benevoles.model, utilisateur)
    fonctions = [f for f in Fonction if tient_des_listes(regle.droits, f)]
    if len(fonctions) != 1 or not regle.droits.peut_piloter:
        return benevoles.filter(pk__in=regle.des_listes(fonctions))
    (fonction,) = fonctions
    if pour is Lecture.RECHERCHE:
        return benevoles.filter(regle.une_a_une(fonction))
    connues = regle.jointes(fonction) if pour is Lecture.PAGE else regle.connues(fonction)
    presentes = regle.pas_parties(fonction.association, OuterRef("pk"), sauf=regle.droits.benevole)
    return benevoles.filter(*presentes, pk__in=connues)


def adherents_visibles(adherents, utilisateur):
    """Parmi ces adhérents du moment de son association, ceux que ce compte voit.

    Aucun n'est parti : le vérifier pour chacun prendrait dix secondes pour cent mille adhérents.
    """
    regle = _Regle(adherents.model, utilisateur)
    droits = regle.droits
    if droits.direction and droits.direction == droits.association:
        return adherents
    fonctions = [f for f in Fonction if tient_des_listes(droits, f)]
    if len(fonctions) != 1 or not droits.peut_piloter:
        return visibles(adherents, utilisateur, Lecture.COMPTE)
    return adherents.filter(regle.du_territoire(*fonctions))


class _Regle:
    """Soi-même, et qui est d'une fonction dont on tient la liste, ou de l'association qu'on suit.

    Sauf qui n'a plus de lien récent avec cette association, et en a un avec l'autre.
    """

    def __init__(self, benevole, utilisateur):
        self.benevole, self.droits = benevole, utilisateur.droits
        self.soi = Q(utilisateur=utilisateur)
        self.adhesions = benevole.adhesions.rel.related_model.objects.order_by()
        self.affectations = benevole.affectations.rel.related_model.objects.order_by()
        self.mandats = benevole.mandats.rel.related_model.objects.order_by()

    def des_listes(self, fonctions):
        """Les fiches de plusieurs périmètres, chacun sans ses départs."""
        listes = []
        for fonction in fonctions:
            presentes = self.pas_parties(fonction.association, OuterRef("benevole"))
            listes += self._listes(fonction, *presentes)
        return self._soi().union(*listes)

    def une_a_une(self, fonction):
        """Les conditions d'une fiche."""
        association = fonction.association
        membres = self._existe(self.adhesions.filter(association=association))
        if not self.droits.direction:
            membres &= Q(departement__disp__in=self.droits.disps)
        siennes = membres | self._affectes(fonction)
        return self.soi | siennes & (self._liees(association) | ~self._liees(association.autre))

    def du_territoire(self, fonction):
        """Les conditions d'une fiche d'adhérent du moment, pour un délégué."""
        return self.soi | Q(departement__disp__in=self.droits.disps) | self._affectes(fonction)

    def connues(self, fonction):
        """Celles d'un périmètre, parties ou non."""
        return self._soi().union(*self._listes(fonction))

    def jointes(self, fonction):
        """Les mêmes que `connues`, en jointures que la base peut suivre dans l'ordre des noms."""
        membres = Q(adhesions__association=fonction.association)
        if not self.droits.direction:
            membres &= Q(departement__disp__in=self.droits.disps)
        tenus = etablissements_tenus(self.droits, fonction, chemin="affectations__etablissement__")
        affectes = Q(tenus, affectations__fonction=fonction)
        fiches = self.benevole.objects.order_by()
        return fiches.filter(self.soi | membres | affectes).values("pk")

    def pas_parties(self, association, personne, *, sauf=None):
        """Aucun lien récent avec l'autre association, à moins d'en avoir un avec celle-ci."""
        ici = [
            ~Exists(lien.filter(benevole=OuterRef("benevole")))
            for lien in self._liens_recents(association)
        ]
        return [
            ~Exists(lien.filter(*ici, benevole=personne).exclude(benevole=sauf))
            for lien in self._liens_recents(association.autre)
        ]

    def _soi(self):
        return self.benevole.objects.order_by().filter(self.soi).values("pk")

    def _listes(self, fonction, *conditions):
        """Les affectés des établissements dont on tient la liste, et les adhérents qu'on suit."""
        tenus = etablissements_tenus(self.droits, fonction, chemin="etablissement__")
        yield self.affectations.filter(tenus, *conditions, fonction=fonction).values("benevole")
        association = fonction.association
        if association == (self.droits.direction or self.droits.delegation):
            adhesions = self.adhesions.filter(*conditions, association=association)
            if not self.droits.direction:
                adhesions = adhesions.filter(benevole__departement__disp__in=self.droits.disps)
            yield adhesions.values("benevole")

    def _affectes(self, fonction):
        tenus = etablissements_tenus(self.droits, fonction, chemin="etablissement__")
        return self._existe(self.affectations.filter(tenus, fonction=fonction))

    def _liees(self, association):
        return reduce(or_, map(self._existe, self._liens_recents(association)))

    def _existe(self, liens):
        return Q(Exists(liens.filter(benevole=OuterRef("pk"))))

    def _liens_recents(self, association):
        """Adhésions, affectations et mandats en cours, ou finis depuis ce jour."""
        recent = Q(fin=None) | Q(fin__gte=self.droits.memoire)
        yield self.adhesions.filter(recent, association=association)
        yield self.affectations.filter(recent, fonction=fonction_de(association))
        if association == Association.ANVP:
            yield self.mandats.filter(recent)
