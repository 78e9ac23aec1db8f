"""Chaque formulaire, rempli pour nuire : jamais de 500, jamais de HTML rendu tel quel.

Les formulaires sont ceux que la page rend, champs cachés et listes compris, pour le premier rôle de
la matrice qui la lit.
"""

import copy
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.monde import ROLES, creer_monde
from tests.test_acces import LIGNES, arguments

BALISE = "<script>alert(1)</script>"
VALEURS = [  # et si elle va partout, ou dans les seuls champs de texte
    ("a\x00b", True),
    ("é" * 20_000, False),
    (f"\u202e{BALISE}' OR 1=1;--\"><img src=x onerror=alert(1)>{{{{ 7|add:7 }}}}", False),
]
PAR_LOT = 15
TEXTES = {"text", "search", "email", "tel", "url", "password"}
JAMAIS = {"csrfmiddlewaretoken"}
A_PART = ("mfa_", "account_logout")
SANS_FORMULAIRE = ("pdf", "export", "json", "donnees", "attestation", "carte", "fichier")


class Formulaires(HTMLParser):
    """Les formulaires à envoyer d'une page : [(adresse, {champ: (genre, valeur)})]."""

    def __init__(self, html):
        super().__init__()
        self.lus, self.champs, self.liste = [], None, None
        self.feed(html)

    def handle_starttag(self, balise, attributs):
        a = dict(attributs)
        if balise == "form":
            self.champs = {}
            if (a.get("method") or "get").lower() == "post":
                self.lus.append((a.get("action") or "", self.champs))
        elif self.champs is not None:
            self._champ(balise, a)

    def _champ(self, balise, a):
        nom, genre = a.get("name"), a.get("type", "text")
        if balise == "option" and self.liste and (a.get("value") or "selected" in a):
            if "selected" in a or not self.champs[self.liste][1]:
                self.champs[self.liste] = ("select", a.get("value", ""))
        elif not nom:
            return
        elif balise == "select":
            self.liste, self.champs[nom] = nom, ("select", "")
        elif balise == "textarea":
            self.champs[nom] = ("text", "")
        elif balise == "input" and genre in {"checkbox", "radio"}:
            if "checked" in a or nom not in self.champs:
                self.champs[nom] = (genre, a.get("value", "on"))
        elif balise == "input" and genre != "file":
            self.champs[nom] = (genre, a.get("value", ""))

    def handle_endtag(self, balise):
        if balise == "form":
            self.champs = None
        elif balise == "select":
            self.liste = None


def _pages():
    """Des lots (rôle, [(nom, sujet)]) : chaque page une fois."""
    pages, lots = {}, []
    for nom, sujet, *codes in LIGNES:
        lue = "+" in codes and "envoi" not in sujet
        if lue and not nom.startswith(A_PART) and not nom.endswith(SANS_FORMULAIRE):
            pages.setdefault(nom, (sujet, ROLES[codes.index("+")]))
    for role in ROLES:
        siennes = [(nom, sujet) for nom, (sujet, lecteur) in pages.items() if lecteur == role]
        lots += [(role, lot) for lot in _par_lots(siennes)]
    return lots


def _par_lots(pages):
    return [pages[debut : debut + PAR_LOT] for debut in range(0, len(pages), PAR_LOT)]


def _formulaires(client, adresse):
    page = client.get(adresse)
    if not page.get("Content-Type", "").startswith("text/html"):
        return []
    lus = Formulaires(page.content.decode()).lus
    cibles = [(urlsplit(urljoin(adresse, action or adresse)), champs) for action, champs in lus]
    return [c for c in cibles if c[0].path != reverse("account_logout")]


def _remplir(champs, hostile, partout):
    """Les autres champs gardent ce que la page propose : l'envoi va aussi loin que possible."""
    return {
        nom: hostile if nom not in JAMAIS and (partout or genre in TEXTES) else valeur
        for nom, (genre, valeur) in champs.items()
    }


def _envoyer(client, adresse, envoi):
    """Rien n'en reste : chaque envoi part du même monde et de la même session."""
    temoins = copy.deepcopy(client.cookies)
    with transaction.atomic():
        reponse = client.post(f"{adresse.path}?{adresse.query}", envoi, follow=BALISE in str(envoi))
        transaction.set_rollback(True)
    client.cookies = temoins
    return reponse


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "pages"), _pages(), ids=lambda x: x if isinstance(x, str) else x[0][0]
)
def test_aucun_formulaire_ne_casse_ni_ne_rend_du_html(role, pages):
    comptes, ici, la_bas = creer_monde()
    client = Client(raise_request_exception=False)
    if comptes[role]:
        client.force_login(comptes[role])
    fautes, essayes = [], 0
    for nom, sujet in pages:
        region = la_bas if "là-bas" in sujet else ici
        for cible, champs in _formulaires(client, reverse(nom, args=arguments(nom, sujet, region))):
            for hostile, partout in VALEURS:
                reponse = _envoyer(client, cible, _remplir(champs, hostile, partout))
                essayes += 1
                if reponse.status_code >= 500 or BALISE.encode() in reponse.content:
                    fautes.append((nom, hostile[:9], cible.path, getattr(reponse, "exc_info", "")))
    assert fautes == []
    assert essayes or len(pages) < PAR_LOT
