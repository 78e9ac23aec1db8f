"""Ce que la page « Accessibilité » affirme : des faits, que les essais vérifient."""

import datetime as dt

CONTROLE_LE = dt.date(2026, 11, 28)
VERSION_D_AXE = "4.12.1"  # `tests/test_accessibilite.py` la compare à celle qui a tourné
