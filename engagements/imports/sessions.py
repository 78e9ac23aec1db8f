"""Ce qu'une ligne dit d'une session de formation : nouvelle, changée ou telle qu'elle est."""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.timezone import localdate, localtime, make_aware

from benevoles.forms.saisie import faute_du_jour_saisi
from engagements.formations.places import Inscrits
from engagements.formations.regles import FINIT_AVANT, faute_de_la_fermeture, faute_des_places
from engagements.models import Formation, Inscription, Session
from etablissements.echanges.verdicts import Refus
from etablissements.recherche import cle_de_recherche

# Ce que deux lignes d'une même session disent pareil.
CHAMPS = (
    "formation",
    "association",
    "duree",
    "debut",
    "fin",
    "lieu",
    "disp",
    "places",
    "fermeture",
)
LONGUEURS = {"formation": 120, "lieu": 200}
PLUS_QU_AUCUNE = 32_767  # places
CONTRADICTION = "La ligne {} de ce fichier dit autre chose de la même session."
PAS_LA_VOTRE = "L’autre association organise cette session : elle ne se change pas ici."
ANNULEE = "Cette session est annulée."
PREVENIR = "Des personnes y sont inscrites : modifiez-la à l’écran, qui les prévient."
INSCRITS = "des personnes y sont inscrites, et l’écran seul les prévient"
AUTRE_FORMATION = "Ce numéro est celui d’une session de « {} »."
AU_CATALOGUE = "La durée d’une formation se change dans le catalogue."
L_HEURE = "Indiquez aussi l’heure, comme 12/03/2026 09:30."
DUREE = "Formation nouvelle : indiquez sa durée, en heures."


@dataclass
class Suivi:
    """Une session et ses inscrits, tels qu'ils seront quand les lignes jugées seront écrites."""

    session: Session
    inscriptions: list = field(default_factory=list)
    modifiable: bool = True
    dits: dict = field(default_factory=dict)  # par colonne : la ligne qui l'a dite, et sa valeur
    notees: dict = field(default_factory=dict)  # par personne : la ligne qui en parle

    @property
    def jour(self) -> dt.date:
        return localdate(self.session.debut)

    def verifier_l_accord(self, valeurs):
        for cle in CHAMPS:
            if cle in valeurs:
                ligne, deja = self.dits.get(cle, (0, valeurs[cle]))
                if deja != valeurs[cle]:
                    raise Refus(cle, CONTRADICTION.format(ligne))

    def retenir(self, rangee):
        for cle in CHAMPS:
            if cle in rangee.valeurs:
                self.dits.setdefault(cle, (rangee.numero, rangee.valeurs[cle]))


def nouvelle_formation(valeurs, association) -> Formation:
    titre, duree = " ".join(valeurs["formation"].split()), valeurs.get("duree")
    verifier_la_longueur("formation", titre)
    if duree is None or not bon_nombre_d_heures(duree) or duree < Decimal("0.5"):
        raise Refus("duree", DUREE)
    return Formation(titre=titre, association=association, heures=duree)


def nouvelle_session(formation, valeurs, disp, *, le: dt.date) -> Session:
    verifier_la_formation(formation, valeurs)
    for cle, phrase in (
        ("debut", "Indiquez quand elle commence, comme 12/03/2026 09:30."),
        ("lieu", "Indiquez le lieu."),
        ("places", "Indiquez le nombre de places."),
    ):
        if cle not in valeurs:
            raise Refus(cle, phrase)
    debut = _debut(valeurs["debut"], le=le)
    session = Session(
        formation=formation,
        debut=debut,
        fin=_fin(valeurs, debut) or debut + dt.timedelta(hours=float(formation.heures)),
        lieu=valeurs["lieu"],
        disp=disp,
        places=valeurs["places"],
        fermeture=valeurs.get("fermeture", ""),
    )
    _verifier(session)
    return session


