"""Les réglages de chacun : quels courriels il reçoit."""

from django.contrib import messages
from django.shortcuts import redirect, render

from engagements.forms.avis import PreferenceAvisForm
from engagements.models import PreferenceAvis
from partenariat.acces import tout_compte


@tout_compte
def mes_avis(request):
    """Deux cases : tout de suite, et le résumé de la semaine."""
    sienne = PreferenceAvis.objects.filter(compte=request.user).first()
    envoi = request.POST if request.method == "POST" else None
    form = PreferenceAvisForm(envoi, instance=sienne or PreferenceAvis(compte=request.user))
    if envoi is not None and form.is_valid():
        # update_or_create : deux envois au même instant n'en font qu'une.
        PreferenceAvis.objects.update_or_create(compte=request.user, defaults=form.cleaned_data)
        messages.success(request, "C’est enregistré.")
        return redirect("mes_avis")
    return render(request, "engagements/mes_avis.html", {"form": form})
