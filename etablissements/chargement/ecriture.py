"""Écrire le référentiel : tout ou rien, et dire ce qui est créé, modifié, inchangé ou retiré."""

from collections.abc import Iterable
from typing import NamedTuple

from django.db import models, transaction
from django.db.models import ProtectedError

from etablissements.chargement.fichiers import Contenu, Fiche
from etablissements.chargement.lecture import Erreur, ReferentielFaux
from etablissements.models import (
    Antenne,
    Departement,
    DirectionInterregionale,
    Effectif,
    Etablissement,
    Evenement,
    Spip,
)


class Bilan(NamedTuple):
    """Ce qu'un chargement a fait d'une sorte de données."""

    sorte: str
    crees: int
    modifies: int
    inchanges: int
    retires: int

    def __str__(self):
        return (
            f"{self.sorte} : {self.crees} créé(s), {self.modifies} modifié(s),"
            f" {self.inchanges} inchangé(s), {self.retires} retiré(s)"
        )


@transaction.atomic
def ecrire(contenu: Contenu) -> list[Bilan]:
    """Met la base en accord ; lève `ReferentielFaux` si un retrait est impossible."""
    disps = _Sorte("DISP", DirectionInterregionale, ["code"])
    departements = _Sorte("départements", Departement, ["code"], {"disp": disps})
    spips = _Sorte("SPIP", Spip, ["code"], {"departement": departements})
    antennes = _Sorte("antennes", Antenne, ["spip__code", "nom"], {"spip": spips})
    etablissements = _Sorte(
        "établissements",
        Etablissement,
        ["code"],
        {"disp": disps, "departement": departements, "spip": spips},
    )
    lien = {"etablissement": etablissements}
    effectifs = _Sorte(
        "capacités",
        Effectif,
        ["etablissement__code", "nature", "le", "source", "perimetre"],
        lien,
        Effectif.objects.filter(nature=Effectif.Nature.PLACES),
    )
    evenements = _Sorte(
        "événements", Evenement, ["etablissement__code", "nature", "date_ecrite"], lien
    )
    sortes = {
        disps: contenu.disps,
        departements: contenu.departements,
        spips: contenu.spips,
        antennes: contenu.antennes,
        etablissements: contenu.etablissements,
        effectifs: contenu.effectifs,
        evenements: contenu.evenements,
    }
    for sorte, fiches in sortes.items():
        sorte.ecrire(fiches)
    _remplacements(etablissements, contenu.remplacements)
    for sorte in reversed(sortes):  # ce qui cite, avant ce qui est cité
        sorte.retirer()
    return [sorte.bilan() for sorte in sortes]


class _Sorte:
    """Une sorte de données : sa clé naturelle, ses liens, et ce qui lui arrive."""

    def __init__(self, nom, modele, cle, liens=None, requete=None):
        self.nom, self.modele, self.cle, self.liens = nom, modele, cle, liens or {}
        requete = modele.objects.all() if requete is None else requete
        citees = [chemin.split("__")[0] for chemin in cle if "__" in chemin]
        self.objets = {self._cle_de(o): o for o in requete.select_related(*citees)}
        self.vues, self.crees, self.modifies, self.retires = set(), 0, 0, 0

    def ecrire(self, fiches: Iterable[Fiche]) -> None:
        nouveaux, changes = [], []
        for fiche in fiches:
            self.vues.add(fiche.cle)
            valeurs = self._valeurs(fiche)
            objet = self.objets.get(fiche.cle)
            if objet is None:
                objet = self.objets[fiche.cle] = self.modele(**valeurs)
                nouveaux.append(objet)
            elif self._appliquer(objet, valeurs):
                changes.append(objet)
            self._completer(objet)
        self._enregistrer(nouveaux, changes)

    def retirer(self) -> None:
        partis = [objet for cle, objet in self.objets.items() if cle not in self.vues]
        for objet in partis:
            try:
                objet.delete()
            except ProtectedError:
                raison = (
                    f"« {objet} » n’est plus dans le fichier, mais d’autres données y renvoient."
                )
                raise ReferentielFaux([Erreur(self.nom, 0, "", raison)]) from None
        self.retires = len(partis)

    def bilan(self) -> Bilan:
        inchanges = len(self.vues) - self.crees - self.modifies
        return Bilan(self.nom, self.crees, self.modifies, inchanges, self.retires)

    def _cle_de(self, objet):
        return tuple(self._attribut(objet, chemin) for chemin in self.cle)

    @staticmethod
    def _attribut(objet, chemin):
        for nom in chemin.split("__"):
            objet = getattr(objet, nom) if objet is not None else ""
        return "" if objet is None else objet

    def _valeurs(self, fiche):
        """Les valeurs de la fiche, clé comprise, liens résolus."""
        directs = {c: v for c, v in zip(self.cle, fiche.cle, strict=True) if "__" not in c}
        valeurs = directs | fiche.valeurs
        for champ, sorte in self.liens.items():
            code = valeurs[champ]
            valeurs[champ] = sorte.objets[(code,)] if code else None
        return valeurs

    @staticmethod
    def _appliquer(objet, valeurs) -> bool:
        change = {c: v for c, v in valeurs.items() if getattr(objet, c) != v}
        for champ, valeur in change.items():
            setattr(objet, champ, valeur)
        return bool(change)

    def _completer(self, objet):
        if isinstance(objet, Etablissement):
            objet.recherche = objet.calculer_recherche()

    def _enregistrer(self, nouveaux, changes):
        self.modele.objects.bulk_create(nouveaux)
        if changes:
            champs = [
                c.name
                for c in self.modele._meta.local_concrete_fields
                if not c.primary_key and not isinstance(c, models.AutoField)
            ]
            self.modele.objects.bulk_update(changes, champs)
        self.crees, self.modifies = len(nouveaux), len(changes)


def _remplacements(etablissements, remplacements):
    """Les remplacements se posent en dernier : chacun cite un autre établissement."""
    changes = []
    for (code,), objet in etablissements.objets.items():
        suivant = etablissements.objets.get((remplacements.get(code),))
        if objet.remplace_par_id != (suivant and suivant.pk):
            objet.remplace_par = suivant
            changes.append(objet)
    Etablissement.objects.bulk_update(changes, ["remplace_par"])
