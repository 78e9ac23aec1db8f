"""De quoi peupler un essai : une fonction par modèle, tous les arguments facultatifs et nommés."""

import datetime as dt
from itertools import count

from django.utils import timezone

from benevoles.models import (
    Absence,
    Adhesion,
    Affectation,
    Benevole,
    BesoinDeclare,
    ConfirmationListe,
    Fonction,
    Habilitation,
    Invitation,
    Mandat,
    Rattachement,
    Role,
    Section,
    Suspension,
)
from benevoles.models.roles import Genre
from etablissements.models import (
    Confiance,
    Departement,
    DirectionInterregionale,
    Effectif,
    Etablissement,
    Spip,
)
from partenariat.charte import accepter
from partenariat.comptes import ouvrir_un_compte
from partenariat.models import Association
from partenariat.periodes import ajouter_mois

JOUR = dt.date(2016, 6, 15)
_numeros = count(1)


def creer_disp(*, libelle=None):
    n = next(_numeros)
    libelle = libelle or f"Région {n}"
    return DirectionInterregionale.objects.create(code=f"disp-{n}", nom=libelle, libelle=libelle)


def creer_departement(*, disp=None, nom=None):
    n = next(_numeros)
    return Departement.objects.create(
        code=f"{n % 1000:03}", nom=nom or f"Département {n}", disp=disp or creer_disp()
    )


def creer_spip(*, departement=None):
    departement = departement or creer_departement()
    return Spip.objects.create(
        code=f"spip-{departement.code}",
        nom=f"SPIP de {departement.nom}",
        departement=departement,
        siege="Préfecture",
        source="essai",
    )


def creer_etablissement(*, nom=None, type=Etablissement.Type.MA, disp=None, spip=None, **champs):
    n = next(_numeros)
    spip = spip or creer_spip(departement=creer_departement(disp=disp))
    valeurs = {
        "code": f"etablissement-{n}",
        "nom": nom or f"Maison d’arrêt {n}",
        "departement": spip.departement,
        "disp": spip.departement.disp,
        "commune": "Ville",
        "insee": "01001",
        "latitude": 46.0,
        "longitude": 3.0,
        "precision_geo": "établissement",
        "source": "essai",
        "confiance": Confiance.HAUTE,
    }
    return Etablissement.objects.create(type=type, spip=spip, **(valeurs | champs))


def creer_effectif(*, etablissement, valeur, le=JOUR, nature=Effectif.Nature.PLACES, retenu=True):
    return Effectif.objects.create(
        etablissement=etablissement,
        nature=nature,
        le=le,
        valeur=valeur,
        perimetre="établissement",
        retenu=retenu,
        source="essai",
        confiance=Confiance.HAUTE,
    )


def creer_compte(*, email=None, nom="Personne", mot_de_passe=None, charte=True):
    """Un compte qui a accepté la charte, sauf si l'on dit le contraire."""
    n = next(_numeros)
    courriel = email or f"compte{n}@exemple.test"
    compte = ouvrir_un_compte(courriel=courriel, nom=nom, mot_de_passe=mot_de_passe)
    if charte:
        accepter(compte, le=timezone.now())
    return compte


def creer_role(
    *,
    utilisateur=None,
    genre=Genre.DIRECTION,
    association="",
    disp=None,
    spip=None,
    debut=dt.date(2008, 1, 1),
    fin=None,
):
    return Role.objects.create(
        utilisateur=utilisateur or creer_compte(),
        genre=genre,
        association=association,
        disp=disp,
        spip=spip,
        debut=debut,
        fin=fin,
    )


def creer_direction(*, association=Association.ANVP):
    return creer_role(association=association).utilisateur


def creer_delegue(*, association=Association.ANVP, disp=None):
    role = creer_role(genre=Genre.DELEGUE, association=association, disp=disp or creer_disp())
    return role.utilisateur


def creer_agent_spip(*, spip=None):
    return creer_role(genre=Genre.AGENT_SPIP, spip=spip or creer_spip()).utilisateur


def creer_technicien():
    return creer_role(genre=Genre.TECHNIQUE).utilisateur


def creer_benevole(*, nom=None, prenom="Camille", **champs):
    return Benevole.objects.create(nom=nom or f"Dupuis{next(_numeros)}", prenom=prenom, **champs)


def creer_adhesion(
    *, benevole=None, association=Association.ANVP, debut=dt.date(2010, 1, 1), fin=None
):
    return Adhesion.objects.create(
        benevole=benevole or creer_benevole(), association=association, debut=debut, fin=fin
    )


def creer_affectation(
    *, benevole=None, etablissement=None, fonction=Fonction.VP, debut=dt.date(2015, 1, 1), fin=None
):
    return Affectation.objects.create(
        benevole=benevole or creer_benevole(),
        etablissement=etablissement or creer_etablissement(),
        fonction=fonction,
        debut=debut,
        fin=fin,
        motif_fin=Affectation.MotifFin.AUTRE if fin else "",
    )


