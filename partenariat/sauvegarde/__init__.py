"""Les sauvegardes : une archive datée, vérifiable sans la restaurer, et sa restauration prouvée."""
