"""Ce qu'une session de formation doit dire : les mêmes règles à l'écran et dans un tableau."""

FINIT_AVANT = "La session finit avant d’avoir commencé."
LEURS_PLACES = "{} personnes y ont déjà leur place\u00a0: gardez-les."
DES_DEUX = "Des personnes de l’autre association y sont inscrites."


def faute_des_places(places, inscrits) -> str:
    """Personne ne perd sa place."""
    gardees = len(inscrits.places)
    return LEURS_PLACES.format(gardees) if (places or gardees) < gardees else ""


def faute_de_la_fermeture(session, fermeture, inscrits) -> str:
    """Une session où l'autre association est inscrite ne se réserve plus."""
    organise = session.formation.association
    autres = any(i.association != organise for liste in inscrits for i in liste)
    return DES_DEUX if fermeture and autres else ""
