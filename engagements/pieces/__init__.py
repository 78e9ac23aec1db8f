"""Les pièces jointes : contrôlées avant d'être gardées, rendues sans danger."""
