"""La carte, servie à part des pages : elle ne leur pèse pas, et ne repart que si elle a changé."""

import datetime as dt
import hashlib
from functools import lru_cache

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition

from benevoles.couverture.panorama import pays
from etablissements.models import DirectionInterregionale
from partenariat.acces import lecteurs
from partenariat.dates import jour_demande, suffixe
from partenariat.replique import lecture_differee
from suivi.carte import VUE_PAR_DEFAUT, VUES, Zone, dessiner
from suivi.lignes import lignes

CARTES_GARDEES = 48
# Un document à part, sans script ni ressource : seulement sa propre feuille de style.
CSP_DE_LA_CARTE = {
    "default-src": [NONE],
    "style-src": [UNSAFE_INLINE],
    "frame-ancestors": [SELF],
    "base-uri": [NONE],
}


def _svg_demande(request) -> str:
    """La carte que l'adresse demande, dessinée une fois tant que les données ne changent pas."""
    if not hasattr(request, "_svg_demande"):
        jour = jour_demande(request)
        zone, disp = _zone(request.GET.get("disp", ""))
        visibles = lignes(request.user, le=jour)
        request._svg_demande = _svg(
            visibles[0].pays.jeton if visibles else "",
            jour,
            request.GET.get("vue", ""),
            zone,
            tuple(
                ligne.etablissement.pk
                for ligne in visibles
                if disp is None or ligne.etablissement.disp_id == disp
            ),
            suffixe(request),
        )
    return request._svg_demande


@lecture_differee
@lecteurs
@csp(CSP_DE_LA_CARTE)
@condition(etag_func=lambda request: _empreinte(_svg_demande(request)))
@cache_control(private=True, no_cache=True)
def carte(request):
    """La carte du pays, ou d'une DISP (`disp`), dans l'une des vues `vp`, `cp` ou `croise`."""
    return HttpResponse(_svg_demande(request), content_type="image/svg+xml")


def _zone(code):
    """La DISP demandée : (ce que la carte resserre, sa clé) ; rien pour le pays entier."""
    code = code.replace("\x00", "")  # PostgreSQL refuse NUL
    if not code:
        return None, None
    disp = get_object_or_404(DirectionInterregionale, code=code)
    departements = frozenset(disp.departements.values_list("code", flat=True))
    return Zone(f"DISP {disp}", departements), disp.pk


@lru_cache(maxsize=CARTES_GARDEES)
def _svg(jeton: str, le: dt.date, vue: str, zone: Zone | None, visibles: tuple, suffixe: str):
    """`jeton` et `visibles` disent à eux deux quelles couvertures sont dessinées."""
    visibles = set(visibles)
    couvertures = [c for c in pays(le=le).couvertures if c.etablissement.pk in visibles]
    return dessiner(
        couvertures, vue=VUES.get(vue, VUE_PAR_DEFAUT), le=le, zone=zone, suffixe=suffixe
    )


@lru_cache(maxsize=CARTES_GARDEES)
def _empreinte(svg: str) -> str:
    return f'"{hashlib.sha256(svg.encode()).hexdigest()[:32]}"'
