"""Charger la convention : tout ou rien, sans défaire ce que les directions ont modifié."""

from pathlib import Path
from typing import NamedTuple

from django.db import transaction

from engagements.convention.fichiers import Contenu, lire_contenu
from engagements.models import Categorie, Cible, Convention, Engagement, Indicateur


class Bilan(NamedTuple):
    """Ce qu'un chargement a fait d'une sorte ; `gardes` : modifiés dans l'application, intacts."""

    sorte: str
    crees: int = 0
    modifies: int = 0
    inchanges: int = 0
    gardes: int = 0


def charger(dossier: Path, indicateurs_connus=None) -> list[Bilan]:
    """Met la base en accord avec un dossier ; lève `ReferentielFaux` sans rien changer.

    Rien n'est effacé : un engagement a une histoire. `indicateurs_connus` : les codes que
    l'application sait calculer, quand l'appelant les connaît.
    """
    contenu = lire_contenu(dossier, indicateurs_connus)
    with transaction.atomic():
        return _ecrire(contenu)


def _ecrire(contenu: Contenu) -> list[Bilan]:
    conventions = _Pose("conventions", Convention, ["code"])
    for champs in contenu.conventions:
        precedente = conventions.objets.get(champs["remplace"])
        conventions.poser(champs["code"], champs | {"remplace": precedente})
    categories = _Pose("catégories", Categorie, ["convention", "numero"])
    for champs in contenu.categories:
        convention = conventions.objets[champs["convention"]]
        cle = (champs["convention"], champs["numero"])
        categories.poser(cle, champs | {"convention": convention})
    engagements = _Pose("engagements", Engagement, ["categorie", "rang"])
    for champs in contenu.engagements:
        engagements.poser((champs["convention"], champs["numero"]), _engagement(champs, categories))
    _reprendre(contenu, engagements)
    indicateurs = _Pose("indicateurs", Indicateur, ["engagement", "code"])
    for rang, champs in enumerate(contenu.indicateurs, 1):
        engagement = engagements.objets[champs["convention"], champs["engagement"]]
        cle = (champs["convention"], champs["code"])
        voulus = {"engagement": engagement, "rang": rang, "code": champs["code"]}
        indicateurs.poser(cle, voulus)
    cibles = _Pose("cibles", Cible, ["indicateur", "annee"])
    for champs in contenu.cibles:
        indicateur = indicateurs.objets[champs["convention"], champs["indicateur"]]
        voulus = {key: champs[key] for key in ("annee", "valeur")} | {"indicateur": indicateur}
        cibles.poser((indicateur.pk, champs["annee"]), voulus)
    return [p.bilan for p in (conventions, categories, engagements, indicateurs, cibles)]


def _engagement(champs, categories):
    categorie, rang = (int(chiffre) for chiffre in champs["numero"].split("."))
    gardes = ("titre", "texte", "porteur", "aide", "niveau", "remarque")
    return {nom: champs[nom] for nom in gardes} | {
        "categorie": categories.objets[champs["convention"], categorie],
        "rang": rang,
    }


def _reprendre(contenu, engagements):
    """« 2014-2019:1.1 » : l'engagement d'une convention précédente que celui-ci reprend."""
    for champs in contenu.engagements:
        if champs["repris_de"]:
            ancienne, _, numero = champs["repris_de"].partition(":")
            nouveau = engagements.objets[champs["convention"], champs["numero"]]
            ancien = engagements.objets.get((ancienne, numero))
            if ancien and nouveau.repris_de_id != ancien.pk:
                nouveau.repris_de = ancien
                nouveau.save(update_fields=["repris_de"])


class _Pose:
    """Une sorte de lignes : créées, corrigées, ou gardées si l'application les a modifiées."""

    def __init__(self, sorte, modele, cle):
        self.modele, self.cle, self.objets = modele, cle, {}
        self.bilan = Bilan(sorte)

    def poser(self, nom, champs):
        repere = {champ: champs[champ] for champ in self.cle}
        objet = self.modele.objects.filter(**repere).first()
        if objet is None:
            objet, fait = self.modele.objects.create(**champs), "crees"
        elif all(getattr(objet, champ) == valeur for champ, valeur in champs.items()):
            fait = "inchanges"
        elif getattr(objet, "version", 1) > 1:
            fait = "gardes"
        else:
            for champ, valeur in champs.items():
                setattr(objet, champ, valeur)
            objet.save()
            fait = "modifies"
        self.objets[nom] = objet
        self.bilan = self.bilan._replace(**{fait: getattr(self.bilan, fait) + 1})
