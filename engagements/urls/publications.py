from django.urls import path

from engagements.views import infos, publications

urlpatterns = [
    path("infos/", infos.infos, name="infos"),
    path("infos/flux.atom", infos.infos_flux, name="infos_flux"),
    path("infos/integrees/", infos.infos_integrees, name="infos_integrees"),
    path("infos/<int:pk>-<slug:slug>/", infos.info, name="info"),
    path("publications/", publications.publications, name="publications"),
    path(
        "publications/export.<format>",
        publications.publications_export,
        name="publications_export",
    ),
    path("publications/nouvelle/", publications.publication_nouvelle, name="publication_nouvelle"),
    path("publications/<int:pk>/", publications.publication, name="publication"),
    path(
        "publications/<int:pk>/modification/",
        publications.publication_modification,
        name="publication_modification",
    ),
    path(
        "publications/<int:pk>/proposition/",
        publications.publication_proposition,
        name="publication_proposition",
    ),
    path(
        "publications/<int:pk>/accord/", publications.publication_accord, name="publication_accord"
    ),
    path(
        "publications/<int:pk>/archivage/",
        publications.publication_archivage,
        name="publication_archivage",
    ),
    path(
        "publications/<int:pk>/parution/",
        publications.parution_nouvelle,
        name="parution_nouvelle",
    ),
]
