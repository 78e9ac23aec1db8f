"""Tous les chiffres d'une année de convention, en une donnée structurée : du JSON, rien d'autre.

Le schéma est publié (`schema.json`) ; en changer la forme change `SCHEMA`.
"""

import datetime as dt

from benevoles.couverture.panorama import pays
from benevoles.couverture.pays import Bilan
from benevoles.couverture.statuts import StatutCP, StatutCroise, StatutVP
from benevoles.models import Rattachement
from engagements.models import Action, Convention, Decision, Recrutement, Session
from etablissements.carte import placer
from etablissements.models import DirectionInterregionale, Etablissement
from suivi.carte import VUES
from suivi.indicateurs.donnees import Donnees
from suivi.indicateurs.series import Annee, fenetre, mesurer, series

SCHEMA = "evaluation/1"
ACTIONS_MONTREES = 12  # par engagement ; le nombre entier est dit à côté


def chiffres(convention: Convention, annee: int) -> dict:
    """La donnée de cette année, calculée sur les faits d'aujourd'hui. Dates en AAAA-MM-JJ."""
    debut, fin = convention.periode(annee)
    toutes = series(convention, le=fin, annees=range(convention.debut.year, annee + 1))
    disps = list(DirectionInterregionale.objects.all())
    return {
        "schema": SCHEMA,
        "convention": _convention(convention),
        "annee": annee,
        "periode": [debut.isoformat(), fin.isoformat()],
        "couverture": _couverture(convention, debut, fin, disps),
        "etablissements": _etablissements(fin),
        "categories": _categories(convention, toutes, debut, fin),
        "par_disp": _par_disp(convention, annee, fin, disps),
        "sessions": _sessions(debut, fin),
        "decisions": _decisions(convention, fin),
    }


def _convention(convention):
    return {
        "code": convention.code,
        "titre": convention.titre,
        "debut": convention.debut.isoformat(),
        "fin": convention.fin.isoformat() if convention.fin else None,
        "signee": convention.signee,
    }


def _couverture(convention, debut, fin, disps):
    """Le pays au dernier jour, un an avant et au départ : en tout, par DISP, par type."""
    jours = {
        "fin": fin,
        "avant": debut - dt.timedelta(days=1),
        "depart": convention.debut,
    }
    etats = {nom: pays(le=jour) for nom, jour in jours.items()}
    return {
        "jours": {nom: jour.isoformat() for nom, jour in jours.items()},
        "france": {nom: _bilan(etat.bilans[None]) for nom, etat in etats.items()},
        "disps": [
            {"code": d.code, "nom": d.libelle}
            | {nom: _bilan(etat.bilans.get(d.pk, Bilan())) for nom, etat in etats.items()}
            for d in disps
        ],
        "types": [
            {"code": t.value, "nom": t.label}
            | {nom: _bilan(_du_type(etat, t)) for nom, etat in etats.items()}
            for t in Etablissement.Type
        ],
    }


def _du_type(etat, type_):
    bilan = Bilan()
    for c in etat.couvertures:
        if c.etablissement.type == type_:
            bilan.ajouter(c)
    return bilan


def _bilan(b: Bilan) -> dict:
    return {
        "etablissements": b.etablissements,
        "vp": b.vp,
        "cp": b.cp,
        "besoin_vp": b.besoin_vp,
        "manque_vp": b.manque_vp,
        "manque_cp": b.manque_cp,
        "vp_statuts": {s.value: b.statuts_vp[s] for s in StatutVP},
        "cp_statuts": {s.value: b.statuts_cp[s] for s in StatutCP},
        "croises": {s.value: b.croises[s] for s in StatutCroise},
    }


def _etablissements(fin):
    """Chaque établissement ouvert au dernier jour : sa couverture, sa place sur la carte."""
    etat = pays(le=fin)
    couvertures = etat.couvertures
    manques = [c.etablissement for c in couvertures if c.est_un_manque]
    anciennetes = etat.anciennetes(manques)
    points = placer([c.etablissement for c in couvertures], rayon=VUES["croise"].rayon)
    places = {p.etablissement.pk: (round(p.x, 1), round(p.y, 1)) for p in points}
    rattachements = Rattachement.objects.en_cours(le=fin).values_list(
        "etablissement", "section__nom", "section"
    )
    sections = {pk: {"section": nom, "section_numero": numero} for pk, nom, numero in rattachements}
    recherches = _recherches(fin)
    return [
        _etablissement(c, anciennetes.get(c.etablissement.pk))
        | {
            "place": places.get(c.etablissement.pk),
            "recherches": recherches.get(c.etablissement.pk, {}),
        }
        | sections.get(c.etablissement.pk, {"section": "", "section_numero": None})
        for c in couvertures
    ]


def _etablissement(c, depuis):
    e = c.etablissement
    return {
        "code": e.code,
        "nom": e.nom,
        "type": e.type,
        "disp": e.disp.code,
        "commune": e.commune,
        "statut_vp": c.statut_vp.value,
        "vp": c.effectif_vp,
        "besoin_vp": c.besoin_vp,
        "vp_depuis": depuis.vp.isoformat() if depuis and depuis.vp else None,
        "statut_cp": c.statut_cp.value,
        "cp": c.effectif_cp,
        "cp_depuis": depuis.cp.isoformat() if depuis and depuis.cp else None,
        "statut_croise": c.statut_croise.value,
        "manque": c.est_un_manque,
        "capacite_connue": c.base is not None,
    }


