"""Ce que la lecture d'un tableur a le droit de prendre."""

MO = 1024 * 1024

TAILLE = 40 * MO  # du fichier envoyé
DEPLIE = 600 * MO  # de ses parties décompressées, lues au fil de l'eau
PARTIE_EN_MEMOIRE = 80 * MO  # de celles que la bibliothèque garde en mémoire
ENTREES = 2000  # fichiers dans l'archive
RANGEES = 300_000
COLONNES = 200
SIGNES = 5_000  # dans une cellule
ENTETE = 200  # signes d'un titre de colonne

MEMOIRE = 700 * MO  # adresses du processus ; ce qu'il occupe vraiment reste sous 300 Mo
CPU = 150  # secondes
DELAI = 180  # secondes, montre en main
