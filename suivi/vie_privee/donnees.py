"""« Mes données » : tout ce que la base tient d'une personne, d'après la table des durées.

Rien n'est énuméré à la main : chaque lien vers une fiche ou un compte y mène, dans tout modèle.
"""

import datetime as dt
from typing import NamedTuple

from django.apps import apps
from django.db.models import DateField, DateTimeField, ForeignKey, Q
from django.utils.timezone import localtime

from benevoles.models import Benevole
from engagements.models import Trace
from partenariat.conservation import CONSERVATION, Duree
from partenariat.models import Utilisateur

# Un lien de ce nom dit « cette personne » ; tout autre lien vers un compte dit « écrit par ».
ELLE = {"compte", "utilisateur", "user", "benevole", "conserve", "une", "autre"}
PAR_UN_DETOUR = {
    "benevoles.Suspension": "habilitation__benevole",
    "account.EmailConfirmation": "email_address__user",
}
# Un calcul sur deux personnes peut-être : le montrer à l'une dirait ce que l'outil sait de l'autre,
# et à une association ce que tient l'autre.
TUES = {"benevoles.PaireProbable"}
# Des secrets, ou des outils de calcul : on dit qu'ils existent, jamais leur valeur.
SECRETS = {
    *("password", "data", "empreinte", "tirage", "key", "session_data", "session_key"),
    *("recherche", "jumelle", "cle", "uid", "changements"),
}
# Ce que leur nom cite à son tour : le lire ligne à ligne serait une requête par ligne.
CITES = {"engagements.Session": "formation", "engagements.Recrutement": "etablissement"}
# Les mots des bibliothèques ne sont pas ceux de l'écran.
TITRES = {
    "benevoles.Benevole": "Fiche",
    "partenariat.Utilisateur": "Compte",
    "account.EmailAddress": "Adresses électroniques",
    "mfa.Authenticator": "Seconds facteurs",
    "sessions.Session": "Sessions",
    "engagements.Proposition": "Propositions de rencontre",
    "engagements.Trace": "Ce que vous avez fait ou consulté dans les demandes",
    "engagements.Convocation": "Réunions où vous êtes invité",
}
LIBELLES = {
    "history_date": "changé le",
    "history_type": "changement",
    "history_change_reason": "motif",
    "created_at": "créé le",
    "last_used_at": "utilisé le",
    "last_login": "dernière connexion",
    "password": "mot de passe",
    "verified": "vérifiée",
    "primary": "principale",
    "email": "adresse électronique",
}
CHANGEMENTS = {"+": "création", "~": "modification", "-": "suppression"}
MUETS = {"version", "sequence", "history_id", "history_user_id", "fermetures", "id"}
PAR_ADRESSE = {
    "engagements.Avis": "adresse",
    "benevoles.Invitation": "courriel",
    "partenariat.AdresseEnEchec": "adresse",
}


class Personne(NamedTuple):
    """Une fiche de bénévole, un compte, ou les deux."""

    benevole: Benevole | None
    compte: Utilisateur | None

    @classmethod
    def du_compte(cls, compte) -> "Personne":
        fiches = Benevole.objects.select_related("departement").filter(utilisateur=compte)
        return cls(fiches.first(), compte)

    @property
    def adresses(self) -> set[str]:
        connues = {getattr(self.benevole, "courriel", ""), getattr(self.compte, "email", "")}
        return connues - {""}

    def __str__(self):
        return str(self.benevole or self.compte)


class Rubrique(NamedTuple):
    """Les lignes d'un modèle qui concernent la personne : des libellés et des valeurs."""

    modele: str
    titre: str
    duree: Duree
    lignes: list[dict[str, str]]


def rubriques(personne: Personne, *, garder=None) -> list[Rubrique]:
    """Tout ce qui la concerne, dans l'ordre de la table ; `garder(modele, lignes)` peut borner."""
    trouvees = []
    for libelle, duree in CONSERVATION.items():
        modele = apps.get_model(libelle)
        condition = _condition(modele, personne)
        if not condition or libelle in TUES:
            continue
        lignes = modele._base_manager.filter(condition).order_by("pk")
        lignes = garder(modele, lignes) if garder else lignes
        lues = _lire(modele, lignes)
        if lues:
            trouvees.append(Rubrique(libelle, titre_de(modele), duree, lues))
    return trouvees


