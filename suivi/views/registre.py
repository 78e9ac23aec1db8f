"""Notice d'information et registre des traitements : les mêmes durées, pour tous et en détail."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils.timezone import localdate

from partenariat.acces import tout_compte
from partenariat.conservation import empreinte
from suivi.forms_vie_privee import RevueForm
from suivi.models import RevueDesDurees
from suivi.vie_privee.registre import dernieres_revues, fiches


@tout_compte
def notice(request):
    """Ce que chacun doit savoir de ses données : qui, pourquoi, combien de temps, ses droits."""
    return render(request, "suivi/vie_privee/notice.html", {"fiches": fiches()})


@tout_compte
def registre(request):
    """Le registre, engendré de la table des durées ; une direction y note une relecture."""
    association = request.user.droits.direction
    form = _formulaire(request, association) if association else None
    if request.method == "POST":
        if form is None:
            raise PermissionDenied
        if form.is_valid():
            form.save()
            messages.success(request, "La relecture est notée, avec la table telle qu’elle est.")
            return redirect("registre")
    contexte = {"fiches": fiches(), "revues": dernieres_revues(), "form": form}
    return render(request, "suivi/vie_privee/registre.html", contexte)


def _formulaire(request, association):
    revue = RevueDesDurees(association=association, par=request.user, empreinte=empreinte())
    return RevueForm(request.POST or None, instance=revue, le=localdate())
