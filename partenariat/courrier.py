"""Lire EMAIL_URL ; une adresse fautive empêche de démarrer, en disant quoi écrire."""

from django.core.exceptions import ImproperlyConfigured

AIDE = (
    "EMAIL_URL ne se lit pas : smtp+tls://nom:secret@serveur:587, ou smtp+ssl:// et le port 465."
    " Dans le nom et le secret, « / », « # », « ? » et « % » s’écrivent %2F, %23, %3F et %25."
)


def serveur_de_courrier(env) -> dict:
    """Les réglages EMAIL_… de Django ; sans EMAIL_URL, les courriels s'écrivent dans la console."""
    try:
        reglages = env.email_url("EMAIL_URL", default="consolemail://")
    except (ImproperlyConfigured, ValueError) as faute:
        raise ImproperlyConfigured(AIDE) from faute
    if reglages["EMAIL_BACKEND"].endswith("smtp.EmailBackend") and not reglages["EMAIL_HOST"]:
        raise ImproperlyConfigured(AIDE)
    return reglages
