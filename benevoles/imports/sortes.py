"""Les sortes d'import des bénévoles : les personnes, les effectifs des établissements."""

from benevoles.imports import effectifs
from benevoles.imports.personnes import jugement as personnes
from benevoles.imports.registre import Sorte
from benevoles.models import Adhesion, Affectation, Benevole, Habilitation, Mandat
from etablissements.models import Effectif

PERSONNES = Sorte(
    cle="personnes",
    nom="personnes",
    juge=personnes.Personnes,
    colonnes=personnes.colonnes,
    permise=lambda droits: droits.peut_saisir,
    modeles=(Benevole, Adhesion, Affectation, Habilitation, Mandat),
    liste=("personnes", "Personnes"),
    page="personne",
    absents=(
        "Inscrites dans les établissements du fichier, ces personnes n’y sont plus. L’import ne"
        " change rien pour elles\u00a0: si elles sont parties, dites-le sur la liste de leur"
        " établissement."
    ),
    personnel=True,
)
EFFECTIFS = Sorte(
    cle="effectifs",
    nom="effectifs des établissements",
    juge=effectifs.Effectifs,
    colonnes=effectifs.colonnes,
    permise=lambda droits: droits.est_direction,
    modeles=(Effectif,),
    liste=("etablissements", "Établissements"),
)
