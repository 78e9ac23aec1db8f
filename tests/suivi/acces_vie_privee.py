"""Qui entre où : les droits des personnes (voir `test_acces`)."""

from suivi.models import DemandeDePersonne

LIGNES = """
notice                               -                c   +   +   +   +   +   +   +   +   +
registre                             -                c   +   +   +   +   +   +   +   +   +
mes_donnees                          -                c   +   +   +   +   +   +   +   +   +
mes_donnees_json                     -                c   +   +   +   +   +   +   +   +   +
mes_donnees_pdf                      -                c   +   +   +   +   +   +   +   +   +
demande_de_personne_nouvelle         -                c   +   +   +   +   +   +   +   +   +
demande_de_personne                  ici              c   +   0   0   0   0   0   +   0   0
personne_donnees                     vp-ici           c   +   0   -   -   -   -   -   -   -
personne_donnees                     cp-ici           c   0   +   -   -   -   -   -   -   -
personne_donnees                     vp-là-bas        c   +   0   -   -   -   -   -   -   -
effacements                          -                c   +   +   +   +   +   +   -   -   -
effacements_export                   -                c   +   +   +   +   +   +   -   -   -
"""


def poser(region, comptes):
    """Une demande du visiteur à l'ANVP."""
    if comptes:
        region.objets["demande_de_personne"] = DemandeDePersonne.objects.create(
            compte=comptes["visiteur"],
            benevole=comptes["visiteur"].benevole,
            association="ANVP",
            nature="rectification",
            texte="Mon téléphone a changé.",
        )


def arguments(region, sujet):
    """Par nom d'adresse, ses arguments dans cette région."""
    affectation = region.cp if "cp" in sujet else region.vp
    demande = region.objets.get("demande_de_personne")
    return {
        **dict.fromkeys(("mes_donnees", "mes_donnees_json", "mes_donnees_pdf", "effacements"), []),
        **dict.fromkeys(("notice", "registre"), []),
        "effacements_export": ["csv"],
        "demande_de_personne_nouvelle": [],
        "demande_de_personne": [demande.pk if demande else 0],
        "personne_donnees": [affectation.benevole_id],
    }
