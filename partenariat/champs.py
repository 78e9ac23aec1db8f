"""Qui voit quel champ, par modèle : la table que le code consulte, et que la page affiche.

Les lignes visibles viennent toujours de `visibles_par` ; ici se décide ce qu'on y lit, selon le
titre auquel on les regarde. Chaque champ qui peut porter une personne y est : un essai le tient.
"""

from typing import NamedTuple

from django.db import models


class Regard(models.TextChoices):
    """À quel titre on lit une ligne ; le libellé est celui de la page."""

    SOI = "soi", "soi-même"
    DIRECTION = "direction", "la direction"
    DELEGUE = "delegue", "le délégué dans sa DISP"
    SECTION = "section", "les responsables de la section"
    EQUIPE = "equipe", "les CP du même établissement"
    AUXILIA = "auxilia", "ceux qui voient la demande"
    VISITEUR = "visiteur", "le visiteur à qui l’on propose la rencontre"
    SPIP = "spip", "son ressort, dès que la demande lui parvient"
    ORGANISATEUR = "organisateur", "qui organise"
    INVITE = "invite", "qui y est invité"
    AUTEUR = "auteur", "qui l’a faite"
    TECHNIQUE = "technique", "oui"


R = Regard
_ANVP = (R.DIRECTION, R.DELEGUE, R.SECTION, R.SOI)
_AUXILIA = (R.DIRECTION, R.DELEGUE, R.EQUIPE, R.SOI)
_PILOTES = (R.DIRECTION, R.DELEGUE, R.SOI)
_REUNION = (R.ORGANISATEUR, R.INVITE)


class Ligne(NamedTuple):
    """Une donnée, ses champs (« application.Modèle.champ »), et qui la lit de chaque côté.

    `reserve` : ce que la page ajoute ; `regle` : l'ensemble qui décide des lignes.
    """

    donnee: str
    champs: tuple[str, ...]
    anvp: tuple[Regard, ...] = ()
    auxilia: tuple[Regard, ...] = ()
    spip: tuple[Regard, ...] = ()
    technique: tuple[Regard, ...] = ()
    reserve: str = ""
    regle: str = ""

    @property
    def regards(self) -> frozenset[Regard]:
        return frozenset({*self.anvp, *self.auxilia, *self.spip, *self.technique})


def _de(modele, noms):
    return tuple(f"{modele}.{nom}" for nom in noms.split())


