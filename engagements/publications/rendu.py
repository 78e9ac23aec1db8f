"""Du Markdown écrit par une personne au HTML servi à tous : deux barrières, une liste fermée."""

from functools import lru_cache

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

from partenariat.francais import insecables

BALISES = {
    *("p", "br", "hr", "h2", "h3", "h4", "ul", "ol", "li"),
    *("strong", "em", "a", "blockquote", "code", "pre"),
}
TITRES = {"h1": "h2", "h2": "h3"}  # le h1 de la page est le titre de l'information
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).disable("image")


@lru_cache(maxsize=256)
def en_html(texte: str) -> SafeString:
    """Le texte mis en forme, sans image, sans script, sans autre lien que http(s) et mailto."""
    jetons = _MARKDOWN.parse(insecables(texte))
    for jeton in jetons:
        if jeton.type in ("heading_open", "heading_close"):
            jeton.tag = TITRES.get(jeton.tag, "h4")
    html = _MARKDOWN.renderer.render(jetons, _MARKDOWN.options, {})
    propre = nh3.clean(
        html,
        tags=BALISES,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener nofollow",
    )
    return mark_safe(propre)
