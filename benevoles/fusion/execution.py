"""La fusion elle-même : tout ou rien, sous verrou, et la marche arrière."""

import datetime as dt

from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models.deletion import ProtectedError

from benevoles.fusion.elargissement import (
    demandes_decouvertes,
    droits_des_comptes,
    elargit,
    jours_a_verifier,
)
from benevoles.fusion.journal import FusionRefusee, Journal, inchange, retablir
from benevoles.fusion.perimetre import entierement_tenues
from benevoles.fusion.regles import REGLES
from benevoles.models import Benevole, Fusion
from partenariat.francais import insecables
from partenariat.histoire import auteur
from partenariat.models import Utilisateur

DEJA = "L’une de ces fiches n’existe plus : elle vient d’être fusionnée."
CHANGEE = (
    "L’une de ces fiches a été modifiée pendant que vous compariez : vérifiez de nouveau, puis"
    " fusionnez."
)
PARTAGEE = (
    "Une de ces fiches n’est pas entièrement tenue par votre association : aucune des deux"
    " associations ne peut la fusionner seule. Gardez les deux fiches."
)
PLUS_DE_DROITS = (
    "Fusionner donnerait à un compte des droits qu’il n’a pas (mandat, liste à tenir, ou fiche)."
    " Donnez-les d’abord à la fiche conservée par la page habituelle, ou mettez-y fin sur l’autre"
    " fiche."
)
DEMANDES = (
    "Fusionner montrerait à un compte des demandes proposées à l’autre fiche. Gardez plutôt le"
    " compte de la fiche qui les a reçues, ou attendez leur fin."
)
BASE = "Ces deux fiches portent des données qui ne peuvent pas être réunies."
TROP_TARD = "Cette fusion ne peut plus être défaite : elle l’est déjà, ou date de plus de 30 jours."
DEPUIS = (
    "Cette fusion ne peut plus être défaite : ce qu’elle avait réuni a été modifié depuis"
    " (fiche, affectation, titre, mandat ou compte)."
)


@transaction.atomic
def fusionner(conserve_pk, absorbe_pk, *, par, maintenant, le, valeurs=None, **choix) -> Fusion:
    """Absorbe une fiche dans l'autre. `choix` : `compte` qui reste, `versions` des deux fiches."""
    conserve, absorbe = _verrouiller(conserve_pk, absorbe_pk)
    if choix.get("versions") not in (None, f"{conserve.version}-{absorbe.version}"):
        raise FusionRefusee(CHANGEE)
    if not entierement_tenues([conserve.pk, absorbe.pk], par):
        raise FusionRefusee(PARTAGEE)
    comptes = [c for c in (conserve.utilisateur_id, absorbe.utilisateur_id) if c]
    reste = choix.get("compte") or (comptes[0] if comptes else None)
    if reste not in (comptes or [None]):
        raise FusionRefusee(CHANGEE)
    if demandes_decouvertes(conserve, absorbe, reste):
        raise FusionRefusee(insecables(DEMANDES))
    jours = jours_a_verifier([conserve, absorbe], le)
    avant = droits_des_comptes(comptes, jours)
    fusion = Fusion.objects.create(
        association=par.droits.direction,
        conserve=conserve,
        absorbe=absorbe.pk,
        nom_absorbe=str(absorbe),
        compte_ferme_id=next((c for c in comptes if c != reste), None),
        faite_le=maintenant,
        faite_par=par,
    )
    _reunir(fusion, conserve, absorbe, valeurs or {}, reste, par)
    apres = droits_des_comptes(comptes, jours)
    if any(elargit(avant[cle], apres[cle]) for cle in avant):
        raise FusionRefusee(PLUS_DE_DROITS)
    return fusion


def _verrouiller(*pks):
    """Les deux fiches, verrouillées toujours dans le même ordre, rendues dans celui demandé."""
    if len(set(pks)) < len(pks):
        raise FusionRefusee(DEJA)
    verrou = Benevole.objects.select_for_update(of=("self",)).filter(pk__in=pks).order_by("pk")
    lues = {benevole.pk: benevole for benevole in verrou}
    if len(lues) < len(pks):
        raise FusionRefusee(DEJA)
    return [lues[pk] for pk in pks]


def _reunir(fusion, conserve, absorbe, valeurs, compte, par):
    journal = Journal(par)
    try:
        with transaction.atomic(), auteur(par, str(fusion)):
            for nom, regle in REGLES.items():
                _appliquer(nom, regle, fusion, conserve, absorbe, journal)
            journal.effacer(absorbe)
            journal.modifier(conserve, **valeurs, utilisateur_id=compte)
            if fusion.compte_ferme_id:
                Utilisateur.objects.filter(pk=fusion.compte_ferme_id).update(is_active=False)
    except (IntegrityError, ProtectedError) as refus:
        raise FusionRefusee(BASE) from refus
    fusion.changements = journal.changements
    fusion.save(update_fields=["changements"])


def _appliquer(nom, regle, fusion, conserve, absorbe, journal):
    application_modele, _, champ = nom.rpartition(".")
    modele = apps.get_model(application_modele)
    lignes = modele._base_manager.order_by("pk").exclude(pk=fusion.pk if modele is Fusion else None)
    siennes = list(lignes.filter(**{champ: absorbe}))
    if siennes:
        regle(siennes, list(lignes.filter(**{champ: conserve})), conserve, journal)


@transaction.atomic
def defaire(fusion_pk, *, par, maintenant: dt.datetime) -> Fusion:
    """Tout revient comme avant, si rien de ce qui avait été réuni n'a changé depuis."""
    fusion = Fusion.objects.select_for_update(of=("self",)).get(pk=fusion_pk)
    if not fusion.est_reversible(maintenant):
        raise FusionRefusee(TROP_TARD)
    _verrouiller(fusion.conserve_id)
    ferme = fusion.compte_ferme
    derniers = {(c["modele"], c["pk"]): c for c in fusion.changements}
    if not all(map(inchange, derniers.values())) or (ferme and ferme.is_active):
        raise FusionRefusee(DEPUIS)
    try:
        with transaction.atomic(), auteur(par, f"{fusion} défaite"):
            for changement in reversed(fusion.changements):
                retablir(changement)
            if ferme:
                Utilisateur.objects.filter(pk=ferme.pk).update(is_active=True)
    except IntegrityError as refus:
        raise FusionRefusee(DEPUIS) from refus
    fusion.defaite_le, fusion.changements, fusion.nom_absorbe = maintenant, [], ""
    fusion.save(update_fields=["defaite_le", "changements", "nom_absorbe"])
    return fusion
