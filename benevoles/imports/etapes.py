"""Essayer un import, puis l'appliquer, lot de lignes par lot de lignes.

Chaque lot est écrit, et compté fait, dans une même transaction : un arrêt brutal ne laisse rien à
moitié, et l'étape reprend au lot suivant.
"""

from django.db import IntegrityError, transaction

from benevoles.imports.avancement import Etape, avancer, finir
from benevoles.imports.ecriture import ecrire, lignes
from benevoles.imports.rangees import Rangees
from benevoles.models import Import, LigneImport
from etablissements.echanges.verdicts import Raison, Sort

DU_FICHIER = (Sort.REFUSE, Sort.CREE, Sort.CHANGE)
A_CHANGE = "La fiche a changé depuis l’essai : importez cette ligne de nouveau."
INATTENDU = "L’enregistrement a été refusé : une autre donnée est déjà là, ou à ces dates."


def essayer(lot):
    """Juge toutes les lignes sans rien écrire d'autre que leur verdict."""
    lot.lignes.all().delete()
    Import.objects.filter(pk=lot.pk).update(faites=0)
    lot.faites = 0
    juge, rangees = _preparer(lot)
    for groupes in rangees.lots():
        with transaction.atomic():
            avancer(lot, sum(map(len, groupes)))
            LigneImport.objects.bulk_create(lignes(lot, _juger(juge, groupes)))
    with transaction.atomic():
        LigneImport.objects.bulk_create(_absentes(lot, juge), batch_size=500)
        finir(lot, Etape.ESSAYE)


def appliquer(lot):
    """Écrit ce que l'essai a montré ; une ligne qui ferait autre chose est refusée."""
    juge, rangees = _preparer(lot)
    for groupes in rangees.lots(depuis=lot.faites):
        try:
            _appliquer(lot, juge, groupes)
        except IntegrityError:  # une ligne que la base refuse n'arrête pas les autres
            juge.preparer()  # ce qu'il avait retenu n'a pas été écrit
            for groupe in groupes:
                _appliquer_seul(lot, juge, groupe)
    finir(lot, Etape.APPLIQUE)


def _appliquer_seul(lot, juge, groupe):
    try:
        _appliquer(lot, juge, [groupe])
    except IntegrityError:
        with transaction.atomic():
            avancer(lot, len(groupe))
            verdicts = _juger(juge, [groupe])
            for verdict in verdicts:
                verdict.refuser(Raison("", "", INATTENDU))
            _remplacer(lot, verdicts, groupe)


def _appliquer(lot, juge, groupes):
    faites = lot.faites
    rangees = [rangee for groupe in groupes for rangee in groupe]
    try:
        with transaction.atomic():
            avancer(lot, len(rangees))
            verdicts = _juger(juge, groupes, montres=_montres(lot, rangees))
            ecrire(verdicts, lot.definition.modeles, par=lot.par, motif=lot.motif)
            _remplacer(lot, verdicts, rangees)
    except IntegrityError:
        lot.faites = faites
        raise


def _preparer(lot):
    juge = lot.definition.juge(lot.par, le=lot.le)
    juge.preparer()
    return juge, Rangees(lot, juge)


def _juger(juge, groupes, *, montres=None):
    """Les verdicts d'un lot ; `montres` : ce que l'essai a dit de chaque ligne, s'il faut s'y
    tenir, et l'écrire sans que nul n'ait rien changé entre-temps."""
    rangees = [rangee for groupe in groupes for rangee in groupe]
    juge.charger(rangees, verrou=montres is not None)
    verdicts = []
    for rangee in rangees:
        verdict = juge.juger(rangee)
        changements = [list(c) for c in verdict.changements]
        if montres is not None and changements and montres.get(rangee.numero) != changements:
            verdict.refuser(Raison("", "", A_CHANGE))
        if not verdict.raisons:
            juge.retenir(verdict, rangee)
        verdicts.append(verdict)
    return verdicts


def _montres(lot, rangees):
    return dict(_siennes(lot, rangees).values_list("numero", "changements"))


def _remplacer(lot, verdicts, rangees):
    _siennes(lot, rangees).delete()
    LigneImport.objects.bulk_create(lignes(lot, verdicts))


def _siennes(lot, rangees):
    """Les lignes gardées de ces rangées ; par l'index, même quand elles sont deux cent mille."""
    numeros = [rangee.numero for rangee in rangees]
    return lot.lignes.filter(sort__in=DU_FICHIER, numero__in=numeros)


def _absentes(lot, juge):
    for objet, ou in juge.absents():
        yield LigneImport(
            lot=lot,
            numero=0,
            sort=Sort.ABSENT,
            libelle=str(objet)[:200],
            objet=objet.pk,
            changements=[[ou, "", ""]],
        )