def _recherches(fin):
    """Par établissement et fonction : depuis quand l'on y cherche quelqu'un."""
    ouverts = Recrutement.objects.filter(ouvert_le__lte=fin).exclude(clos_le__lte=fin)
    resultat = {}
    for etablissement, fonction, ouvert in ouverts.order_by("ouvert_le").values_list(
        "etablissement", "fonction", "ouvert_le"
    ):
        resultat.setdefault(etablissement, {})[fonction] = ouvert.isoformat()
    return resultat


def _categories(convention, toutes, debut, fin):
    par_engagement = {}
    for serie in toutes:
        par_engagement.setdefault(serie.indicateur.engagement_id, []).append(serie)
    actions = _actions(convention, debut, fin)
    return [
        {
            "numero": categorie.numero,
            "titre": categorie.titre,
            "chapeau": categorie.chapeau,
            "engagements": [
                {
                    "numero": f"{categorie.numero}.{e.rang}",
                    "titre": e.titre,
                    "texte": e.texte,
                    "porteur": e.get_porteur_display(),
                    "remarque": e.remarque,
                    "indicateurs": [_serie(s) for s in par_engagement.get(e.pk, [])],
                    "actions": actions.get(e.pk, {"nombre": 0, "montrees": []}),
                }
                for e in sorted(categorie.engagements.all(), key=lambda e: e.rang)
            ],
        }
        for categorie in convention.categories.prefetch_related("engagements")
    ]


def _serie(serie):
    d = serie.definition
    return {
        "code": d.code,
        "titre": d.titre,
        "unite": str(d.unite),
        "definition": d.definition,
        "source": d.source,
        "manque": d.manque,
        "annees": [_annee(a) for a in serie.annees],
    }


def _annee(a: Annee) -> dict:
    """Ce que l'écran montre ; un petit nombre masqué ne se retrouve pas ici non plus."""
    return {
        "annee": a.annee,
        "valeur": None if a.masquee else a.mesure.valeur,
        "affichee": a.affichee,
        "compte": a.compte,
        "cible": f"{a.cible:f}".rstrip("0").rstrip(".") or "0" if a.cible is not None else None,
        "cible_atteinte": a.cible_atteinte,
        "detail": [[str(quoi), str(n)] for quoi, n in a.detail],
    }


def _actions(convention, debut, fin):
    """Par engagement : combien d'actions faites dans l'année, et les premières."""
    faites = (
        Action.objects.faites()
        .filter(le__range=(debut, fin), engagements__categorie__convention=convention)
        .order_by("le", "pk")
        .values_list("engagements", "le", "titre", "etablissement__nom", "disp__libelle")
    )
    resultat = {}
    for engagement, le, titre, etablissement, disp in faites:
        sienne = resultat.setdefault(engagement, {"nombre": 0, "montrees": []})
        sienne["nombre"] += 1
        if len(sienne["montrees"]) < ACTIONS_MONTREES:
            ou = etablissement or (disp and f"DISP {disp}") or ""
            sienne["montrees"].append({"le": le.isoformat(), "titre": titre, "ou": ou})
    return resultat


def _par_disp(convention, annee, fin, disps):
    """Les indicateurs de l'année dans chaque DISP, tels qu'on les affiche."""
    fenetres = {d.code: fenetre(convention, annee, le=fin, disp=d.pk) for d in disps}
    donnees = Donnees(convention, fenetres.values())
    return {
        disp: {
            code: {"affichee": a.affichee, "compte": a.compte}
            for code, a in mesurer(donnees, f).items()
        }
        for disp, f in fenetres.items()
    }


def _sessions(debut, fin):
    """Les sessions de l'année : combien de présents, de chaque association."""
    lignes = Session.objects.maintenues().filter(debut__date__range=(debut, fin))
    lignes = lignes.select_related("formation").prefetch_related("inscriptions")
    return [
        {
            "le": s.debut.date().isoformat(),
            "titre": s.formation.titre,
            "par": s.formation.association,
            "ouverte": not s.fermeture,
            "places": s.places,
            "presents": {
                association: sum(
                    bool(i.present) and i.association == association for i in s.inscriptions.all()
                )
                for association in ("ANVP", "AUXILIA")
            },
        }
        for s in lignes.order_by("debut", "pk")
    ]


def _decisions(convention, fin):
    """Ce qui était décidé et pas fait au dernier jour."""
    ouvertes = Decision.objects.filter(
        point__categorie__convention=convention, point__le__lte=fin
    ).exclude(faite_le__lte=fin)
    return [
        {
            "texte": d.texte,
            "porteur": d.get_porteur_display(),
            "echeance": d.echeance.isoformat(),
            "en_retard": d.echeance < fin,
        }
        for d in ouvertes.exclude(abandonnee_le__lte=fin).order_by("echeance", "pk")
    ]
