"""Écrire un lot de verdicts en nombre, avec leur histoire, et retenir de quoi le défaire."""

import datetime as dt
from decimal import Decimal

from django.db.models import Model

from benevoles.models import Benevole, LigneImport
from partenariat.concurrence import Versionne
from partenariat.histoire import PAR_LOT, SUIVI, creer_en_masse, est_suivi, modifier_en_masse


def ecrire(verdicts, modeles, *, par, motif):
    """Crée et change tout ce que disent ces verdicts : quelques ordres par modèle."""
    toutes = [ecriture for verdict in verdicts for ecriture in verdict.ecritures]
    for modele in modeles:
        creees = [e.objet for e in toutes if e.avant is None and type(e.objet) is modele]
        crees = set(map(id, creees))
        changees = {
            id(e.objet): e.objet
            for e in toutes
            if e.avant is not None and type(e.objet) is modele and id(e.objet) not in crees
        }
        _creer(modele, creees, modeles, par=par, motif=motif)
        champs = {champ for e in toutes if id(e.objet) in changees for champ in e.avant}
        changer(modele, list(changees.values()), champs, par=par, motif=motif)


def _creer(modele, objets, modeles, *, par, motif):
    liens = [c for c in modele._meta.concrete_fields if c.related_model in modeles]
    for objet in objets:
        for champ in liens:
            if champ.is_cached(objet):  # le numéro que ce qu'il désigne vient de recevoir
                setattr(objet, champ.name, champ.get_cached_value(objet))
        if isinstance(objet, Versionne):
            objet.marquer(par=par)
            objet.version = 1
    if not objets:
        return
    if est_suivi(modele):
        creer_en_masse(modele, objets, par=par, motif=motif)
    else:
        modele.objects.bulk_create(objets, batch_size=PAR_LOT)


def changer(modele, objets, champs, *, par, motif):
    if modele is Benevole and champs:
        champs.add("recherche")
        for objet in objets:
            objet.recherche = objet.calculer_recherche()
    if not objets:
        return
    if est_suivi(modele):
        modifier_en_masse(objets, sorted(champs), par=par, motif=motif)
        return
    if issubclass(modele, Versionne):
        champs = {*champs, *SUIVI}
        for objet in objets:
            objet.marquer(par=par)
    modele.objects.bulk_update(objets, sorted(champs), batch_size=PAR_LOT)


def lignes(lot, verdicts) -> list[LigneImport]:
    """Ce qu'on garde de ces verdicts : les lignes sans changement ne se gardent pas."""
    return [
        LigneImport(
            lot=lot,
            numero=verdict.numero,
            sort=verdict.sort,
            libelle=verdict.libelle[:200],
            objet=verdict.objet and verdict.objet.pk,
            changements=verdict.changements,
            raisons=verdict.raisons,
            ecritures=[_pour_defaire(e) for e in verdict.ecritures if e.objet.pk],
        )
        for verdict in verdicts
        if verdict.ecritures or verdict.raisons
    ]


def _pour_defaire(ecriture):
    """[modèle, numéro, valeurs d'avant, d'après] ; une création n'a pas d'avant."""
    objet, avant = ecriture
    champs = [objet._meta.get_field(nom) for nom in avant or ()]
    apres = {c.attname: pour_json(getattr(objet, c.attname)) for c in _temoins(objet) or champs}
    if avant is not None:
        avant = {c.attname: pour_json(avant[c.name]) for c in champs}
    return [objet._meta.model_name, objet.pk, avant, apres]


def _temoins(objet):
    """À quoi l'on reconnaîtra que nul n'y a touché, sans histoire pour le dire : la version d'une
    fiche ; à défaut, toutes ses valeurs."""
    if est_suivi(type(objet)):
        return []
    version = isinstance(objet, Versionne)
    return [objet._meta.get_field("version")] if version else objet._meta.concrete_fields


def pour_json(valeur):
    if isinstance(valeur, Model):
        return valeur.pk
    if valeur is None or isinstance(valeur, (bool, int, list)):
        return valeur
    if isinstance(valeur, Decimal):
        return f"{valeur.normalize():f}"  # la base en fixe les décimales
    if isinstance(valeur, dt.datetime):
        valeur = valeur.astimezone(dt.UTC)  # comme la base le rend
    return valeur.isoformat() if isinstance(valeur, dt.date) else str(valeur)
