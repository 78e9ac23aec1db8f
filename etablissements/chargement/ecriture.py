"""Écrire le référentiel : tout ou rien, et dire ce qui est créé, modifié, inchangé ou retiré."""

from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from django.db import IntegrityError, transaction
from django.db.models import DO_NOTHING, Count, QuerySet

from etablissements.chargement.fautes import Faute, ReferentielFaux
from etablissements.chargement.fichiers import Contenu, lire_contenu
from etablissements.models import (
    Antenne,
    Departement,
    DirectionInterregionale,
    Effectif,
    Etablissement,
    Evenement,
    Spip,
)

ECHANGE = (
    "deux lignes déjà chargées échangent une valeur qui doit rester unique"
    " (code, libellé, département d’un SPIP) : changez-les l’une après l’autre."
)


class Bilan(NamedTuple):
    """Ce qu'un chargement a fait d'une sorte de données."""

    sorte: str
    crees: int
    modifies: int
    inchanges: int
    retires: int


def charger(dossier: Path) -> list[Bilan]:
    """Met la base en accord avec un dossier ; lève `ReferentielFaux` sans rien changer."""
    contenu = lire_contenu(dossier)
    try:
        with transaction.atomic():
            return _ecrire(contenu)
    except IntegrityError:
        raise ReferentielFaux([Faute(str(dossier), ECHANGE)]) from None


def _ecrire(contenu: Contenu) -> list[Bilan]:
    disps = _Sorte("DISP", "disp.csv", DirectionInterregionale.objects.all())
    departements = _Sorte("départements", "disp_departements.csv", Departement.objects.all())
    spips = _Sorte("SPIP", "spip.csv", Spip.objects.all(), "departement_id")
    etablissements = _Sorte("établissements", "etablissements.csv", Etablissement.objects.all())
    disps.poser(contenu.disps)
    departements.poser(contenu.departements, disp=disps)
    spips.poser(contenu.spips, departement=departements)
    _poser_les_etablissements(
        contenu.etablissements, etablissements, disp=disps, departement=departements, spip=spips
    )
    feuilles = _poser_les_feuilles(contenu, spips, etablissements)
    for sorte in (etablissements, spips, departements, disps):  # ce qui cite, avant ce qui est cité
        sorte.retirer()
    sortes = [disps, departements, spips, etablissements, *feuilles]
    return [sorte.bilan for sorte in sortes]


def _poser_les_etablissements(fiches, etablissements, **liens):
    """Les successeurs d'abord : eux-mêmes ouverts, ils ne sont remplacés par personne."""
    premiers = [fiche for fiche in fiches if fiche["remplace_par"] is None]
    remplaces = [fiche for fiche in fiches if fiche["remplace_par"] is not None]
    etablissements.poser(premiers, remplace_par=etablissements, **liens)
    etablissements.poser(remplaces, remplace_par=etablissements, **liens)


def _poser_les_feuilles(contenu, spips, etablissements):
    antennes = _Feuilles("antennes", "spip.csv", Antenne.objects.all(), "spip_id", "nom")
    capacites = _Feuilles(
        "capacités",
        "capacites.csv",
        Effectif.objects.filter(nature=Effectif.Nature.PLACES),
        *("etablissement_id", "le", "source", "perimetre"),
    )
    evenements = _Feuilles(
        "événements",
        "evolutions.csv",
        Evenement.objects.all(),
        *("etablissement_id", "nature", "date_ecrite"),
    )
    antennes.poser(contenu.antennes, spip=spips)
    capacites.poser(contenu.effectifs, etablissement=etablissements)
    evenements.poser(contenu.evenements, etablissement=etablissements)
    return antennes, capacites, evenements


