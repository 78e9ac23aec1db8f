"""La charte, acceptée avant le premier usage : ce que chacun promet en entrant ici.

Sources : la convention (dignité des personnes détenues, aval du SPIP), le code de déontologie du
service public pénitentiaire (relations justifiées par la mission), le RGPD (minimisation).
"""

import datetime as dt
from typing import NamedTuple

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import now

from partenariat.acces import tout_compte
from partenariat.models import AcceptationDeCharte


class Article(NamedTuple):
    titre: str
    engagements: tuple[str, ...]


# Changer un mot demande une nouvelle version, que chacun accepte de nouveau : un essai y veille.
VERSION = 1
EN_VIGUEUR = dt.date(2026, 11, 28)
ARTICLES = (
    Article(
        "Les personnes détenues",
        (
            "Je respecte leur dignité, leurs droits et leurs confidences. Une visite ou un cours se"
            " propose, et ne s’impose jamais.",
            "Je n’écris ici ni nom de personne détenue, ni numéro d’écrou, ni motif de détention,"
            " ni date de libération, ni rien sur la santé, la famille ou la religion.",
            "Aucune visite d’apprenant ne se fait sans son accord, ni sans l’aval du SPIP.",
            "Une personne détenue peut demander à lire, corriger ou effacer ce qui la concerne."
            " Je transmets sa demande à la direction de mon association, sans la juger.",
        ),
    ),
    Article(
        "Les bénévoles et les agents",
        (
            "Je ne lis que ce dont j’ai besoin pour ma mission, et je ne le répète pas.",
            "Je ne donne à personne les coordonnées d’un bénévole ou d’un agent.",
            "Une liste emportée reste sur mon poste le temps de m’en servir, puis je l’efface."
            " Chaque téléchargement est noté.",
        ),
    ),
    Article(
        "Mon compte",
        (
            "Mon compte est personnel : je ne prête ni mon mot de passe, ni mon second facteur.",
            "Je signale tout de suite à la direction de mon association une erreur, une perte ou"
            " un accès anormal : elle a 72 heures pour prévenir la CNIL.",
            "Quand ma mission prend fin, je cesse d’utiliser cet outil.",
        ),
    ),
)


@tout_compte
def charte(request):
    """La lire, l'accepter ; puis aller où l'on allait."""
    acceptee = AcceptationDeCharte.objects.filter(compte=request.user, version=VERSION).first()
    suite = _suite(request)
    if request.method == "POST":
        accepter(request.user, le=now())
        messages.success(
            request, "Merci. Votre accord est daté ; la charte se relit en bas de page."
        )
        return redirect(suite)
    contexte = {"articles": ARTICLES, "version": VERSION, "en_vigueur": EN_VIGUEUR}
    return render(request, "charte/charte.html", contexte | {"acceptee": acceptee, "suite": suite})


def accepter(compte, *, le: dt.datetime):
    """Une fois par version : deux clics n'en font qu'une."""
    try:
        with transaction.atomic():
            AcceptationDeCharte.objects.create(compte=compte, version=VERSION, le=le)
    except IntegrityError:
        return


def _suite(request):
    suite = request.POST.get("next") or request.GET.get("next") or "/"
    permise = url_has_allowed_host_and_scheme(suite, {request.get_host()}, request.is_secure())
    return suite if permise else "/"
