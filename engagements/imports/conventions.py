"""Les conventions et leurs engagements, retrouvés sans requête, un jour donné."""

import datetime as dt

from engagements.models import Convention, Engagement


class Conventions:
    """Ce que `du_jour` dit d'un jour, pour des milliers de lignes."""

    def __init__(self):
        self.dates = list(Convention.objects.order_by("-debut").values_list("debut", "pk"))
        self.par_convention = {}
        for engagement in Engagement.objects.select_related("categorie__convention"):
            siens = self.par_convention.setdefault(engagement.categorie.convention_id, {})
            siens[engagement.numero] = engagement

    def du_jour(self, le: dt.date) -> int | None:
        """La convention en vigueur ce jour-là ; à défaut, la dernière commencée."""
        return next((pk for debut, pk in self.dates if debut <= le), None)

    def engagements(self, le: dt.date) -> dict[str, Engagement]:
        """Par numéro, ceux de cette convention."""
        return self.par_convention.get(self.du_jour(le), {})
