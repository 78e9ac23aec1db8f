"""Les demandes de visite de la démonstration : inventées, datées, dans tous les états.

Les faits s'écrivent avec leurs dates ; les contraintes de la base les relisent un à un.
"""

import datetime as dt
import random
from itertools import accumulate, count

from django.utils.timezone import make_aware

from benevoles.models import Affectation, Benevole, Fonction, Mandat, Role
from benevoles.models.roles import Genre
from engagements.conservation import reduire_les_demandes
from engagements.demandes.regles import (
    GARDEES,
    obstacle,
    perte_du_visiteur,
    visiteurs_en_regle,
)
from engagements.models import (
    BoiteSpip,
    DemandeVisite,
    Proposition,
    Trace,
    Transmission,
    Visite,
)
from etablissements.models import Etablissement
from partenariat.models import Association, Utilisateur

DEBUT = dt.date(2014, 9, 15)
NOMBRE = 110
JOUR = dt.timedelta(days=1)
# Ce que deviennent les demandes passées : (étapes et jours d'attente de chacune, poids).
DESTINS = [
    ("soumettre 0 accepter 4 avaliser 12 rencontrer 15 rencontrer 30 clore:rencontre 20", 34),
    ("soumettre 0 accepter 6 avaliser 24 rencontrer 20 clore:rencontre 12", 20),
    (
        "soumettre 0 accepter 3 renvoyer 9 completer 5 avaliser 10 rencontrer 12 clore:rencontre 9",
        8,
    ),
    ("soumettre 0 accepter 5 differer 8 avaliser 25 rencontrer 14 clore:rencontre 15", 7),
    ("soumettre 0 accepter 5 refuser 15", 12),
    ("soumettre 0 accepter 8 avaliser 30 clore:plus_concerne 11", 6),
    ("soumettre 0 accepter 9 expirer 120", 5),
    ("soumettre 0 retirer 10", 5),
    ("soumettre 0 expirer 60", 3),
]
REPONSES = {
    "avaliser": "aval",
    "refuser": "refus",
    "differer": "differee",
    "renvoyer": "a_completer",
}
PRECISION = "Reprendre la méthode de travail ; plusieurs devoirs sans réponse."


