"""Les positions communes : les lire, en écrire une version, donner l'accord de sa direction."""

from django.contrib import messages
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from benevoles.views.saisie import ouvrir, repondre
from engagements.forms.positions import AccordForm, PositionForm, VersionForm
from engagements.models import AccordPosition, PositionCommune, VersionPosition
from engagements.positions.etat import DE_QUI, etats, versions_visibles
from engagements.tableaux import POSITIONS
from partenariat.acces import directions, membres
from partenariat.models import Association


@membres
def positions(request):
    """Les directions lisent toutes les positions ; les autres membres, celles arrêtées."""
    contexte = {"lignes": [(p, etats(p.lues)[0]) for p in _positions(request) if p.lues]}
    return render(request, "positions/liste.html", contexte)


@membres
def positions_export(request, format):
    """Les versions que ce compte lit, texte compris."""
    versions = [(p, etat) for p in _positions(request) for etat in etats(p.lues)]
    return POSITIONS.telecharger(request, versions, format=format)


@membres
def position(request, pk):
    """Une position : chaque version, et l'accord daté de chaque direction."""
    position = get_object_or_404(_positions(request), pk=pk)
    lus, direction = etats(position.lues), request.user.droits.direction
    siennes = VersionPosition.objects.modifiables_par(request.user).filter(position=position)
    contexte = {
        "position": position,
        "etats": lus,
        "mon_accord": bool(direction) and lus[0].accords[direction] is None,
        "de_qui": DE_QUI.get(direction),
        "modifiable": siennes.first() if direction else None,
    }
    return render(request, "positions/position.html", contexte)


@directions
def position_nouvelle(request):
    return repondre(
        request,
        ouvrir(request, PositionForm),
        dire=lambda p: "La première version est écrite. Donnez l’accord de votre direction.",
        suite=lambda p: p.get_absolute_url(),
        titre="Nouvelle position commune",
        bouton="Enregistrer",
        retour=reverse("positions"),
        fil=_fil(),
    )


@directions
def position_version(request, pk):
    """Une version de plus, à partir de la dernière."""
    position = get_object_or_404(PositionCommune.objects.visibles_par(request.user), pk=pk)
    form = ouvrir(request, VersionForm, instance=position)
    return repondre(
        request,
        form,
        dire=lambda p: "La nouvelle version est écrite : les deux accords sont à redonner.",
        titre="Écrire une version",
        bouton="Enregistrer cette version",
        retour=position.get_absolute_url(),
        fil=[*_fil(), (position.get_absolute_url(), position.titre)],
        gabarit="positions/version",
        derniere=position.versions.first(),
    )


@directions
def position_accord(request, pk):
    """L'accord de sa propre direction, sur la dernière version."""
    visibles = VersionPosition.objects.visibles_par(request.user).select_related("position")
    version = get_object_or_404(visibles, pk=pk)
    association = Association(request.user.droits.direction)
    if version.accords.filter(association=association).exists():
        messages.info(request, "Votre direction a déjà donné son accord à cette version.")
        return redirect(version)
    accord = AccordPosition(version=version, association=association)
    return repondre(
        request,
        ouvrir(request, AccordForm, instance=accord),
        dire=lambda a: f"L’accord {DE_QUI[association]} est noté.",
        titre=f"Donner l’accord {DE_QUI[association]}",
        explication=f"« {version.position} », version {version.numero}. Votre accord porte sur le"
        " texte ci-dessous, et engage votre direction seule.",
        bouton=f"Donner l’accord {DE_QUI[association]}",
        retour=version.get_absolute_url(),
        fil=[*_fil(), (version.get_absolute_url(), version.position.titre)],
        gabarit="positions/accord",
        version=version,
    )


def _positions(request):
    lues = Prefetch("versions", versions_visibles(request.user), to_attr="lues")
    visibles = PositionCommune.objects.visibles_par(request.user).select_related("reunion")
    return visibles.prefetch_related(lues)


def _fil():
    return [(reverse("actions"), "Actions"), (reverse("positions"), "Positions communes")]
