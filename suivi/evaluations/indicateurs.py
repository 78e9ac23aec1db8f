"""Les indicateurs d'une évaluation en lignes, pour un tableur : la donnée figée, rien d'autre."""

ENTETES_DES_INDICATEURS = (
    *("Engagement", "Titre", "Porté par", "Indicateur", "Unité", "Année"),
    *("Valeur", "Compte", "Cible", "Définition", "Source", "Ce qui manque"),
)


def rangees_des_indicateurs(donnees: dict) -> list[list]:
    """Une ligne par indicateur et par année."""
    return [
        [
            engagement["numero"],
            engagement["titre"],
            engagement["porteur"],
            indicateur["titre"],
            indicateur["unite"],
            f"{annee['annee']}-{annee['annee'] + 1}",
            annee["affichee"] if annee["valeur"] is None else annee["valeur"],
            annee["compte"],
            annee["cible"],
            indicateur["definition"],
            indicateur["source"],
            indicateur["manque"],
        ]
        for categorie in donnees["categories"]
        for engagement in categorie["engagements"]
        for indicateur in engagement["indicateurs"]
        for annee in indicateur["annees"]
    ]
