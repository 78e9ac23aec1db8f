"""Ce qu'une page montre d'une demande : seulement ce que le titre de son lecteur permet."""

import datetime as dt
from dataclasses import dataclass, field

from django.db.models import OuterRef, Subquery
from django.utils.timezone import localdate

from benevoles.models import Habilitation
from engagements.demandes.acteurs import NOMS, Acteur, acteurs, voit
from engagements.demandes.destinataires import destinataires
from engagements.demandes.etapes import PRINCIPAUX, REPONSES, Etape, etapes_permises
from engagements.demandes.regles import GARDEES, a_clore, arretee, attendu
from engagements.models import DemandeVisite, Etat, Proposition, Transmission
from etablissements.models import Spip

DECIDEES_MONTREES = 20


@dataclass(frozen=True)
class Moment:
    """Un fait du parcours, à sa date."""

    le: dt.datetime
    quoi: str
    precision: str = ""


@dataclass
class Fiche:
    """Une demande, telle que ce lecteur la voit : ce qu'il ne doit pas voir n'y est pas."""

    demande: DemandeVisite
    titres: frozenset
    etat: Etat
    attendu: Acteur | None
    jours: int | None
    a_clore: bool
    reference: str = ""
    accord_apprenant_le: dt.date | None = None
    motif: str = ""
    precision: str = ""
    visiteur: str = ""
    agrement_jusqu_au: dt.date | None = None
    cp_arrive_le: dt.date | None = None
    ferme_le: dt.date | None = None
    spip_injoignable: bool = False
    gestes: list[Etape] = field(default_factory=list)
    reponses: list[Etape] = field(default_factory=list)
    parcours: list[Moment] = field(default_factory=list)
    avis: list = field(default_factory=list)

    @property
    def est_au_spip(self) -> bool:
        """Son lecteur est du SPIP."""
        return Acteur.SPIP in self.titres

    @property
    def c_est_a_lui(self) -> bool:
        return self.attendu in self.titres

    @property
    def principaux(self) -> set[str]:
        """Les gestes en couleur pleine."""
        return {"clore"} if self.a_clore else PRINCIPAUX

    @property
    def qui_est_attendu(self) -> str:
        return NOMS[self.attendu]


def fiche(demande, lecteur, *, le: dt.date) -> Fiche:
    """La fiche d'une demande lue par `chemin.lire`, pour ce lecteur."""
    titres = acteurs(lecteur, demande)
    etat = Etat(demande.etat)
    permises = _sans_impasse(etapes_permises(demande, titres), demande, le)
    propositions = list(_propositions(demande, le))
    return Fiche(
        demande=demande,
        titres=titres,
        etat=etat,
        attendu=attendu(demande, le=le),
        a_clore=a_clore(demande, le=le),
        jours=_jours_au_spip(demande, le),
        cp_arrive_le=demande.cp_arrive_le if etat != Etat.CLOSE else None,
        ferme_le=_ferme_le(demande, le),
        spip_injoignable=_spip_injoignable(demande, titres, le),
        gestes=_principaux_d_abord(
            [e for e in permises if e.code not in REPONSES or Acteur.SPIP in titres]
        ),
        reponses=[e for e in permises if e.code in REPONSES and Acteur.SPIP not in titres],
        parcours=_parcours(demande, propositions, titres),
        **_ce_que_voient(titres, demande),
        **_le_visiteur(demande, propositions, titres),
    )


def _propositions(demande, le):
    """Toutes, avec leurs faits et l'échéance de l'agrément du visiteur ; en trois lectures."""
    agrements = Habilitation.objects.valables(le=le).filter(
        benevole=OuterRef("benevole"),
        etablissement=demande.etablissement_id,
        nature=Habilitation.Nature.AGREMENT,
    )
    jusqu_au = Subquery(agrements.order_by("-fin").values("fin")[:1])
    propositions = demande.propositions.annotate(agrement_jusqu_au=jusqu_au)
    return propositions.select_related("benevole").prefetch_related("transmissions", "visites")


def _sans_impasse(permises, demande, le):
    """Sans les gestes que la règle d'ouverture refuserait ce jour-là."""
    return [e for e in permises if e.code not in GARDEES or not arretee(demande, le=le)]


def _spip_injoignable(demande, titres, le):
    """Le SPIP est saisi et n'a ici ni agent ni boîte : à AUXILIA de lui écrire autrement."""
    if Acteur.AUXILIA not in titres or not demande.transmise_le:
        return False
    return not destinataires(demande, Acteur.SPIP, le=le)


def _ferme_le(demande, le):
    ou = demande.etablissement
    return None if demande.close_le or ou.est_ouvert(le) else ou.ferme_le


def _principaux_d_abord(gestes):
    return sorted(gestes, key=lambda etape: etape.code not in PRINCIPAUX)


def _ce_que_voient(titres, demande):
    montre = {
        champ: getattr(demande, champ)
        for champ in ("reference", "accord_apprenant_le", "precision")
        if voit(champ, titres)
    }
    if voit("motif", titres):
        montre["motif"] = demande.get_motif_display()
    if voit("avis", titres):
        montre["avis"] = list(demande.avis.all())
    return montre


