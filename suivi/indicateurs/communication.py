"""Catégorie 4, communication : double adhésion, publications, réunions."""

from benevoles.models import Fonction
from engagements.models import Porteur
from partenariat.models import Association
from suivi.indicateurs.administration import REUNIONS, les_deux_presentes
from suivi.indicateurs.registre import Unite, indicateur, nombre, part

ADHESIONS = "adhésions tenues par chaque association"
PUBLICATIONS = "publications communes de l’application"


@indicateur(
    "doubles-adherents",
    "VP et CP Auxilia membres des deux associations",
    unite=Unite.POUR_CENT,
    source=ADHESIONS,
    sens="hausse",
    manque="sur deux fiches sans coordonnée commune, une même personne n’est pas reconnue",
)
def doubles_adherents(donnees, f):
    """Bénévoles affectés au dernier jour et membres des deux associations ce jour-là ; ceux dont
    aucune adhésion n’est connue sont à part."""
    actifs = donnees.actifs_par_adhesion(f)
    inconnus = ("adhésion non renseignée", actifs[False, False])
    return part(actifs[True, True], actifs.total(), inconnus)


@indicateur(
    "incitations",
    "incitations à la double adhésion",
    source="actions notées et réponses recueillies",
    sens="hausse",
    manque="une réponse s’efface au bout de deux ans",
)
def incitations(donnees, f):
    """Actions faites pour 4.1 et personnes à qui l’on a proposé l’autre association."""
    actions = len(donnees.actions_de("4.1", f))
    reponses = sum(map(f.contient, donnees.incitations)) if f.disp is None else 0
    return nombre(actions + reponses, ("actions", actions), ("personnes sollicitées", reponses))


@indicateur(
    "nouvelles-doubles-adhesions", "nouvelles doubles adhésions", source=ADHESIONS, sens="hausse"
)
def nouvelles_doubles_adhesions(donnees, f):
    """Adhésions commencées dans la période par une personne alors membre de l’autre association."""
    if f.disp is not None:
        return part(0, 0)
    return nombre(len(donnees.adherents_devenus_doubles(f)))


@indicateur(
    "informations-publiees",
    "informations d’intérêt commun publiées",
    source=PUBLICATIONS,
    sens="hausse",
)
def informations_publiees(donnees, f):
    """Informations acceptées par l’autre association et publiées dans la période."""
    siennes = _publiees(donnees, f)
    detail = (
        (f"écrites par {Porteur(association).label}", sum(a == association for _, a, _ in siennes))
        for association in Association
    )
    return nombre(len(siennes), *detail)


@indicateur(
    "publiees-chez-les-deux",
    "informations parues chez les deux",
    unite=Unite.POUR_CENT,
    source=PUBLICATIONS,
    sens="hausse",
    manque="une parution que personne n’a notée n’est pas comptée",
)
def publiees_chez_les_deux(donnees, f):
    """Informations publiées dans la période et parues dans un média de chaque association."""
    siennes = _publiees(donnees, f)
    return part(sum(set(Association) <= parues for _, _, parues in siennes), len(siennes))


@indicateur(
    "reunions-a-deux",
    "réunions d’établissement avec les deux associations",
    unite=Unite.POUR_CENT,
    source=REUNIONS,
    sens="hausse",
    manque="une réunion que personne n’a notée n’est pas comptée",
)
def reunions_a_deux(donnees, f):
    """Réunions d’établissement de la période où chaque association avait quelqu’un."""
    siennes = donnees.reunions_de(f, niveau="local")
    return part(sum(map(les_deux_presentes, siennes)), len(siennes))


@indicateur(
    "etablissements-participation",
    "établissements où les deux sont venues ensemble",
    unite=Unite.POUR_CENT,
    source=REUNIONS,
    sens="hausse",
)
def etablissements_participation(donnees, f):
    """Établissements avec au moins une réunion à deux, sur ceux où les deux associations sont
    affectées au dernier jour."""
    siennes = donnees.reunions_de(f, niveau="local")
    venues = {r["etablissement_id"] for r in siennes if les_deux_presentes(r)}
    deux = set.intersection(*(donnees.pourvus(fonction, f) for fonction in Fonction))
    return part(len(deux & venues), len(deux))


@indicateur(
    "homologues-invites",
    "réunions où l’homologue était invité",
    unite=Unite.POUR_CENT,
    source=REUNIONS,
    sens="hausse",
)
def homologues_invites(donnees, f):
    """Réunions régionales et nationales d’une association, tenues dans la période, où quelqu’un de
    l’autre était invité."""
    siennes = _d_une_association(donnees, f)
    detail = (
        (
            f"avec invitation, par {Porteur(association).label}",
            f"{sum(map(_homologue_invite, de_l_une))} sur {len(de_l_une)}",
        )
        for association in Association
        for de_l_une in [[r for r in siennes if r["organisateur"] == association]]
    )
    return part(sum(map(_homologue_invite, siennes)), len(siennes), *detail)


@indicateur(
    "presences-des-homologues",
    "homologues venus",
    unite=Unite.POUR_CENT,
    source=REUNIONS,
    sens="hausse",
)
def presences_des_homologues(donnees, f):
    """Invités de l’autre association qui étaient présents, sur ceux qui étaient invités."""
    nombres = [_homologues(r) for r in _d_une_association(donnees, f)]
    return part(sum(presents for _, presents in nombres), sum(invites for invites, _ in nombres))


@indicateur(
    "reunions-sans-homologue",
    "réunions sans invitation de l’homologue",
    source=REUNIONS,
    sens="baisse",
)
def reunions_sans_homologue(donnees, f):
    """Réunions régionales et nationales de la période, à venir comprises, où personne de l’autre
    association n’est invité."""
    return nombre(sum(not _homologue_invite(r) for r in _d_une_association(donnees, f)))


def _publiees(donnees, f):
    return [p for p in donnees.publications if f.contient(p[0])] if f.disp is None else []


def _d_une_association(donnees, f):
    return [
        r
        for r in donnees.reunions_de(f)
        if r["niveau"] != "local" and r["organisateur"] in Association.values
    ]


def _homologues(reunion):
    """(Invités, présents) de l'association qui n'organise pas."""
    return reunion["invites"][Association(reunion["organisateur"]).autre]


def _homologue_invite(reunion) -> bool:
    invites, _ = _homologues(reunion)
    return invites > 0
