"""La couverture : qui est où, qui manque, depuis quand, et pourquoi.

Une fonction pure d'un établissement et d'une date, calculée en masse en un nombre constant de
requêtes, jamais stockée comme vérité (conception § 2 ; règles et sources : domaine § 10).

    faits.py        ce que la base sait, lu en masse
    statuts.py      les statuts, et la règle qui les donne
    calcul.py       des faits à la couverture d'un jour
    anomalies.py    ce qui cloche, typé
    anciennete.py   depuis quand, et l'histoire d'un établissement
    explication.py  « pourquoi ce statut » : personnes comptées, écartées, seuil et source
    dossier.py      tout ce que dit la page d'un établissement
    panorama.py     la couverture de tous, gardée en mémoire tant que les données n'ont pas changé
"""
