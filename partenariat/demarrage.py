"""Ce qu'on refuse de servir : un site ouvert sur le monde avec un secret connu ou faible."""

import ipaddress

from django.core.exceptions import ImproperlyConfigured

SECRET_DE_DEMONSTRATION = "demonstration-sans-secret"
LONGUEUR, VARIETE = 50, 5  # celles que Django demande lui-même (security.W009)


def refuser_l_imprudence(*, demo, debug, secret, hotes):
    """Lève `ImproperlyConfigured`, en français, plutôt que de démarrer mal protégé."""
    if not secret:
        raise ImproperlyConfigured("SECRET_KEY manque : l’application ne démarre pas sans secret.")
    if secret == SECRET_DE_DEMONSTRATION and not demo:
        raise ImproperlyConfigured("SECRET_KEY est celle de la démonstration, connue de tous.")
    publics = [hote for hote in hotes if not reste_sur_place(hote)]
    if not publics:
        return
    if debug:
        raise ImproperlyConfigured(f"DEBUG=1 montrerait le code à tous : {', '.join(publics)}.")
    if len(secret) < LONGUEUR or len(set(secret)) < VARIETE:
        raise ImproperlyConfigured(
            f"ALLOWED_HOSTS ouvre le site au-delà de cette machine ({', '.join(publics)}) : il faut"
            f" une SECRET_KEY à soi, tirée au hasard, de {LONGUEUR} signes au moins"
            " (python3 -c 'import secrets; print(secrets.token_urlsafe(50))')."
        )


def reste_sur_place(hote) -> bool:
    """Cette machine, ou le réseau privé d'un bureau."""
    nom = hote.strip("[].")
    try:
        return ipaddress.ip_address(nom).is_private
    except ValueError:
        return nom == "localhost" or nom.endswith((".localhost", ".local", ".lan", ".internal"))
