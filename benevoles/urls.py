from django.urls import path

from benevoles.views import comptes, invitations, listes, personnes, sections, seuils, titres

_LISTE = "etablissements/<slug:code>/liste/<str:fonction>/"

urlpatterns = [
    path("mes-etablissements/", listes.mes_etablissements, name="mes_etablissements"),
    path(_LISTE, listes.liste, name="liste"),
    path(f"{_LISTE}ajout/", listes.liste_ajout, name="liste_ajout"),
    path(
        f"{_LISTE}ajout/nouvelle-personne/",
        listes.liste_ajout_personne,
        name="liste_ajout_personne",
    ),
    path(f"{_LISTE}confirmation/", listes.liste_confirmation, name="liste_confirmation"),
    path("etablissements/<slug:code>/besoin/", listes.besoin, name="besoin"),
    path("affectations/<int:pk>/fin/", listes.affectation_fin, name="affectation_fin"),
    path("affectations/<int:pk>/titre/", titres.titre_nouveau, name="titre_nouveau"),
    path("titres/<int:pk>/demande-de-renouvellement/", titres.titre_demande, name="titre_demande"),
    path("titres/<int:pk>/suspension/", titres.titre_suspension, name="titre_suspension"),
    path("suspensions/<int:pk>/levee/", titres.suspension_levee, name="suspension_levee"),
    path("titres/<int:pk>/retrait/", titres.titre_retrait, name="titre_retrait"),
    path("personnes/", personnes.personnes, name="personnes"),
    path("personnes/nouvelle/", personnes.personne_nouvelle, name="personne_nouvelle"),
    path("personnes/<int:pk>/", personnes.personne, name="personne"),
    path(
        "personnes/<int:pk>/modification/",
        personnes.personne_modification,
        name="personne_modification",
    ),
    path("personnes/<int:pk>/absence/", personnes.absence, name="absence"),
    path("absences/<int:pk>/fin/", personnes.absence_fin, name="absence_fin"),
    path("personnes/<int:pk>/adhesion/", personnes.adhesion, name="adhesion"),
    path("adhesions/<int:pk>/fin/", personnes.adhesion_fin, name="adhesion_fin"),
    path("sections/", sections.sections, name="sections"),
    path("sections/nouvelle/", sections.section_nouvelle, name="section_nouvelle"),
    path("sections/<int:pk>/", sections.section, name="section"),
    path("sections/<int:pk>/mandat/", sections.mandat_nouveau, name="mandat_nouveau"),
    path("mandats/<int:pk>/fin/", sections.mandat_fin, name="mandat_fin"),
    path("sections/<int:pk>/rattachement/", sections.rattachement, name="rattachement"),
    path("rattachements/<int:pk>/fin/", sections.rattachement_fin, name="rattachement_fin"),
    path("seuils/", seuils.seuils, name="seuils"),
    path("seuils/<str:type>/", seuils.seuil, name="seuil"),
    path("comptes/", comptes.comptes, name="comptes"),
    path("comptes/invitation/", invitations.invitation_nouvelle, name="invitation_nouvelle"),
    path(
        "comptes/invitation/<int:pk>/relance/",
        invitations.invitation_relance,
        name="invitation_relance",
    ),
    path(
        "comptes/invitation/<int:pk>/annulation/",
        invitations.invitation_annulation,
        name="invitation_annulation",
    ),
    path("roles/<int:pk>/fin/", comptes.role_fin, name="role_fin"),
    path("invitation/<str:jeton>/", invitations.invitation, name="invitation"),
]