def changer(verdict, suivi, valeurs, disp, *, le: dt.date):
    """Donne à la session ce que la ligne dit d'autre ; lève `Refus` si elle ne le peut pas."""
    session = suivi.session
    verifier_la_formation(session.formation, valeurs)
    champs = _changes(session, valeurs, disp, le=le)
    if not champs:
        return
    colonne = next(iter(champs))
    if not suivi.modifiable:
        raise Refus(colonne, PAS_LA_VOTRE)
    if session.annulee_le:
        raise Refus(colonne, ANNULEE)
    if suivi.inscriptions and session.pk and suivi.jour >= le:
        raise Refus(colonne, PREVENIR)
    tous = suivi.inscriptions
    inscrits = Inscrits(tous[: session.places], tous[session.places :])
    for cle, faute in (
        ("places", faute_des_places(champs.get("places"), inscrits)),
        ("fermeture", faute_de_la_fermeture(session, champs.get("fermeture"), inscrits)),
    ):
        if faute:
            raise Refus(cle, faute)
    verdict.changer(session, champs)
    _verifier(session)


def a_garder(modele, pks, *, maintenant) -> dict[int, str]:
    """Les sessions, pas encore finies, où l'on s'est inscrit depuis."""
    if modele is not Session:
        return {}
    vivantes = Inscription.objects.vivantes().filter(session__in=pks, session__fin__gt=maintenant)
    return dict.fromkeys(vivantes.values_list("session", flat=True), INSCRITS)


def verifier_la_formation(formation, valeurs):
    dite = valeurs.get("formation", formation.titre)
    if cle_de_recherche(dite) != cle_de_recherche(formation.titre):
        raise Refus("formation", AUTRE_FORMATION.format(formation.titre))
    if valeurs.get("association", formation.association) != formation.association:
        raise Refus("association", AUTRE_FORMATION.format(formation.titre))
    if valeurs.get("duree", formation.heures) != formation.heures:
        raise Refus("duree", AU_CATALOGUE)


def le_meme(dit, connu):
    """Un jour seul est celui de la session ; un instant l'est à la minute près."""
    if not isinstance(dit, dt.datetime):
        return dit == localdate(connu)
    dit = dit if dit.tzinfo else make_aware(dit)
    return abs(dit - connu) < dt.timedelta(minutes=1)


def verifier_la_longueur(cle, texte):
    if len(texte) > LONGUEURS[cle]:
        raise Refus(cle, f"{LONGUEURS[cle]} signes au plus.")


def bon_nombre_d_heures(heures: Decimal) -> bool:
    """À la demi-heure ou au dixième près, et moins de dix mille."""
    return 0 <= heures < 10_000 and heures == round(heures, 1)


def _changes(session, valeurs, disp, *, le):
    """Par champ, la nouvelle valeur de ce qui change ; à la minute près."""
    champs = {nom: valeurs[nom] for nom in ("places", "fermeture") if nom in valeurs}
    debut = session.debut
    if "debut" in valeurs and not le_meme(valeurs["debut"], session.debut):
        champs["debut"] = debut = _debut(valeurs["debut"], le=le)
    fin = _fin(valeurs, debut)
    if fin and not le_meme(fin, session.fin):
        champs["fin"] = fin
    if "lieu" in valeurs and valeurs["lieu"].split() != session.lieu.split():
        champs["lieu"] = valeurs["lieu"]
    if disp:
        champs["disp"] = disp
    return {nom: valeur for nom, valeur in champs.items() if getattr(session, nom) != valeur}


def _debut(dit, *, le):
    """Un jour plausible, jugé avant tout calcul."""
    if isinstance(dit, dt.datetime) and (faute := faute_du_jour_saisi(dit.date(), le=le)):
        raise Refus("debut", faute)
    return _instant("debut", dit)


def _instant(cle, dit):
    if not isinstance(dit, dt.datetime):
        raise Refus(cle, L_HEURE)
    return make_aware(dit)


def _fin(valeurs, debut):
    """L'instant dit, ou l'heure dite du jour où elle commence ; None si la ligne n'en dit rien."""
    if (dite := valeurs.get("fin")) is None:
        return None
    if isinstance(dite, dt.time):
        dite = dt.datetime.combine(localtime(debut).date(), dite)
    return _instant("fin", dite)


def _verifier(session):
    verifier_la_longueur("lieu", session.lieu)
    if session.fin <= session.debut:
        raise Refus("fin", FINIT_AVANT)
    if not 1 <= session.places <= PLUS_QU_AUCUNE:
        raise Refus("places", "Il faut au moins une place.")
