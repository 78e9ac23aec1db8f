"""Pourquoi un fichier n'est pas lu, et que faire."""


class FichierRefuse(Exception):
    """`phrase` dit à la personne ce qui ne va pas et ce qu'elle peut faire."""

    def __init__(self, phrase: str):
        super().__init__(phrase)
        self.phrase = phrase


VIDE = "Ce fichier est vide : aucune de ses lignes n’est remplie."
TROP_GROS = "Ce fichier est trop gros : 40 Mo au plus. Partagez-le en plusieurs fichiers."
TROP_DEPLIE = (
    "Ce fichier contient trop de données une fois ouvert. Copiez les seules lignes utiles dans un"
    " nouveau classeur, et envoyez celui-ci."
)
TROP_LONG = (
    "Ce fichier met trop longtemps à s’ouvrir. Copiez les seules lignes utiles dans un nouveau"
    " classeur, ou partagez-le en plusieurs fichiers."
)
TROP_DE_RANGEES = "Ce fichier a plus de 300 000 lignes remplies. Partagez-le en plusieurs fichiers."
TROP_DE_COLONNES = (
    "Ce fichier a plus de 200 colonnes remplies. Gardez seulement celles qui servent, et"
    " renvoyez-le."
)
ABIME = (
    "Ce fichier ne s’ouvre pas : il est abîmé, ou ce n’est pas le type que dit son nom. Ouvrez-le"
    " dans votre tableur, enregistrez-le de nouveau, et renvoyez-le."
)
CHIFFRE = (
    "Ce fichier est protégé par un mot de passe. Ouvrez-le dans votre tableur, enregistrez-le sans"
    " mot de passe, et renvoyez-le."
)
MACROS = (
    "Ce fichier contient des macros : elles ne sont jamais ouvertes ici. Enregistrez-le comme"
    " classeur Excel sans macro (.xlsx), et renvoyez-le."
)
ANCIEN = (
    "Ce fichier est dans l’ancien format d’Excel (.xls). Ouvrez-le, choisissez « Enregistrer sous »"
    " et le type « Classeur Excel (.xlsx) », puis renvoyez-le."
)
TYPE = (
    "Ce type de fichier n’est pas lu. Envoyez un classeur Excel (.xlsx), LibreOffice (.ods), ou un"
    " fichier CSV."
)
PAS_UN_TEXTE = (
    "Ce fichier n’est pas un CSV : son contenu n’est pas du texte. Si c’est un classeur,"
    " redonnez-lui son vrai nom, qui finit par .xlsx ou .ods, et renvoyez-le."
)
PAS_UN_CLASSEUR = (
    "Ce fichier n’est pas un classeur, malgré son nom. Ouvrez-le dans votre tableur, enregistrez-le"
    " au format .xlsx, .ods ou CSV, et renvoyez-le."
)


def feuille_absente(nom: str) -> str:
    return f"Ce fichier n’a pas de feuille « {nom[:100]} », ou elle est vide."
