"""Des personnes saisies deux fois, comme il arrive : à l'import, à la ré-adhésion, d'une faute."""

import datetime as dt
import re

from benevoles.models import Adhesion, Benevole, Fonction
from etablissements.recherche import cle_de_recherche
from partenariat.histoire import reprise
from partenariat.models import Association


def ecrire_doublons(le: dt.date) -> None:
    """Une seconde fiche, avec sa seule adhésion, pour cinq membres de l'ANVP et deux d'AUXILIA."""
    with reprise("benevoles", motif="démonstration"):
        for association, ecarts in ECARTS.items():
            libres, adhesions = _membres(association, le), []
            for rang, (convient, differe) in enumerate(ecarts):
                personne = next(p for p in libres if convient(p))
                libres.remove(personne)
                double = _recopier(personne, **differe(personne))
                debut = le - dt.timedelta(days=40 + 31 * rang)
                adhesions.append(Adhesion(benevole=double, association=association, debut=debut))
            Benevole.objects.bulk_create(adhesion.benevole for adhesion in adhesions)
            Adhesion.objects.bulk_create(adhesions)


def _membres(association, le):
    """Ses membres du jour, sans compte, joignables ; de l'ANVP, ceux qui visitent."""
    adhesions = Adhesion.objects.en_cours(le=le).filter(association=association)
    membres = Benevole.objects.filter(adhesions__in=adhesions, utilisateur=None)
    membres = membres.exclude(courriel="").exclude(telephone="").distinct()
    if association == Association.ANVP:
        membres = membres.filter(affectations__fonction=Fonction.VP, affectations__fin=None)
    return list(membres.order_by("telephone", "pk"))  # un ordre quelconque, toujours le même


def _recopier(personne, **differe):
    champs = ("nom", "prenom", "courriel", "telephone", "commune", "departement")
    double = Benevole(**{champ: getattr(personne, champ) for champ in champs} | differe)
    double.recherche = double.calculer_recherche()
    return double


def _sans_accents(p):
    """Un vieux tableau : des capitales, pas un accent."""
    return {"nom": cle_de_recherche(p.nom).upper(), "prenom": cle_de_recherche(p.prenom).upper()}


def _autre_adresse(p):
    """Revenue avec une autre boîte."""
    return {"courriel": p.courriel.replace("@exemple.", "@autre-exemple.")}


def _une_faute(p):
    """« Camus » devient « Cammus » ; et pas d'adresse électronique."""
    return {"nom": SIMPLE.sub(r"\1\1", p.nom, count=1), "courriel": ""}


def _accentuee(p):
    return not (p.nom + p.prenom).isascii()


def _abregee(p):
    return p.prenom in COMPOSES


SIMPLE = re.compile("(?<=[aeiou])([lmnt])(?=[aeiou])")
COMPOSES = {"Anne": "Anne-Marie", "Jean": "Jean-Claude", "Marie": "Marie-Thérèse"}
ECARTS = {
    Association.ANVP: (
        (_accentuee, _sans_accents),
        (_abregee, lambda p: {"prenom": COMPOSES[p.prenom], "courriel": ""}),
        (lambda p: True, _autre_adresse),
        (lambda p: True, lambda p: {"nom": p.prenom, "prenom": p.nom, "telephone": ""}),
        (lambda p: SIMPLE.search(p.nom), _une_faute),
    ),
    Association.AUXILIA: (
        (_accentuee, _sans_accents),
        (lambda p: True, _autre_adresse),
    ),
}
