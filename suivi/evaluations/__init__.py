"""L'évaluation annuelle : figer les chiffres, commenter, signer, imprimer (conception § 5).

canonique.py   la forme canonique d'une donnée, et son empreinte
chiffres.py    tous les chiffres d'une année, en une donnée structurée (`schema.json`)
arret.py       figer ; corriger ; recalculer et comparer
signature.py   signer, et ce qui annule une signature
campagne.py    ouvrir chaque année, arrêter le jour dit, ce qui manque à qui
extrait.py     la même donnée, pour une DISP ou une section
document.py    de la donnée figée au HTML, puis au PDF
"""
