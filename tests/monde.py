"""Un petit monde : deux régions, et dans la première un compte de chaque rôle."""

from dataclasses import dataclass, field

from django.utils.timezone import localdate

from benevoles.models import Fonction, Habilitation
from partenariat.models import Association
from tests import fabrique, fabrique_demandes
from tests.benevoles import (
    acces_echanges,
    acces_fusions,
    acces_histoires,
    acces_imports,
    acces_retours,
    acces_telechargements,
)
from tests.engagements import (
    acces_actions,
    acces_adhesions,
    acces_convention,
    acces_formations,
    acces_publications,
    acces_recrutements,
    acces_reunions,
)
from tests.partenariat import acces_securite
from tests.suivi import acces_aide, acces_archives, acces_evaluations, acces_vie_privee

# Chacun dit ses lignes de la matrice, pose ses objets et donne les arguments de ses adresses.
AGREGATS = [
    acces_convention,
    acces_actions,
    acces_reunions,
    acces_formations,
    acces_adhesions,
    acces_publications,
    acces_recrutements,
    acces_evaluations,
    acces_securite,
    acces_histoires,
    acces_fusions,
    acces_vie_privee,
    acces_archives,
    acces_echanges,
    acces_telechargements,
    acces_imports,
    acces_retours,
    acces_aide,
]
ROLES = [
    "anonyme",
    "direction_anvp",
    "direction_auxilia",
    "delegue_anvp",
    "delegue_auxilia",
    "president",
    "cp",
    "visiteur",
    "agent_spip",
    "technique",
]


@dataclass
class Region:
    """Un établissement, sa section, un visiteur et un CP Auxilia, et tout ce qui s'y rattache."""

    etablissement: object
    section: object
    vp: object  # affectation
    cp: object  # affectation
    agrement: object
    autorisation: object
    suspension: object
    adhesion_anvp: object
    adhesion_auxilia: object
    absence: object
    mandat: object
    rattachement: object
    role: object
    invitation: object
    demande: object = (
        None  # au SPIP ; créée par le CP Auxilia d'« ici », pour un visiteur d'« ici »
    )
    brouillon: object = None
    boite: object = None
    objets: dict = field(default_factory=dict)

    @property
    def disp(self):
        return self.etablissement.disp


def creer_region(*, titulaire=None):
    etablissement = fabrique.creer_etablissement()
    section = fabrique.creer_section(etablissements=[etablissement])
    vp = fabrique.creer_affectation(etablissement=etablissement)
    cp = fabrique.creer_cp(etablissement=etablissement)
    jour = localdate()
    agrement = fabrique.creer_habilitation(
        benevole=vp.benevole, etablissement=etablissement, debut=jour
    )
    autorisation = fabrique.creer_habilitation(
        benevole=cp.benevole,
        etablissement=etablissement,
        nature=Habilitation.Nature.AUTORISATION,
        debut=jour,
        fin=None,
    )
    return Region(
        etablissement=etablissement,
        section=section,
        vp=vp,
        cp=cp,
        agrement=agrement,
        autorisation=autorisation,
        suspension=fabrique.creer_suspension(habilitation=agrement, debut=jour),
        adhesion_anvp=fabrique.creer_adhesion(benevole=vp.benevole),
        adhesion_auxilia=fabrique.creer_adhesion(
            benevole=cp.benevole, association=Association.AUXILIA
        ),
        absence=fabrique.creer_absence(benevole=vp.benevole, debut=jour, fin=jour),
        mandat=fabrique.creer_mandat(section=section, benevole=titulaire or vp.benevole),
        rattachement=section.rattachements.get(),
        role=fabrique.creer_delegue(disp=etablissement.disp).roles.get(),
        invitation=fabrique.creer_invitation(genre="benevole", benevole=vp.benevole)[0],
    )


def creer_monde():
    """(comptes par rôle, région « ici », région « là-bas »)."""
    comptes = {"anonyme": None}
    comptes["president"] = fabrique.creer_compte(nom="Présidente")
    titulaire = fabrique.creer_benevole(utilisateur=comptes["president"])
    ici, la_bas = creer_region(titulaire=titulaire), creer_region()
    comptes |= {
        "direction_anvp": fabrique.creer_direction(),
        "direction_auxilia": fabrique.creer_direction(association=Association.AUXILIA),
        "delegue_anvp": fabrique.creer_delegue(disp=ici.disp),
        "delegue_auxilia": fabrique.creer_delegue(association=Association.AUXILIA, disp=ici.disp),
        "cp": fabrique.creer_compte_cp(etablissement=ici.etablissement),
        "visiteur": fabrique.creer_compte_vp(etablissement=ici.etablissement),
        "agent_spip": fabrique.creer_agent_spip(spip=ici.etablissement.spip),
        "technique": fabrique.creer_technicien(),
    }
    for region in (ici, la_bas):
        for fonction in Fonction:
            fabrique.confirmer(region.etablissement, fonction=fonction)
        poser_les_demandes(region, comptes if region is ici else {})
        for agregat in AGREGATS:
            agregat.poser(region, comptes if region is ici else {})
    return comptes, ici, la_bas


def poser_les_demandes(region, comptes):
    """Dans une prison voisine sans CP Auxilia : une demande au SPIP et un brouillon, du CP."""
    prison = fabrique_demandes.creer_prison(spip=region.etablissement.spip)
    prison.disp = region.disp
    prison.save()
    fabrique.creer_rattachement(section=region.section, etablissement=prison)
    auteur = comptes.get("cp") or fabrique.creer_direction(association=Association.AUXILIA)
    visiteur = fabrique_demandes.creer_visiteur(
        prison=prison, benevole=comptes["visiteur"].benevole if comptes else None
    )
    region.demande = fabrique_demandes.creer_demande_au_spip(
        etablissement=prison, par=auteur, visiteur=visiteur
    )
    region.boite = fabrique_demandes.creer_boite(spip=prison.spip)
    region.brouillon = fabrique_demandes.creer_demande(etablissement=prison, par=auteur)
