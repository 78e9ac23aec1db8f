"""Les mêmes mesures pour Prometheus ; les requêtes se comptent dans `partenariat.journaux`."""

import os

from django.conf import settings
from prometheus_client import REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector

from partenariat.models import Passage

JAMAIS = 10 * 365 * 24 * 3600  # l'âge d'un travail qui n'a jamais réussi : l'alerte part


def texte_des_metriques(mesures) -> bytes:
    """Plusieurs processus par nœud : leurs compteurs s'ajoutent, par PROMETHEUS_MULTIPROC_DIR."""
    partages = "PROMETHEUS_MULTIPROC_DIR" in os.environ
    registre, systeme = CollectorRegistry() if partages else REGISTRY, CollectorRegistry()
    if partages:
        MultiProcessCollector(registre)
    systeme.register(_Systeme(mesures))
    return generate_latest(registre) + generate_latest(systeme)


class _Systeme:
    def __init__(self, mesures):
        self.mesures = mesures

    def collect(self):
        for nom, (aide, valeur) in _jauges(self.mesures).items():
            yield GaugeMetricFamily(f"partenariat_{nom}", aide, value=valeur)
        version = GaugeMetricFamily("partenariat_version", "Version servie", labels=["version"])
        version.add_metric([settings.VERSION], 1)
        yield version


def _jauges(m):
    return (
        _retours(m)
        | _archivage(m)
        | {
            "sauvegarde_age_secondes": (
                "Depuis la dernière sauvegarde réussie",
                _age(m, Passage.Travail.SAUVEGARDE),
            ),
            "nuit_age_secondes": (
                "Depuis le dernier travail de nuit entièrement réussi",
                _age(m, Passage.Travail.NUIT),
            ),
            "file_en_attente": ("Tâches prêtes à partir", m.en_attente),
            "file_attente_secondes": ("Attente de la plus ancienne", m.attente.total_seconds()),
            "file_echecs_du_jour": ("Tâches en échec depuis un jour", m.taches_en_echec),
            "courriels_en_retard": ("Attendent depuis plus d’une heure", m.courriels_en_retard),
            "courriels_abandonnes": ("Abandonnés depuis une semaine", m.courriels_abandonnes),
            "courriels_revenus": ("Revenus depuis une semaine", m.courriels_revenus),
            "fichiers_perdus": ("Manquants ou remplacés à la dernière sauvegarde", _perdus(m)),
            "antivirus_muet": ("1 si l’antivirus réglé ne répond pas", int(m.antivirus is False)),
            "base_secondes": ("Durée d’une lecture de la base", m.base_ms / 1000),
            "base_octets": ("Taille de la base", m.base_octets),
            "disque_libre_octets": ("Place libre pour les fichiers", m.disque_libre),
            "disque_octets": ("Taille du disque des fichiers", m.disque_total),
        }
    )


def _retours(m):
    """L'âge de la relève seulement si une boîte est réglée : sans elle, rien n'est en retard."""
    if not settings.RETOURS_IMAP:
        return {}
    age = _age(m, Passage.Travail.RETOURS)
    return {"retours_age_secondes": ("Depuis la dernière relève des courriels revenus", age)}


def _archivage(m):
    if m.archivage is None or not m.archivage.allume:
        return {}
    aide = "1 si PostgreSQL n’arrive plus à copier ses journaux"
    return {"archivage_en_echec": (aide, int(m.archivage.echoue))}


def _perdus(m):
    controle = m.passages.get(Passage.Travail.FICHIERS)
    return int(controle.detail) if controle else 0


def _age(m, travail):
    age = m.age(travail)
    return JAMAIS if age is None else age.total_seconds()
