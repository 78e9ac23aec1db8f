"""Les compteurs que lit Prometheus : par page, jamais par adresse ni par personne."""

from prometheus_client import Counter, Histogram

REQUETES = Counter("partenariat_requetes", "Requêtes servies", ["page", "methode", "code"])
DUREES = Histogram(
    "partenariat_requetes_secondes",
    "Durée des requêtes",
    ["page"],
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2, 5),
)
LECTURES_LENTES = Counter("partenariat_lectures_lentes", "Lectures trop longues de la base")


def compter(faits, secondes):
    REQUETES.labels(faits["page"], faits["methode"], str(faits["code"])).inc()
    DUREES.labels(faits["page"]).observe(secondes)
