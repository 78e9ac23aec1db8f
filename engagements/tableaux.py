"""Ce qu'on emporte des listes de réunions, formations, demandes, publications, positions…"""

from django.utils.timezone import localtime

from benevoles.telechargements import Tableau
from engagements.demandes.textes import en_clair
from engagements.formations.colonnes import PRESENCES, de_la_session


def _demande(ligne):
    """Ce que l'écran montre à tous ceux qui voient la demande : ni référence, ni personne."""
    d = ligne.demande
    ou = d.etablissement
    etat = [ligne.etat.label, ligne.arret, ligne.depuis, ligne.attendu]
    return [d.pk, ou.nom, ou.spip.nom if ou.spip_id else "", ou.disp.libelle, *etat]


def _demarches(ligne):
    derniere = ligne.derniere
    return [
        str(ligne.etablissement),
        ligne.etablissement.disp.libelle,
        derniere and derniere.le,
        derniere.get_interlocuteur_display() if derniere else "",
        ", ".join(map(str, ligne.facilites)),
        "oui" if ligne.cette_annee else "non",
    ]


def _reunion(r):
    return [
        r.titre,
        localtime(r.debut),
        localtime(r.fin),
        r.get_genre_display(),
        r.get_niveau_display(),
        r.territoire,
        r.get_organisateur_display(),
        "oui" if r.homologue_invite else "non",
        "oui" if r.les_deux else "non",
        r.annulee_le and localtime(r.annulee_le),
    ]


def _reciprocite(ligne):
    parts = [*ligne.invitations.values(), ligne.presences, ligne.a_deux]
    comptes = [nombre for part in parts for nombre in (part.compte, part.total)]
    return [ligne.annee, str(ligne.disp or "France entière"), *comptes]


def _session(ligne):
    s = ligne.session
    return [*de_la_session(s), s.inscrits, s.reserve or "ouverte aux deux associations"]


def _inscrit(ligne):
    inscription, attente = ligne
    return [
        inscription.session_id,
        inscription.benevole_id,
        inscription.benevole.nom,
        inscription.benevole.prenom,
        inscription.get_association_display(),
        localtime(inscription.inscrite_le),
        f"en attente, n° {attente}" if attente and not inscription.present else "une place",
        PRESENCES[inscription.present],
        inscription.heures,
    ]


def _publication(ligne):
    p, etat = ligne
    dates = [p.publier_le, p.proposee_le, p.acceptee_le, p.archivee_le]
    return [
        *(p.titre, p.chapo, p.get_association_display(), etat),
        *(jour and localtime(jour) for jour in dates),
    ]


def _double_adhesion(personne):
    return [
        personne.pk,
        personne.nom,
        personne.prenom,
        personne.commune,
        personne.departement.code if personne.departement else "",
        *_reponse(next(iter(personne.dernieres), None)),
    ]


def _reponse(incitation):
    if incitation is None:
        return ["pas encore demandé", None, None]
    if incitation.retiree_le:
        reponse = "retirée"
    elif incitation.reponse == "non":
        reponse = "ne le souhaite pas"
    else:
        reponse = "d’accord"
    envoyee = incitation.envoyee_le
    return [reponse, incitation.recueillie_le, envoyee and localtime(envoyee).date()]


def _position(ligne):
    """Une version par rangée, la dernière de chaque position en tête."""
    position, etat = ligne
    accords = [accord and localtime(accord.le).date() for accord in etat.accords.values()]
    ecrite = localtime(etat.version.ecrite_le).date()
    version = [str(position), etat.version.numero, ecrite, *accords]
    return [*version, etat.phrase, etat.version.texte]


def _etape_gncp(etape):
    nature, qui = etape.get_nature_display(), etape.get_association_display()
    return [etape.le, nature, qui, etape.texte, etape.prochaine_le]


def _enquete(ligne):
    enquete, etat = ligne
    return [enquete.titre, enquete.debut, enquete.fin, etat]


def _choix(ligne):
    """`ligne` : la question, le groupe, ses réponses, un choix et combien l'ont fait."""
    question, groupe, reponses, choix, n = ligne
    return [str(question), groupe, reponses, choix, n, round(100 * n / reponses)]


