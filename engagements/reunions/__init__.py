"""Les réunions : qui l'on invite d'office, l'agenda de chacun, la réciprocité."""