_DEMANDE = "DemandeVisite.objects.visibles_par"
MATRICE = [
    Ligne(
        "Nom, adresse électronique, téléphone, commune d’un bénévole",
        _de("benevoles.Benevole", "nom prenom courriel telephone commune departement"),
        _ANVP,
        _AUXILIA,
        reserve="chaque association, les siens seulement",
        regle="Benevole.objects.visibles_par",
    ),
    Ligne(
        "Adhésions",
        _de("benevoles.Adhesion", "association debut fin"),
        _PILOTES,
        _PILOTES,
        reserve="chaque association, ses membres seulement",
        regle="Benevole.objects.visibles_par",
    ),
    Ligne(
        "Affectations et absences (des dates, jamais de motif d’absence)",
        _de("benevoles.Affectation", "etablissement fonction debut fin motif_fin")
        + _de("benevoles.Absence", "debut fin"),
        _ANVP,
        _AUXILIA,
        regle="Affectation.objects.visibles_par",
    ),
    Ligne(
        "Agréments, autorisations, suspensions et retraits (dates, jamais de motif)",
        _de("benevoles.Habilitation", "nature etablissement debut fin decidee_le")
        + _de("benevoles.Suspension", "debut fin"),
        _ANVP,
        _AUXILIA,
        regle="Habilitation.objects.visibles_par",
    ),
    Ligne(
        "Mandats dans une section",
        _de("benevoles.Mandat", "section fonction debut fin"),
        _ANVP,
        (R.SOI,),
        regle="Section.objects.visibles_par",
    ),
    Ligne(
        "Nom et coordonnées d’un candidat (effacés trois mois après la fin)",
        _de("engagements.Candidat", "nom contact"),
        (R.DIRECTION, R.DELEGUE, R.SECTION),
        (R.DIRECTION, R.DELEGUE, R.EQUIPE),
        regle="Recrutement.objects.visibles_par",
    ),
    Ligne(
        "Référence AUXILIA de l’apprenant (jamais son nom)",
        _de("engagements.DemandeVisite", "reference"),
        (R.VISITEUR,),
        (R.AUXILIA,),
        (R.SPIP,),
        regle=_DEMANDE,
    ),
    Ligne(
        "Accord de l’apprenant, et précision écrite dans une demande (effacée à la clôture)",
        _de("engagements.DemandeVisite", "accord_apprenant_le precision"),
        (),
        (R.AUXILIA,),
        (R.SPIP,),
        regle=_DEMANDE,
    ),
    Ligne(
        "Pourquoi la rencontre est demandée (liste neutre)",
        _de("engagements.DemandeVisite", "motif"),
        (R.SECTION, R.VISITEUR),
        (R.AUXILIA,),
        (R.SPIP,),
        regle=_DEMANDE,
    ),
    Ligne(
        "Nom du visiteur proposé pour une demande",
        _de("engagements.Proposition", "benevole"),
        (R.SECTION, R.VISITEUR),
        (R.AUXILIA,),
        (R.SPIP,),
        reserve="AUXILIA : prénom et initiale avant l’accord du visiteur",
        regle=_DEMANDE,
    ),
    Ligne(
        "Motif d’un refus du SPIP, quand il en donne un (liste neutre)",
        _de("engagements.Transmission", "motif"),
        (),
        (R.AUXILIA,),
        (R.SPIP,),
        regle=_DEMANDE,
    ),
    Ligne(
        "Ce que le visiteur note d’une rencontre ; ses mots s’effacent à la clôture",
        _de("engagements.Visite", "bilan texte"),
        (R.VISITEUR,),
        (R.AUXILIA,),
        regle=_DEMANDE,
    ),
    Ligne(
        "Envois de courriels d’une demande, et adresses où ils sont partis",
        _de("engagements.Avis", "adresse"),
        (),
        (R.AUXILIA,),
        regle=_DEMANDE,
    ),
    Ligne(
        "Journal d’une demande : étapes et consultations, un an",
        _de("engagements.Trace", "nom role quoi etat"),
        (R.DIRECTION,),
        (R.DIRECTION,),
        regle=_DEMANDE,
    ),
    Ligne(
        "Noms des invités d’une réunion, et de qui les remplace",
        _de("engagements.Convocation", "benevole compte remplacant"),
        _REUNION,
        _REUNION,
        reserve="les autres lecteurs ne voient que le titre de chacun",
        regle="Reunion.objects.visibles_par",
    ),
    Ligne(
        "Comptes et rôles : nom affiché et adresse",
        _de("partenariat.Utilisateur", "nom_affiche email"),
        (R.DIRECTION, R.SOI),
        (R.DIRECTION, R.SOI),
        (R.SOI,),
        (R.TECHNIQUE,),
        reserve="la direction : son association et les SPIP ; le nom signe ce qu’on a écrit",
        regle="Role.objects.visibles_par",
    ),
    Ligne(
        "Invitations : adresse de la personne invitée",
        _de("benevoles.Invitation", "courriel"),
        (R.DIRECTION, R.AUTEUR),
        (R.DIRECTION, R.AUTEUR),
        (),
        (R.TECHNIQUE,),
        regle="Invitation.objects.visibles_par",
    ),
    Ligne(
        "Demandes de correction ou d’effacement : texte et réponse",
        _de("suivi.DemandeDePersonne", "texte reponse"),
        (R.DIRECTION, R.SOI),
        (R.DIRECTION, R.SOI),
        (R.SOI,),
        (R.SOI,),
        reserve="la direction de l’association à qui l’on écrit",
        regle="DemandeDePersonne.objects.visibles_par",
    ),
]
PAR_CHAMP = {champ: ligne for ligne in MATRICE for champ in ligne.champs}
# Par modèle, le champ qui nomme le compte de la ligne, et à quel titre ce compte la lit.
PROPRES = {
    "benevoles.Benevole": ("utilisateur_id", R.SOI),
    "benevoles.Invitation": ("invite_par_id", R.AUTEUR),
    "partenariat.Utilisateur": ("pk", R.SOI),
    "suivi.DemandeDePersonne": ("compte_id", R.SOI),
}


def voit(champ: str, regards) -> bool:
    """Ce champ se lit-il, d'une ligne visible qu'on regarde à l'un de ces titres ?"""
    return not PAR_CHAMP[champ].regards.isdisjoint(regards)


def regards_du_compte(droits) -> frozenset[Regard]:
    """À quels titres ce compte lit une liste : tous ceux qu'il a, quelle que soit la ligne."""
    tenus = {
        R.DIRECTION: droits.est_direction,
        R.DELEGUE: droits.est_delegue,
        R.SECTION: bool(droits.sections),
        R.EQUIPE: bool(droits.etablissements_cp),
        R.AUXILIA: droits.peut_demander,
        R.SPIP: droits.est_agent_spip,
        R.TECHNIQUE: droits.technique,
    }
    return frozenset(regard for regard, tenu in tenus.items() if tenu)


def regards_de(utilisateur, ligne: models.Model) -> frozenset[Regard]:
    """À quels titres ce compte lit une ligne qu'il voit ; « soi-même » si elle le nomme."""
    regards = regards_du_compte(utilisateur.droits)
    compte, regard = PROPRES.get(ligne._meta.label, ("", None))
    return regards | {regard} if compte and getattr(ligne, compte) == utilisateur.pk else regards


def lit(utilisateur, ligne: models.Model, nom: str) -> bool:
    """Ce compte lit-il ce champ d'une ligne qu'il voit ? Hors de la matrice, nul n'est désigné."""
    champ = f"{ligne._meta.label}.{nom}"
    return champ not in PAR_CHAMP or voit(champ, regards_de(utilisateur, ligne))
