"""Les personnes en lignes, dans le format d'échange, en un nombre constant de requêtes."""

import datetime as dt
from itertools import zip_longest

from django.db.models import Prefetch, Q

from benevoles.echanges.format import COLONNES, ENTETES
from benevoles.models import Adhesion, Affectation, Habilitation, Mandat, Section
from benevoles.telechargements import Tableau

_IDENTITE = ("nom", "prenom", "courriel", "telephone", "commune", "departement")
CHAMPS = {nom: f"benevoles.Benevole.{nom}" for nom in _IDENTITE} | {
    "adhesion_debut": "benevoles.Adhesion.debut",
    "adhesion_fin": "benevoles.Adhesion.fin",
    "affectation_debut": "benevoles.Affectation.debut",
    "affectation_fin": "benevoles.Affectation.fin",
    "motif_fin": "benevoles.Affectation.motif_fin",
    "titre_decide": "benevoles.Habilitation.decidee_le",
    "titre_debut": "benevoles.Habilitation.debut",
    "titre_fin": "benevoles.Habilitation.fin",
    "section": "benevoles.Mandat.section",
    "mandat": "benevoles.Mandat.fonction",
    "mandat_debut": "benevoles.Mandat.debut",
    "mandat_fin": "benevoles.Mandat.fin",
}
PERSONNES = Tableau(
    "Personnes",
    "personnes",
    tuple(ENTETES),
    list,
    personnel=True,
    champs={c.titre: CHAMPS[c.cle] for c in COLONNES if c.cle in CHAMPS},
)


def rangees(benevoles, *, utilisateur, fonction, le: dt.date, etablissement=None):
    """Une rangée par personne et par établissement, en cours ou à venir ; au moins une chacune.

    `etablissement` : la liste d'une prison, et rien des autres.
    """
    droits, association = utilisateur.droits, fonction.association
    pilote = association in (droits.direction, droits.delegation)
    vivantes = Q(fin=None) | Q(fin__gte=le)
    affectations = Affectation.objects.visibles_par(utilisateur).filter(vivantes, fonction=fonction)
    if etablissement:
        affectations = affectations.filter(etablissement=etablissement)
    titres = Habilitation.objects.visibles_par(utilisateur).filter(retiree_le=None)
    adhesions = Adhesion.objects.filter(association=association).order_by("debut")
    mandats = Mandat.objects.filter(vivantes, section__in=_sections(utilisateur, fonction))
    personnes = benevoles.select_related("departement").prefetch_related(
        _lues("affectations", affectations.select_related("etablissement").order_by("debut", "pk")),
        _lues("habilitations", titres.order_by("debut", "pk")),
        _lues("adhesions", adhesions if pilote else adhesions.none()),
        _lues("mandats", mandats.select_related("section").order_by("debut", "pk")),
    )
    for personne in personnes.iterator(chunk_size=500):
        yield from _rangees_d_une_personne(personne)


def _lues(nom, lignes):
    return Prefetch(nom, lignes, to_attr=f"{nom}_lues")


def _sections(utilisateur, fonction):
    visibles = Section.objects.visibles_par(utilisateur)
    return visibles.values("pk") if fonction == "VP" else visibles.none()


def _rangees_d_une_personne(personne):
    identite = [
        personne.pk,
        personne.nom,
        personne.prenom,
        personne.courriel,
        personne.telephone.as_national if personne.telephone else "",
        personne.commune,
        personne.departement.code if personne.departement else "",
    ]
    derniere = personne.adhesions_lues[-1] if personne.adhesions_lues else None
    adhesion = [derniere.debut, derniere.fin] if derniere else [None, None]
    paires = list(zip_longest(personne.affectations_lues, personne.mandats_lues))
    for affectation, mandat in paires or [(None, None)]:
        yield [*identite, *adhesion, *_affectation(personne, affectation), *_mandat(mandat)]


def _affectation(personne, affectation):
    if affectation is None:
        return [""] * 9
    nature = "agrement" if affectation.fonction == "VP" else "autorisation"
    titres = [
        t
        for t in personne.habilitations_lues
        if t.etablissement_id == affectation.etablissement_id and t.nature == nature
    ]
    etablissement = affectation.etablissement
    motif = affectation.get_motif_fin_display() if affectation.fin else ""
    ici = [etablissement.code, etablissement.nom, affectation.debut, affectation.fin, motif]
    return [*ici, *_titre(titres[-1] if titres else None)]


def _titre(titre):
    if titre is None:
        return [""] * 4
    return [titre.decidee_le, titre.debut, titre.fin, "oui" if titre.provisoire else "non"]


def _mandat(mandat):
    if mandat is None:
        return [""] * 4
    return [mandat.section.nom, mandat.get_fonction_display(), mandat.debut, mandat.fin]
