"""Reprendre un tableau : essayer d'abord, appliquer ensuite, défaire au besoin.

Les lignes d'une même personne (`sorte.cle`) passent ensemble, où qu'elles soient dans le fichier :
chaque lot se juge et s'écrit seul, à mémoire constante, et deux lignes ne peuvent se contredire
sans que la seconde soit refusée.
"""
