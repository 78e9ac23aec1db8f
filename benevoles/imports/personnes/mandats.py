"""Ce qu'une ligne dit du mandat d'une personne dans une section de l'ANVP."""

import datetime as dt

from benevoles.imports.personnes.dossiers import se_chevauchent
from benevoles.imports.personnes.liens import (
    commence_le,
    en_clair,
    finir,
    libre,
    verifier_les_jours,
)
from benevoles.models import Mandat, Section
from etablissements.echanges.verdicts import Refus
from etablissements.recherche import cle_de_recherche

FONCTIONS = {
    cle_de_recherche(texte): fonction
    for fonction, libelle in Mandat.Fonction.choices
    for texte in (fonction, libelle, libelle.split()[0])
}


class Mandats:
    """Les sections dont ce compte nomme les responsables, et leurs titulaires."""

    def __init__(self, utilisateur):
        sections = Section.objects.pilotees_par(utilisateur)
        self.sections = {cle_de_recherche(s.nom): s for s in sections}
        self.titulaires = {}
        for mandat in Mandat.objects.filter(fonction__in=Mandat.TITULAIRES, section__in=sections):
            self.retenir(mandat)

    def retenir(self, mandat):
        """Un titulaire de plus : nul autre sur ces dates."""
        if mandat.est_titulaire:
            self.titulaires.setdefault(mandat.section_id, []).append(mandat)

    def juger(self, verdict, dossier, valeurs, *, le: dt.date):
        """La section seule, sans mandat, ne demande rien."""
        if not valeurs.get("mandat"):
            return
        section, fonction = self._section(valeurs), self._fonction(valeurs)
        debut, fin = valeurs.get("mandat_debut"), valeurs.get("mandat_fin")
        siens = [m for m in dossier.mandats if m.section_id == section.pk]
        if debut is None:
            raise Refus("mandat_debut", "Indiquez depuis quand.")
        if connu := commence_le(siens, debut):
            if connu.fonction != fonction:
                deja = connu.get_fonction_display()
                raise Refus("mandat", f"Ce mandat est déjà noté comme « {deja} ».")
            return finir(verdict, "mandat", connu, fin, f"mandat, {section}")
        nouveau = Mandat(
            benevole=dossier.benevole, section=section, fonction=fonction, debut=debut, fin=fin
        )
        self._verifier(nouveau, siens, le)
        clair = f"{nouveau.get_fonction_display()}, {en_clair(debut, fin)}"
        verdict.creer(nouveau, f"mandat, {section}", clair)

    def _section(self, valeurs):
        section = self.sections.get(cle_de_recherche(valeurs.get("section", "")))
        if section is None:
            raise Refus("section", "Aucune section de votre ressort n’a ce nom.")
        return section

    def _fonction(self, valeurs):
        fonction = FONCTIONS.get(cle_de_recherche(valeurs["mandat"]))
        if fonction is None:
            connues = ", ".join(Mandat.Fonction.labels)
            raise Refus("mandat", f"Mandat inconnu. Choisissez parmi : {connues}.")
        return fonction

    def _verifier(self, mandat, siens, le):
        verifier_les_jours("mandat", mandat.debut, mandat.fin, le=le)
        if mandat.debut < mandat.section.debut:
            depuis = mandat.section.debut
            raise Refus("mandat_debut", f"La section n’existe que depuis le {depuis:%d/%m/%Y}.")
        libre("mandat", siens, mandat.debut, mandat.fin, "Un mandat dans cette section")
        for autre in self.titulaires.get(mandat.section_id, ()) if mandat.est_titulaire else ():
            if se_chevauchent(autre, mandat.debut, mandat.fin):
                raise Refus(
                    "mandat_debut",
                    "Cette section a déjà un président ou un correspondant à ces dates.",
                )
