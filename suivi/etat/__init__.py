"""L'état du système : des mesures, ce qu'on en conclut, et comment une machine les lit."""
