"""Les réglages de l'application, avec ce que les essais demandent : rapides, sans secret."""

import atexit
import os
import shutil
import tempfile

# Une base en fichier, une par processus, et dès avant sa création : le serveur des essais au
# navigateur répond de plusieurs fils, qui se partageraient la connexion d'une base en mémoire
# (et la fermeraient sous les pieds des autres : Python s'arrête net).
_FICHIER = f"{tempfile.gettempdir()}/partenariat-essais-{os.getpid()}.sqlite3"

os.environ.setdefault("SECRET_KEY", "essais")
os.environ.setdefault("HTTPS", "0")
os.environ.setdefault("DATABASE_POOL", "0")
os.environ.setdefault("DATABASE_URL", f"sqlite:///{_FICHIER}")

from partenariat import settings as _reglages  # après les variables qu'ils lisent

globals().update({nom: getattr(_reglages, nom) for nom in dir(_reglages) if nom.isupper()})

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Les essais qui portent sur lui le rétablissent.
SECOND_FACTEUR_OBLIGATOIRE = False
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
WHITENOISE_AUTOREFRESH = True
# Ce qui doit être un vrai fichier disparaît avec les essais.
MEDIA_ROOT = tempfile.mkdtemp(prefix="partenariat-essais-")
atexit.register(shutil.rmtree, MEDIA_ROOT, ignore_errors=True)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

if _reglages.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    _reglages.DATABASES["default"]["TEST"] = {"NAME": _FICHIER}
