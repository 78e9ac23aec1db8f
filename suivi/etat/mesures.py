"""Les mesures : des nombres et des dates, lus au moment où on les demande."""

import datetime as dt
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.models import Case, Count, F, Min, Q, When
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from engagements.models import Avis
from partenariat.antivirus import repond
from partenariat.models import Passage


@dataclass(frozen=True, kw_only=True)
class Archivage:
    """L'archivage continu des journaux de PostgreSQL, tel qu'il le dit lui-même."""

    allume: bool
    dernier: dt.datetime | None  # le dernier journal copié
    echec: dt.datetime | None  # le dernier qui n'a pas pu l'être

    @property
    def echoue(self) -> bool:
        """Rien n'est passé depuis : PostgreSQL garde tout, et le disque se remplit."""
        return self.allume and bool(self.echec) and (not self.dernier or self.dernier < self.echec)


@dataclass(frozen=True, kw_only=True)
class Mesures:
    """Aucune ne porte sur une personne."""

    a: dt.datetime
    base_ms: float
    base_octets: int
    base_logiciel: str
    archivage: Archivage | None  # None hors de PostgreSQL
    passages: dict[str, Passage]
    en_attente: int
    attend_depuis: dt.datetime | None  # la plus ancienne tâche que rien ne retient
    taches_en_echec: int  # depuis un jour
    courriels_en_retard: int  # auraient dû partir depuis une heure
    courriels_abandonnes: int  # depuis une semaine
    courriels_revenus: int  # depuis une semaine
    antivirus: bool | None  # répond-il ; None si aucun n'est réglé
    disque_libre: int
    disque_total: int

    def age(self, travail) -> dt.timedelta | None:
        """Depuis son dernier passage réussi ; None s'il n'y en a jamais eu."""
        passage = self.passages.get(travail)
        return passage and passage.reussi_le and self.a - passage.reussi_le

    @property
    def attente(self) -> dt.timedelta:
        return self.a - self.attend_depuis if self.attend_depuis else dt.timedelta()


def mesurer(maintenant: dt.datetime) -> Mesures:
    """En un nombre constant de requêtes."""
    dossier = Path(settings.MEDIA_ROOT)
    disque = shutil.disk_usage(next(d for d in (dossier, *dossier.parents) if d.exists()))
    return Mesures(
        a=maintenant,
        base_ms=_duree_d_une_lecture(),
        base_octets=_taille_de_la_base(),
        base_logiciel=_logiciel(),
        archivage=_archivage(),
        passages=Passage.objects.in_bulk(),
        antivirus=repond() if settings.ANTIVIRUS else None,
        disque_libre=disque.free,
        disque_total=disque.total,
        **_file(maintenant),
        **_courriels(maintenant),
    )


def _file(maintenant):
    pretes = Q(status=TaskResultStatus.READY) & (
        Q(run_after=get_date_max()) | Q(run_after__lte=maintenant)
    )
    hier = maintenant - dt.timedelta(days=1)
    return DBTaskResult.objects.order_by().aggregate(
        en_attente=Count("pk", filter=pretes),
        attend_depuis=Min(_prete_depuis(), filter=pretes),
        taches_en_echec=Count(
            "pk", filter=Q(status=TaskResultStatus.FAILED, finished_at__gte=hier)
        ),
    )


def _prete_depuis():
    """Une tâche remise à plus tard n'attend que depuis l'heure dite."""
    return Case(When(run_after=get_date_max(), then=F("enqueued_at")), default=F("run_after"))


def _courriels(maintenant):
    semaine, attend = maintenant - dt.timedelta(days=7), Q(envoye_le=None)
    retard = attend & Q(cree_le__lt=maintenant - dt.timedelta(hours=1), essais__lt=Avis.ESSAIS)
    abandon = attend & Q(cree_le__gte=semaine, essais__gte=Avis.ESSAIS, revenu_le=None)
    return Avis.objects.filter(rythme=Avis.Rythme.IMMEDIAT).aggregate(
        courriels_en_retard=Count("pk", filter=retard),
        courriels_abandonnes=Count("pk", filter=abandon),
        courriels_revenus=Count("pk", filter=Q(revenu_le__gte=semaine)),
    )


def _duree_d_une_lecture():
    debut = time.perf_counter()
    _lire("SELECT 1")
    return (time.perf_counter() - debut) * 1000


def _taille_de_la_base():
    if connection.vendor == "postgresql":
        return _lire("SELECT pg_database_size(current_database())")
    return _lire("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")


def _logiciel():
    numero = ".".join(str(n) for n in connection.get_database_version())
    return f"{connection.display_name} {numero}"


def _archivage():
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as curseur:
        curseur.execute(
            "SELECT current_setting('archive_mode') <> 'off', last_archived_time, last_failed_time"
            " FROM pg_stat_archiver"
        )
        allume, dernier, echec = curseur.fetchone()
    return Archivage(allume=allume, dernier=dernier, echec=echec)


def _lire(sql):
    with connection.cursor() as curseur:
        curseur.execute(sql)
        return curseur.fetchone()[0]
