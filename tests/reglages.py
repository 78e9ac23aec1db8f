"""Les réglages de l'application, avec ce que les essais demandent : rapides, sans secret."""

import os

os.environ.setdefault("SECRET_KEY", "essais")
os.environ.setdefault("HTTPS", "0")
os.environ.setdefault("DATABASE_POOL", "0")
os.environ.setdefault("DATABASE_URL", "sqlite:///:memory:")

from partenariat.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
WHITENOISE_AUTOREFRESH = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