class _Sorte:
    """Une sorte de données : ce que la base en a déjà, par clé, et ce qui lui arrive."""

    def __init__(self, nom: str, fichier: str, presents: QuerySet, *cle: str):
        self.fichier, self.modele, self.cle = fichier, presents.model, attrgetter(*cle or ["code"])
        self.restants = {self.cle(objet): objet for objet in presents}
        self.objets = {}
        self.bilan = Bilan(nom, 0, 0, 0, 0)

    def poser(self, fiches: list[dict], **liens: "_Sorte") -> None:
        """Crée ou modifie ces lignes ; les `liens` trouvent les objets cités par leur code."""
        voulus = [self._construire(fiche, liens) for fiche in fiches]
        nouveaux, changes = [], []
        for voulu in voulus:
            ancien = self.restants.pop(self.cle(voulu), None)
            if ancien is None:
                nouveaux.append(voulu)
                continue
            voulu.pk = ancien.pk
            if any(getattr(voulu, champ) != getattr(ancien, champ) for champ in self._champs()):
                changes.append(voulu)
        self._enregistrer(nouveaux, changes)
        self.objets |= {voulu.code: voulu for voulu in voulus if hasattr(voulu, "code")}
        self._compter(
            crees=len(nouveaux),
            modifies=len(changes),
            inchanges=len(voulus) - len(nouveaux) - len(changes),
        )

    def retirer(self) -> None:
        """Efface ce que les fichiers ne disent plus, sauf si d'autres données s'y rapportent."""
        if not self.restants:
            return
        fautes = [
            Faute(self.fichier, raison, colonne="code", valeur=objet.code)
            for objet in self.restants.values()
            if (raison := self._attaches(objet))
        ]
        if fautes:
            raise ReferentielFaux(fautes)
        self._effacer(self.restants.values())
        self._compter(retires=len(self.restants))

    def _construire(self, fiche, liens):
        cites = {champ: sorte.objets.get(fiche[champ]) for champ, sorte in liens.items()}
        objet = self.modele(**(fiche | cites))
        if isinstance(objet, Etablissement):  # l'écriture en masse ne passe pas par save()
            objet.recherche = objet.calculer_recherche()
        return objet

    def _champs(self):
        return [c.attname for c in self.modele._meta.concrete_fields if not c.primary_key]

    def _enregistrer(self, nouveaux, changes):
        self.modele.objects.bulk_create(nouveaux)
        if changes:
            self.modele.objects.bulk_update(changes, self._champs())

    def _effacer(self, objets):
        self.modele.objects.filter(pk__in=[objet.pk for objet in objets]).delete()

    def _attaches(self, objet) -> str:
        """Ce qui interdit d'effacer cet objet, en toutes lettres ; rien si rien ne s'y rapporte.

        L'histoire d'une fiche la suit sans rien retenir (`DO_NOTHING`) : elle n'est pas comptée.
        """
        comptes = []
        for lien in self.modele._meta.get_fields(include_hidden=True):
            if not (lien.auto_created and not lien.concrete) or lien.related_model is self.modele:
                continue
            if lien.on_delete is DO_NOTHING:
                continue
            autres, champ = lien.related_model, lien.field.name
            if n := autres._base_manager.filter(**{champ: objet}).aggregate(n=Count("pk"))["n"]:
                nom = autres._meta.verbose_name_plural if n > 1 else autres._meta.verbose_name
                comptes.append(f"{n} {nom}")
        if not comptes:
            return ""
        return f"n’est plus dans le fichier, mais la base garde : {', '.join(comptes)}."

    def _compter(self, **faits):
        self.bilan = self.bilan._replace(
            **{nom: getattr(self.bilan, nom) + n for nom, n in faits.items()}
        )


class _Feuilles(_Sorte):
    """Une sorte que rien ne cite : modifier ou retirer, c'est effacer d'abord.

    Deux lignes peuvent ainsi s'échanger la place de valeur retenue à une date.
    """

    def _enregistrer(self, nouveaux, changes):
        retires = list(self.restants.values())
        self._effacer([*changes, *retires])
        self.modele.objects.bulk_create([*nouveaux, *changes])
        self._compter(retires=len(retires))
