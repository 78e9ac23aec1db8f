"""Les délais du chemin, en jours. Le SPIP n'est tenu à aucun : le silence ne vaut jamais accord."""

from engagements.models import Etat

# Relances au service, puis escalade vers les délégués ou les directions des deux associations.
RELANCES = (7, 14, 21)
ESCALADE = 28

# Un visiteur qui ne répond pas laisse la place à un autre : trois semaines, vacances comprises.
SILENCE_DU_VISITEUR = 21

# Ce que personne ne reprend expire : une référence ne se garde pas pour rien. Ceux qu'on attend le
# savent sept jours avant, toujours : la nuit ne fait rien expirer qu'elle n'ait annoncé.
EXPIRATIONS = {
    Etat.BROUILLON: 30,  # un brouillon oublié ne garde pas la référence d'un apprenant
    Etat.A_PROPOSER: 60,  # le temps, pour une section, de trouver quelqu'un
    Etat.A_COMPLETER: 60,  # le temps, pour AUXILIA, de joindre l'apprenant par courrier
    Etat.AU_SPIP: 120,  # un mois après l'escalade, deux fois
    Etat.DIFFEREE: 120,
    Etat.AVALISEE: 365,  # l'année de cours ; une rencontre notée la prolonge
}
PREAVIS = 7
