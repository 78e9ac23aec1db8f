"""Le chemin d'une demande de visite : qui peut quoi, quand, et ce qui s'ensuit."""
