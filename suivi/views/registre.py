"""Notice d'information et registre des traitements : les mêmes durées, pour tous et en détail."""

from django.shortcuts import render

from partenariat.acces import tout_compte
from suivi.vie_privee.registre import fiches


@tout_compte
def notice(request):
    """Ce que chacun doit savoir de ses données : qui, pourquoi, combien de temps, ses droits."""
    return render(request, "suivi/vie_privee/notice.html", {"fiches": fiches()})


@tout_compte
def registre(request):
    """Le registre, engendré de la table des durées."""
    return render(request, "suivi/vie_privee/registre.html", {"fiches": fiches()})
