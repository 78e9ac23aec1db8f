"""Ce qui permet une demande, et ce qui l'arrête : pas de CP Auxilia, un visiteur en règle."""

import datetime as dt

from django.db.models import Count, Exists, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from benevoles.couverture.panorama import couvertures_de
from benevoles.couverture.statuts import StatutCP
from benevoles.models import Absence, Affectation, Benevole, Fonction, Habilitation
from engagements.demandes.acteurs import Acteur
from engagements.demandes.etapes import ATTENDU
from engagements.models import Etat, Proposition, Visite
from partenariat.templatetags.dates import en_lettres

# Les étapes que la règle d'ouverture garde ; les autres arrêtent, ou attendent.
GARDEES = frozenset({"soumettre", "proposer", "accepter", "avaliser", "completer"})


def cp_en_poste(etablissement, *, le: dt.date):
    """L'affectation du premier CP Auxilia en cours ce jour-là, ou rien (convention, 1.5)."""
    presents = Affectation.objects.en_cours(le=le)
    return presents.filter(etablissement=etablissement, fonction=Fonction.CP).last()


def obstacle(etablissement, *, le: dt.date) -> str:
    """La phrase qui interdit toute demande dans cet établissement ce jour-là ; vide s'il convient.

    Convention, 1.5 : seulement « dans les Établissements où il n'y a pas de CP Auxilia » (R7).
    """
    cp = cp_en_poste(etablissement, le=le)
    return _obstacle(etablissement, cp and cp.debut, le)


def obstacle_de(demande, *, le: dt.date) -> str:
    """La même phrase pour une demande lue ce jour-là par `avec_cp` : sans autre lecture."""
    return _obstacle(demande.etablissement, demande.cp_arrive_le, le)


def _obstacle(etablissement, cp_depuis, le):
    if not etablissement.est_ouvert(le):
        return f"{etablissement} est fermé."
    if etablissement.spip_id is None:
        return f"Le SPIP de cet établissement n’est pas connu : {etablissement}."
    if cp_depuis:
        return (
            f"Un CP Auxilia intervient dans cet établissement depuis le {en_lettres(cp_depuis)} :"
            " c’est à lui de rencontrer l’apprenant (convention, article 1)."
        )
    return ""


def arretee(demande, *, le: dt.date) -> bool:
    """Un CP Auxilia est arrivé, ou l'établissement a fermé. La demande est lue par `avec_cp`."""
    if demande.close_le:
        return False
    return bool(demande.cp_arrive_le) or not demande.etablissement.est_ouvert(le)


def attendu(demande, *, le: dt.date) -> Acteur | None:
    """De qui l'on attend le prochain geste ce jour-là ; None si la demande est close."""
    return Acteur.AUXILIA if a_clore(demande, le=le) else ATTENDU.get(Etat(demande.etat))


def a_clore(demande, *, le: dt.date) -> bool:
    """Il ne reste à AUXILIA qu'à clore : arrêtée, ou rencontrée sans autre rencontre à prévoir."""
    if arretee(demande, le=le):
        return True
    rencontree = demande.dernier_bilan not in (None, Visite.Bilan.A_POURSUIVRE)
    return demande.etat == Etat.AVALISEE and rencontree


def liste_cp_inconnue(etablissement, *, le: dt.date) -> bool:
    """Nul n'a confirmé depuis un an qu'il n'y a pas de CP Auxilia : AUXILIA doit le confirmer."""
    [couverture] = couvertures_de([etablissement], le=le)
    return couverture.statut_cp == StatutCP.INCONNU


def visiteurs_en_regle(etablissement, *, le: dt.date) -> QuerySet[Benevole]:
    """Les VP affectés là, à l'agrément valable ce jour-là (R6)."""
    return Benevole.objects.filter(*_affecte_et_agree(etablissement, le))


def _affecte_et_agree(etablissement, le):
    ici = {"benevole": OuterRef("pk"), "etablissement": etablissement}
    affectes = Affectation.objects.en_cours(le=le).filter(**ici, fonction=Fonction.VP)
    agrees = Habilitation.objects.valables(le=le).filter(**ici, nature=Habilitation.Nature.AGREMENT)
    return Exists(affectes), Exists(agrees)


def visiteurs_proposables(etablissement, *, le: dt.date, sauf=()) -> QuerySet[Benevole]:
    """Les visiteurs en règle, les présents puis les moins chargés d'abord.

    Annote `charge`, le nombre de demandes ouvertes de chacun, et `absent_jusqu_au`.
    """
    charge = (
        Proposition.objects.vivantes()
        .filter(benevole=OuterRef("pk"), demande__close_le=None)
        .order_by()
        .values("benevole")
        .annotate(n=Count("pk"))
    )
    absences = Absence.objects.en_cours(le=le).filter(benevole=OuterRef("pk"))
    return (
        visiteurs_en_regle(etablissement, le=le)
        .exclude(pk__in=sauf)
        .annotate(
            charge=Coalesce(Subquery(charge.values("n"), output_field=IntegerField()), 0),
            absent=Exists(absences),
            absent_jusqu_au=Subquery(absences.values("fin")[:1]),
        )
        .order_by("absent", "charge", "nom", "prenom", "pk")
    )


def perte_du_visiteur(benevole: int, etablissement, *, le: dt.date):
    """Pourquoi ce visiteur ne peut plus intervenir là (`Proposition.Cause`) ; None s'il le peut."""
    lui = Benevole.objects.filter(pk=benevole)
    affecte, agree = lui.values_list(*_affecte_et_agree(etablissement, le)).get()
    if not affecte:
        return Proposition.Cause.AFFECTATION
    return None if agree else Proposition.Cause.AGREMENT
