"""Catégorie 1, à l'égard des personnes sous main de justice : engagements 1.1 à 1.6."""

import datetime as dt
from statistics import mean, median

from django.utils.timezone import localdate

from benevoles.couverture.statuts import StatutCP, StatutCroise, StatutVP
from benevoles.models import Fonction
from engagements.models import Voie
from suivi.indicateurs.registre import RIEN, Mesure, Unite, indicateur, nombre, part

ACTIONS = "actions notées dans l’application"
COUVERTURE = "couverture calculée au dernier jour de la période"
DEMANDES = "demandes de visite de l’application"
FONCTION_DE_LA_VOIE = {Voie.CP: "par un CP Auxilia", Voie.DIRECTION: "par la direction nationale"}


@indicateur(
    "info-cours-sections",
    "sections de l’ANVP qui ont informé des cours d’AUXILIA",
    unite=Unite.POUR_CENT,
    source=ACTIONS,
    sens="hausse",
    manque="une section qui informe sans le noter n’est pas comptée",
)
def info_cours_sections(donnees, f):
    """Sections dont au moins un établissement a, dans la période, une action faite pour 1.1, sur
    les sections qui ont un établissement au dernier jour."""
    actives = donnees.sections(f).keys()
    return part(len(actives & donnees.sections_actrices(1, 1, f)), len(actives))


@indicateur("info-cours-actions", "actions d’information", source=ACTIONS, sens="hausse")
def info_cours_actions(donnees, f):
    """Actions faites pour l’engagement 1.1 dans la période."""
    return nombre(len(donnees.actions_de("1.1", f)))


@indicateur(
    "orientations-auxilia",
    "personnes orientées vers AUXILIA",
    source=ACTIONS,
    sens="hausse",
    manque="celles qui écrivent d’elles-mêmes à AUXILIA ne sont pas connues",
)
def orientations_auxilia(donnees, f):
    """Personnes que des visiteurs ont orientées vers AUXILIA, par voie."""
    par_voie = {voie: _orientations(donnees, "1.1", f, voie) for voie in (Voie.CP, Voie.DIRECTION)}
    detail = ((FONCTION_DE_LA_VOIE[voie], n) for voie, n in par_voie.items())
    return nombre(sum(par_voie.values()), *detail)


@indicateur(
    "info-visites-cp",
    "CP Auxilia qui ont informé des visites",
    unite=Unite.POUR_CENT,
    source=ACTIONS,
    sens="hausse",
    manque="un CP Auxilia sans compte, dont personne ne note les actions, n’est pas compté",
)
def info_visites_cp(donnees, f):
    """CP Auxilia qui ont noté au moins une action faite pour 1.2, sur ceux affectés au dernier
    jour de la période."""
    actifs = donnees.affectes(Fonction.CP, f)
    acteurs = {a["benevole_id"] for a in donnees.actions_de("1.2", f)}
    return part(len(actifs & acteurs), len(actifs))


@indicateur(
    "orientations-visiteur", "personnes orientées vers un visiteur", source=ACTIONS, sens="hausse"
)
def orientations_visiteur(donnees, f):
    """Personnes que des CP Auxilia ont orientées vers un visiteur."""
    return nombre(_orientations(donnees, "1.2", f, Voie.VP))


@indicateur(
    "presence-des-deux",
    "établissements avec les deux associations",
    unite=Unite.POUR_CENT,
    source=COUVERTURE,
    sens="hausse",
)
def presence_des_deux(donnees, f):
    """Établissements ouverts où un visiteur à l’agrément valable et un CP Auxilia sont présents."""
    bilan = donnees.bilan(f)
    if bilan is None:
        return RIEN
    return part(bilan.croises[StatutCroise.LES_DEUX], bilan.etablissements)


@indicateur(
    "presence-d-une-seule",
    "établissements avec une seule association, ou aucune",
    source=COUVERTURE,
    sens="baisse",
    manque="les listes jamais confirmées sont comptées à part, comme inconnues",
)
def presence_d_une_seule(donnees, f):
    """Établissements ouverts sans les deux associations, par cas."""
    bilan = donnees.bilan(f)
    if bilan is None:
        return RIEN
    autres = [s for s in StatutCroise if s != StatutCroise.LES_DEUX]
    detail = ((s.label, bilan.croises[s]) for s in autres)
    return nombre(sum(bilan.croises[s] for s in autres), *detail)


@indicateur(
    "presence-variation",
    "établissements gagnés (ou perdus) par les deux associations",
    source=COUVERTURE,
    sens="hausse",
)
def presence_variation(donnees, f):
    """Établissements avec les deux associations au dernier jour, moins ceux de la veille du premier
    jour de la période."""
    veille = f.debut - dt.timedelta(days=1)
    maintenant, avant = donnees.bilan(f), donnees.bilan(f, veille)
    if maintenant is None or avant is None:
        return RIEN
    deux = StatutCroise.LES_DEUX
    return nombre(maintenant.croises[deux] - avant.croises[deux])


@indicateur(
    "etablissements-recenses",
    "établissements recensés",
    unite=Unite.POUR_CENT,
    source=COUVERTURE,
    sens="hausse",
)
def etablissements_recenses(donnees, f):
    """Établissements ouverts dont aucune des deux listes n’est inconnue (confirmée depuis moins de
    douze mois)."""
    tous = donnees.releves(f)
    connus = [
        c for c in tous if c.statut_vp != StatutVP.INCONNU and c.statut_cp != StatutCP.INCONNU
    ]
    return part(len(connus), len(tous))


