"""Emporter une liste dans un tableur : ce qu'on en lit, et le journal qui le note."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain

from django.http import Http404, HttpResponse
from django.utils.timezone import localtime

from benevoles.models import Telechargement
from partenariat.champs import regards_du_compte, voit
from partenariat.conservation import limite
from partenariat.dates import jour_demande, suffixe
from partenariat.formulaires import en_mots
from partenariat.tableurs import FORMATS, telecharger

LONGUEUR = Telechargement._meta.get_field("filtres").max_length


@dataclass(frozen=True)
class Tableau:
    """Une liste à emporter : son nom, ses colonnes, une rangée par ligne, et s'il y a des noms.

    `nom` sert d'onglet, de nom de fichier et de titre au journal ; `rangee(ligne)` rend autant de
    valeurs qu'il y a d'`entetes` : textes, nombres, dates. `champs` : par en-tête, le champ de la
    matrice (`partenariat.champs`) que la colonne montre ; elle n'est donnée qu'à qui le lit.
    """

    nom: str
    fichier: str
    entetes: tuple[str, ...]
    rangee: Callable
    personnel: bool = False
    champs: Mapping[str, str] = field(default_factory=dict)

    def telecharger(
        self, request, lignes: Iterable, *, format: str, filtre=None, precision: str = ""
    ) -> HttpResponse:
        """Le fichier, noté au journal ; 404 pour un format qu'on ne fait pas.

        `filtre` : le formulaire qui a choisi les lignes ; `precision` : ce qu'il ne dit pas.
        """
        if format not in FORMATS:
            raise Http404
        entetes, *rangees = self._lisibles(lignes, request.user)
        jour = jour_demande(request)
        demande = [precision, en_mots(filtre, taire=self.personnel) if filtre else ""]
        if suffixe(request):
            demande.append(f"au {jour:%d/%m/%Y}")
        noter(
            request,
            self.nom,
            filtres=" ; ".join(mots for mots in demande if mots),
            format=format,
            lignes=len(rangees),
            personnel=self.personnel,
        )
        nom = f"{self.fichier}-au-{jour.isoformat()}"
        return telecharger(self.nom[:31], entetes, rangees, nom=nom, format=format)

    def _lisibles(self, lignes, utilisateur):
        """Les en-têtes puis les rangées, sans les colonnes que ce compte ne lit pas."""
        regards = regards_du_compte(utilisateur.droits)
        champs = [self.champs.get(entete) for entete in self.entetes]
        gardees = [i for i, champ in enumerate(champs) if champ is None or voit(champ, regards)]
        for rangee in chain([self.entetes], map(self.rangee, lignes)):
            yield [rangee[i] for i in gardees]


JOURNAL = Tableau(
    "Journal des téléchargements",
    "telechargements",
    ("Le", "Qui", "Liste", "Ce qui était demandé", "Format", "Lignes", "Nomme des personnes"),
    lambda t: [
        *(localtime(t.le), t.nom, t.liste, t.filtres, t.format, t.lignes),
        "oui" if t.personnel else "non",
    ],
    personnel=True,
)


def noter(request, liste, *, filtres="", format, lignes, personnel):
    """Une ligne de plus au journal."""
    compte, droits = request.user, request.user.droits
    Telechargement.objects.create(
        compte=compte,
        nom=str(compte),
        association=droits.association or "",
        agent=droits.est_agent_spip,
        liste=liste,
        filtres=filtres[:LONGUEUR],
        format=format,
        lignes=lignes,
        personnel=personnel,
    )


def effacer_les_telechargements(maintenant: dt.datetime) -> Counter:
    """La nuit : le journal de plus d'un an ; la base refuse d'effacer le reste."""
    avant = limite("benevoles.Telechargement", maintenant)
    effacees, _ = Telechargement.objects.filter(le__lt=avant).delete()
    return Counter(telechargements_effaces=effacees)
