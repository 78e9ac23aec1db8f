"""Limites de débit des pages coûteuses ou ouvertes à tous ; celles de la connexion sont à allauth.

Une page de plus s'ajoute à la table. Les nombres sont dans les réglages (ACCOUNT_RATE_LIMITS).
"""

from allauth.core.ratelimit import consume_or_429

# Par nom d'adresse : la limite, et si la lecture compte (sinon, l'envoi seulement).
PAGES = {
    "verification": ("verification", False),
    "agenda_flux": ("adresse_secrete", True),
    "invitation": ("adresse_secrete", True),
}
EXPORT = ("export", True)


class DebitBorne:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, vue, args, kwargs):
        """Au-delà, la page 429, qui dit d'attendre ; la vue n'est pas appelée."""
        nom = request.resolver_match.url_name or ""
        limite = EXPORT if nom.endswith("_export") else PAGES.get(nom)
        if limite is None:
            return None
        action, lecture = limite
        return consume_or_429(request, action=action, limit_get=lecture)
