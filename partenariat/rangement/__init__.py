"""Où se rangent les fichiers : un dossier, ou un serveur S3 ; l'environnement seul en décide."""


class RangementMuet(OSError):
    """Le serveur des fichiers ne répond pas, ou refuse : la page le dit, et se réessaie."""
