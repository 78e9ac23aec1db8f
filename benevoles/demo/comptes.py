"""Les comptes de la démonstration : un par rôle, annoncés sur la page de connexion."""

from dataclasses import dataclass

MOT_DE_PASSE = "demonstration-2014"


@dataclass(frozen=True)
class CompteDemo:
    """Une adresse qui ne peut pas exister (« .invalid »), un rôle en clair, un nom inventé."""

    courriel: str
    role: str
    nom: str


DIRECTION_ANVP = CompteDemo("direction.anvp@demo.invalid", "direction de l’ANVP", "Hélène Marchal")
DIRECTION_AUXILIA = CompteDemo(
    "direction.auxilia@demo.invalid", "direction d’AUXILIA", "Bernard Castaing"
)
DELEGUE_ANVP = CompteDemo(
    "delegue.anvp@demo.invalid", "délégué de l’ANVP, DISP de Lyon", "Paul Verdier"
)
DELEGUEE_AUXILIA = CompteDemo(
    "deleguee.auxilia@demo.invalid", "déléguée d’AUXILIA, DISP de Lyon", "Odile Ferrand"
)
PRESIDENT = CompteDemo("president@demo.invalid", "président de section de l’ANVP", "Jacques Rollin")
CP_AUXILIA = CompteDemo("cp.auxilia@demo.invalid", "CP Auxilia", "Monique Delorme")
VISITEUR = CompteDemo("visiteur@demo.invalid", "bénévole, visiteur de prison", "André Lacombe")
AGENT_SPIP = CompteDemo("spip@demo.invalid", "agent du SPIP", "Nadia Belkacem")
TECHNIQUE = CompteDemo("technique@demo.invalid", "administration technique", "Thomas Grenier")

COMPTES = (
    DIRECTION_ANVP,
    DIRECTION_AUXILIA,
    DELEGUE_ANVP,
    DELEGUEE_AUXILIA,
    PRESIDENT,
    CP_AUXILIA,
    VISITEUR,
    AGENT_SPIP,
    TECHNIQUE,
)