def _taux(ligne):
    quoi, taux = ligne
    return [quoi, taux.libelle, taux.adherents, taux.doubles, taux.pour_cent]


def _trace(trace):
    return [localtime(trace.le), trace.nom, trace.role, en_clair(trace.quoi)]


DEMANDES_VUES = Tableau(
    "Demandes",
    "demandes-de-visite",
    (
        *("Demande", "Établissement", "SPIP", "DISP"),
        *("État", "Ce qui l’arrête", "Depuis le", "On attend"),
    ),
    _demande,
)
DEMARCHES = Tableau(
    "Démarches locales",
    "demarches-locales",
    ("Établissement", "DISP", "Dernier contact", "Auprès de", "Obtenu", "Cette année"),
    _demarches,
)
REUNIONS = Tableau(
    "Réunions",
    "reunions",
    (
        *("Réunion", "Début", "Fin", "Type", "Niveau", "Territoire", "Organisée par"),
        *("Homologue invité", "Les deux associations présentes", "Annulée le"),
    ),
    _reunion,
)
RECIPROCITE = Tableau(
    "Réciprocité",
    "reciprocite",
    (
        *("Année", "Territoire", "L’ANVP a invité AUXILIA", "Réunions de l’ANVP"),
        *("AUXILIA a invité l’ANVP", "Réunions d’AUXILIA", "Homologues venus"),
        *("Homologues invités", "Réunions d’établissement à deux", "Réunions d’établissement"),
    ),
    _reciprocite,
)
SESSIONS = Tableau(
    "Sessions à venir",
    "formations",
    (
        *("N° de session", "Formation", "Association", "Durée en heures", "Début", "Fin"),
        *("Lieu", "DISP", "Places", "Inscrits", "Ouverte à"),
    ),
    _session,
)
INSCRITS = Tableau(
    "Inscrits",
    "inscrits",
    (
        *("N° de session", "N° de fiche", "Nom", "Prénom", "Au titre de", "Inscrit le"),
        *("Place ou attente", "Présence", "Heures suivies"),
    ),
    _inscrit,
    personnel=True,
)
PUBLICATIONS = Tableau(
    "Publications",
    "publications",
    (
        *("Titre", "En une phrase", "Écrite par", "État"),
        *("À publier le", "Proposée le", "Acceptée le", "Archivée le"),
    ),
    _publication,
)
DOUBLE_ADHESION = Tableau(
    "Double adhésion",
    "double-adhesion",
    (
        *("N° de fiche", "Nom", "Prénom", "Commune", "Département"),
        *("Réponse", "Recueillie le", "Invitation envoyée le"),
    ),
    _double_adhesion,
    personnel=True,
    champs={
        "Nom": "benevoles.Benevole.nom",
        "Prénom": "benevoles.Benevole.prenom",
        "Commune": "benevoles.Benevole.commune",
        "Département": "benevoles.Benevole.departement",
    },
)
POSITIONS = Tableau(
    "Positions communes",
    "positions",
    (
        *("Position", "Version", "Écrite le", "Accord de l’ANVP", "Accord d’AUXILIA"),
        *("État", "Texte"),
    ),
    _position,
)
GNCP = Tableau(
    "Étude du GNCP",
    "etude-gncp",
    ("Date", "Étape", "Par", "Ce qui a été fait", "Prochaine échéance"),
    _etape_gncp,
)
ENQUETES = Tableau("Enquêtes", "enquetes", ("Enquête", "Du", "Au", "État"), _enquete)
RESULTATS = Tableau(
    "Résultats d’enquête",
    "resultats",
    ("Question", "Groupe", "Réponses", "Choix", "Nombre", "Part (%)"),
    _choix,
)
TAUX = Tableau(
    "Part des doubles adhérents",
    "double-adhesion-taux",
    ("Par", "Année ou DISP", "Adhérents", "Aussi de l’autre association", "Part (%)"),
    _taux,
)
JOURNAL_D_UNE_DEMANDE = Tableau(
    "Journal d’une demande",
    "journal-demande",
    ("Quand", "Qui", "Au titre de", "Quoi"),
    _trace,
    personnel=True,
    champs={
        "Qui": "engagements.Trace.nom",
        "Au titre de": "engagements.Trace.role",
        "Quoi": "engagements.Trace.quoi",
    },
)
