"""Les demandes de visite qui attendent un geste de quelqu'un."""

import datetime as dt

from engagements.attendus import Attendu
from engagements.demandes.liste import demandes_de, en_bref, lignes


def attendus(utilisateur, *, le: dt.date) -> list[Attendu]:
    """Une par demande : ce qu'on attend de lui, sans rien de l'apprenant."""
    ouvertes = demandes_de(utilisateur, le=le).ouvertes()
    return [
        Attendu(
            ligne.depuis,
            f"Demande de visite n° {ligne.numero}, {ligne.ou} : {ligne.etat.label}.",
            ligne.demande.get_absolute_url(),
        )
        for ligne in lignes(en_bref(ouvertes), utilisateur, le=le)
        if ligne.a_faire
    ]
