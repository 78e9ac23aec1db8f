"""Une adresse où rien n'arrive : qui peut la corriger la voit dans « À faire »."""

import datetime as dt

from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localdate

from benevoles.models import Benevole, Role
from engagements.attendus import Attendu
from engagements.models import BoiteSpip
from partenariat.models import AdresseEnEchec


def attendus(utilisateur, *, le: dt.date) -> list[Attendu]:
    """Une requête quand tout arrive ; trois de plus, quel qu'en soit le nombre, sinon."""
    en_echec = {e.adresse: e for e in AdresseEnEchec.objects.filter(le__date__lte=le)}
    if not en_echec:
        return []
    return [
        *_des_fiches(utilisateur, en_echec),
        *_des_comptes(utilisateur, en_echec, le),
        *_des_boites(utilisateur, en_echec, le),
    ]


def _des_fiches(utilisateur, en_echec):
    fiches = Benevole.objects.modifiables_par(utilisateur).annotate(ecrite=Lower("courriel"))
    touchees = fiches.filter(Q(ecrite__in=en_echec) | Q(utilisateur__email__in=en_echec))
    for fiche in touchees.select_related("utilisateur"):
        compte = fiche.utilisateur and fiche.utilisateur.email
        retour = en_echec.get(fiche.courriel.lower()) or en_echec[compte]
        yield _attendu(retour, f"{fiche} : ses courriels reviennent", fiche.get_absolute_url())


def _des_comptes(utilisateur, en_echec, le):
    """Les rôles saisis (direction, délégué, SPIP) de qui n'a pas de fiche."""
    roles = Role.objects.visibles_par(utilisateur).en_cours(le=le)
    touches = roles.filter(utilisateur__email__in=en_echec, utilisateur__benevole=None)
    comptes = {role.utilisateur for role in touches.select_related("utilisateur")}
    for compte in comptes:
        phrase = f"{compte} : les courriels à son compte reviennent"
        adresse = f"{reverse('comptes')}?{urlencode({'q': compte.nom_affiche})}"
        yield _attendu(en_echec[compte.email], phrase, adresse)


def _des_boites(utilisateur, en_echec, le):
    if not utilisateur.droits.est_direction:
        return
    boites = BoiteSpip.objects.en_cours(le=le).annotate(ecrite=Lower("courriel"))
    for boite in boites.filter(ecrite__in=en_echec).select_related("spip"):
        phrase = f"{boite.spip} : les courriels à sa boîte commune reviennent"
        adresse = reverse("boites_spip", args=[boite.spip.code])
        yield _attendu(en_echec[boite.ecrite], phrase, adresse)


def _attendu(retour, phrase, adresse):
    return Attendu(localdate(retour.le), f"{phrase} ({retour.get_motif_display()}).", adresse)
