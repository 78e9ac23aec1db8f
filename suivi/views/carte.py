"""La carte, servie à part des pages : elle ne leur pèse pas, et ne repart que si elle a changé."""

import datetime as dt
import hashlib

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
from partenariat.memoire import une_fois_par_version
from partenariat.replique import lecture_differee
from suivi.carte import VUE_PAR_DEFAUT, VUES, Vue, Zone, dessiner
from suivi.lignes import lignes_des_spips, spips_vus_par

CARTES_GARDEES = 48
# Un document à part, sans script ni ressource : seulement sa propre feuille de style.
CSP_DE_LA_CARTE = {
    "default-src": [NONE],
    "style-src": [UNSAFE_INLINE],
    "frame-ancestors": [SELF],
    "base-uri": [NONE],
}


def _svg_demande(request) -> tuple[bytes, str]:
    """La carte que demande l’adresse, et son étiquette ; dessinée une fois par version."""
    if not hasattr(request, "_svg_demande"):
        jour = jour_demande(request)
        zone, disp = _zone(request.GET.get("disp", ""))
        request._svg_demande = _svg(
            pays(le=jour).jeton,
            jour,
            VUES.get(request.GET.get("vue", ""), VUE_PAR_DEFAUT),
            zone,
            disp,
            spips_vus_par(request.user),
            suffixe(request),
        )
    return request._svg_demande


@lecture_differee
@lecteurs
@csp(CSP_DE_LA_CARTE)
@condition(etag_func=lambda request: _svg_demande(request)[1])
@cache_control(private=True, no_cache=True)
def carte(request):
    """La carte du pays, ou d'une DISP (`disp`), dans l'une des vues `vp`, `cp` ou `croise`."""
    return HttpResponse(_svg_demande(request)[0], content_type="image/svg+xml")


def _zone(code):
    """La DISP demandée : (ce que la carte resserre, sa clé) ; rien pour le pays entier."""
    if not code:
        return None, None
    disp = get_object_or_404(DirectionInterregionale, code=code)
    departements = frozenset(disp.departements.values_list("code", flat=True))
    return Zone(f"DISP {disp}", departements), disp.pk


@une_fois_par_version(CARTES_GARDEES)
def _svg(
    jeton: str,
    le: dt.date,
    vue: Vue,
    zone: Zone | None,
    disp: int | None,
    spips: frozenset[int] | None,
    suffixe: str,
):
    couvertures = [
        ligne.couverture
        for ligne in lignes_des_spips(spips, le=le)
        if disp is None or ligne.etablissement.disp_id == disp
    ]
    svg = dessiner(couvertures, vue=vue, le=le, zone=zone, suffixe=suffixe).encode()
    return svg, f'"{hashlib.sha256(svg).hexdigest()[:32]}"'
