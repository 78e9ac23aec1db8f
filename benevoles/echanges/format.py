"""Le format d'échange : une ligne par personne et par établissement, et ses colonnes."""

ENTETES = [
    *("N° de fiche", "Nom", "Prénom", "Adresse électronique", "Téléphone", "Commune"),
    *("Département", "Adhère depuis le", "Adhère jusqu’au"),
    *("Code établissement", "Établissement"),
    *("En fonction depuis le", "En fonction jusqu’au", "Motif de fin"),
    *("Titre décidé le", "Titre valable du", "Titre valable jusqu’au", "Titre provisoire"),
    *("Section", "Mandat", "Mandat depuis le", "Mandat jusqu’au"),
]
