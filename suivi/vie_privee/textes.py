"""Le nom d'une personne effacée dans les textes des autres : comptes rendus, actions, remplaçants…

Tous les textes de tous les modèles, sauf ceux des deux tables ci-dessous : un modèle ajouté demain
y passe sans qu'on y pense.
"""

import json
import re

from django.apps import apps
from django.db.models import CharField, FileField, JSONField, Q, TextField
from django.db.models.functions import Cast

from partenariat.inalterable import est_une_histoire, oublier_un_nom, textes_libres

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
    *("benevoles.Telechargement", "partenariat.AdresseEnEchec", "partenariat.Changement"),
}
APPLICATIONS_SANS_PERSONNE = {"etablissements", "auth", "contenttypes"}


def textes():
    """(modèle, champ) de tout ce qui peut citer quelqu'un."""
    for modele in apps.get_models():
        libelle = modele._meta.label
        if libelle in INTANGIBLES or libelle in A_PART or est_une_histoire(modele):
            continue
        if modele._meta.app_label in APPLICATIONS_SANS_PERSONNE:
            continue
        for champ in modele._meta.local_concrete_fields:
            if isinstance(champ, (CharField, TextField, JSONField)) and _est_libre(champ):
                yield modele, champ


def textes_passes():
    """(histoire, champ) de ce que les textes disaient avant, et des motifs de chaque changement."""
    for histoire in filter(est_une_histoire, apps.get_models()):
        for colonne in textes_libres(histoire):
            yield histoire, histoire._meta.get_field(colonne)


def _est_libre(champ):
    return not (champ.choices or champ.unique or isinstance(champ, FileField))


class Citations:
    """Les façons d'écrire cette personne, et de les remplacer.

    `noms` : des couples (prénom, nom), sans ceux d'un homonyme, dont on ne saurait de qui parle le
    texte.
    """

    def __init__(self, *, noms=(), courriels=(), telephones=()):
        self.courriels, self.indices, motifs = list(courriels), set(), []
        civilite = r"(?:M\.|MM\.|Mme|Mlle|Monsieur|Madame)"
        for prenom, nom in noms:
            n, p = re.escape(nom), re.escape(prenom)
            self.indices |= {nom, nom.upper(), nom.title()}  # SQLite distingue É et é
            motifs += [rf"\b{p}\s+{n}\b", rf"\b{n}\s+{p}\b", rf"\b{civilite}\s+{n}\b"]
        for courriel in courriels:
            self.indices.add(courriel)
            motifs.append(re.escape(courriel))
        for telephone in telephones:
            formes = {telephone.as_e164, telephone.as_national, telephone.as_international}
            formes |= {re.sub(r"\D", "", telephone.as_national)}
            self.indices |= formes
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
    presents = sum(_oublier(modele, champ, citations, par) for modele, champ in textes())
    passes = sum(_oublier(modele, champ, citations, par) for modele, champ in textes_passes())
    return presents + passes


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
        if est_une_histoire(modele):
            oublier_un_nom(modele, pk, champ.name, nouvelle)
        else:
            modele._base_manager.filter(pk=pk).update(**{champ.name: nouvelle})
        changes += 1
    return changes