@indicateur(
    "manques-vp", "établissements où il manque des visiteurs", source=COUVERTURE, sens="baisse"
)
def manques_vp(donnees, f):
    """Établissements ouverts non pourvus ou insuffisamment pourvus en visiteurs."""
    bilan = donnees.bilan(f)
    if bilan is None:
        return RIEN
    cas = (StatutVP.NON_POURVU, StatutVP.INSUFFISANT)
    return nombre(bilan.manque_vp, *((s.label, bilan.statuts_vp[s]) for s in cas))


@indicateur("manques-cp", "établissements sans CP Auxilia", source=COUVERTURE, sens="baisse")
def manques_cp(donnees, f):
    """Établissements ouverts non pourvus en CP Auxilia."""
    bilan = donnees.bilan(f)
    return RIEN if bilan is None else nombre(bilan.manque_cp)


@indicateur(
    "age-des-listes",
    "âge médian des listes",
    unite=Unite.JOURS,
    source="confirmations des listes",
    sens="baisse",
)
def age_des_listes(donnees, f):
    """Jours depuis la dernière confirmation de chaque liste, au dernier jour de la période."""
    confirmees = [
        jour for c in donnees.releves(f) for jour in (c.confirmee_vp_le, c.confirmee_cp_le) if jour
    ]
    return _mediane([(f.fin - jour).days for jour in confirmees])


@indicateur(
    "delai-de-couverture",
    "délai moyen pour pourvoir un établissement",
    unite=Unite.JOURS,
    source="recherches de visiteurs et de CP Auxilia ouvertes dans l’application",
    sens="baisse",
    manque="un manque pour lequel personne n’ouvre de recherche n’est pas compté",
)
def delai_de_couverture(donnees, f):
    """Jours de l’ouverture d’une recherche au jour où l’établissement est pourvu, en moyenne, pour
    celles qui ont abouti dans la période."""
    siennes = [
        (clos - ouvert).days
        for ouvert, clos, disp in donnees.recherches_abouties
        if f.contient(clos) and f.est_ici(disp)
    ]
    return Mesure(round(mean(siennes)), sur=len(siennes)) if siennes else RIEN


@indicateur("demandes-deposees", "demandes de visite déposées", source=DEMANDES, sensible=True)
def demandes_deposees(donnees, f):
    """Demandes envoyées dans la période ; l’application ne laisse envoyer que les recevables."""
    return nombre(len(donnees.demandes_de(f)))


@indicateur(
    "demandes-avec-accord",
    "demandes où un visiteur a donné son accord",
    unite=Unite.POUR_CENT,
    source=DEMANDES,
    sensible=True,
    sens="hausse",
)
def demandes_avec_accord(donnees, f):
    """Demandes envoyées dans la période qui ont obtenu l’accord d’un visiteur."""
    siennes = donnees.demandes_de(f)
    return part(sum(d.a_l_accord for d in siennes), len(siennes))


@indicateur(
    "delai-de-rencontre",
    "délai médian jusqu’à la rencontre",
    unite=Unite.JOURS,
    source=DEMANDES,
    sensible=True,
    sens="baisse",
)
def delai_de_rencontre(donnees, f):
    """Jours de l’envoi de la demande à la première rencontre, pour celles qui y sont arrivées."""
    siennes = [d for d in donnees.demandes_de(f) if d.visite]
    return _mediane([(d.visite - localdate(d.soumise_le)).days for d in siennes])


@indicateur("rencontres-sans-aval", "rencontres sans aval du SPIP", source=DEMANDES, sens="baisse")
def rencontres_sans_aval(donnees, f):
    """Rencontres qu’aucun aval antérieur ne couvre : doit être 0, la base les refuse."""
    lignes = donnees.rencontres_sans_aval
    return nombre(sum(f.contient(le) and f.est_ici(disp) for le, disp in lignes))


@indicateur("reponses-du-spip", "réponses du SPIP", source=DEMANDES, sensible=True)
def reponses_du_spip(donnees, f):
    """Demandes envoyées dans la période et avalisées ou refusées ; les autres sont à part."""
    siennes = [d for d in donnees.demandes_de(f) if d.transmise]
    avals = sum(d.reponse == "aval" for d in siennes)
    refus = sum(d.reponse == "refus" for d in siennes)
    sans = len(siennes) - avals - refus
    detail = (("avalisées", avals), ("refusées", refus), ("sans réponse ou différées", sans))
    return nombre(avals + refus, *detail)


@indicateur(
    "delai-du-spip",
    "délai médian du SPIP",
    unite=Unite.JOURS,
    source=DEMANDES,
    sensible=True,
    sens="baisse",
)
def delai_du_spip(donnees, f):
    """Jours de la première transmission au SPIP jusqu’à son aval ou son refus. Le SPIP n’est tenu à
    aucun délai."""
    siennes = [d for d in donnees.demandes_de(f) if d.reponse]
    return _mediane([(d.repondue - localdate(d.transmise)).days for d in siennes])


def _orientations(donnees, engagement, f, voie):
    siennes = donnees.actions_de(engagement, f)
    return sum(a["orientations"] or 0 for a in siennes if a["voie"] == voie)


def _mediane(jours) -> Mesure:
    return Mesure(round(median(jours)), sur=len(jours)) if jours else RIEN
