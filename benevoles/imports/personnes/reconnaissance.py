"""De qui parle une ligne : une fiche qu'on voit, ou quelqu'un de nouveau. Dans le doute, on refuse.

Par son numéro ; sinon par son nom et son prénom, départagés par ses coordonnées et sa prison.
"""

from benevoles.doublons import EXISTE_AILLEURS
from benevoles.models import Benevole
from etablissements.echanges.verdicts import Refus
from etablissements.recherche import cle_de_recherche

NOUVELLE = {"nouvelle", "nouveau"}
PAS_CE_NOM = "Ce numéro est celui de la fiche « {} », pas de ce nom."
PLUSIEURS = "Plusieurs fiches portent ce nom : indiquez le n° de fiche."
D_AUTRES_COORDONNEES = (
    "Une fiche porte ce nom avec d’autres coordonnées (n° {}). Écrivez ce numéro si c’est la même"
    " personne, « nouvelle » si c’en est une autre."
)


def cle_du_nom(nom: str, prenom: str) -> str:
    return f"{cle_de_recherche(nom)}|{cle_de_recherche(prenom)}"


class Annuaire:
    """Les noms des fiches qu'un compte voit, et ceux de son association qu'il ne voit pas."""

    def __init__(self, utilisateur, association):
        self.visibles = Benevole.objects.visibles_par(utilisateur).presentes()
        self.par_nom, vus = {}, set()
        for pk, nom, prenom in self.visibles.values_list("pk", "nom", "prenom").iterator():
            self.par_nom.setdefault(cle_du_nom(nom, prenom), []).append(pk)
            vus.add(pk)
        autres = Benevole.objects.de(association).presentes()
        self.ailleurs = {
            cle_du_nom(nom, prenom)
            for pk, nom, prenom in autres.values_list("pk", "nom", "prenom").iterator()
            if pk not in vus
        }

    def pks(self, rangees) -> set[int]:
        """Les fiches dont ces lignes peuvent parler."""
        numeros = {int(n) for r in rangees if (n := numero_dit(r))}
        visibles = set(self.visibles.filter(pk__in=numeros).values_list("pk", flat=True))
        for rangee in rangees:
            visibles.update(self.par_nom.get(cle_de_la_rangee(rangee), ()))
        return visibles


def numero_dit(rangee) -> str:
    """Le numéro de fiche de la ligne ; vide s'il n'y en a pas, ou s'il n'en est pas un."""
    dit = rangee.valeurs.get("fiche", "")
    return dit if dit.isascii() and dit.isdecimal() and len(dit) < 18 else ""


def cle_de_la_rangee(rangee):
    return cle_du_nom(rangee.valeurs.get("nom", ""), rangee.valeurs.get("prenom", ""))


def reconnaitre(rangee, dossiers, homonymes, annuaire, etablissement):
    """Le dossier de la personne, ou None si elle est nouvelle ; lève `Refus`.

    `dossiers` par numéro de fiche, `homonymes` par nom.
    """
    if numero := numero_dit(rangee):
        return _par_numero(rangee, dossiers.get(int(numero)))
    dit = cle_de_recherche(rangee.valeurs.get("fiche", ""))
    if dit and dit not in NOUVELLE:
        raise Refus("fiche", "Un n° de fiche est un nombre ; laissez vide, ou « nouvelle ».")
    cle = cle_de_la_rangee(rangee)
    if memes := homonymes.get(cle):
        return _departager(rangee, memes, etablissement, nouvelle=bool(dit))
    if cle in annuaire.ailleurs and not dit:
        raise Refus("nom", EXISTE_AILLEURS)
    return None


def _par_numero(rangee, dossier):
    if dossier is None:
        raise Refus("fiche", "Aucune fiche de votre périmètre n’a ce numéro.")
    benevole, valeurs = dossier.benevole, rangee.valeurs
    dits = [(valeurs.get("nom"), benevole.nom), (valeurs.get("prenom"), benevole.prenom)]
    dits = [(dit, connu) for dit, connu in dits if dit]
    if dits and not any(cle_de_recherche(dit) == cle_de_recherche(connu) for dit, connu in dits):
        raise Refus("fiche", PAS_CE_NOM.format(benevole))
    return dossier


def _departager(rangee, memes, etablissement, *, nouvelle):
    accords = [d for d in memes if _compare(rangee, d, etablissement) > 0]
    possibles = accords or [d for d in memes if _compare(rangee, d, etablissement) == 0]
    if len(possibles) > 1:
        raise Refus("nom", PLUSIEURS)
    if possibles:
        return possibles[0]
    if nouvelle:
        return None
    raise Refus("nom", D_AUTRES_COORDONNEES.format(memes[0].benevole.pk))


def _compare(rangee, dossier, etablissement) -> int:
    """1 si quelque chose les rapproche, -1 si tout ce qu'on peut comparer les sépare, 0 sinon."""
    if etablissement and any(a.etablissement_id == etablissement.pk for a in dossier.affectations):
        return 1
    dites = (rangee.valeurs.get(champ, "") for champ in ("courriel", "telephone", "commune"))
    paires = [
        (reduire(dit), reduire(connu))
        for reduire, dit, connu in zip(_REDUCTIONS, dites, dossier.connues, strict=False)
    ]
    comparables = [dit == connu for dit, connu in paires if dit and connu]
    if any(comparables):
        return 1
    return -1 if comparables else 0


def _chiffres(telephone):
    """Les neuf derniers : « 06 12 34 56 78 », « +33 6… » et « 612345678 » sont le même."""
    return "".join(c for c in telephone if c.isdigit())[-9:]


_REDUCTIONS = (str.lower, _chiffres, cle_de_recherche)
