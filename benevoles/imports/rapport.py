"""Ce qu'un import ferait, ou a fait : les comptes, les lignes, celles qu'il refuse."""

from django.db.models import Count

from etablissements.echanges.verdicts import Sort
from partenariat.lecture import Illisible

POURQUOI = "Pourquoi cette ligne est refusée"


def comptes(lot) -> list[tuple[Sort, int]]:
    """Combien de lignes ont chaque sort ; celles sans changement ne se gardent pas, on les
    déduit."""
    par_sort = dict(lot.lignes.order_by().values_list("sort").annotate(Count("pk")))
    gardees = sum(n for sort, n in par_sort.items() if sort != Sort.ABSENT)
    par_sort[Sort.INCHANGE] = max(0, lot.faites - gardees)
    return [(sort, par_sort.get(sort, 0)) for sort in Sort]


def onglets(lot, totaux, demande):
    """Le sort à montrer, demandé ou le premier qui ait des lignes, et ses lignes."""
    montrables = [sort for sort, nombre in totaux if nombre and sort != Sort.INCHANGE]
    choisi = demande if demande in montrables else next(iter(montrables), "")
    return choisi, lot.lignes.filter(sort=choisi).order_by("numero", "libelle")


def refusees(lot):
    """Les titres du tableau et ses lignes refusées, avec la raison de chacune."""
    lecture = lot.tableau()
    raisons = dict(lot.lignes.filter(sort=Sort.REFUSE).values_list("numero", "raisons"))
    lignes = (
        [*map(_rendre, valeurs), " ; ".join(map(_phrase, raisons[numero]))]
        for numero, valeurs in lecture.rangees()
        if numero in raisons
    )
    return [*lecture.entetes, POURQUOI], lignes


def _rendre(valeur):
    return "" if isinstance(valeur, Illisible) else valeur


def _phrase(raison):
    colonne, _, phrase = raison
    return f"{colonne} : {phrase}" if colonne else phrase
