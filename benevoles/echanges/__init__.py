"""Les personnes en tableau : ce qu’on télécharge d’une liste, ce qu’on y reprend."""
