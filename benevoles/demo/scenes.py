"""Les comptes de la démonstration, posés sur des personnes qui ont quelque chose à montrer."""

import datetime as dt

from django.db.models import Count, Q
from django.utils import timezone

from benevoles.demo import comptes
from benevoles.models import (
    Absence,
    Affectation,
    Benevole,
    ConfirmationListe,
    Fonction,
    Habilitation,
    Invitation,
    Mandat,
    Role,
    Section,
)
from benevoles.models.roles import Genre
from etablissements.models import DirectionInterregionale, Spip
from partenariat.charte import EN_VIGUEUR, accepter
from partenariat.comptes import ouvrir_un_compte
from partenariat.models import Association

DEPUIS = dt.date(2012, 1, 1)


def ouvrir_les_comptes(le: dt.date):
    """Un compte par rôle ; rend celui de la direction ANVP."""
    lyon = DirectionInterregionale.objects.get(code="disp-lyon")
    spip = (
        Spip.objects.annotate(n=Count("etablissements", Q(etablissements__ferme_le=None)))
        .order_by("-n", "code")
        .first()
    )
    anvp, auxilia = Association.ANVP, Association.AUXILIA
    direction = _role(comptes.DIRECTION_ANVP, Genre.DIRECTION, association=anvp)
    _role(comptes.DIRECTION_AUXILIA, Genre.DIRECTION, association=auxilia)
    _role(comptes.DELEGUE_ANVP, Genre.DELEGUE, association=anvp, disp=lyon)
    _role(comptes.DELEGUEE_AUXILIA, Genre.DELEGUE, association=auxilia, disp=lyon)
    _role(comptes.AGENT_SPIP, Genre.AGENT_SPIP, spip=spip)
    _role(comptes.TECHNIQUE, Genre.TECHNIQUE)
    section = _section_du_president(le)
    _incarner(comptes.PRESIDENT, _titulaires(section, le).get().benevole)
    _incarner(comptes.CP_AUXILIA, _cp_auxilia(lyon, le).benevole)
    _incarner(comptes.VISITEUR, _visiteur(le).benevole)
    _donner_du_travail(section, le)
    _ouvrir_aux_titulaires(le)
    _inviter(direction, le)
    return direction


def _compte(compte):
    utilisateur = ouvrir_un_compte(
        courriel=compte.courriel, nom=compte.nom, mot_de_passe=comptes.MOT_DE_PASSE
    )
    return _ouvert_le(utilisateur, DEPUIS)


def _ouvert_le(utilisateur, jour):
    """Ouvert ce jour-là ; la charte, qui n'existait pas encore, acceptée quand elle paraît."""
    utilisateur.cree_le = _a_neuf_heures(jour)
    utilisateur.save(update_fields=["cree_le"])
    accepter(utilisateur, le=_a_neuf_heures(max(jour, EN_VIGUEUR)))
    return utilisateur


def _a_neuf_heures(jour):
    return timezone.make_aware(dt.datetime.combine(jour, dt.time(9)))


def _role(compte, genre, **bornes):
    utilisateur = _compte(compte)
    Role.objects.create(utilisateur=utilisateur, genre=genre, debut=DEPUIS, **bornes)
    return utilisateur


def _incarner(compte, benevole):
    """La personne prend le nom du compte : c'est elle qu'on verra connectée."""
    benevole.prenom, benevole.nom = compte.nom.split(" ", 1)
    benevole.utilisateur, benevole.courriel = _compte(compte), compte.courriel
    benevole.save()


def _titulaires(section, le):
    return Mandat.objects.en_cours(le=le).filter(section=section, fonction__in=Mandat.TITULAIRES)


def _section_du_president(le):
    """Une section de deux ou trois établissements, d'une douzaine de visiteurs, avec titulaire."""
    affectations = Affectation.objects.en_cours(le=le).filter(fonction=Fonction.VP)
    nombres = dict(
        affectations.order_by()
        .filter(etablissement__rattachements__debut__lte=le, etablissement__rattachements__fin=None)
        .values_list("etablissement__rattachements__section")
        .annotate(Count("pk"))
    )
    sections = (
        Section.objects.annotate(
            prisons=Count(
                "rattachements",
                Q(rattachements__fin=None) & Q(rattachements__etablissement__ferme_le=None),
            )
        )
        .filter(prisons__in=[2, 3])
        .order_by("pk")
    )
    sans_cp = Q(fin=None) & ~Q(etablissement__in=_avec_cp(le))
    candidates = [
        s
        for s in sections
        if _titulaires(s, le).exists() and s.rattachements.filter(sans_cp).exists()
    ]
    return min(candidates, key=lambda s: (abs(nombres.get(s.pk, 0) - 12), s.pk))


