"""Ce qu'une ligne dit des liens d'une personne : adhésion, affectation, titre, mandat.

Un lien déjà connu, commencé le même jour, reçoit au plus sa fin ; un autre s'ajoute, s'il n'en
chevauche aucun. Un import ne raccourcit ni ne déplace jamais ce qui est déjà daté.
"""

import datetime as dt

from benevoles.forms.saisie import PREMIER_JOUR_SAISI
from benevoles.forms.titres import UN_JOUR, fin_proposee, refus_de_la_fin
from benevoles.imports.personnes.dossiers import se_chevauchent
from benevoles.models import Adhesion, Affectation, Fonction, Habilitation
from etablissements.echanges.verdicts import Refus
from etablissements.models import Precision
from etablissements.recherche import cle_de_recherche
from partenariat.periodes import ajouter_mois

DEJA_FINI = "Déjà terminé, le {:%d/%m/%Y} : une fin ne se modifie plus."
TITRE_DATE = "Ce titre est enregistré {} : un renouvellement s’ajoute avec sa date de début."
MOTIFS = {
    cle_de_recherche(texte): motif
    for motif, libelle in Affectation.MotifFin.choices
    for texte in (motif, libelle)
}


def verifier_les_jours(cle, debut, fin, *, le, mois=24):
    if debut < PREMIER_JOUR_SAISI:
        raise Refus(f"{cle}_debut", "Cette date est trop ancienne : elle doit être après 1990.")
    dernier = ajouter_mois(le, mois)
    for suite, jour in (("debut", debut), ("fin", fin)):
        if jour and jour > dernier:
            raise Refus(f"{cle}_{suite}", f"Date trop lointaine : le {dernier:%d/%m/%Y} au plus.")
    if fin and fin < debut:
        raise Refus(f"{cle}_fin", f"La fin précède le début, le {debut:%d/%m/%Y}.")


def finir(verdict, cle, objet, fin, quoi, **avec):
    """La fin d'un lien connu ; rien si elle l'est déjà."""
    if not fin or fin == objet.fin:
        return
    if objet.fin:
        raise Refus(f"{cle}_fin", DEJA_FINI.format(objet.fin))
    if fin < objet.debut:
        raise Refus(f"{cle}_fin", f"La fin précède le début, le {objet.debut:%d/%m/%Y}.")
    verdict.changer(objet, {"fin": fin, **avec}, quoi)


def libre(cle, lignes, debut, fin, quoi):
    for ligne in lignes:
        if se_chevauchent(ligne, debut, fin):
            raise Refus(f"{cle}_debut", f"{quoi} est déjà noté depuis le {ligne.debut:%d/%m/%Y}.")


def commence_le(lignes, debut):
    return next((ligne for ligne in lignes if ligne.debut == debut), None)


def en_clair(debut, fin) -> str:
    return f"du {debut:%d/%m/%Y} au {fin:%d/%m/%Y}" if fin else f"depuis le {debut:%d/%m/%Y}"


def adhesion(verdict, dossier, valeurs, *, association, le: dt.date):
    debut, fin = valeurs.get("adhesion_debut"), valeurs.get("adhesion_fin")
    if not debut and not fin:
        return
    if not debut:
        raise Refus("adhesion_debut", "Indiquez depuis quand.")
    if connue := commence_le(dossier.adhesions, debut):
        return finir(verdict, "adhesion", connue, fin, "adhésion")
    verifier_les_jours("adhesion", debut, fin, le=le)
    libre("adhesion", dossier.adhesions, debut, fin, "Une adhésion")
    nouvelle = Adhesion(benevole=dossier.benevole, association=association, debut=debut, fin=fin)
    verdict.creer(nouvelle, "adhésion", en_clair(debut, fin))


def affectation(verdict, dossier, valeurs, etablissement, *, fonction, le: dt.date):
    debut, fin = valeurs.get("affectation_debut"), valeurs.get("affectation_fin")
    quoi = f"affectation à {etablissement}"
    ici = [a for a in dossier.affectations if a.etablissement_id == etablissement.pk]
    connue = commence_le(ici, debut) if debut else _en_cours(ici, le)
    motif = _motif(valeurs) if fin else ""
    if connue:
        return finir(verdict, "affectation", connue, fin, quoi, motif_fin=motif)
    if not debut:
        raise Refus("affectation_debut", "Indiquez depuis quand cette personne y intervient.")
    verifier_les_jours("affectation", debut, fin, le=le)
    _verifier_l_ouverture(etablissement, debut, fin, le)
    libre("affectation", ici, debut, fin, "Une affectation ici")
    nouvelle = Affectation(
        benevole=dossier.benevole,
        etablissement=etablissement,
        fonction=fonction,
        debut=debut,
        fin=fin,
        motif_fin=motif,
    )
    suite = f", {nouvelle.get_motif_fin_display()}" if fin else ""
    verdict.creer(nouvelle, quoi, f"{Fonction(fonction).label}, {en_clair(debut, fin)}{suite}")


