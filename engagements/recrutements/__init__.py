"""Du manque à la personne trouvée : qui peut chercher, où il y a manque, quand cela se clôt."""