def creer_habilitation(
    *,
    benevole,
    etablissement,
    nature=Habilitation.Nature.AGREMENT,
    debut=dt.date(2015, 9, 1),
    fin=...,
    decidee_le=None,
    **champs,
):
    if fin is ...:
        fin = ajouter_mois(debut, 24) - dt.timedelta(days=1)
    return Habilitation.objects.create(
        benevole=benevole,
        etablissement=etablissement,
        nature=nature,
        debut=debut,
        fin=fin,
        decidee_le=decidee_le or debut,
        **champs,
    )


def creer_vp(*, etablissement=None, benevole=None, debut=dt.date(2015, 9, 1), fin_agrement=...):
    """Un VP affecté, avec un agrément de deux ans qui commence le même jour."""
    affectation = creer_affectation(benevole=benevole, etablissement=etablissement, debut=debut)
    creer_habilitation(
        benevole=affectation.benevole,
        etablissement=affectation.etablissement,
        debut=debut,
        fin=fin_agrement,
    )
    return affectation


def creer_cp(*, etablissement=None, benevole=None, debut=dt.date(2015, 1, 1)):
    return creer_affectation(
        etablissement=etablissement, benevole=benevole, fonction=Fonction.CP, debut=debut
    )


def creer_suspension(*, habilitation, debut=JOUR, fin=None):
    return Suspension.objects.create(habilitation=habilitation, debut=debut, fin=fin)


def creer_absence(*, benevole, debut=JOUR, fin=JOUR + dt.timedelta(days=30)):
    return Absence.objects.create(benevole=benevole, debut=debut, fin=fin)


def creer_section(*, etablissements=(), nom=None, debut=dt.date(2008, 1, 1)):
    section = Section.objects.create(nom=nom or f"Section {next(_numeros)}", debut=debut)
    for etablissement in etablissements:
        creer_rattachement(section=section, etablissement=etablissement, debut=debut)
    return section


def creer_rattachement(*, section, etablissement, debut=dt.date(2008, 1, 1)):
    return Rattachement.objects.create(section=section, etablissement=etablissement, debut=debut)


def creer_mandat(
    *,
    section=None,
    benevole=None,
    fonction=Mandat.Fonction.PRESIDENT,
    debut=dt.date(2014, 1, 1),
    fin=None,
):
    return Mandat.objects.create(
        section=section or creer_section(),
        benevole=benevole or creer_benevole(),
        fonction=fonction,
        debut=debut,
        fin=fin,
    )


def creer_president(*, etablissements=(), section=None):
    """Le compte d'un président de section, avec son mandat."""
    compte = creer_compte()
    benevole = creer_benevole(utilisateur=compte)
    creer_mandat(section=section or creer_section(etablissements=etablissements), benevole=benevole)
    return compte


def creer_compte_cp(*, etablissement=None):
    """Le compte d'un CP Auxilia affecté à un établissement."""
    compte = creer_compte()
    creer_cp(etablissement=etablissement, benevole=creer_benevole(utilisateur=compte))
    return compte


def creer_compte_vp(*, etablissement=None):
    """Le compte d'un visiteur, sans autre responsabilité."""
    compte = creer_compte()
    creer_vp(etablissement=etablissement, benevole=creer_benevole(utilisateur=compte))
    return compte


def confirmer(etablissement, *, fonction=Fonction.VP, le=JOUR):
    return ConfirmationListe.confirmer(etablissement, fonction, le=le, par=None)


def creer_besoin(*, etablissement, vp_manquants=0, attente_mois=0, le=JOUR):
    return BesoinDeclare.objects.create(
        etablissement=etablissement, le=le, vp_manquants=vp_manquants, attente_mois=attente_mois
    )


def creer_invitation(*, par=None, genre=Genre.TECHNIQUE, courriel=None, le=None, **bornes):
    """(invitation, jeton) : celle qu'un compte a envoyée, il y a `le` si ce n'est maintenant."""
    courriel = courriel or f"invite{next(_numeros)}@exemple.test"
    invitation = Invitation(courriel=courriel, genre=genre, **bornes)
    jeton = invitation.preparer(par=par or creer_technicien(), maintenant=le or timezone.now())
    invitation.save()
    return invitation, jeton


def creer_president_et_visiteur():
    """(compte d'un président de section, bénévole sans compte de sa liste)."""
    etablissement = creer_etablissement()
    visiteur = creer_benevole(courriel="visiteur@exemple.test")
    creer_affectation(etablissement=etablissement, benevole=visiteur)
    return creer_president(etablissements=[etablissement]), visiteur


def changer(lignes, **champs):
    """Change ces champs de chaque ligne d'un modèle suivi, comme le ferait une saisie."""
    for ligne in lignes.all():
        for nom, valeur in champs.items():
            setattr(ligne, nom, valeur)
        ligne.save(update_fields=[*champs])
