"""Lire sur une réplique ce qui peut dater de quelques secondes, jamais après sa propre écriture.

Une vue qui l'accepte porte `@lecture_differee`. La réplique ne sert que si `DATABASE_REPLIQUE_URL`
est donnée, si elle suit le serveur principal, et si ce navigateur n'a rien écrit depuis peu.
Tout le reste (sessions, comptes, écritures) va au serveur principal.
"""

import contextlib
import time
from contextvars import ContextVar

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, OperationalError, connections

REPLIQUE = "replique"
TEMOIN = "ecrit_depuis_peu"
APRES_UNE_ECRITURE = 15  # secondes pendant lesquelles on lit ce qu'on vient d'écrire
RETARD_ADMIS = 10  # secondes
REEXAMEN = 5  # secondes

# La réplique suit : reliée au serveur principal, et à jour ou presque.
SUIT = """
SELECT EXISTS (SELECT FROM pg_stat_wal_receiver)
   AND (pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn()
        OR now() - pg_last_xact_replay_timestamp() < make_interval(secs => %s))
"""

_differee = ContextVar("lecture différée", default=False)


def lecture_differee(vue):
    """Cette page peut montrer l'état d'il y a quelques secondes à qui n'a rien écrit."""
    vue.lecture_differee = True
    return vue


@contextlib.contextmanager
def lectures_differees():
    """Tout ce qui s'y lit vient de la réplique."""
    demande = _differee.set(True)
    try:
        yield
    finally:
        _differee.reset(demande)


class Aiguillage:
    """Le routeur de bases de Django : la réplique pour les lectures différées, rien d'autre."""

    def db_for_read(self, model, **hints):
        return REPLIQUE if _differee.get() else DEFAULT_DB_ALIAS

    def db_for_write(self, model, **hints):
        return DEFAULT_DB_ALIAS

    def allow_relation(self, obj1, obj2, **hints):
        return True

    def allow_migrate(self, db, app_label, **hints):
        return db == DEFAULT_DB_ALIAS


def _lire_les_droits(compte):
    """Avant tout, sur le serveur principal : un droit retiré l'est tout de suite."""
    if compte.is_authenticated:
        return compte.droits
    return None


class Replique:
    """L'état de la réplique, relu toutes les cinq secondes par chaque processus."""

    def __init__(self):
        self._examinee, self._suit = float("-inf"), False

    @staticmethod
    def existe() -> bool:
        return REPLIQUE in settings.DATABASES

    def suit(self) -> bool:
        if time.monotonic() - self._examinee > REEXAMEN:
            self._suit, self._examinee = self._examiner(), time.monotonic()
        return self._suit

    def ecarter(self):
        """Elle n'a pas répondu : le serveur principal d'ici au prochain examen."""
        self._suit, self._examinee = False, time.monotonic()

    @staticmethod
    def _examiner():
        try:
            with connections[REPLIQUE].cursor() as curseur:
                curseur.execute(SUIT, [RETARD_ADMIS])
                return bool(curseur.fetchone()[0])
        except OperationalError:
            return False


replique = Replique()


class LecturesDifferees:
    """Envoie à la réplique les pages qui l'acceptent ; au serveur principal si elle tombe."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        reponse = self.get_response(request)
        if replique.existe() and request.method not in ("GET", "HEAD"):
            reponse.set_cookie(
                TEMOIN, "1", max_age=APRES_UNE_ECRITURE, secure=settings.SESSION_COOKIE_SECURE,
                httponly=True, samesite="Lax",
            )  # fmt: skip
        return reponse

    def process_view(self, request, vue, args, kwargs):
        if not self._convient(request, vue):
            return None
        _lire_les_droits(request.user)
        try:
            with lectures_differees():
                return vue(request, *args, **kwargs)
        except OperationalError:
            replique.ecarter()
            return None  # Django appelle alors la vue, sur le serveur principal

    @staticmethod
    def _convient(request, vue):
        return (
            replique.existe()
            and getattr(vue, "lecture_differee", False)
            and request.method in ("GET", "HEAD")
            and TEMOIN not in request.COOKIES
            and replique.suit()
        )
