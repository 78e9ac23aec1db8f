"""La double adhésion inventée : des personnes sur deux fiches, des réponses, des invitations."""

import datetime as dt
import random

from django.utils import timezone

from benevoles.demo import comptes
from benevoles.models import Adhesion, Benevole
from engagements.models import Incitation
from partenariat.models import Association, Utilisateur

DEUX_FICHES = 14  # personnes que chaque association tient sur sa propre fiche
REPONSES = 60  # par association, en deux ans : au-delà, une réponse s'efface
Reponse = Incitation.Reponse


def construire(*, le: dt.date) -> None:
    """Des fiches jumelles, puis les réponses recueillies par chaque direction."""
    hasard = random.Random("double adhésion")
    _jumeler(hasard, le)
    for association, compte in (
        (Association.ANVP, comptes.DIRECTION_ANVP),
        (Association.AUXILIA, comptes.DIRECTION_AUXILIA),
    ):
        par = Utilisateur.objects.get(email=compte.courriel)
        siens = hasard.sample(_seuls(association, le), REPONSES)
        Incitation.objects.bulk_create(_reponse(hasard, b, association, par, le) for b in siens)
    _donner_du_travail(le)


def _jumeler(hasard, le):
    """Un visiteur et un formateur d'AUXILIA ne font qu'un : l'adresse, le téléphone ou le nom."""
    visiteurs = [b for b in _seuls(Association.ANVP, le) if b.courriel and b.telephone]
    formateurs = [b for b in _seuls(Association.AUXILIA, le) if not b.commune]
    paires = zip(
        hasard.sample(visiteurs, DEUX_FICHES), hasard.sample(formateurs, DEUX_FICHES), strict=True
    )
    for rang, (visiteur, formateur) in enumerate(paires):
        formateur.nom, formateur.prenom = visiteur.nom.upper(), visiteur.prenom
        formateur.departement = visiteur.departement
        if rang % 3 == 0:
            formateur.courriel = visiteur.courriel.upper()
        elif rang % 3 == 1:
            formateur.telephone = visiteur.telephone
        else:
            formateur.commune = visiteur.commune
        formateur.save()


def _seuls(association, le):
    """Les adhérents de cette seule association, sans compte, avec une adresse."""
    membres = Adhesion.objects.en_cours(le=le).order_by()
    de = {
        a: set(membres.filter(association=a).values_list("benevole", flat=True))
        for a in Association
    }
    seuls = Benevole.objects.filter(pk__in=de[association] - de[association.autre])
    return list(seuls.filter(utilisateur=None).exclude(courriel="").order_by("pk"))


def _reponse(hasard, benevole, association, par, le):
    """Six sur dix acceptent ; la plupart des invitations sont parties, quelques-uns se ravisent."""
    jour = le - dt.timedelta(days=hasard.randrange(5, 700))
    midi = timezone.make_aware(dt.datetime.combine(jour, dt.time(12)))
    oui, partie, ravise = hasard.random() < 0.6, hasard.random() < 0.9, hasard.random() < 0.06
    return Incitation(
        benevole=benevole,
        vers=association.autre,
        reponse=Reponse.OUI if oui else Reponse.NON,
        recueillie_le=jour,
        recueillie_par=par,
        envoyee_le=midi + dt.timedelta(days=1) if oui and partie else None,
        retiree_le=midi + dt.timedelta(days=3) if ravise else None,
        cree_le=midi,
    )


def _donner_du_travail(le):
    """Chez le président : un accord recueilli, une invitation à envoyer."""
    par = Utilisateur.objects.get(email=comptes.PRESIDENT.courriel)
    connus = [b.pk for b in _seuls(Association.ANVP, le)]
    siens = Benevole.objects.visibles_par(par).filter(pk__in=connus, incitations=None)
    Incitation.objects.create(
        benevole=siens.order_by("pk").first(),
        vers=Association.AUXILIA,
        reponse=Reponse.OUI,
        recueillie_le=le - dt.timedelta(days=2),
        recueillie_par=par,
    )
