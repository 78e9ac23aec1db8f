"""Qui entre où : les lignes de la matrice, leurs objets et leurs arguments (voir `test_acces`)."""

from tests import fabrique_formations as fabrique

# ici : une session que l'ANVP organise, le visiteur du lieu y est inscrit, ou y était (présence).
LIGNES = """
formations                           -                c   +   +   +   +   +   +   +   -   -
formation                            ici              c   +   +   +   +   +   +   +   -   -
formation_nouvelle                   -                c   +   +   +   +   -   -   -   -   -
formation_modification               ici              c   +   0   +   0   -   -   -   -   -
session_nouvelle                     ici              c   +   0   +   0   -   -   -   -   -
session                              ici              c   +   +   +   +   +   +   +   -   -
session_modification                 ici              c   +   0   +   0   -   -   -   -   -
session_annulation                   ici              c   +   0   +   0   -   -   -   -   -
session_presence                     passée           c   +   0   +   0   -   -   -   -   -
session_presence                     ici              c   0   0   0   0   -   -   -   -   -
session_inscription                  ici              c   +   +   +   +   +   +   +   -   -
inscription_desistement              ici              c   +   0   +   0   +   0   +   -   -
inscription_desistement              là-bas           c   +   0   +   0   0   0   0   -   -
inscription_desistement              chez-auxilia-là-bas c 0  +   0   +   0   0   0   -   -
attestation                          passée           c   +   0   +   0   +   0   +   -   -
attestation                          ici              c   0   0   0   0   0   0   0   -   -
mes_formations                       -                c   +   +   +   +   +   +   +   -   -
formations_heures                    -                c   +   +   +   +   +   +   -   -   -
formations_heures_export             -                c   +   +   +   +   +   +   -   -   -
enquetes                             -                c   +   +   +   +   +   +   +   -   -
enquetes_export                      -                c   +   +   +   +   +   +   +   -   -
enquete                              ouverte          c   +   +   +   +   +   +   +   -   -
enquete                              close            c   >   >   >   >   >   >   >   -   -
enquete_nouvelle                     -                c   +   +   -   -   -   -   -   -   -
enquete_resultats                    ouverte          c   +   +   -   -   -   -   -   -   -
enquete_resultats_export             ouverte          c   +   +   -   -   -   -   -   -   -
enquete_resultats                    close            c   +   +   +   +   +   +   +   -   -
"""


def poser(region, comptes):
    """Une session à venir, une passée, et un inscrit de la région : le visiteur si c'est ici."""
    qui = comptes["visiteur"].benevole if comptes else region.vp.benevole
    a_venir = fabrique.creer_session()
    region.objets |= {
        "session": a_venir,
        "inscription": fabrique.creer_inscription(session=a_venir, benevole=qui),
        "presence": fabrique.creer_presence(benevole=qui),
        "chez_auxilia": fabrique.creer_inscription(
            session=fabrique.creer_session(
                formation=fabrique.creer_formation(association="AUXILIA")
            ),
            benevole=region.cp.benevole,
            association="AUXILIA",
        ),
        "enquete": fabrique.creer_enquete(),
        "close": fabrique.creer_enquete(fin=-1),
    }


def arguments(region, sujet):
    """Par nom d'adresse, ses arguments dans cette région."""
    objets = region.objets
    passee = "passée" in sujet
    session = objets["presence"].session if passee else objets["session"]
    inscription = objets["presence"] if passee else objets["inscription"]
    if "chez-auxilia" in sujet:
        inscription = objets["chez_auxilia"]
    enquete = objets["close" if "close" in sujet else "enquete"]
    par_session = ["session", "session_modification", "session_annulation", "session_presence"]
    return {
        **{nom: [session.pk] for nom in [*par_session, "session_inscription"]},
        **{nom: [inscription.pk] for nom in ["inscription_desistement", "attestation"]},
        **{nom: [session.formation_id] for nom in ["formation", "formation_modification"]},
        "session_nouvelle": [session.formation_id],
        "formations_heures_export": ["csv"],
        "enquete": [enquete.pk],
        "enquete_resultats": [enquete.pk],
        "enquetes_export": ["csv"],
        "enquete_resultats_export": [enquete.pk, "csv"],
    }
