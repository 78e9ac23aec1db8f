"""Les résultats d'une enquête : des sommes, jamais une réponse. Les petits territoires se fondent.

Un territoire de moins de cinq réponses rejoint « autres » ; si « autres » en a moins de cinq, le
plus petit des territoires montrés l'y rejoint : par différence, on les retrouverait.
"""

from collections import Counter, defaultdict
from typing import NamedTuple

from engagements.models import Question
from partenariat.models import Association

SEUIL = 5
AUTRES = "Autres territoires"
NATIONAL = "France entière"


class Choix(NamedTuple):
    """Une réponse possible, et combien l'ont donnée."""

    libelle: str
    n: int
    part: int


class Resultat(NamedTuple):
    """Une question : le total, puis chaque groupe (nom, réponses, compte par choix)."""

    question: Question
    choix: list[Choix]
    groupes: list[tuple[str, int, list[int]]]


def resultats(enquete) -> tuple[int, list[Resultat]]:
    """(nombre de réponses, résultats par question) ; rien sous le seuil."""
    participations = list(enquete.participations.select_related("disp"))
    n = len(participations)
    if n < SEUIL:
        return n, []
    groupes = _groupes(participations)
    return n, [_resultat(q, participations, groupes) for q in enquete.questions.all()]


def _groupes(participations):
    """Les associations, si chacune atteint le seuil, puis les territoires."""
    associations, territoires = defaultdict(list), defaultdict(list)
    for participation in participations:
        associations[Association(participation.association).label].append(participation)
        territoires[str(participation.disp or NATIONAL)].append(participation)
    groupes = _fondre(territoires)
    if all(len(siennes) >= SEUIL for siennes in associations.values()):
        groupes = dict(sorted(associations.items())) | groupes
    return groupes


def _fondre(territoires):
    montres = {nom: liste for nom, liste in territoires.items() if len(liste) >= SEUIL}
    autres = [p for nom, liste in territoires.items() if nom not in montres for p in liste]
    while autres and len(autres) < SEUIL and montres:
        plus_petit = min(montres, key=lambda nom: (len(montres[nom]), nom))
        autres += montres.pop(plus_petit)
    fondus = {AUTRES: autres} if autres else {}
    return dict(sorted(montres.items())) | fondus


def _resultat(question, participations, groupes):
    compte = _compter(question, participations)
    total = len(participations)
    return Resultat(
        question,
        [Choix(c, compte[i], round(100 * compte[i] / total)) for i, c in enumerate(question.choix)],
        [(nom, len(g), _en_liste(question, _compter(question, g))) for nom, g in groupes.items()],
    )


def _compter(question, participations):
    return Counter(i for p in participations for i in p.reponses.get(str(question.pk), []))


def _en_liste(question, compte):
    return [compte[i] for i in range(len(question.choix))]
