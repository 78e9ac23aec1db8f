"""Qui entre où : les lignes de la matrice, leurs objets et leurs arguments (voir `test_acces`)."""

from tests import fabrique_publications as fabrique

# Écrites par l'ANVP ; « proposée » attend l'accord d'AUXILIA.
LIGNES = """
infos                                -                +   +   +   +   +   +   +   +   +   +
info                                 publiée          +   +   +   +   +   +   +   +   +   +
info                                 brouillon        0   0   0   0   0   0   0   0   0   0
info                                 proposée         0   0   0   0   0   0   0   0   0   0
infos_flux                           -                +   +   +   +   +   +   +   +   +   +
infos_integrees                      -                +   +   +   +   +   +   +   +   +   +
publications                         -                c   +   +   +   +   -   -   -   -   -
publication_nouvelle                 -                c   +   +   +   +   -   -   -   -   -
publication                          brouillon        c   +   0   +   0   -   -   -   -   -
publication                          proposée         c   +   +   +   +   -   -   -   -   -
publication                          publiée          c   +   +   +   +   -   -   -   -   -
publication_modification             brouillon        c   +   0   +   0   -   -   -   -   -
publication_modification             publiée          c   +   0   +   0   -   -   -   -   -
publication_proposition              brouillon        c   +   0   +   0   -   -   -   -   -
publication_proposition              proposée         c   0   0   0   0   -   -   -   -   -
publication_accord                   proposée         c   0   +   0   +   -   -   -   -   -
publication_accord                   brouillon        c   0   0   0   0   -   -   -   -   -
publication_accord                   publiée          c   0   0   0   0   -   -   -   -   -
publication_archivage                publiée          c   +   0   +   0   -   -   -   -   -
parution_nouvelle                    publiée          c   +   +   +   +   -   -   -   -   -
parution_nouvelle                    proposée         c   0   0   0   0   -   -   -   -   -
"""
CREER = {
    "brouillon": fabrique.creer_publication,
    "proposée": fabrique.creer_proposee,
    "publiée": fabrique.creer_acceptee,
}


def poser(region, comptes):
    """Une information de chaque sorte, écrite par l'ANVP."""
    if comptes:
        region.objets["publications"] = {sorte: creer() for sorte, creer in CREER.items()}


def arguments(region, sujet):
    """Par nom d'adresse, ses arguments dans cette région."""
    publication = region.objets.get("publications", {}).get(sujet)
    if publication is None:
        return {}
    noms = [ligne.split()[0] for ligne in LIGNES.strip().splitlines()]
    seules = {"infos", "infos_flux", "infos_integrees", "publications", "publication_nouvelle"}
    siens = {nom: [publication.pk] for nom in noms if nom not in seules}
    return siens | {"info": [publication.pk, "une-journee-commune"]}
