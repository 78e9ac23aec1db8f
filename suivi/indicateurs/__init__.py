"""Les indicateurs de la convention : une fonction nommée chacun, la même partout (domaine § 11).

    registre.py        ce qu'est un indicateur, et leur liste
    donnees.py         ce que la base sait, lu une fois en un nombre constant de requêtes
    series.py          les valeurs d'une convention : par année, en France ou dans une DISP
    pmj.py …           les fonctions, par catégorie d'engagements

Un indicateur se calcule des faits, sur une période et jusqu'à sa fin ; ceux que l'application ne
sait pas calculer se saisissent, avec leur source, et le disent.
"""
