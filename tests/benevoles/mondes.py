"""Des mondes au hasard, plausibles pour la base : de quoi mettre la couverture en défaut.

Un jour est tiré d'abord ; les dates du monde tombent ensuite, le plus souvent, à un nombre rond de
mois de ce jour, à un jour près : là où les règles basculent.
"""

import datetime as dt
from decimal import Decimal

from hypothesis import strategies as st

from benevoles.models import (
    Affectation,
    Benevole,
    BesoinDeclare,
    ConfirmationListe,
    Fonction,
    Habilitation,
    Seuil,
    Suspension,
)
from etablissements.models import Confiance, Effectif, Etablissement
from partenariat.histoire import creer_en_masse, est_suivi
from partenariat.periodes import ajouter_mois
from tests.fabrique import creer_departement

UN_JOUR = dt.timedelta(days=1)
FINS_DE_MOIS = [
    dt.date(2016, 2, 29),
    dt.date(2015, 2, 28),
    dt.date(2015, 8, 31),
    dt.date(2015, 8, 30),
    dt.date(2016, 3, 1),
    dt.date(2016, 11, 30),
    dt.date(2017, 3, 31),
    dt.date(2014, 12, 31),
]
TYPES = [Etablissement.Type.MA, Etablissement.Type.EPSNF]
TAUX = [Decimal(t) for t in ("1.8", "1.15", "0.55", "2", "0.07", "4.1", "0", "0.01", "100")]
# L'ordre des clés étrangères : chacun après ceux qu'il désigne.
ORDRE = [
    *(Etablissement, Benevole, Seuil, Effectif, ConfirmationListe, BesoinDeclare),
    *(Affectation, Habilitation, Suspension),
]

jours = st.sampled_from(FINS_DE_MOIS) | st.dates(dt.date(2012, 1, 1), dt.date(2019, 12, 31))


class Calendrier:
    """Les dates d'un monde : autour du jour tiré, avant, après, et n'importe où."""

    def __init__(self, le):
        self.le = le
        proches = st.sampled_from([0, 0, 0, -1, 1])
        self.avant = self._bascules([0, -1, -6, -12, -24, -12, 1], proches).map(
            lambda j: min(j, le)
        )
        self.apres = self._bascules([0, 3, 6, 6, 6, 12], proches).map(lambda j: max(j, le))
        partout = self._bascules([-36, -24, -12, -3, 0, 0, 3, 6, 24], proches)
        self.partout = partout | st.integers(-900, 900).map(lambda n: le + n * UN_JOUR)

    def _bascules(self, mois, ecarts):
        """À un nombre rond de mois du jour tiré, à un jour près."""
        return st.builds(
            lambda m, ecart: ajouter_mois(self.le, m) + ecart * UN_JOUR,
            st.sampled_from(mois),
            ecarts,
        )


def rarement(draw, une_fois_sur=5):
    return draw(st.integers(1, une_fois_sur)) == une_fois_sur


def suite_de_periodes(draw, calendrier, *, au_plus=2, duree_max=None):
    """Des périodes qui se suivent, avec ou sans trou ; la dernière seule peut rester ouverte.

    La première, le plus souvent, couvre le jour tiré.
    """
    if rarement(draw):
        debut, echeances = draw(calendrier.partout), calendrier.partout
    else:
        debut, echeances = draw(calendrier.avant), calendrier.apres
    for rang in range(draw(st.integers(1, au_plus))):
        fin = max(debut, draw(echeances))
        if duree_max:
            fin = min(fin, debut + duree_max * UN_JOUR)
        elif draw(st.booleans()):
            yield debut, None
            return
        yield debut, fin
        debut = fin + draw(st.sampled_from([1, 1, 1, 1, 2, 40])) * UN_JOUR
        echeances = calendrier.apres if rang == 0 else calendrier.partout


@st.composite
def mondes(draw):
    """Un jour, et les objets (non enregistrés) d'un petit pays."""
    le = draw(jours)
    calendrier = Calendrier(le)
    benevoles = [Benevole(nom=f"N{n}", prenom="P") for n in range(draw(st.integers(2, 5)))]
    objets = [*benevoles]
    for type in TYPES:
        if rarement(draw, 2):
            objets += _seuils(draw, calendrier, type)
    for rang in range(draw(st.integers(1, 2))):
        etablissement = _etablissement(draw, calendrier, rang)
        objets += [etablissement, *_attestations(draw, calendrier, etablissement)]
        for benevole in benevoles:
            if not rarement(draw):
                objets += _presences(draw, calendrier, benevole, etablissement)
    return le, objets


