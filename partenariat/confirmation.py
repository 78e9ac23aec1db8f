"""Confirmer que c'est bien soi, juste avant un geste qui engage son association."""

import time
from functools import wraps

from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode


def confirmation_recente(vue):
    """Demande de nouveau le second facteur (ou, sans second facteur, le mot de passe).

    Être connecté ne suffit pas : la preuve a moins de `ACCOUNT_REAUTHENTICATION_TIMEOUT` secondes.
    """

    @wraps(vue)
    def vue_confirmee(request, *args, **kwargs):
        a_un_second_facteur = is_mfa_enabled(request.user)
        if _a_prouve(request, "mfa" if a_un_second_facteur else None):
            return vue(request, *args, **kwargs)
        page = "mfa_reauthenticate" if a_un_second_facteur else "account_reauthenticate"
        suite = urlencode({"next": request.get_full_path()})
        return redirect(f"{reverse(page)}?{suite}")

    return vue_confirmee


def _a_prouve(request, methode):
    depuis = time.time() - settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    return any(
        preuve["at"] >= depuis and methode in (None, preuve["method"])
        for preuve in get_authentication_records(request, request.user)
    )
