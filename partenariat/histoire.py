"""L'histoire : chaque changement d'une fiche suivie, par qui, quand et pourquoi.

django-simple-history recopie la ligne à chaque `save` et `delete`. Il ne voit ni `update` ni
`bulk_create` : ce module les refuse sur un modèle suivi, et donne de quoi écrire en nombre sans
perdre l'histoire. L'auteur est dit une fois, autour de l'écriture (`auteur`).
"""

from contextlib import contextmanager
from contextvars import ContextVar

from django.apps import apps
from django.db import connection, models
from django.utils import timezone
from simple_history.models import HistoricalRecords
from simple_history.utils import bulk_update_with_history

PAR_LOT = 500  # lignes d'un ordre SQL
SUIVI = ("version", "modifie_le", "modifie_par")  # l'histoire dit déjà qui et quand

_auteur = ContextVar("auteur", default=(None, ""))
_en_masse = ContextVar("en_masse", default=False)


class EcritureSansHistoire(TypeError):
    """Un modèle suivi s'écrit par `save`, `creer_en_masse` ou `modifier_en_masse`."""


@contextmanager
def auteur(par, motif=""):
    """Tout ce qui s'écrit ici l'est par ce compte, pour ce motif ; à défaut, ceux d'autour."""
    par_defaut, motif_par_defaut = _auteur.get()
    jeton = _auteur.set((par_defaut if par is None else par, motif[:100] or motif_par_defaut))
    try:
        yield
    finally:
        _auteur.reset(jeton)


def _compte(**_):
    """Le compte qui écrit ; personne, si c'est un visiteur sans compte ou l'application."""
    par = _auteur.get()[0]
    return par if par is not None and par.is_authenticated else None


class Histoire(HistoricalRecords):
    """L'histoire d'un modèle. `sauf` : ce qui ne s'y recopie pas, étant déduit du reste.

    L'auteur n'y est qu'un numéro : une ligne d'histoire ne change pas quand un compte disparaît.
    """

    def __init__(self, verbose_name=None, *, sauf=(), **options):
        super().__init__(
            verbose_name=verbose_name,
            excluded_fields=list(sauf),
            history_user_id_field=models.BigIntegerField("par", null=True),
            get_user=_compte,
            **options,
        )

    def get_change_reason_for_object(self, instance, history_type, using):
        return (
            super().get_change_reason_for_object(instance, history_type, using)
            or (_auteur.get()[1])
        )


class QuerySetSuivi(models.QuerySet):
    """Refuse à un modèle suivi les écritures que son histoire ne verrait pas."""

    def update(self, **champs):
        self._garder_l_histoire()
        return super().update(**champs)

    def bulk_create(self, objs, *args, **kwargs):
        self._garder_l_histoire()
        return super().bulk_create(objs, *args, **kwargs)

    def bulk_update(self, objs, *args, **kwargs):
        self._garder_l_histoire()
        return super().bulk_update(objs, *args, **kwargs)

    def _garder_l_histoire(self):
        if est_suivi(self.model) and not _en_masse.get():
            raise EcritureSansHistoire(
                f"{self.model._meta.object_name} a une histoire : voir partenariat.histoire."
            )


def est_suivi(modele) -> bool:
    return hasattr(modele._meta, "simple_history_manager_attribute")


@contextmanager
def _ecrire_en_masse():
    jeton = _en_masse.set(True)
    try:
        yield
    finally:
        _en_masse.reset(jeton)


def creer_en_masse(modele, objets, *, par, motif):
    """Crée ces objets et leur première ligne d'histoire ; rend les objets, avec leur numéro."""
    with auteur(par, motif), _ecrire_en_masse():
        crees = modele._default_manager.bulk_create(list(objets), batch_size=PAR_LOT)
        for i in range(0, len(crees), PAR_LOT):
            _recopier(modele, modele.history.model, [objet.pk for objet in crees[i : i + PAR_LOT]])
    return crees


