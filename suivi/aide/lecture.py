"""Lire les guides : leurs parties, les pages qu'elles expliquent, et celui de chaque compte."""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.utils.safestring import SafeString
from django.utils.text import slugify

from engagements.publications.rendu import en_html
from suivi.aide.captures import Capture, captures

DOSSIER = Path(__file__).parent / "guides"
QUESTIONS = "questions"
# Dans l'ordre où l'aide les présente ; un compte qui a plusieurs rôles lit le premier.
GUIDES = ["direction", "delegue", "president", "cp-auxilia", "visiteur", "spip", "technique"]
IMPRIMABLES = ("president", "spip")
_PARTIE = re.compile(r"^## +(.+)\n(?:pages: *(.+)\n)?(?:image: *(\S+) *\| *(.+)\n)?", re.MULTILINE)


@dataclass(frozen=True)
class Partie:
    """Ce qu'il y a à faire, et sur quelles pages (le nom de leurs adresses)."""

    titre: str
    pages: tuple[str, ...]
    texte: str
    image: str = ""
    description: str = ""

    @property
    def capture(self) -> Capture | None:
        return captures()[self.image] if self.image else None

    @property
    def ancre(self) -> str:
        return slugify(self.titre.replace("’", " "))

    @property
    def html(self) -> SafeString:
        return en_html(self.texte)

    @property
    def libelles(self) -> list[str]:
        """Les mots que ses pages montrent."""
        return re.findall(r"\*\*(.+?)\*\*", self.texte)


@dataclass(frozen=True)
class Guide:
    code: str
    titre: str
    introduction: str
    parties: tuple[Partie, ...]

    @property
    def imprimable(self) -> bool:
        return self.code in IMPRIMABLES

    def partie_de(self, page) -> Partie | None:
        """La partie qui explique cette page ; la première, quand plusieurs le font."""
        return next((partie for partie in self.parties if page in partie.pages), None)


@lru_cache
def guide(code) -> Guide:
    texte = (DOSSIER / f"{code}.md").read_text(encoding="utf-8")
    tete, *morceaux = _PARTIE.split(texte)
    titre, introduction = tete.removeprefix("# ").split("\n", 1)
    parties = tuple(
        Partie(t.strip(), tuple((pages or "").split()), texte.strip(), image or "", decrite or "")
        for t, pages, image, decrite, texte in zip(*[iter(morceaux)] * 5, strict=True)
    )
    return Guide(code, titre.strip(), introduction.strip(), parties)


def parties_illustrees() -> list[Partie]:
    codes = (QUESTIONS, *GUIDES)
    return [partie for code in codes for partie in guide(code).parties if partie.image]


def guide_du_compte(droits) -> str:
    """Le guide de ce compte, d'après ses droits du jour ; sans rôle, les questions."""
    roles = {
        "direction": droits.est_direction,
        "delegue": droits.est_delegue,
        "president": droits.sections,
        "cp-auxilia": droits.etablissements_cp,
        "spip": droits.est_agent_spip,
        "technique": droits.technique,
        "visiteur": droits.benevole,
    }
    return next((code for code, a_ce_role in roles.items() if a_ce_role), QUESTIONS)


def ou_mener(code, page) -> tuple[str, str]:
    """(guide, ancre) pour qui demande de l'aide sur cette page : son guide, sinon les questions."""
    for candidat in (code, QUESTIONS):
        if partie := guide(candidat).partie_de(page):
            return candidat, f"#{partie.ancre}"
    return code, ""
