"""Inviter, prévenir, retirer : ce qui arrive aux convocations d'une réunion."""

import datetime as dt

from engagements.annonces import Destinataire, annoncer
from engagements.models import Convocation, Nature, Reunion
from engagements.reunions.homologues import Homologues, Invite, homologues

ORGANISATEUR = "organisateur"


def verrouiller(pk) -> Reunion:
    """La réunion telle qu'elle est ; qui veut la changer en même temps attend son tour."""
    Reunion.objects.select_for_update(no_key=True).get(pk=pk)
    return Reunion.objects.select_related("etablissement", "disp", "cree_par").get(pk=pk)


def inviter_les_homologues(reunion: Reunion, *, par, maintenant: dt.datetime) -> Homologues:
    """À la création : l'auteur, et ses homologues d'office. Rien ne part encore."""
    trouves = homologues(reunion)
    auteur = _auteur(par)
    if auteur:
        Convocation.objects.create(
            reunion=reunion,
            compte=par,
            association=auteur.association,
            titre=auteur.titre,
            invitee_le=maintenant,
            reponse=Convocation.Reponse.ACCEPTE,
            repondue_le=maintenant,
        )
    invites = [i for i in trouves.d_office if auteur is None or i.cle != auteur.cle]
    Convocation.objects.bulk_create(
        convocation(reunion, invite, maintenant=maintenant, d_office=True) for invite in invites
    )
    return trouves


def _auteur(par):
    association = par.droits.association
    return Invite(association, ORGANISATEUR, compte=par) if association else None


def convocation(reunion, invite: Invite, *, maintenant, d_office=False) -> Convocation:
    """La convocation de cette personne, pas encore enregistrée."""
    return Convocation(
        reunion=reunion,
        benevole=invite.benevole,
        compte=invite.compte,
        association=invite.association,
        titre=invite.titre,
        d_office=d_office,
        invitee_le=maintenant,
    )


def deja_invites(reunion: Reunion) -> set:
    """Les clés de ceux qui sont sur la liste (`Invite.cle`)."""
    vivantes = reunion.convocations.vivantes().nommees()
    return {Invite(c.association, c.titre, c.benevole, c.compte).cle for c in vivantes}


def ajouter(reunion: Reunion, invite: Invite, *, maintenant, d_office=False) -> Convocation:
    """Ajoute quelqu'un ; il est prévenu aussitôt si les invitations sont déjà parties."""
    nouvelle = convocation(reunion, invite, maintenant=maintenant, d_office=d_office)
    nouvelle.save()
    if reunion.invitations_envoyees_le and reunion.fin > maintenant:
        _prevenir(reunion, Nature.REUNION, [nouvelle], maintenant, f"i{nouvelle.pk}")
    return nouvelle


def retirer(retiree: Convocation, *, maintenant) -> None:
    """Retire quelqu'un ; prévenu, il l'avait été de l'invitation."""
    retiree.retiree_le = maintenant
    retiree.save(update_fields=["retiree_le"])
    reunion = retiree.reunion
    if reunion.invitations_envoyees_le and reunion.fin > maintenant:
        _prevenir(reunion, Nature.REUNION_RETRAIT, [retiree], maintenant, f"i{retiree.pk}")


def envoyer(reunion: Reunion, *, par, maintenant) -> int:
    """Les invitations partent ; pour une réunion passée, on note seulement qu'elles ont été faites.

    Rend le nombre de courriels demandés.
    """
    reunion.invitations_envoyees_le = maintenant
    reunion.enregistrer(par=par, champs=["invitations_envoyees_le"])
    if reunion.fin <= maintenant:
        return 0
    autres = reunion.convocations.vivantes().nommees().exclude(compte=reunion.cree_par_id)
    return _prevenir(reunion, Nature.REUNION, autres, maintenant, "envoi")


def prevenir(reunion: Reunion, nature: Nature, *, par, maintenant) -> int:
    """Un changement, une annulation, un compte rendu : à tous les invités, sauf à son auteur.

    Ce qui corrige une invitation ne part que si l'invitation est partie.
    """
    if nature != Nature.COMPTE_RENDU and not reunion.invitations_envoyees_le:
        return 0
    autres = [
        c for c in reunion.convocations.vivantes().nommees() if par is None or c.son_compte != par
    ]
    return _prevenir(reunion, nature, autres, maintenant, f"v{reunion.version}")


def _prevenir(reunion, nature, convocations, maintenant, evenement):
    destinataires = [Destinataire(c.son_compte, c.courriel) for c in convocations if c.courriel]
    return annoncer(reunion, nature, destinataires, maintenant=maintenant, evenement=evenement)
