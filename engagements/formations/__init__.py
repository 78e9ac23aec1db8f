"""La formation : qui peut s'inscrire, qui a une place, qui est venu, ce dont on a besoin."""
