"""Les informations communes de la démonstration : trois par an, et une qui attend chacune."""

import datetime as dt

from django.utils.timezone import make_aware

from engagements.models import Parution, Publication
from partenariat.francais import insecables
from partenariat.models import Association

SUJETS = (
    (
        "Une journée d’étude commune",
        "Visiteurs et formateurs d’un même établissement se retrouvent une fois l’an.",
        "## Au programme\n\n- Ce que change une visite pour qui étudie seul\n- Signaler, orienter :"
        " qui fait quoi\n\nInscription auprès de sa section ou de son CP Auxilia.",
    ),
    (
        "Lire derrière les murs",
        "Les bibliothèques des établissements cherchent des ouvrages d’étude récents.",
        "Les manuels de **moins de cinq ans** sont les plus demandés : langues, comptabilité,"
        " code de la route.\n\nParlez-en au SPIP avant tout don.",
    ),
    (
        "Apprendre par correspondance : comment l’expliquer",
        "Une page à lire avant de parler d’AUXILIA à une personne que l’on visite.",
        "1. L’inscription est **gratuite**.\n2. Le courrier passe par l’établissement.\n3. Aucun"
        " niveau n’est demandé.",
    ),
    (
        "Devenir visiteur de prison",
        "L’ANVP accueille de nouveaux visiteurs : le chemin, de la lettre à l’agrément.",
        "Il faut quelques mois entre la première lettre et la première visite.\n\n> On ne vient pas"
        " pour savoir, on vient pour écouter.",
    ),
    (
        "Les journées nationales Prison",
        "En novembre, les deux associations tiennent un stand ensemble.",
        "Chaque section peut demander des affiches à son délégué.",
    ),
)
MOIS = (2, 6, 10)


def construire(*, le: dt.date) -> None:
    """De l'automne 2014 à ce jour ; plus une programmée, une à accepter, un brouillon."""
    jours = [
        dt.date(annee, mois, 4 + annee % 9) for annee in range(2014, le.year + 1) for mois in MOIS
    ]
    passees = [
        _acceptee(n, jour) for n, jour in enumerate(jours) if dt.date(2014, 9, 1) < jour < le
    ]
    Publication.objects.bulk_create(passees)
    Parution.objects.bulk_create(p for n, q in enumerate(passees) for p in _parutions(n, q, le))
    _en_cours(le)


def _acceptee(n, jour):
    """Archivée au bout de deux ans."""
    qui = list(Association)[n % 2]
    titre, chapo, corps = SUJETS[n % len(SUJETS)]
    moment = _a_neuf_heures(jour)
    deux_ans = moment + dt.timedelta(days=730)
    return Publication(
        titre=insecables(f"{titre} ({jour.year})"),
        chapo=insecables(chapo),
        texte=corps,
        association=qui,
        publier_le=moment,
        proposee_le=moment - dt.timedelta(days=9),
        acceptee_le=moment - dt.timedelta(days=4),
        accord_de=qui.autre,
        archivee_le=deux_ans if jour.year < 2024 else None,
        cree_le=moment - dt.timedelta(days=10),
    )


def _parutions(n, publication, le):
    """Presque toujours chez celle qui a écrit, trois fois sur quatre chez l'autre."""
    jour = publication.publier_le.date() + dt.timedelta(days=2)
    if jour > le:
        return
    if n % 7:
        yield Parution(
            publication=publication,
            association=publication.association,
            media=Parution.Media.SITE,
            le=jour,
        )
    if n % 4:
        yield Parution(
            publication=publication,
            association=publication.accord_de,
            media=Parution.Media.LETTRE,
            le=jour,
        )


def _en_cours(le):
    titre, chapo, corps = SUJETS[0]
    demain, hier = (_a_neuf_heures(le + dt.timedelta(days=d)) for d in (12, -6))
    communs = {"chapo": chapo, "texte": corps, "publier_le": demain, "cree_le": hier}
    Publication.objects.bulk_create(
        [
            Publication(
                titre="Assemblée générale : les deux associations s’invitent",
                association=Association.AUXILIA,
                proposee_le=hier,
                acceptee_le=hier,
                accord_de=Association.ANVP,
                **communs,
            ),
            Publication(
                titre="Étudier en détention : un guide en dix questions",
                association=Association.ANVP,
                proposee_le=hier,
                **communs,
            ),
            Publication(
                titre="Parrainer une bibliothèque",
                association=Association.AUXILIA,
                proposee_le=hier,
                **communs,
            ),
            Publication(titre=titre, association=Association.ANVP, **communs),
        ]
    )


def _a_neuf_heures(jour):
    return make_aware(dt.datetime.combine(jour, dt.time(9)))
