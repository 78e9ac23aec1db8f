"""Les réglages de la mesure : ceux de la production, plus l'admin de Django pour comparer."""

import os

os.environ.setdefault("SECRET_KEY", "mesure")
os.environ.setdefault("HTTPS", "0")
os.environ["SECOND_FACTEUR_OBLIGATOIRE"] = "0"

from partenariat import settings as _reglages  # après les variables qu'ils lisent

globals().update({nom: getattr(_reglages, nom) for nom in dir(_reglages) if nom.isupper()})

INSTALLED_APPS = [*_reglages.INSTALLED_APPS, "django.contrib.admin"]
ROOT_URLCONF = "tests.bench.urls"
ALLOWED_HOSTS = ["testserver", *_reglages.ALLOWED_HOSTS]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
