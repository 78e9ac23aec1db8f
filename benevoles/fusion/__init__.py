"""Fusionner deux fiches d'une même personne, sans rien perdre ni donner de droit à personne."""
