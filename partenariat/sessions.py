"""Une session ne dure pas : deux heures sans rien faire, douze heures en tout.

Elle finit aussi, partout ailleurs, quand le mot de passe change ou quand son titulaire le demande.
"""

import time

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout, update_session_auth_hash
from django.shortcuts import redirect, render

from partenariat.acces import tout_compte

OUVERTE_A, VUE_A = "session_ouverte_a", "session_vue_a"
PRECISION = 5 * 60  # secondes : au plus une écriture toutes les cinq minutes


def noter_l_ouverture(request, **_):
    request.session[OUVERTE_A] = request.session[VUE_A] = time.time()


class SessionBornee:
    """Ferme, avant toute vue, la session trop vieille ou trop longtemps muette."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        # Sans témoin de session, une page publique ne lit pas la base.
        if settings.SESSION_COOKIE_NAME in request.COOKIES and SESSION_KEY in request.session:
            self._borner(request)
        return self.get_response(request)

    def _borner(self, request):
        maintenant, session = time.time(), request.session
        muette = maintenant - session.get(VUE_A, 0)
        if muette > settings.SESSION_INACTIVITE or (
            maintenant - session.get(OUVERTE_A, 0) > settings.SESSION_DUREE
        ):
            logout(request)
            messages.info(request, "Par sécurité, votre session s’est fermée. Reconnectez-vous.")
        elif muette > PRECISION:
            session[VUE_A] = maintenant


@tout_compte
def autres_appareils(request):
    """Un téléphone perdu, un poste partagé : s'y déconnecter d'ici."""
    if request.method == "POST":
        request.user.fermer_les_sessions()
        update_session_auth_hash(request, request.user)  # celle-ci continue
        messages.success(request, "Vos autres appareils sont déconnectés.")
        return redirect("autres_appareils")
    return render(request, "account/autres_appareils.html")