def titre_de(modele):
    if modele._meta.label in TITRES:
        return TITRES[modele._meta.label]
    origine = getattr(modele, "instance_type", None)
    if origine:
        return f"Histoire : {origine._meta.verbose_name_plural}"
    titre = str(modele._meta.verbose_name_plural)
    return titre[:1].upper() + titre[1:]


def ecrits(compte) -> dict[str, int]:
    """Ce que ce compte a écrit ou modifié : un nombre par sujet."""
    nombres = {}
    for libelle in CONSERVATION:
        modele = apps.get_model(libelle)
        condition = Q()
        for lien in liens(modele, Utilisateur):
            if lien not in ELLE:
                condition |= Q(**{lien: compte})
        if condition and (n := modele._base_manager.filter(condition).count()):
            nombres[str(modele._meta.verbose_name_plural)] = n
    return nombres


def liens(modele, cible) -> list[str]:
    """Les champs de ce modèle qui mènent à un compte, ou à une fiche."""
    return [
        champ.name
        for champ in modele._meta.local_concrete_fields
        if isinstance(champ, ForeignKey) and champ.related_model is cible
    ]


def _condition(modele, personne):
    libelle, condition = modele._meta.label, Q()
    for objet, cible in ((personne.benevole, Benevole), (personne.compte, Utilisateur)):
        if objet is None:
            continue
        if modele is cible:
            return Q(pk=objet.pk)
        if getattr(modele, "instance_type", None) is cible:
            return Q(id=objet.pk)
        for lien in liens(modele, cible):
            if lien in ELLE:
                condition |= Q(**{lien: objet.pk})
        detour = PAR_UN_DETOUR.get(libelle)
        if detour and detour.endswith("benevole") == (cible is Benevole):
            condition |= Q(**{detour: objet.pk})
    if champ := PAR_ADRESSE.get(libelle):
        for adresse in personne.adresses:
            condition |= Q(**{f"{champ}__iexact": adresse})
    return condition


def _lire(modele, lignes):
    """Les valeurs en clair ; ni le renvoi vers elle-même, ni le nom d'un autre compte."""
    champs = [c for c in modele._meta.local_concrete_fields if not _se_tait(c)]
    suivis = [_suivi(c) for c in champs if isinstance(c, ForeignKey)]
    return [
        {
            LIBELLES.get(champ.name, str(champ.verbose_name)): valeur
            for champ in champs
            if (valeur := _valeur(objet, champ)) != ""
        }
        for objet in lignes.select_related(*suivis)
    ]


def _suivi(lien):
    cite = CITES.get(lien.related_model._meta.label)
    return f"{lien.name}__{cite}" if cite else lien.name


def _se_tait(champ):
    if champ.primary_key or champ.name in MUETS:
        return True
    return isinstance(champ, ForeignKey) and champ.related_model in (Utilisateur, Benevole)


def _valeur(objet, champ) -> str:
    if champ.name in SECRETS:
        return "enregistré, non communiqué" if getattr(objet, champ.attname) else ""
    if champ.name == "history_type":
        return CHANGEMENTS[objet.history_type]
    if champ.choices:
        return str(getattr(objet, f"get_{champ.name}_display")())
    valeur = getattr(objet, champ.name)
    if valeur is None or valeur == "":
        return ""
    if isinstance(champ, DateTimeField):
        return f"{localtime(valeur):%d/%m/%Y à %H:%M}"
    if isinstance(champ, DateField):
        return f"{valeur:%d/%m/%Y}"
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    return str(valeur)


class Lecture(NamedTuple):
    """Une ligne du journal d'une demande qui la concernait ; le titre, pas le nom de l'agent."""

    le: dt.datetime
    demande: int
    role: str
    quoi: str


def lectures(personne: Personne, en_clair) -> list[Lecture]:
    """Qui a lu ou exporté les demandes où on la propose, sur un an ; sans ses propres gestes."""
    if personne.benevole is None:
        return []
    traces = Trace.objects.filter(
        demande__propositions__benevole=personne.benevole,
        quoi__in=[Trace.CONSULTATION, Trace.EXPORT],
    )
    if personne.compte:
        traces = traces.exclude(compte=personne.compte.pk)
    return [
        Lecture(localtime(trace.le), trace.demande_id, trace.role, en_clair(trace.quoi))
        for trace in traces.order_by("-le").distinct()
    ]