class Conteur:
    """Écrit des demandes entières, de leur création à leur dernier fait."""

    def __init__(self, le: dt.date):
        self.le = le
        self.hasard = random.Random(2014)
        self.numeros = count(10_001)
        self.auxilia = _direction(Association.AUXILIA)
        self.anvp = _direction(Association.ANVP)

    def raconter(self, ou, visiteur, recit: str, *, fin: dt.date, auteur=None, agent=None):
        """La demande dont la dernière étape tombe le jour `fin` ; None si la règle l'interdit."""
        dates = _dater(recit, fin)
        depart = dates[0][1] if dates else fin
        gardees = {depart} | {jour for code, jour in dates if code in GARDEES | {"rencontrer"}}
        if not all(self._permis(ou, visiteur, jour) for jour in sorted(gardees)):
            return None
        demande = self._creer(ou, depart, auteur or self.auxilia)
        for code, jour in dates:
            self._franchir(demande, visiteur, code, jour, agent)
        demande.version, demande.modifie_le = 1 + len(dates), self._instant(fin, len(dates))
        demande.save()
        return demande

    def _creer(self, ou, depart, auteur):
        demande = DemandeVisite.objects.create(
            etablissement=ou,
            reference=f"AUX-{next(self.numeros)}",
            accord_apprenant_le=depart - 4 * JOUR,
            motif=self.hasard.choice(DemandeVisite.Motif.values),
            precision=PRECISION if self.hasard.random() < 0.4 else "",
            cree_le=self._instant(depart, 0),
            cree_par=auteur,
        )
        self._tracer(demande, "creer", depart, auteur, "AUXILIA")
        return demande

    def _franchir(self, demande, visiteur, code, jour, agent):
        instant, (geste, _, issue) = self._instant(jour, demande.version), code.partition(":")
        demande.version += 1
        if geste == "soumettre":
            demande.soumise_le = instant
            if visiteur:
                Proposition.objects.create(demande=demande, benevole=visiteur, proposee_le=instant)
        elif geste in ("accepter", "completer"):
            proposition = demande.propositions.get()
            proposition.acceptee_le = proposition.acceptee_le or instant
            proposition.save()
            Transmission.objects.create(proposition=proposition, transmise_le=instant)
        elif geste in REPONSES:
            self._repondre(demande, geste, jour, instant, agent)
        elif geste == "rencontrer":
            bilan = self.hasard.choice(["utile", "a_poursuivre", "contact"])
            Visite.objects.create(
                proposition=demande.propositions.get(), le=jour, bilan=bilan, saisie_le=instant
            )
        if geste in ("clore", "retirer", "expirer", "refuser"):
            fins = {"retirer": "retiree", "expirer": "expiree", "refuser": "refusee"}
            demande.close_le, demande.issue = instant, issue or fins[geste]
            demande.precision = ""
        par, titre = self._qui(geste, agent)
        self._tracer(demande, geste, jour, par, titre)

    def _repondre(self, demande, geste, jour, instant, agent):
        attente = Transmission.objects.get(proposition__demande=demande, repondue_le=None)
        attente.repondue_le, attente.jour, attente.reponse = instant, jour, REPONSES[geste]
        attente.canal = "application" if agent else self.hasard.choice(["courrier", "courriel"])
        attente.repondue_par = agent or self.auxilia
        if geste == "refuser" and self.hasard.random() < 0.5:
            attente.motif = "organisation"
        attente.save()
        if geste == "differer":
            Transmission.objects.create(
                proposition=attente.proposition, transmise_le=instant, apres_report=True
            )

    def _qui(self, geste, agent):
        if geste in REPONSES:
            return (agent, "SPIP") if agent else (self.auxilia, "AUXILIA")
        if geste in ("accepter", "rencontrer"):
            return self.anvp, "section ANVP"
        return (None, "contrôle de nuit") if geste == "expirer" else (self.auxilia, "AUXILIA")

    def _tracer(self, demande, quoi, jour, par, titre):
        if jour > self.le - 360 * JOUR:
            Trace.objects.create(
                demande=demande,
                le=self._instant(jour, demande.version),
                compte=par,
                nom=str(par) if par else "l’application",
                role=titre,
                quoi=quoi,
            )

    def _instant(self, jour, rang):
        return make_aware(dt.datetime.combine(jour, dt.time(9, (rang * 7) % 60)))

    @staticmethod
    def _permis(ou, visiteur, jour):
        if obstacle(ou, le=jour):
            return False
        return visiteur is None or not perte_du_visiteur(visiteur.pk, ou, le=jour)


def _dater(recit, fin):
    """Les étapes du récit et leur jour : la première au départ, la dernière le jour `fin`."""
    codes, attentes = recit.split()[::2], [int(jours) for jours in recit.split()[1::2]]
    _, *ecarts = accumulate(attentes, initial=-sum(attentes))
    return [(code, fin + JOUR * ecart) for code, ecart in zip(codes, ecarts, strict=True)]


def construire(*, le: dt.date) -> None:
    """Ajoute les demandes au pays déjà construit ; le résultat ne dépend que de lui et du jour."""
    conteur = Conteur(le)
    _scenes(conteur, le)
    _passe(conteur, le)
    reduire_les_demandes(make_aware(dt.datetime.combine(le, dt.time(6))))


def _passe(conteur, le):
    """Des demandes closes, de septembre 2014 à la veille."""
    prisons = list(Etablissement.objects.filter(spip__isnull=False).order_by("pk"))
    recits, poids = zip(*DESTINS, strict=True)
    duree, ecrites = (le - DEBUT).days, 0
    for _ in range(NOMBRE * 12):
        fin = DEBUT + JOUR * conteur.hasard.randrange(120, duree)
        ou = conteur.hasard.choice(prisons)
        [recit] = conteur.hasard.choices(recits, poids)
        visiteur = visiteurs_en_regle(ou, le=fin).order_by("pk").first()
        sans_visiteur = "accepter" not in recit
        if (visiteur or sans_visiteur) and conteur.raconter(
            ou, None if sans_visiteur else visiteur, recit, fin=fin
        ):
            ecrites += 1
        if ecrites == NOMBRE:
            return


