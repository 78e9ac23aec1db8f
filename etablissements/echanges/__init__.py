"""Ce que toutes les sortes d'import partagent : leurs colonnes, et ce qu'on dit d'une ligne."""