def _en_cours(affectations, le):
    return next((a for a in affectations if a.fin is None or a.fin >= le), None)


def _motif(valeurs):
    if not (dit := valeurs.get("motif_fin")):
        return Affectation.MotifFin.AUTRE
    if cle_de_recherche(dit) not in MOTIFS:
        connus = ", ".join(Affectation.MotifFin.labels)
        raise Refus("motif_fin", f"Motif inconnu. Choisissez parmi : {connus}.")
    return MOTIFS[cle_de_recherche(dit)]


def _verifier_l_ouverture(etablissement, debut, fin, le):
    ferme_le, ouvert_le = etablissement.ferme_le, etablissement.ouvert_le
    if ferme_le and ferme_le <= (fin or max(debut, le)):
        raise Refus("affectation_debut", f"Cet établissement a fermé le {ferme_le:%d/%m/%Y}.")
    if ouvert_le and debut < ouvert_le and etablissement.ouvert_precision == Precision.JOUR:
        raise Refus("affectation_debut", f"Cet établissement ouvre le {ouvert_le:%d/%m/%Y}.")


def titre(verdict, dossier, valeurs, etablissement, *, nature, le: dt.date):
    decide, fin = valeurs.get("titre_decide"), valeurs.get("titre_fin")
    debut = valeurs.get("titre_debut") or decide
    if not debut and not fin:
        return
    if not debut:
        raise Refus("titre_debut", "Indiquez à partir de quand ce titre est valable.")
    ici = [t for t in dossier.titres if t.etablissement_id == etablissement.pk]
    if connu := commence_le(ici, debut):
        return _revoir_le_titre(verdict, connu, valeurs, le)
    provisoire = bool(valeurs.get("provisoire"))
    fin = fin or fin_proposee(debut, nature=nature, provisoire=provisoire)
    verifier_les_jours("titre", debut, fin, le=le, mois=120)
    if fin and (refus := refus_de_la_fin(debut, fin, nature=nature, provisoire=provisoire)):
        raise Refus("titre_fin", refus)
    if not provisoire:
        _finir_les_provisoires(verdict, ici, debut, fin)
    libre("titre", ici, debut, fin, "Un titre")
    nouveau = Habilitation(
        benevole=dossier.benevole,
        etablissement=etablissement,
        nature=nature,
        provisoire=provisoire,
        debut=debut,
        fin=fin,
        decidee_le=_decision(decide, debut, le),
    )
    quoi = f"{nature.label} pour {etablissement}"
    verdict.creer(nouveau, quoi, en_clair(debut, fin) + (", provisoire" if provisoire else ""))


def _finir_les_provisoires(verdict, titres, debut, fin):
    """Un titre définitif met fin la veille au provisoire qu'il remplace."""
    for ancien in titres:
        if ancien.provisoire and ancien.debut < debut and se_chevauchent(ancien, debut, fin):
            verdict.changer(ancien, {"fin": debut - UN_JOUR}, "titre provisoire")


def _decision(decide, debut, le):
    if decide and decide > le:
        raise Refus("titre_decide", "La décision ne peut pas être à venir.")
    return decide or min(debut, le)


def _revoir_le_titre(verdict, connu, valeurs, le):
    fin, provisoire = valeurs.get("titre_fin"), valeurs.get("provisoire")
    if fin and fin != connu.fin:
        raise Refus("titre_fin", TITRE_DATE.format(en_clair(connu.debut, connu.fin)))
    if provisoire is not None and provisoire != connu.provisoire:
        raise Refus("provisoire", TITRE_DATE.format(en_clair(connu.debut, connu.fin)))
    if decide := valeurs.get("titre_decide"):
        verdict.changer(connu, {"decidee_le": _decision(decide, decide, le)}, "titre")
