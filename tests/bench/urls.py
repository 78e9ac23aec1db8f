"""Nos adresses, une vue vide, et la liste de l'admin de Django : les points de comparaison."""

from django.contrib import admin
from django.db.models import Count, Q
from django.http import HttpResponse
from django.urls import include, path
from django.utils.timezone import localdate

from benevoles.models import Fonction
from etablissements.models import Etablissement
from partenariat.acces import tout_compte


class EtablissementAdmin(admin.ModelAdmin):
    """La même liste que la nôtre, comme l'admin la ferait : nombres de VP et de CP."""

    list_display = ["nom", "type", "departement", "disp", "nombre_vp", "nombre_cp"]
    list_select_related = ["departement", "disp"]
    list_per_page = 200
    show_full_result_count = False

    def get_queryset(self, request):
        en_cours = Q(affectations__debut__lte=localdate()) & (
            Q(affectations__fin=None) | Q(affectations__fin__gte=localdate())
        )
        return (
            super()
            .get_queryset(request)
            .annotate(
                vp=Count("affectations", en_cours & Q(affectations__fonction=Fonction.VP)),
                cp=Count("affectations", en_cours & Q(affectations__fonction=Fonction.CP)),
            )
        )

    @admin.display(ordering="vp")
    def nombre_vp(self, objet):
        return objet.vp

    @admin.display(ordering="cp")
    def nombre_cp(self, objet):
        return objet.cp


class SiteDeMesure(admin.AdminSite):
    """Ouvert à tout compte connecté : on mesure la liste, pas les droits de l'admin."""

    def has_permission(self, request):
        return request.user.is_authenticated


@tout_compte
def vide(request):
    return HttpResponse("")


site = SiteDeMesure()
site.register(Etablissement, EtablissementAdmin)
for droit in ("view", "change", "add", "delete", "module"):
    setattr(EtablissementAdmin, f"has_{droit}_permission", lambda *args, **kwargs: True)

urlpatterns = [
    path("vide/", vide),
    path("admin/", site.urls),
    path("", include("partenariat.urls")),
]
