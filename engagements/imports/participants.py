"""Ce qu'une ligne dit d'une personne à une session passée : était-elle là, combien d'heures ?

Avant la session, on s'inscrit à l'écran : les places et la file d'attente y sont tenues.
"""

from benevoles.imports.personnes.reconnaissance import (
    PAS_CE_NOM,
    PLUSIEURS,
    cle_de_la_rangee,
    cle_du_nom,
    numero_dit,
)
from engagements.imports.sessions import ANNULEE, PAS_LA_VOTRE, bon_nombre_d_heures
from engagements.models import Inscription
from etablissements.echanges.verdicts import Refus
from etablissements.recherche import cle_de_recherche

SANS_FICHE = "Aucune fiche de votre périmètre n’a ce numéro."
INCONNUE = "Aucune fiche que vous voyez ne porte ce nom : importez d’abord la personne."
PAS_DES_VOTRES = "Cette personne n’est pas de votre association : inscrivez-la à l’écran."
DEUX_FOIS = "La ligne {} de ce fichier note déjà cette personne à cette session."
A_L_ECRAN = "Cette session n’a pas encore eu lieu : on s’y inscrit à l’écran."
SEUL_UN_PRESENT = "Seul un présent a des heures."
DES_HEURES = "Écrivez un nombre d’heures, comme 6 ou 6,5."
D_UN_AUTRE_TITRE = "Cette personne y est inscrite au titre de {}."


def parle_de_quelqu_un(rangee) -> bool:
    return any(rangee.valeurs.get(cle) for cle in ("fiche", "nom", "prenom"))


def juger(verdict, suivi, rangee, *, juge) -> int:
    """Le numéro de la personne dont parle la ligne ; lève `Refus`."""
    if inscription := _inscrite(suivi, rangee, juge.lisibles):
        _verifier_le_nom(rangee, inscription.benevole)
        _une_fois(suivi, inscription.benevole_id, rangee)
        _changer(verdict, suivi, inscription, rangee.valeurs, le=juge.le)
        return inscription.benevole_id
    _verifier_qu_on_peut(suivi, "nom" if rangee.valeurs.get("nom") else "fiche", le=juge.le)
    benevole = _reconnaitre(rangee, juge)
    _verifier_le_nom(rangee, benevole)
    _une_fois(suivi, benevole.pk, rangee)
    _inscrire(verdict, suivi, benevole, rangee.valeurs, juge=juge)
    return benevole.pk


def _inscrite(suivi, rangee, lisibles):
    """L'inscription dont parle la ligne, parmi celles que ce compte peut lire."""
    lues = [i for i in suivi.inscriptions if i.pk is None or i.pk in lisibles]
    if numero := numero_dit(rangee):
        return next((i for i in lues if i.benevole_id == int(numero)), None)
    cle = cle_de_la_rangee(rangee)
    siennes = [i for i in lues if cle_du_nom(i.benevole.nom, i.benevole.prenom) == cle]
    if len(siennes) > 1:
        raise Refus("nom", PLUSIEURS)
    return siennes[0] if siennes else None


def _verifier_le_nom(rangee, benevole):
    """Le nom et le prénom dits sont ceux de la fiche : une colonne a pu glisser d'une ligne."""
    for champ in ("nom", "prenom"):
        dit = cle_de_recherche(rangee.valeurs.get(champ, ""))
        if dit and dit != cle_de_recherche(getattr(benevole, champ)):
            raise Refus("fiche", PAS_CE_NOM.format(benevole))


def _une_fois(suivi, benevole: int, rangee):
    if benevole in suivi.notees:
        cle = "fiche" if numero_dit(rangee) else "nom"
        raise Refus(cle, DEUX_FOIS.format(suivi.notees[benevole]))


def _verifier_qu_on_peut(suivi, colonne, *, le):
    if not suivi.modifiable:
        raise Refus(colonne, PAS_LA_VOTRE)
    if suivi.session.annulee_le:
        raise Refus(colonne, ANNULEE)
    if suivi.jour > le:
        raise Refus(colonne, A_L_ECRAN)


def _reconnaitre(rangee, juge):
    """La personne d'une inscription nouvelle : de son association, et qu'on voit."""
    if numero := numero_dit(rangee):
        if int(numero) not in juge.benevoles:
            raise Refus("fiche", SANS_FICHE)
        trouves = [int(numero)]
    else:
        trouves = juge.annuaire.par_nom.get(cle_de_la_rangee(rangee), [])
    if not trouves:
        raise Refus("nom", INCONNUE)
    if len(trouves) > 1:
        raise Refus("nom", PLUSIEURS)
    if trouves[0] not in juge.siens:
        raise Refus("nom" if rangee.valeurs.get("nom") else "fiche", PAS_DES_VOTRES)
    return juge.benevoles[trouves[0]]


def _inscrire(verdict, suivi, benevole, valeurs, *, juge):
    if valeurs.get("titre", juge.association) != juge.association:
        raise Refus("titre", PAS_DES_VOTRES)
    inscription = Inscription(
        session=suivi.session,
        benevole=benevole,
        association=juge.association,
        inscrite_le=suivi.session.debut,  # au plus tard
        **_presence(valeurs, None, suivi.session.formation.heures),
    )
    etat = {True: "présent", False: "absent", None: "présence non notée"}[inscription.present]
    verdict.nouveau = True
    verdict.creer(inscription, "participation", f"{benevole}, {etat}")


def _changer(verdict, suivi, inscription, valeurs, *, le):
    if valeurs.get("titre", inscription.association) != inscription.association:
        raise Refus("titre", D_UN_AUTRE_TITRE.format(inscription.get_association_display()))
    champs = _presence(valeurs, inscription, suivi.session.formation.heures)
    champs = {nom: v for nom, v in champs.items() if getattr(inscription, nom) != v}
    if champs:
        _verifier_qu_on_peut(suivi, next(iter(champs)), le=le)
        verdict.changer(inscription, champs, str(inscription.benevole))


def _presence(valeurs, inscription, duree):
    """La présence et les heures dites ; qui devient présent a suivi toute la formation."""
    avant = (inscription.present, inscription.heures) if inscription else (None, None)
    present, heures = valeurs.get("present", avant[0]), valeurs.get("heures", avant[1])
    if "heures" in valeurs:
        if not bon_nombre_d_heures(heures):
            raise Refus("heures", DES_HEURES)
        if valeurs.get("present") is False:
            raise Refus("heures", SEUL_UN_PRESENT)
        present = True
    if not present:
        return {"present": present, "heures": None}
    toute = heures is None and not avant[0]
    return {"present": True, "heures": duree if toute else heures}
