"""Lire le réglage du rangement ; un réglage incomplet ou imprudent empêche de démarrer."""

import importlib.util
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from partenariat.demarrage import reste_sur_place

DOSSIER = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
CHAMPS = {
    "S3_ADRESSE": "endpoint_url",
    "S3_SEAU": "bucket_name",
    "S3_CLE": "access_key",
    "S3_SECRET": "secret_key",
}


def rangement(env) -> dict:
    """Le rangement par défaut (`STORAGES`) : le dossier, si aucune variable S3 n'est donnée."""
    valeurs = {nom: env.str(nom, "") for nom in CHAMPS}
    if not any(valeurs.values()):
        return DOSSIER
    if manquent := [nom for nom, valeur in valeurs.items() if not valeur]:
        raise ImproperlyConfigured(
            f"Le rangement S3 est réglé à moitié : il manque {', '.join(manquent)}."
        )
    _refuser_l_imprudence(valeurs["S3_ADRESSE"])
    options = {CHAMPS[nom]: valeur for nom, valeur in valeurs.items()}
    options["region_name"] = env.str("S3_REGION", "us-east-1")  # la plupart n'en ont pas d'autre
    return {"BACKEND": "partenariat.rangement.s3.RangementS3", "OPTIONS": options}


def _refuser_l_imprudence(adresse):
    lue = urlsplit(adresse)
    if lue.scheme not in ("http", "https") or not lue.hostname:
        raise ImproperlyConfigured("S3_ADRESSE ne se lit pas : https://s3.exemple.org")
    if lue.scheme == "http" and not reste_sur_place(lue.hostname):
        raise ImproperlyConfigured(
            "S3_ADRESSE est en http:// : les fichiers passeraient en clair. Mettez https://"
        )
    if importlib.util.find_spec("storages") is None or importlib.util.find_spec("boto3") is None:
        raise ImproperlyConfigured(
            "Le rangement S3 demande des paquets de plus : installez l’option « s3 »"
            " (uv pip install --require-hashes -r pyproject.toml --extra s3 -c requirements.lock)."
        )
