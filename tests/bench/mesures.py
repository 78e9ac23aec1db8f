"""Ce qu'on mesure : des pages, à chaud et juste après une écriture, et leurs comparaisons."""

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass

from django.db import connection, transaction
from django.db.models import Count
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate

from benevoles.models import Affectation, Benevole, Role, Section
from benevoles.models.roles import Genre
from benevoles.verification import temoins
from engagements.demandes.fiche import lignes_du_spip
from partenariat.models import Association, Version
from suivi.models import Evaluation

REPETITIONS = 30
A_FROID = 3  # à 1× ; une seule fois au-delà, où c'est long


@dataclass(frozen=True, slots=True)
class Mesure:
    """Temps médians en millisecondes, nombre de requêtes, octets de la réponse."""

    nom: str
    ms: float
    ms_a_froid: float | None
    requetes: int
    octets: int

    def en_dict(self):
        return asdict(self)


def pages() -> dict[str, str]:
    """Les pages qu'on mesure, par leur nom : leur adresse dans la base courante."""
    affectations = Affectation.objects.en_cours(le=localdate()).values("etablissement__code")
    plein = affectations.annotate(n=Count("pk")).order_by("-n", "etablissement__code")[0]
    section = Section.objects.order_by("pk").first()
    evaluation = Evaluation.objects.order_by("-annee").first()
    nom = Benevole.objects.order_by("pk").values_list("nom", flat=True).first()
    return {
        "tableau de bord": reverse("tableau_de_bord"),
        "recensement, première page": reverse("recensement"),
        "établissement": reverse("etablissement", args=[plein["etablissement__code"]]),
        "section": reverse("section", args=[section.pk]),
        "recherche": f"{reverse('recherche')}?q={nom}",
        "carte (SVG)": reverse("carte"),
        "convention": reverse("convention", args=["2014-2019"]),
        "engagement 1.3": reverse("engagement", args=["2014-2019", "1.3"]),
        "à faire": reverse("a_faire"),
        "actions, première page": reverse("actions"),
        "démarches locales": reverse("demarches"),
        "réunions": reverse("reunions"),
        "réciprocité": reverse("reciprocite"),
        "formations": reverse("formations"),
        "recherches": reverse("recrutements"),
        "double adhésion": reverse("double_adhesion"),
        "double adhésion, taux": reverse("double_adhesion_taux"),
        "informations (sans compte)": reverse("infos"),
        "évaluation, lecture": reverse("evaluation_lecture", args=[evaluation.pk]),
        "personnes, première page": reverse("personnes"),
    }


def toutes(echelle: int) -> list[Mesure]:
    """Toutes les mesures, dans l'ordre du tableau."""
    direction = Role.objects.get(genre=Genre.DIRECTION, association=Association.ANVP).utilisateur
    client = Client()
    client.force_login(direction)
    comparees = pages() | {
        "(a) liste de l’admin de Django": "/admin/etablissements/etablissement/",
        "(c) vue vide authentifiée": "/vide/",
    }
    a_froid = A_FROID if echelle == 1 else 1
    mesures = [_page(nom, client, adresse, a_froid) for nom, adresse in comparees.items()]
    return [*mesures, *_demandes(direction), _sql_nu()]


def _demandes(direction):
    """La liste d'une direction, l'accueil d'un agent, une décision et la page qui la suit."""
    agent, client, la_direction = _agent_du_spip(), Client(), Client()
    client.force_login(agent)
    la_direction.force_login(direction)
    attend = lignes_du_spip(agent, le=localdate())["a_decider"][0]
    adresse = reverse("demande_etape", args=[attend.pk, "avaliser"])

    def decider():
        with transaction.atomic():
            reponse = client.post(adresse, {"version": attend.version}, follow=True)
            assert reponse.redirect_chain, adresse
            transaction.set_rollback(True)
        return reponse

    with CaptureQueriesContext(connection) as capture:
        octets = len(decider().content)
    requetes = len(capture)
    return [
        _page("demandes, première page", la_direction, reverse("demandes"), 1),
        _page("à décider (SPIP)", client, reverse("a_decider"), 1),
        Mesure("une décision (SPIP)", _mediane(decider, REPETITIONS), None, requetes, octets),
    ]


def _agent_du_spip():
    return Role.objects.filter(genre=Genre.AGENT_SPIP).order_by("pk").first().utilisateur


def _page(nom, client, adresse, a_froid):
    def demander():
        reponse = client.get(adresse)
        assert reponse.status_code == 200, (adresse, reponse.status_code)
        return reponse

    froid = None if adresse == "/vide/" else _mediane(demander, a_froid, avant=_nouvelle_version)
    demander()
    with CaptureQueriesContext(connection) as capture:
        octets = len(demander().content)
    requetes = len(capture)  # avant la requête suivante, qui vide le journal
    return Mesure(nom, _mediane(demander, REPETITIONS), froid, requetes, octets)


def _sql_nu():
    jour = localdate()
    duree = _mediane(lambda: temoins(le=jour), REPETITIONS)
    return Mesure("(b) SQL nu de la couverture", duree, None, 1, 0)


def _nouvelle_version():
    """Comme après une écriture : plus rien de ce qui est gardé en mémoire ne sert."""
    Version.objects.update(jeton=f"mesure-{time.perf_counter_ns()}")


def _mediane(geste: Callable, fois: int, avant: Callable | None = None) -> float:
    durees = []
    for _ in range(fois):
        if avant:
            avant()
        gc.collect()
        debut = time.perf_counter()
        geste()
        durees.append((time.perf_counter() - debut) * 1000)
    return round(statistics.median(durees), 2)
