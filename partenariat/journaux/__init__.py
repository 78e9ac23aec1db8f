"""Les journaux de l'exploitation : une ligne JSON par fait, sans aucune donnée personnelle."""
