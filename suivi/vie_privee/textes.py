"""Le nom d'une personne effacée dans les textes des autres : comptes rendus, actions, remplaçants…

Tous les textes de tous les modèles, sauf ceux des deux tables ci-dessous : un modèle ajouté demain
y passe sans qu'on y pense.
"""

import json
import re

from django.apps import apps
from django.db.models import CharField, FileField, JSONField, Q, TextField
from django.db.models.functions import Cast

# Ce que les deux associations ont signé, publié ou arrêté ne change plus, ou vient d'ailleurs.
INTANGIBLES = {
    "suivi.Signature": "nom de qui a signé l’évaluation, au nom de sa direction",
    "suivi.Commentaire": "texte signé : le changer annulerait la signature",
    "suivi.Arret": "chiffres arrêtés, sans personne",
    "engagements.VersionPosition": "texte arrêté par les deux directions",
    "engagements.Convention": "texte public de la convention",
    "engagements.Categorie": "texte public de la convention",
    "engagements.Engagement": "texte public de la convention",
}
# Ce que l'effacement d'une fiche ou d'un compte traite lui-même, ou qui ne nomme personne.
A_PART = {
    *("benevoles.Benevole", "benevoles.Invitation", "partenariat.Utilisateur"),
    *("engagements.Trace", "engagements.Avis", "account.EmailAddress", "mfa.Authenticator"),
    *("account.EmailConfirmation", "sessions.Session", "partenariat.Version"),
    "benevoles.Telechargement",
}
APPLICATIONS_SANS_PERSONNE = {"etablissements", "auth", "contenttypes"}


def textes():
    """(modèle, champ) de tout ce qui peut citer quelqu'un."""
    for modele in apps.get_models():
        libelle = modele._meta.label
        if libelle in INTANGIBLES or libelle in A_PART or hasattr(modele, "instance_type"):
            continue
        if modele._meta.app_label in APPLICATIONS_SANS_PERSONNE:
            continue
        for champ in modele._meta.local_concrete_fields:
            if isinstance(champ, (CharField, TextField, JSONField)) and _est_libre(champ):
                yield modele, champ


def _est_libre(champ):
    return not (champ.choices or champ.unique or isinstance(champ, FileField))


class Citations:
    """Les façons d'écrire cette personne, et de les remplacer."""

    def __init__(self, *, nom, prenom, courriels=(), telephone=None, homonyme=False):
        self.courriels, self.indices, motifs = list(courriels), [], []
        if nom and not homonyme:  # d'un homonyme, on ne saurait pas de qui parle le texte
            civilite = r"(?:M\.|MM\.|Mme|Mlle|Monsieur|Madame)"
            n, p = re.escape(nom), re.escape(prenom)
            self.indices += {nom, nom.upper(), nom.title()}  # SQLite distingue É et é
            motifs += [rf"\b{p}\s+{n}\b", rf"\b{n}\s+{p}\b", rf"\b{civilite}\s+{n}\b"]
        for courriel in courriels:
            self.indices.append(courriel)
            motifs.append(re.escape(courriel))
        if telephone:
            formes = {telephone.as_e164, telephone.as_national, telephone.as_international}
            formes |= {re.sub(r"\D", "", telephone.as_national)}
            self.indices += sorted(formes)
            motifs += [re.escape(forme) for forme in sorted(formes, key=len, reverse=True)]
        self.motif = re.compile("|".join(motifs), re.IGNORECASE) if motifs else None

    def remplacer(self, valeur, par: str):
        """La même valeur (texte, liste, dictionnaire) sans la personne."""
        if isinstance(valeur, str):
            return self.motif.sub(lambda _: par, valeur)
        if isinstance(valeur, list):
            return [self.remplacer(element, par) for element in valeur]
        if isinstance(valeur, dict):
            return {cle: self.remplacer(element, par) for cle, element in valeur.items()}
        return valeur


def oublier(citations: Citations, par: str) -> int:
    """Remplace la personne dans tous les textes ; rend le nombre de textes changés."""
    if citations.motif is None:
        return 0
    return sum(_oublier(modele, champ, citations, par) for modele, champ in textes())


def _oublier(modele, champ, citations, par):
    lignes = modele._base_manager.annotate(en_texte=Cast(champ.name, TextField()))
    cite = Q()
    for indice in citations.indices:
        cite |= Q(en_texte__icontains=indice)
        if isinstance(champ, JSONField):  # SQLite y garde les accents échappés
            cite |= Q(en_texte__icontains=json.dumps(indice)[1:-1])
    changes = 0
    for pk, valeur in lignes.filter(cite).values_list("pk", champ.name):
        nouvelle = citations.remplacer(valeur, par)
        if nouvelle == valeur:
            continue
        if isinstance(nouvelle, str) and champ.max_length:
            nouvelle = nouvelle[: champ.max_length]
        modele._base_manager.filter(pk=pk).update(**{champ.name: nouvelle})
        changes += 1
    return changes
