"""Des textes hostiles pour les tableaux qu'on emporte et qu'on rapporte."""

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

# Ce qu'un tableur prendrait pour une formule, une fin de ligne ou de colonne, un nombre.
PIEGES = st.text(alphabet="=+-@'\";,\t\n\u00a0 éÉœ’0<&Zz", max_size=80).map(str.strip)


def quelques(exemples: int):
    """Toujours les mêmes `exemples`, sans limite de temps, avec les décors de pytest."""
    return settings(
        max_examples=exemples,
        derandomize=True,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
