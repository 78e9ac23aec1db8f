"""Écrire un lot de verdicts en nombre, avec leur histoire, et retenir de quoi le défaire."""

import datetime as dt

from django.db.models import Model

from benevoles.models import Adhesion, Affectation, Benevole, Habilitation, LigneImport, Mandat
from etablissements.models import Effectif
from partenariat.histoire import PAR_LOT, creer_en_masse, est_suivi, modifier_en_masse

# Les personnes d'abord, dont tout le reste dépend.
MODELES = (Benevole, Adhesion, Affectation, Habilitation, Mandat, Effectif)
# Sans histoire, on reconnaît à ses valeurs que rien n'y a touché.
_SANS_HISTOIRE = {Effectif: Effectif._meta.concrete_fields}


def ecrire(verdicts, *, par, motif):
    """Crée et change tout ce que disent ces verdicts : quelques ordres par modèle."""
    toutes = [ecriture for verdict in verdicts for ecriture in verdict.ecritures]
    for modele in MODELES:
        creees = [e.objet for e in toutes if e.avant is None and type(e.objet) is modele]
        crees = set(map(id, creees))
        changees = {
            id(e.objet): e.objet
            for e in toutes
            if e.avant is not None and type(e.objet) is modele and id(e.objet) not in crees
        }
        _creer(modele, creees, par=par, motif=motif)
        champs = {champ for e in toutes if id(e.objet) in changees for champ in e.avant}
        changer(modele, list(changees.values()), champs, par=par, motif=motif)


def _creer(modele, objets, *, par, motif):
    for objet in objets:
        if hasattr(objet, "benevole_id"):
            objet.benevole = objet.benevole  # son numéro, qu'elle vient de recevoir
        if hasattr(objet, "marquer"):
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
    else:
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
    noms = avant if avant is not None else [f.name for f in _SANS_HISTOIRE.get(type(objet), ())]
    champs = [objet._meta.get_field(nom) for nom in noms]
    apres = {c.attname: pour_json(getattr(objet, c.attname)) for c in champs}
    if avant is not None:
        avant = {c.attname: pour_json(avant[c.name]) for c in champs}
    return [objet._meta.model_name, objet.pk, avant, apres]


def pour_json(valeur):
    if isinstance(valeur, Model):
        return valeur.pk
    if valeur is None or isinstance(valeur, (bool, int)):
        return valeur
    return valeur.isoformat() if isinstance(valeur, dt.date) else str(valeur)
