"""Ce que le langage des gabarits ne sait pas dire, ou dirait trop lentement."""

import base64
import re
from html import unescape

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from partenariat.templatetags.dates import en_chiffres

register = template.Library()

VERDICTS = {
    True: SafeString('comptee"><strong>Compté'),
    False: SafeString('ecartee"><strong>Écarté'),
}
ECHEANCE = SafeString(' <span class="echeance">échoit sous 6 mois</span>')


@register.filter
def insecable(texte):
    """« 4 sur 133 », que rien ne coupe en fin de ligne."""
    return texte.replace(" ", "\u00a0")


@register.simple_tag
def personnes_jugees(personnes, nommes, un):
    """Qui compte, qui est écarté, pourquoi : écrit d'un trait, un établissement en a soixante-dix.

    `nommes` : les fiches que le lecteur voit, par clé primaire ; `un` désigne les autres.
    """
    return format_html_join(
        "\n",
        '<li class="{}</strong>\u00a0: {}, depuis le {}, {}{}</li>',
        (
            (
                VERDICTS[p.compte],
                _nom(nommes.get(p.benevole), un),
                en_chiffres(p.depuis),
                p.raison,
                ECHEANCE if p.echoit_bientot else "",
            )
            for p in personnes
        ),
    )


def _nom(fiche, un):
    if fiche is None:
        return un
    return format_html('<a href="{}">{}</a>', fiche.get_absolute_url(), fiche)


@register.filter
def en_image(svg, classe=""):
    """Ce dessin comme une image, son titre pour texte : deux fois moins à lire que dans la page."""
    seul = svg.replace("&nbsp;", "\u00a0")  # hors d'une page HTML, l'entité n'existe pas
    octets = base64.b64encode(seul.encode()).decode()
    titre = unescape(re.search("<title>(.*?)</title>", svg, re.DOTALL)[1])
    return format_html(
        '<img class="{}" alt="{}" src="data:image/svg+xml;base64,{}">', classe, titre, octets
    )
