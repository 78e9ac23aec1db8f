"""L'histoire d'une fiche, telle qu'on la lit : quand, qui, quoi, avant → après.

Les modèles suivis d'une page se lisent ensemble, les plus récents d'abord : leurs numéros en une
requête, puis, par modèle, toute l'histoire des seuls objets de la page, d'où l'on tire « avant ».
"""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from django.db.models import CharField, F, ForeignKey, Value
from phonenumber_field.phonenumber import PhoneNumber

from benevoles.models import (
    Absence,
    Adhesion,
    Affectation,
    Benevole,
    BesoinDeclare,
    Habilitation,
    Mandat,
    Rattachement,
    Role,
    Section,
    Seuil,
    Suspension,
)
from partenariat.francais import nombre
from partenariat.models import Utilisateur

# Ce qui dit de quoi parle une ligne ; le reste est ce qui a changé.
IDENTITES = {
    Benevole: (),
    Adhesion: ("benevole", "association"),
    Absence: ("benevole",),
    Affectation: ("benevole", "fonction", "etablissement"),
    Habilitation: ("nature", "benevole", "etablissement"),
    Suspension: (),
    Mandat: ("benevole", "fonction", "section"),
    Section: (),
    Rattachement: ("etablissement", "section"),
    Seuil: ("type_etablissement",),
    Role: ("utilisateur", "genre", "association", "disp", "spip"),
    BesoinDeclare: ("etablissement",),
}
MODELES = {modele.__name__: modele for modele in IDENTITES}
NOMS = {Benevole: "Fiche", Habilitation: "Titre"}
TUS = {"id", "habilitation", "par", "fixe_par"}  # dit par l'objet, ou par « qui »
GESTES = {"+": "ajouté", "~": "modifié", "-": "supprimé"}
VIDE = "rien"
PAQUET = 500  # lignes lues à la fois quand on emporte tout


class Changement(NamedTuple):
    """Un champ : ce qu'il disait, ce qu'il dit."""

    libelle: str
    avant: str
    apres: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Evenement:
    """Une ligne de l'histoire, en clair."""

    quand: dt.datetime
    qui: str
    quoi: str
    sujet: str
    geste: str
    motif: str
    changements: list[Changement] = field(default_factory=list)


class Histoires:
    """Plusieurs histoires, mêlées et triées : ce que découpe un `Paginator`.

    `sans` : les champs que la page dit déjà (la personne, sur sa propre page).
    """

    def __init__(self, *histoires, sans=()):
        self.sans = {*sans, *TUS}
        cles = [_cles(histoire) for histoire in histoires]
        self.cles = cles[0].union(*cles[1:], all=True).order_by("-quand", "-ligne")

    def count(self):
        return self.cles.count()

    def __iter__(self):
        """Toute l'histoire, par paquets : jamais plus de numéros dans une requête."""
        for debut in range(0, self.count(), PAQUET):
            yield from self[debut : debut + PAQUET]

    def __getitem__(self, tranche):
        lignes = [(MODELES[modele], ligne) for _, ligne, modele in self.cles[tranche]]
        paires = _paires(lignes)
        noms = Noms([ligne for paire in paires.values() for ligne in paire if ligne])
        return [self._evenement(modele, *paires[modele, n], noms) for modele, n in lignes]

    def _evenement(self, modele, avant, apres, noms):
        identite = [c for c in IDENTITES[modele] if c not in self.sans]
        effacee = apres.history_type == "-"
        return Evenement(
            quand=apres.history_date,
            qui=noms.auteur(apres),
            quoi=NOMS.get(modele, str(modele._meta.verbose_name).capitalize()),
            sujet=", ".join(v for c in identite if (v := noms.lire(apres, c)) != VIDE),
            geste=GESTES[apres.history_type],
            motif=apres.history_change_reason or "",
            changements=[] if effacee else self._changements(modele, avant, apres, noms),
        )

    def _changements(self, modele, avant, apres, noms):
        changements = []
        for champ in modele.history.model.tracked_fields:
            if champ.name in self.sans or (avant is None and champ.name in IDENTITES[modele]):
                continue
            ancien = noms.lire(avant, champ.name) if avant else VIDE
            if (nouveau := noms.lire(apres, champ.name)) != ancien:
                libelle = str(champ.verbose_name)
                changements.append(Changement(libelle[:1].upper() + libelle[1:], ancien, nouveau))
        return changements


def _cles(histoire):
    nom = Value(histoire.model.instance_type.__name__, output_field=CharField())
    lignes = histoire.order_by().annotate(
        quand=F("history_date"), ligne=F("history_id"), modele=nom
    )
    return lignes.values_list("quand", "ligne", "modele")


def _paires(lignes):
    """Par (modèle, numéro de ligne) : la ligne d'avant, ou None, et celle-ci."""
    paires = {}
    for modele in {modele for modele, _ in lignes}:
        histoire = modele.history.model.objects
        voulues = histoire.filter(history_id__in=[n for m, n in lignes if m is modele])
        suites = histoire.filter(id__in=voulues.values("id")).order_by("id", "history_id")
        for avant, apres in pairwise([None, *suites]):
            meme = avant is not None and avant.id == apres.id
            paires[modele, apres.history_id] = (avant if meme else None, apres)
    return paires


class Noms:
    """Les noms de ce que ces lignes citent : une requête par modèle cité."""

    def __init__(self, lignes):
        numeros = {Utilisateur: {ligne.history_user_id for ligne in lignes}}
        for ligne in lignes:
            for champ in ligne._meta.local_concrete_fields:
                if isinstance(champ, ForeignKey) and champ.name not in TUS:
                    numero = getattr(ligne, champ.attname)
                    numeros.setdefault(champ.related_model, set()).add(numero)
        self.par_modele = {
            modele: modele._default_manager.in_bulk(voulus - {None})
            for modele, voulus in numeros.items()
        }

    def auteur(self, ligne) -> str:
        if ligne.history_user_id is None:
            return "l’application"
        compte = self.par_modele[Utilisateur].get(ligne.history_user_id)
        return str(compte) if compte else "un compte fermé"

    def lire(self, ligne, nom) -> str:
        """La valeur d'un champ, telle qu'on l'écrit."""
        champ = ligne._meta.get_field(nom)
        brute = getattr(ligne, champ.attname)
        if brute is None or brute == "":
            return VIDE
        if isinstance(champ, ForeignKey):
            return str(self.par_modele[champ.related_model].get(brute, "ce qui n’existe plus"))
        return str(dict(champ.flatchoices).get(brute, _en_clair(brute)))


def _en_clair(valeur):
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if isinstance(valeur, dt.date):
        return f"{valeur:%d/%m/%Y}"
    if isinstance(valeur, Decimal):
        return nombre(valeur)
    return valeur.as_national if isinstance(valeur, PhoneNumber) else valeur
