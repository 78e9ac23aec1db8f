"""Ce qu'une association emporte, table par table : ce qui est à elle, et ce qui est commun.

Jamais les personnes de l'autre : d'elles, il n'y a que des numéros.
"""

from collections.abc import Callable
from typing import NamedTuple

from django.apps import apps
from django.db.models import Q, QuerySet
from django.utils.text import slugify

from benevoles.models import Benevole, Habilitation, Role, Section
from benevoles.perimetre import fonction_de
from engagements.models import (
    DemandeVisite,
    PointDeSuivi,
    Publication,
    Recrutement,
    Reunion,
    Session,
)
from partenariat.models import Association

A_ELLE, COMMUNE = "à votre association", "commune aux deux associations"
# Des secrets, des outils de calcul, et ce qui nommerait des personnes de l'autre association.
TUS = {
    *("password", "empreinte", "recherche", "jumelle", "cle", "uid", "sequence", "fermetures"),
    *("changements", "fichier", "version"),
}
NOMMENT = {"engagements.Trace": {"nom"}, "suivi.Signature": {"nom"}}
# Ce que la conception ne montre qu'à AUXILIA (`engagements.demandes.acteurs.QUI_VOIT`).
D_AUXILIA = {
    "engagements.DemandeVisite": {"reference", "accord_apprenant_le", "precision"},
    "engagements.Transmission": {"motif"},
    "engagements.Visite": {"bilan", "texte"},
}


class Table(NamedTuple):
    """Un fichier de l'archive : `lignes(utilisateur, association)` choisit ce qu'on emporte."""

    modele: type
    a_qui: str
    lignes: Callable

    @property
    def fichier(self) -> str:
        origine = getattr(self.modele, "instance_type", None)
        if origine:
            return f"tables/histoire-{slugify(origine._meta.verbose_name_plural)}.csv"
        return f"tables/{slugify(self.modele._meta.verbose_name_plural)}.csv"

    def colonnes(self, association):
        """Les champs écrits ; d'un lien, le numéro seulement."""
        libelle = self.modele._meta.label
        tus = TUS | NOMMENT.get(libelle, set())
        if association != Association.AUXILIA:
            tus = tus | D_AUXILIA.get(libelle, set())
        return [c for c in self.modele._meta.local_concrete_fields if c.name not in tus]


def _visibles(modele):
    return lambda u, _: modele._default_manager.visibles_par(u)


def _toutes(modele):
    return lambda u, _: modele._default_manager.all()


def _dont(modele, champ, de):
    """Celles qui dépendent d'une ligne visible."""
    return lambda u, _: modele._default_manager.filter(
        **{f"{champ}__in": de.objects.visibles_par(u).values("pk")}
    )


def _de_l_association(modele, **dont):
    """Celles que l'association a signées, faites ou reçues."""

    def lignes(u, association):
        criteres = {f"{c}__in": de.objects.visibles_par(u).values("pk") for c, de in dont.items()}
        return modele._default_manager.filter(association=association, **criteres)

    return lignes


def _de_la_fonction(modele):
    """Les VP sont à l'ANVP, les CP à AUXILIA."""
    return lambda u, association: modele._default_manager.filter(fonction=fonction_de(association))


def _fiches(u, association):
    return Benevole.objects.visibles_par(u).de(association)


def _comptes(u, association):
    """Ceux de ses bénévoles, et ceux à qui elle a donné un rôle."""
    siens = _fiches(u, association).values("utilisateur")
    nommes = Role.objects.visibles_par(u).values("utilisateur")
    return apps.get_model("partenariat.Utilisateur").objects.filter(
        Q(pk__in=siens) | Q(pk__in=nommes)
    )


def _chartes(u, association):
    siennes = _comptes(u, association).values("pk")
    return apps.get_model("partenariat.AcceptationDeCharte").objects.filter(compte__in=siennes)


def _candidats(u, association):
    siennes = Recrutement.objects.filter(fonction=fonction_de(association))
    return apps.get_model("engagements.Candidat").objects.filter(recrutement__in=siennes)


def _commentaires(u, association):
    lus = Q(association=association) | Q(evaluation__publiee_le__isnull=False)
    return apps.get_model("suivi.Commentaire").objects.filter(lus)


def _histoire(table):
    """Les changements des lignes emportées."""
    histoire = table.modele.history.model

    def lignes(u, association):
        siennes = table.lignes(u, association).order_by().values("pk")
        return histoire.objects.filter(id__in=siennes)

    return Table(histoire, table.a_qui, lignes)