def _cp_auxilia(disp, le):
    affectations = Affectation.objects.en_cours(le=le).filter(fonction=Fonction.CP)
    dans_la_disp = affectations.filter(etablissement__disp=disp, etablissement__ferme_le=None)
    return dans_la_disp.order_by("pk").first() or affectations.order_by("pk").first()


def _avec_cp(le):
    cp = Affectation.objects.en_cours(le=le).filter(fonction=Fonction.CP)
    return cp.values("etablissement")


def _visiteur(le):
    """Un visiteur sans autre rôle, à l'agrément encore long, là où il n'y a pas de CP Auxilia."""
    agrements = (
        Habilitation.objects.en_cours(le=le)
        .filter(nature=Habilitation.Nature.AGREMENT, fin__gt=le + dt.timedelta(days=300))
        .filter(benevole__utilisateur=None, benevole__mandats=None)
        .exclude(etablissement__in=_avec_cp(le))
        .order_by("pk")
    )
    for agrement in agrements[:100]:
        affectation = Affectation.objects.en_cours(le=le).filter(
            fonction=Fonction.VP,
            benevole=agrement.benevole_id,
            etablissement=agrement.etablissement_id,
        )
        if trouvee := affectation.first():
            return trouvee
    raise LookupError("Aucun visiteur pour le compte de démonstration.")


def _donner_du_travail(section, le):
    """Chez le président : un agrément échu, un qui finit dans deux mois, une absence."""
    jour = dt.timedelta(days=1)
    etablissements = [r.etablissement_id for r in section.rattachements.filter(fin=None)]
    agrements = list(
        Habilitation.objects.valables(le=le)
        .filter(
            etablissement__in=etablissements,
            debut__range=(le - 660 * jour, le - 40 * jour),
            benevole__utilisateur=None,
            benevole__affectations__fin=None,
        )
        .order_by("pk")
        .distinct()
    )
    for agrement, fin in zip(agrements, (le - 12 * jour, le + 58 * jour), strict=False):
        suivants = Habilitation.objects.filter(
            benevole=agrement.benevole, etablissement=agrement.etablissement, debut__gt=agrement.fin
        )
        suivants.delete()
        agrement.fin, agrement.renouvellement_demande_le = fin, None
        agrement.save()
    if len(agrements) > 2:
        absent = agrements[2].benevole
        absent.absences.all().delete()
        Absence.objects.create(benevole=absent, debut=le - 9 * jour, fin=le + 30 * jour)
    recentes = ConfirmationListe.objects.filter(etablissement__in=etablissements, fonction="VP")
    recentes.filter(le__gte=le - 150 * jour).delete()
    ConfirmationListe.objects.bulk_create(
        ConfirmationListe(etablissement_id=pk, fonction="VP", le=le - 150 * jour)
        for pk in etablissements
    )


def _ouvrir_aux_titulaires(le):
    """Deux titulaires sur trois ont déjà un compte : l'anomalie « sans compte » reste visible."""
    mandats = (
        Mandat.objects.en_cours(le=le)
        .filter(fonction__in=Mandat.TITULAIRES, benevole__utilisateur=None)
        .exclude(benevole__courriel="")
        .select_related("benevole")
        .order_by("pk")
    )
    for rang, mandat in enumerate(mandats):
        if rang % 3:
            benevole = mandat.benevole
            compte = ouvrir_un_compte(courriel=benevole.courriel, nom=str(benevole))
            benevole.utilisateur = _ouvert_le(compte, mandat.debut)
            benevole.save(update_fields=["utilisateur"])


def _inviter(direction, le):
    """Quelques invitations en attente, dont une expirée."""
    sans_compte = Benevole.objects.filter(
        utilisateur=None, mandats__in=Mandat.objects.en_cours(le=le)
    ).exclude(courriel="")
    midi = timezone.make_aware(dt.datetime.combine(le, dt.time(12)))
    for benevole, jours in zip(sans_compte.distinct().order_by("pk"), (2, 11, 45), strict=False):
        invitation = Invitation(
            courriel=benevole.courriel, genre=Invitation.BENEVOLE, benevole=benevole
        )
        invitation.preparer(par=direction, maintenant=midi - dt.timedelta(days=jours))
        invitation.save()