def modifier_en_masse(objets, champs, *, par, motif) -> int:
    """Enregistre ces champs d'objets d'un même modèle, et ce qu'ils deviennent dans l'histoire."""
    objets, champs = list(objets), list(champs)
    if not objets:
        return 0
    modele = type(objets[0])
    with auteur(par, motif), _ecrire_en_masse():
        if hasattr(modele, "marquer"):  # une fiche que plusieurs modifient : elle change de version
            _marquer(objets, par)
        return bulk_update_with_history(
            objets, modele, champs, batch_size=PAR_LOT, default_change_reason=motif[:100]
        )


def remplacer_en_masse(modele, pks, *, par, motif, **valeurs) -> int:
    """Donne les mêmes valeurs à toutes ces lignes, et les recopie ainsi dans leur histoire."""
    lignes = modele._default_manager.filter(pk__in=pks)
    with auteur(par, motif), _ecrire_en_masse():
        nombre = lignes.update(**valeurs)
        _recopier(modele, modele.history.model, pks, sorte="~")
    return nombre


def supprimer_en_masse(modele, pks, *, par, motif) -> None:
    """Supprime ces lignes, que rien ne doit plus désigner, et l'écrit dans leur histoire.

    Lève IntegrityError, à la fin de la transaction au plus tard, si quelque chose les désigne.
    """
    if not pks:
        return
    with auteur(par, motif):
        _recopier(modele, modele.history.model, pks, sorte="-")
    with connection.cursor() as curseur:
        curseur.execute(
            f'DELETE FROM "{modele._meta.db_table}" WHERE id IN ({_parmi(pks)})', list(pks)
        )


def _marquer(objets, par):
    """Une version de plus pour tous, en un ordre par lot : la même date, le même auteur."""
    for objet in objets:
        objet.marquer(par=par)
    memes = {"modifie_le": objets[0].modifie_le, "modifie_par": par}
    for i in range(0, len(objets), PAR_LOT):
        lot = type(objets[0])._default_manager.filter(
            pk__in=[o.pk for o in objets[i : i + PAR_LOT]]
        )
        lot.update(version=models.F("version") + 1, **memes)


@contextmanager
def reprise(application, *, motif):
    """Des lignes d'une application, écrites en nombre : leur histoire commence à la sortie."""
    with _ecrire_en_masse():
        yield
    for modele in filter(est_suivi, apps.get_app_config(application).get_models()):
        commencer(modele, modele.history.model, motif=motif)


def commencer(modele, histoire, *, motif):
    """La première ligne d'histoire de ce qui n'en a pas, en un seul ordre."""
    sans = f'NOT EXISTS (SELECT 1 FROM "{histoire._meta.db_table}" AS suite WHERE suite.id = l.id)'
    with auteur(None, motif):
        _inserer(modele, histoire, "+", sans)


def _recopier(modele, histoire, pks, *, sorte="+"):
    """Ces lignes telles qu'elles sont, au bout de leur histoire, en un seul ordre."""
    if pks:
        _inserer(modele, histoire, sorte, f"l.id IN ({_parmi(pks)})", pks)


def _parmi(pks):
    return ", ".join(["%s"] * len(pks))


def _inserer(modele, histoire, sorte, lesquelles, pks=()):
    propres = {champ.column for champ in modele._meta.local_concrete_fields}
    colonnes = [c for f in histoire._meta.local_concrete_fields if (c := f.column) in propres]
    noms = ", ".join(f'"{c}"' for c in colonnes)
    valeurs = ", ".join(f'l."{c}"' for c in colonnes)
    compte, motif = _compte(), _auteur.get()[1]
    with connection.cursor() as curseur:
        curseur.execute(
            f'INSERT INTO "{histoire._meta.db_table}" ({noms},'
            " history_date, history_type, history_change_reason, history_user_id)"
            f" SELECT {valeurs}, %s, %s, %s, %s"
            f' FROM "{modele._meta.db_table}" AS l WHERE {lesquelles}',
            [timezone.now(), sorte, motif, compte and compte.pk, *pks],
        )