def installer(objets):
    """Enregistre un monde ; l'appelant l'annule ensuite."""
    departement = creer_departement()
    for objet in objets:
        if isinstance(objet, Etablissement):
            objet.departement, objet.disp = departement, departement.disp
    for modele in ORDRE:
        siens = [o for o in objets if isinstance(o, modele)]
        if est_suivi(modele):
            creer_en_masse(modele, siens, par=None, motif="essai")
        else:
            modele.objects.bulk_create(siens)


def _etablissement(draw, calendrier, rang):
    ouvert_le = draw(calendrier.partout) if rarement(draw) else None
    ferme_le = draw(calendrier.partout) if rarement(draw) else None
    if ouvert_le and ferme_le:
        ouvert_le, ferme_le = sorted([ouvert_le, ferme_le])
    return Etablissement(
        code=f"hasard-{rang}",
        nom=f"Hasard {rang}",
        type=draw(st.sampled_from(TYPES)),
        ouvert_le=ouvert_le,
        ferme_le=ferme_le,
        latitude=46,
        longitude=3,
        confiance=Confiance.HAUTE,
    )


def _seuils(draw, calendrier, type):
    for debut, fin in suite_de_periodes(draw, calendrier):
        yield Seuil(
            type_etablissement=type,
            debut=debut,
            fin=fin,
            vp_pour_cent=draw(st.sampled_from(TAUX) | st.decimals(0, 3, places=2)),
            minimum_vp=draw(st.integers(1, 3)),
            explication="hasard",
        )


def _attestations(draw, calendrier, etablissement):
    for fonction in Fonction:
        for jour in draw(
            st.sets(calendrier.avant, min_size=0 if rarement(draw) else 1, max_size=3)
        ):
            yield ConfirmationListe(etablissement=etablissement, fonction=fonction, le=jour)
    for jour in draw(st.sets(calendrier.avant | calendrier.partout, max_size=2)):
        yield BesoinDeclare(
            etablissement=etablissement,
            le=jour,
            vp_manquants=draw(st.sampled_from([0, 0, 1])),
            attente_mois=draw(st.sampled_from([0, 0, 3, 3, 4])),
        )
    yield from _effectifs(draw, calendrier, etablissement)


def _effectifs(draw, calendrier, etablissement):
    cles = st.tuples(
        st.sampled_from(Effectif.Nature),
        calendrier.avant | calendrier.partout,
        st.sampled_from([True, True, False]),
    )
    for nature, jour, retenu in draw(st.sets(cles, max_size=5)):
        yield Effectif(
            etablissement=etablissement,
            nature=nature,
            le=jour,
            retenu=retenu,
            valeur=draw(
                st.sampled_from([0, 1, 50, 55, 56, 100, 111, 112, 500]) | st.integers(0, 200)
            ),
            source=f"hasard {retenu}",
            confiance=Confiance.HAUTE,
        )


def _presences(draw, calendrier, benevole, etablissement):
    qui_et_ou = {"benevole": benevole, "etablissement": etablissement}
    for fonction, nature in zip(Fonction, Habilitation.Nature, strict=True):
        if rarement(draw, 3):
            continue
        for debut, fin in suite_de_periodes(draw, calendrier):
            motif = Affectation.MotifFin.AUTRE if fin else ""
            yield Affectation(**qui_et_ou, fonction=fonction, debut=debut, fin=fin, motif_fin=motif)
        if not rarement(draw):
            yield from _titres(draw, calendrier, **qui_et_ou, nature=nature)


def _titres(draw, calendrier, **champs):
    """Une chaîne de titres, parfois retirés ou suspendus ; un titre retiré peut en recouvrir."""
    duree = 731 if champs["nature"] == Habilitation.Nature.AGREMENT else None
    periodes = [*suite_de_periodes(draw, calendrier, au_plus=4, duree_max=duree)]
    for debut, fin in periodes:
        yield from _titre(draw, calendrier, debut, fin, retire=rarement(draw, 8), **champs)
    if rarement(draw):
        debut, fin = draw(st.sampled_from(periodes))
        yield from _titre(draw, calendrier, debut, fin, retire=True, **champs)


def _titre(draw, calendrier, debut, fin, *, retire, **champs):
    le = calendrier.le
    decidee_le = draw(st.sampled_from([le, le, debut - 60 * UN_JOUR, le + UN_JOUR, debut]))
    retraits = calendrier.partout | st.sampled_from([debut, debut + UN_JOUR, debut + 2 * UN_JOUR])
    titre = Habilitation(
        **champs,
        debut=debut,
        fin=fin,
        decidee_le=min(decidee_le, debut),
        retiree_le=max(debut, draw(retraits)) if retire else None,
    )
    yield titre
    if rarement(draw, 8):
        for depuis, jusque in suite_de_periodes(draw, calendrier):
            yield Suspension(habilitation=titre, debut=depuis, fin=jusque)
