"""Les personnes en tableau : ce qu’on télécharge d’une liste."""
