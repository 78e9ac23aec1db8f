"""Lire un tableur que quelqu'un envoie, sans jamais lui faire confiance.

`lire` le fait dans un processus à part, borné ; il en reste un fichier simple, une rangée par
ligne, qu'on relit à mémoire constante autant de fois qu'on veut (`ouvrir`).
"""

from partenariat.lecture.cellules import Illisible
from partenariat.lecture.lecture import Lecture, ouvrir
from partenariat.lecture.ouverture import lire
from partenariat.lecture.refus import FichierRefuse

__all__ = ["FichierRefuse", "Illisible", "Lecture", "lire", "ouvrir"]
