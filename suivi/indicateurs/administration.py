"""Catégories 2 et 3, à l'égard de l'Administration et des autres associations."""

from collections import Counter

from benevoles.models import Fonction
from engagements.models import EtapeGncp, Facilite, Reunion
from suivi.indicateurs.registre import Mesure, Unite, indicateur, nombre, part

ACTIONS = "démarches notées dans l’application"
REUNIONS = "réunions notées dans l’application"
Nature = EtapeGncp.Nature


@indicateur(
    "reunions-administration",
    "réunions nationales avec l’Administration",
    source=REUNIONS,
    sens="hausse",
)
def reunions_administration(donnees, f):
    """Réunions nationales organisées par l’Administration dans la période."""
    siennes = donnees.reunions_de(
        f, niveau="national", organisateur=Reunion.Organisateur.ADMINISTRATION
    )
    deux = sum(les_deux_presentes(r) for r in siennes)
    return nombre(len(siennes), ("avec les deux associations", deux))


@indicateur(
    "positions-arretees", "positions communes arrêtées", source="positions communes", sens="hausse"
)
def positions_arretees(donnees, f):
    """Positions communes dont une version a reçu l’accord des deux directions dans la période."""
    return nombre(sum(f.contient(jour) for jour in donnees.positions) if f.disp is None else 0)


@indicateur("rencontres-directions", "rencontres entre directions", source=REUNIONS, sens="hausse")
def rencontres_directions(donnees, f):
    """Rencontres entre les deux directions tenues dans la période."""
    return nombre(len(donnees.reunions_de(f, genre=Reunion.Genre.DIRECTIONS)))


@indicateur(
    "demarches-locales",
    "établissements où une démarche a été faite",
    unite=Unite.POUR_CENT,
    source=ACTIONS,
    sens="hausse",
)
def demarches_locales(donnees, f):
    """Établissements avec au moins une démarche auprès du SPIP ou de la direction, sur ceux où une
    association au moins est présente au dernier jour."""
    presents = set.union(*(donnees.pourvus(fonction, f) for fonction in Fonction))
    faits = {a["etablissement_id"] for a in donnees.actions_de("2.2", f) if a["interlocuteur"]}
    return part(len(presents & faits), len(presents))


@indicateur("facilites-obtenues", "facilités obtenues", source=ACTIONS, sens="hausse")
def facilites_obtenues(donnees, f):
    """Facilités obtenues par des démarches de la période : salle, créneau, affichage, accès au
    quartier arrivants, référent au SPIP."""
    obtenues = Counter(
        facilite for a in donnees.actions_de("2.2", f) for facilite in a["facilites"]
    )
    detail = ((Facilite(code).label, n) for code, n in sorted(obtenues.items()))
    return nombre(obtenues.total(), *detail)


@indicateur(
    "spip-joignables",
    "SPIP dont un référent est connu",
    unite=Unite.POUR_CENT,
    source="comptes des agents et boîtes communes des SPIP",
    sens="hausse",
)
def spip_joignables(donnees, f):
    """SPIP qui ont, au dernier jour, un agent avec un compte ou une boîte commune."""
    siens = {spip for spip, disp in donnees.spips if f.est_ici(disp)}
    joignables = {
        spip
        for spip, debut, fin in donnees.contacts_spip
        if debut <= f.fin and (fin is None or fin >= f.fin)
    }
    return part(len(siens & joignables), len(siens))


@indicateur("etude-gncp", "état de l’étude d’une adhésion au GNCP", source="étapes de l’étude")
def etude_gncp(donnees, f):
    """État au dernier jour : 0 non commencée, 1 en cours, 2 conclue."""
    natures = [Nature(nature) for le, nature in donnees.gncp if le <= f.fin]
    if not natures:
        return Mesure(0, texte="non commencée")
    conclusions = [n for n in natures if n in EtapeGncp.CONCLUSIONS]
    if conclusions:
        return Mesure(2, texte=f"conclue : {conclusions[-1].label}")
    return Mesure(1, texte="en cours")


@indicateur("etapes-gncp", "étapes de l’étude", source="étapes de l’étude")
def etapes_gncp(donnees, f):
    """Étapes datées de la période, dont les aides de l’ANVP."""
    natures = [nature for le, nature in donnees.gncp if f.contient(le)]
    return nombre(len(natures), ("dont aides de l’ANVP", natures.count(Nature.AIDE)))


def les_deux_presentes(reunion) -> bool:
    """Au moins une personne de chaque association était là."""
    return all(presents for _, presents in reunion["invites"].values())
