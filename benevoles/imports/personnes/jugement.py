"""Ce qu'un import ferait de chaque ligne d'un tableau de personnes."""

import datetime as dt

from django.db.models import Q

from benevoles.couverture.faits import NATURE
from benevoles.echanges.format import COLONNES
from benevoles.imports.lieux import Lieux
from benevoles.imports.personnes import liens
from benevoles.imports.personnes.dossiers import Dossier, charger
from benevoles.imports.personnes.identite import Identites, verifier_le_nom
from benevoles.imports.personnes.mandats import Mandats
from benevoles.imports.personnes.reconnaissance import (
    Annuaire,
    cle_de_la_rangee,
    cle_du_nom,
    reconnaitre,
)
from benevoles.models import Affectation, Benevole, Mandat
from benevoles.perimetre import fonction_de, tient_la_liste
from etablissements.echanges.verdicts import Refus, Verdict
from partenariat.champs import regards_du_compte, voit

SANS_LIEN = (
    "Personne nouvelle : indiquez l’établissement où elle intervient et depuis quand{}. Sans lien"
    " avec l’association, sa fiche ne serait visible de personne."
)
COORDONNEES = ("courriel", "telephone", "commune", "departement")
ADHESION = ("adhesion_debut", "adhesion_fin")
MANDAT = ("section", "mandat", "mandat_debut", "mandat_fin")


class Personnes:
    """Juge les lignes d'un compte, un jour donné, lot par lot, dans l'ordre des noms."""

    colonnes_de_la_cle = ("fiche", "nom", "prenom")
    TITRES = {colonne.cle: colonne.titre for colonne in COLONNES}

    def __init__(self, utilisateur, *, le: dt.date):
        self.utilisateur, self.droits, self.le = utilisateur, utilisateur.droits, le
        self.association = self.droits.association
        self.fonction = fonction_de(self.association)
        self.nature = NATURE[self.fonction]
        self.colonnes = colonnes(self.droits)
        self.dossiers, self.homonymes = {}, {}  # du lot, par numéro et par nom
        self.vues, self.lieux_vus = set(), set()

    @staticmethod
    def cle(valeurs) -> str:
        """Les lignes d'une même personne passent ensemble."""
        nom = cle_du_nom(valeurs.get("nom", ""), valeurs.get("prenom", ""))
        return nom if nom != "|" else f"#{valeurs.get('fiche', '')}"

    def preparer(self):
        """Ce qui sert à tous les lots."""
        self.annuaire = Annuaire(self.utilisateur, self.association)
        self.lieux, self.identites = Lieux(), Identites()
        self.mandats = Mandats(self.utilisateur)

    def charger(self, rangees, *, verrou):
        """Les dossiers dont ces lignes peuvent parler, en un nombre constant de requêtes."""
        self.dossiers = charger(
            self.annuaire.pks(rangees),
            association=self.association,
            fonction=self.fonction,
            nature=self.nature,
            verrou=verrou,
        )
        self.homonymes = {}
        for dossier in self.dossiers.values():
            cle = cle_du_nom(dossier.benevole.nom, dossier.benevole.prenom)
            self.homonymes.setdefault(cle, []).append(dossier)

    def juger(self, rangee) -> Verdict:
        valeurs = rangee.valeurs
        libelle = f"{valeurs.get('prenom', '')} {valeurs.get('nom', '')}".strip()[:200]
        return Verdict(rangee.numero, libelle).selon(self._juger, rangee, self.TITRES)

    def retenir(self, verdict, rangee):
        """Les lignes suivantes tiennent compte de celle-ci."""
        dossier = verdict.dossier
        self.identites.retenir(rangee, dossier)
        if verdict.nouveau:
            self.homonymes.setdefault(cle_de_la_rangee(rangee), []).append(dossier)
        for objet, avant in verdict.ecritures:
            if avant is None and not isinstance(objet, Benevole):
                dossier.ajouter(objet)
                if isinstance(objet, Mandat):
                    self.mandats.retenir(objet)

    def _juger(self, verdict, rangee):
        verifier_le_nom(rangee)
        lieu = self._lieu(rangee.valeurs)
        dossier = reconnaitre(rangee, self.dossiers, self.homonymes, self.annuaire, lieu)
        self._noter(dossier, lieu)
        verdict.nouveau = dossier is None
        verdict.dossier = dossier = dossier or Dossier(Benevole())
        verdict.objet = dossier.benevole
        self._identite(verdict, dossier, rangee)
        regles = {"le": self.le}
        liens.adhesion(verdict, dossier, rangee.valeurs, association=self.association, **regles)
        if lieu:
            ici = (verdict, dossier, rangee.valeurs, lieu)
            liens.affectation(*ici, fonction=self.fonction, **regles)
            liens.titre(*ici, nature=self.nature, **regles)
        self.mandats.juger(verdict, dossier, rangee.valeurs, **regles)
        if verdict.nouveau and len(verdict.ecritures) < 2:
            adhesion = ", ou depuis quand elle adhère" if self.droits.est_direction else ""
            raise Refus("affectation_debut", SANS_LIEN.format(adhesion))

    def _lieu(self, valeurs):
        lieu = self.lieux.trouver(valeurs)
        if lieu and not tient_la_liste(self.droits, lieu, self.fonction):
            cle = "code" if valeurs.get("code") else "etablissement"
            raise Refus(cle, "Vous ne tenez pas la liste de cet établissement.")
        if lieu is None:
            for cle in ("affectation_debut", "affectation_fin", "titre_debut", "titre_fin"):
                if valeurs.get(cle):
                    raise Refus("etablissement", "Indiquez l’établissement.")
        return lieu

    def _noter(self, dossier, lieu):
        if lieu:
            self.lieux_vus.add(lieu.pk)
        if dossier and dossier.benevole.pk:
            self.vues.add((dossier.benevole.pk, lieu and lieu.pk))

    def _identite(self, verdict, dossier, rangee):
        self.identites.verifier_l_accord(rangee, dossier)
        champs = self.identites.lire(rangee, dossier.benevole)
        if not verdict.nouveau:
            return verdict.changer(dossier.benevole, champs)
        for champ, valeur in champs.items():
            setattr(dossier.benevole, champ, valeur)
        dossier.benevole.recherche = dossier.benevole.calculer_recherche()
        coordonnees = [str(v) for c, v in champs.items() if c not in ("nom", "prenom")]
        verdict.creer(dossier.benevole, "fiche", ", ".join([verdict.libelle, *coordonnees]))

    def absents(self):
        """(personne, lieu) : inscrits, dans les établissements du fichier, qui n'y sont plus."""
        presentes = Affectation.objects.modifiables_par(self.utilisateur).filter(
            Q(fin=None) | Q(fin__gte=self.le),
            etablissement__in=self.lieux_vus,
            fonction=self.fonction,
        )
        lues = presentes.select_related("benevole", "etablissement").only(
            *("benevole__nom", "benevole__prenom", "etablissement__nom")
        )
        for affectation in lues.iterator():
            if (affectation.benevole_id, affectation.etablissement_id) not in self.vues:
                yield affectation.benevole, str(affectation.etablissement)


def colonnes(droits) -> list:
    """Celles que ce compte peut reprendre : il les lit, et l'adhésion est à la direction."""
    regards = regards_du_compte(droits)
    interdites = {c for c in COORDONNEES if not voit(f"benevoles.Benevole.{c}", regards)}
    if not droits.est_direction:
        interdites.update(ADHESION)
    if not droits.pilote_les_sections:
        interdites.update(MANDAT)
    return [colonne for colonne in COLONNES if colonne.cle not in interdites]
