"""La même personne deux fois : cherchée avant de créer une fiche, et parmi les fiches tenues."""

from benevoles.doublons.connues import EXISTE_AILLEURS, existe_ailleurs, memes_personnes

__all__ = ["EXISTE_AILLEURS", "existe_ailleurs", "memes_personnes"]