def _le_visiteur(demande, propositions, titres):
    vivante = next((p for p in propositions if p.pk == demande.vivante), None)
    if vivante is None or not voit("visiteur", titres):
        return {}
    # AUXILIA ne lit pas les agréments des visiteurs : le SPIP et l'ANVP, si.
    agrement = None if titres == {Acteur.AUXILIA} else vivante.agrement_jusqu_au
    return {"visiteur": nom_du_visiteur(vivante, titres), "agrement_jusqu_au": agrement}


def nom_du_visiteur(proposition, titres) -> str:
    """Le nom entier après l'accord du visiteur (domaine § 7.4) ; avant, prénom et initiale, sauf
    pour sa section et pour lui-même.
    """
    benevole = proposition.benevole
    if benevole is None:
        return ""
    if proposition.acceptee_le or titres & {Acteur.SECTION, Acteur.VISITEUR}:
        return str(benevole)
    return abrege(benevole)


def abrege(benevole) -> str:
    return f"{benevole.prenom} {benevole.nom[:1]}."


def lignes_du_spip(agent, *, le: dt.date) -> dict:
    """Pour l'accueil d'un agent : les demandes de son ressort à décider, celles qu'AUXILIA va
    clore, puis celles décidées.
    """
    demandes = (
        DemandeVisite.objects.filter(
            etablissement__spip__in=agent.droits.spips,
            pk__in=Transmission.objects.values("proposition__demande"),
        )
        .visibles_par(agent)
        .avec_etat()
        .avec_cp(le=le)
        .select_related("etablissement", "antenne")
    )
    attendues = demandes.filter(etat__in=[Etat.AU_SPIP, Etat.DIFFEREE]).order_by("transmise_le")
    lignes = {True: [], False: []}
    for demande in attendues:
        demande.jours, demande.ferme_le = _jours_au_spip(demande, le), _ferme_le(demande, le)
        demande.etat = Etat(demande.etat)
        lignes[arretee(demande, le=le)].append(demande)
    repondues = Transmission.objects.filter(
        proposition__demande__in=demandes.values("pk"), repondue_le__isnull=False
    ).select_related("proposition__demande__etablissement", "repondue_par")
    return {
        "spips": Spip.objects.filter(pk__in=agent.droits.spips),
        "a_decider": lignes[False],
        "arretees": lignes[True],
        "decidees": repondues.order_by("-repondue_le")[:DECIDEES_MONTREES],
    }


def _jours_au_spip(demande, le):
    """Depuis combien de jours le SPIP est attendu ; None s'il ne l'est pas."""
    return (le - localdate(demande.transmise_le)).days if demande.transmise_le else None


def _parcours(demande, propositions, titres):
    """Les faits, du plus ancien au plus récent. Un SPIP ne voit que ce qui lui est parvenu."""
    moments = [Moment(demande.cree_le, "Demande préparée par AUXILIA")]
    if demande.soumise_le:
        moments.append(Moment(demande.soumise_le, "Demande envoyée"))
    for proposition in propositions:
        if Acteur.SPIP in titres and not proposition.transmissions.all():
            continue
        moments += _faits_du_visiteur(proposition, titres)
        moments += _faits_du_spip(proposition, titres)
        moments += _rencontres(proposition, titres)
    if demande.close_le:
        moments.append(Moment(demande.close_le, f"Close : {demande.get_issue_display()}"))
    return sorted(moments, key=lambda moment: moment.le)


def _faits_du_visiteur(proposition, titres):
    nom = nom_du_visiteur(proposition, titres)
    yield Moment(proposition.proposee_le, "Visiteur proposé", nom)
    if proposition.acceptee_le:
        yield Moment(proposition.acceptee_le, "Accord du visiteur", nom)
    if proposition.declinee_le:
        yield Moment(proposition.declinee_le, "Le visiteur a décliné")
    if proposition.caduque_le:
        # Au SPIP et à AUXILIA, l'état d'un agrément ne se dit pas : le visiteur n'est plus là.
        precis = Proposition.Cause(proposition.cause).label if Acteur.SECTION in titres else ""
        yield Moment(proposition.caduque_le, "Ce visiteur ne peut plus intervenir", precis)


def _faits_du_spip(proposition, titres):
    for passage in proposition.transmissions.all():
        if not passage.apres_report:
            yield Moment(passage.transmise_le, "Transmise au SPIP")
        if passage.repondue_le:
            motif = passage.get_motif_display() if voit("motif_refus", titres) else ""
            precis = ", ".join(filter(None, [passage.get_canal_display(), motif]))
            yield Moment(passage.repondue_le, f"SPIP : {passage.get_reponse_display()}", precis)


def _rencontres(proposition, titres):
    for visite in proposition.visites.all():
        precis = f"le {visite.le:%d/%m/%Y}"
        if voit("bilan", titres):
            textes = [precis, visite.get_bilan_display(), visite.texte]
            precis = " : ".join(filter(None, textes))
        yield Moment(visite.saisie_le, "Rencontre notée", precis)