def _scenes(conteur, le):
    """De quoi faire pour chacun des comptes de la démonstration."""
    hier = le - JOUR
    agents = Role.objects.en_cours(le=le).filter(genre=Genre.AGENT_SPIP).order_by("pk")
    for role in agents:
        _chez_le_spip(conteur, role, le)
    comptes = Utilisateur.objects.filter(email__endswith="@demo.invalid")
    visiteur = Benevole.objects.filter(
        utilisateur__in=comptes, mandats=None, affectations__fonction=Fonction.VP
    ).first()
    if visiteur:
        ou = _etablissement_de(visiteur, Fonction.VP, le)
        conteur.raconter(ou, visiteur, "soumettre 0", fin=hier)
        conteur.raconter(
            ou, visiteur, "soumettre 0 accepter 3 avaliser 11 rencontrer 9", fin=hier - 4 * JOUR
        )
    president = Mandat.objects.en_cours(le=le).filter(benevole__utilisateur__in=comptes).first()
    if president:
        for rattachement in president.section.rattachements.en_cours(le=le).order_by("pk"):
            ou = rattachement.etablissement
            conteur.raconter(ou, None, "soumettre 0", fin=hier - 5 * JOUR)
            presents = visiteurs_en_regle(ou, le=hier - 20 * JOUR).order_by("pk")
            if presents:
                conteur.raconter(ou, presents[0], "soumettre 0", fin=hier - 3 * JOUR)
    _un_cp_arrive(conteur, le)
    _chez_le_cp(conteur, comptes, le)


def _chez_le_spip(conteur, role, le):
    """À décider depuis 3, 9, 16 et 24 jours ; différée, à compléter, avalisée, refusée."""
    recits = [
        ("soumettre 0 accepter 2", 24),
        ("soumettre 0 accepter 4", 16),
        ("soumettre 0 accepter 3", 9),
        ("soumettre 0 accepter 3", 3),
        ("soumettre 0 accepter 3 differer 6", 12),
        ("soumettre 0 accepter 5 renvoyer 4", 5),
        ("soumettre 0 accepter 4 avaliser 8 rencontrer 12", 6),
        ("soumettre 0 accepter 4 refuser 9", 11),
        ("soumettre 0 accepter 6 avaliser 13 rencontrer 20 clore:rencontre 9", 14),
    ]
    prisons = Etablissement.objects.filter(spip=role.spip).ouverts(le=le).order_by("pk")
    lieux = [
        (ou, visiteur)
        for ou in prisons
        if not obstacle(ou, le=le)
        for visiteur in visiteurs_en_regle(ou, le=le).order_by("pk")
    ]
    for rang, (recit, jours) in enumerate(recits):
        if lieux:
            ou, visiteur = lieux[rang % len(lieux)]
            conteur.raconter(ou, visiteur, recit, fin=le - jours * JOUR, agent=role.utilisateur)
    BoiteSpip.objects.create(
        spip=role.spip, courriel="accueil.spip@demo.invalid", debut=dt.date(2015, 1, 5)
    )


def _un_cp_arrive(conteur, le):
    """Une demande au SPIP, et un CP Auxilia arrivé depuis."""
    recents = Affectation.objects.en_cours(le=le).filter(
        fonction=Fonction.CP, debut__gt=le - 90 * JOUR, debut__lt=le - 2 * JOUR
    )
    for arrivee in recents.select_related("etablissement").order_by("-debut", "pk"):
        ou, veille = arrivee.etablissement, arrivee.debut - JOUR
        visiteur = visiteurs_en_regle(ou, le=veille).order_by("pk").first()
        if visiteur and conteur.raconter(ou, visiteur, "soumettre 0 accepter 4", fin=veille):
            return


def _chez_le_cp(conteur, comptes, le):
    """Le CP Auxilia a un brouillon et une demande en cours, dans une prison voisine."""
    cp = Benevole.objects.filter(
        utilisateur__in=comptes, affectations__fonction=Fonction.CP
    ).first()
    if cp is None:
        return
    sienne = _etablissement_de(cp, Fonction.CP, le)
    voisines = Etablissement.objects.filter(disp=sienne.disp).ouverts(le=le).order_by("pk")
    auteur, recits = cp.utilisateur, ["", "soumettre 0 accepter 5"]
    for ou in voisines:
        visiteur = visiteurs_en_regle(ou, le=le - 10 * JOUR).order_by("pk").first()
        if (
            recits
            and visiteur
            and conteur.raconter(ou, visiteur, recits[-1], fin=le - 4 * JOUR, auteur=auteur)
        ):
            recits.pop()


def _etablissement_de(benevole, fonction, le):
    affectations = benevole.affectations.en_cours(le=le).filter(fonction=fonction)
    return affectations.order_by("pk").first().etablissement


def _direction(association):
    roles = Role.objects.filter(genre=Genre.DIRECTION, association=association)
    return roles.order_by("pk").first().utilisateur
