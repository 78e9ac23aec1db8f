"""La couverture d'un établissement dans un essai, toujours contrôlée par la requête SQL."""

from benevoles.couverture.calcul import Couverture, couvertures
from benevoles.verification import ecarts
from tests.fabrique import JOUR


def le_jour(etablissement, le=JOUR) -> Couverture:
    assert ecarts(le=le) == []
    (couverture,) = couvertures([etablissement], le=le)
    return couverture
