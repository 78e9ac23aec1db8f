"""À quel titre un compte agit sur une demande, et ce que ce titre laisse voir."""

from django.db import models

from benevoles.models import Fonction
from benevoles.perimetre import tient_la_liste
from partenariat import champs
from partenariat.champs import Regard
from partenariat.models import Association


class Acteur(models.TextChoices):
    """Les titres auxquels on agit sur une demande."""

    AUXILIA = "auxilia", "AUXILIA"
    SECTION = "section", "section ANVP"
    VISITEUR = "visiteur", "visiteur"
    SPIP = "spip", "SPIP"
    NUIT = "nuit", "contrôle de nuit"


# Comme on les nomme dans une phrase.
NOMS = {
    Acteur.AUXILIA: "AUXILIA",
    Acteur.SECTION: "la section ANVP",
    Acteur.VISITEUR: "le visiteur",
    Acteur.SPIP: "le SPIP",
}

# Les champs d'une demande que la matrice `partenariat.champs` partage entre ces titres
# (conception § 4 ; domaine § 7.4, R12, R24). Établissement, état, dates et délais sont vus de tous
# ceux qui voient la demande ; rien d'autre ne s'affiche.
CHAMPS = {
    "reference": "engagements.DemandeVisite.reference",
    "accord_apprenant_le": "engagements.DemandeVisite.accord_apprenant_le",
    "motif": "engagements.DemandeVisite.motif",
    "precision": "engagements.DemandeVisite.precision",
    "visiteur": "engagements.Proposition.benevole",
    "motif_refus": "engagements.Transmission.motif",
    "bilan": "engagements.Visite.bilan",
    "avis": "engagements.Avis.adresse",
}


def acteurs(utilisateur, demande) -> frozenset[Acteur]:
    """Les titres de ce compte sur une demande lue par `avec_etat` ; aucun : il ne la voit pas."""
    droits, ou = utilisateur.droits, demande.etablissement
    titres = set()
    if _est_d_auxilia(utilisateur, demande):
        titres.add(Acteur.AUXILIA)
    if demande.soumise_le and tient_la_liste(droits, ou, Fonction.VP):
        titres.add(Acteur.SECTION)
    if demande.soumise_le and droits.benevole and droits.benevole == demande.visiteur:
        titres.add(Acteur.VISITEUR)
    # Nul n'approuve ce qu'il a lui-même demandé.
    if demande.passee_au_spip and ou.spip_id in droits.spips and not titres & {Acteur.AUXILIA}:
        titres.add(Acteur.SPIP)
    return frozenset(titres)


def voit(champ: str, titres) -> bool:
    """Ce titre laisse-t-il lire ce champ de la demande ?"""
    return champs.voit(CHAMPS[champ], {Regard(titre.value) for titre in titres})


def _est_d_auxilia(utilisateur, demande):
    droits = utilisateur.droits
    if droits.direction == Association.AUXILIA:
        return True
    if droits.delegation == Association.AUXILIA and demande.etablissement.disp_id in droits.disps:
        return True
    return bool(droits.etablissements_cp) and demande.cree_par_id == utilisateur.pk