# Nom du modèle : à qui, et quelles lignes. L'ordre est celui de la notice.
_PAR_DEMANDE = "proposition__demande"
_CHOIX = {
    "benevoles.Benevole": (A_ELLE, lambda m: _fiches),
    "partenariat.Utilisateur": (A_ELLE, lambda m: _comptes),
    "partenariat.AcceptationDeCharte": (A_ELLE, lambda m: _chartes),
    "benevoles.Adhesion": (A_ELLE, lambda m: _de_l_association(m, benevole=Benevole)),
    "benevoles.Affectation": (A_ELLE, _de_la_fonction),
    "benevoles.Habilitation": (A_ELLE, _visibles),
    "benevoles.Suspension": (A_ELLE, lambda m: _dont(m, "habilitation", Habilitation)),
    "benevoles.Mandat": (A_ELLE, lambda m: _dont(m, "section", Section)),
    "benevoles.Absence": (A_ELLE, lambda m: _dont(m, "benevole", Benevole)),
    "benevoles.Role": (A_ELLE, _visibles),
    "benevoles.Invitation": (A_ELLE, _visibles),
    "benevoles.ConfirmationListe": (A_ELLE, _de_la_fonction),
    "benevoles.Section": (A_ELLE, _visibles),
    "benevoles.Rattachement": (A_ELLE, lambda m: _dont(m, "section", Section)),
    "benevoles.Fusion": (A_ELLE, _visibles),
    "benevoles.Telechargement": (A_ELLE, _visibles),
    "benevoles.BesoinDeclare": (COMMUNE, _toutes),
    "benevoles.Seuil": (COMMUNE, _toutes),
    "engagements.DemandeVisite": (A_ELLE, _visibles),
    "engagements.Proposition": (A_ELLE, lambda m: _dont(m, "demande", DemandeVisite)),
    "engagements.Transmission": (A_ELLE, lambda m: _dont(m, _PAR_DEMANDE, DemandeVisite)),
    "engagements.Visite": (A_ELLE, lambda m: _dont(m, _PAR_DEMANDE, DemandeVisite)),
    "engagements.Trace": (A_ELLE, _visibles),
    "engagements.Recrutement": (A_ELLE, _de_la_fonction),
    "engagements.Candidat": (A_ELLE, lambda m: _candidats),
    "engagements.Incitation": (A_ELLE, _visibles),
    "engagements.Inscription": (A_ELLE, lambda m: _de_l_association(m, session=Session)),
    "engagements.Convocation": (A_ELLE, lambda m: _de_l_association(m, reunion=Reunion)),
    "suivi.DemandeDePersonne": (A_ELLE, _visibles),
    **dict.fromkeys(
        (
            *("engagements.Convention", "engagements.Categorie", "engagements.Engagement"),
            *("engagements.Indicateur", "engagements.Cible", "engagements.Releve"),
            *("engagements.AccordPosition", "engagements.Enquete", "engagements.Question"),
            *("engagements.Decision", "suivi.Arret", "suivi.Signature", "suivi.RevueDesDurees"),
            *("etablissements.DirectionInterregionale", "etablissements.Departement"),
            *("etablissements.Spip", "etablissements.Antenne", "etablissements.Etablissement"),
            *("etablissements.Effectif", "etablissements.Evenement"),
        ),
        (COMMUNE, _toutes),
    ),
    **dict.fromkeys(
        (
            *("engagements.Reunion", "engagements.Action", "engagements.Formation"),
            *("engagements.Session", "engagements.Publication", "engagements.PositionCommune"),
            *("engagements.VersionPosition", "engagements.EtapeGncp", "engagements.BoiteSpip"),
            *("engagements.PointDeSuivi", "engagements.Piece", "suivi.Evaluation"),
            "suivi.Document",
        ),
        (COMMUNE, _visibles),
    ),
    "engagements.Appreciation": (COMMUNE, lambda m: _dont(m, "point", PointDeSuivi)),
    "engagements.Parution": (COMMUNE, lambda m: _dont(m, "publication", Publication)),
    "suivi.Commentaire": (COMMUNE, lambda m: _commentaires),
}
SANS_HISTOIRE = {"suivi.Commentaire"}  # les brouillons de l'autre ne se lisent pas
# Ce qui n'y est pas, et pourquoi : un essai veut que tout modèle soit d'un côté ou de l'autre.
ABSENTES = {
    "partenariat.Version": "outil du logiciel",
    "partenariat.Changement": "outil du logiciel",
    "partenariat.Passage": "outil du logiciel",
    "engagements.Participation": "réponses dont seules les sommes se lisent",
    "partenariat.AdresseEnEchec": "adresses où rien n’arrive",
    "engagements.Avis": "courriels déjà partis",
    "engagements.PreferenceAvis": "réglage de chaque compte",
    "engagements.AbonnementAgenda": "secret de chaque compte",
    "benevoles.PaireEcartee": "réglage de la recherche de doublons",
    "benevoles.PaireProbable": "refaite chaque nuit",
    "benevoles.Import": "fichiers que l’association a déjà",
    "benevoles.LigneImport": "fichiers que l’association a déjà",
    "benevoles.ProfilImport": "réglage des imports",
    "suivi.Archive": "les archives elles-mêmes",
}
BIBLIOTHEQUES = {
    *("account", "mfa", "sessions", "auth", "contenttypes", "django_tasks_database"),
}


def tables() -> list[Table]:
    """Toutes, chacune suivie de l'histoire de ses lignes."""
    trouvees = []
    for libelle, (a_qui, choisir) in _CHOIX.items():
        modele = apps.get_model(libelle)
        table = Table(modele, a_qui, choisir(modele))
        trouvees.append(table)
        if hasattr(modele, "history") and libelle not in SANS_HISTOIRE:
            trouvees.append(_histoire(table))
    return trouvees


def lignes(table: Table, utilisateur, association) -> QuerySet:
    """Chacune une fois, dans un ordre qui ne change pas."""
    choisies = table.lignes(utilisateur, association).order_by().values("pk")
    return table.modele._base_manager.filter(pk__in=choisies).order_by("pk")
