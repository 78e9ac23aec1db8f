"""Les besoins de formation : préparer une enquête, y répondre, en lire les sommes."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate

from benevoles.models import Affectation
from benevoles.views.saisie import ouvrir, repondre
from engagements.formations.appartenance import association_du_compte
from engagements.formations.besoins import SEUIL, resultats
from engagements.forms.besoins import EnqueteForm, ParticipationForm
from engagements.models import Enquete, Participation
from engagements.tableaux import ENQUETES, RESULTATS
from partenariat.acces import directions, membres


@membres
def enquetes(request):
    le = localdate()
    toutes = list(Enquete.objects.visibles_par(request.user))
    repondues = Participation.objects.filter(compte=request.user).values_list("enquete", flat=True)
    contexte = {
        "ouvertes": [e for e in toutes if e.est_ouverte(le=le)],
        "autres": [(e, e.est_close(le=le)) for e in toutes if not e.est_ouverte(le=le)],
        "repondues": set(repondues),
    }
    return render(request, "formations/enquetes.html", contexte)


@membres
def enquetes_export(request, format):
    toutes = Enquete.objects.visibles_par(request.user)
    lignes = [(enquete, enquete.etat(le=localdate())) for enquete in toutes]
    return ENQUETES.telecharger(request, lignes, format=format)


@membres
def enquete(request, pk):
    """Répondre, ou corriger ses réponses ; close, elle mène à ses résultats."""
    le = localdate()
    enquete = get_object_or_404(Enquete.objects.visibles_par(request.user), pk=pk)
    if enquete.est_close(le=le):
        return redirect("enquete_resultats", enquete.pk)
    if not enquete.est_ouverte(le=le):
        return render(request, "formations/enquete_a_venir.html", {"enquete": enquete})
    instance, deja = _participation(request.user, enquete, le)
    return repondre(
        request,
        ouvrir(request, ParticipationForm, instance=instance),
        dire=lambda p: "Merci : vos réponses sont enregistrées.",
        titre=enquete.titre,
        explication=_explication(enquete, deja),
        bouton="Corriger mes réponses" if deja else "Envoyer mes réponses",
        fil=[("/enquetes/", "Besoins de formation")],
        retour="/enquetes/",
    )


def _explication(enquete, deja):
    debut = "Vous avez déjà répondu ; vos" if deja else "Vos"
    return (
        f"{debut} réponses peuvent se corriger jusqu’au {enquete.fin:%d/%m/%Y}. Personne ne les lit"
        f" une à une : seules des sommes sont montrées, à partir de {SEUIL} réponses."
    )


def _participation(utilisateur, enquete, le):
    """(la participation de ce compte, l'a-t-il déjà donnée ?)"""
    donnee = Participation.objects.filter(enquete=enquete, compte=utilisateur).first()
    if donnee:
        return donnee, True
    association = association_du_compte(utilisateur, le=le)
    if association is None:
        raise PermissionDenied("Votre fiche ne dit pas de quelle association vous êtes membre.")
    nouvelle = Participation(
        enquete=enquete, compte=utilisateur, association=association, disp_id=_disp(utilisateur, le)
    )
    return nouvelle, False


def _disp(utilisateur, le):
    """D'où l'on répond : sa DISP de délégué, celle où l'on intervient, sinon son département."""
    droits = utilisateur.droits
    if droits.est_direction or not (droits.disps or droits.benevole):
        return None
    if droits.disps:
        return min(droits.disps)
    siennes = Affectation.objects.en_cours(le=le).filter(benevole=droits.benevole)
    disps = siennes.values_list("etablissement__disp", flat=True)
    departement = utilisateur.benevole.departement
    return disps.first() or (departement and departement.disp_id)


@directions
def enquete_nouvelle(request):
    return repondre(
        request,
        ouvrir(request, EnqueteForm, instance=Enquete(), initial={"debut": localdate()}),
        dire=lambda e: f"« {e} » est enregistrée.",
        titre="Nouvelle enquête",
        explication="Une à huit questions fermées, pour les membres des deux associations. Elles ne"
        " se changent plus ensuite.",
        bouton="Enregistrer l’enquête",
        gabarit="formations/enquete_nouvelle",
        fil=[("/enquetes/", "Besoins de formation")],
        retour="/enquetes/",
    )


@membres
def enquete_resultats(request, pk):
    """Pour tous une fois close ; pour les directions, à tout moment."""
    enquete, close = _lisible(request, pk)
    nombre, lignes = resultats(enquete)
    contexte = {"enquete": enquete, "close": close, "nombre": nombre}
    contexte |= {"resultats": lignes, "seuil": SEUIL}
    return render(request, "formations/resultats.html", contexte)


@membres
def enquete_resultats_export(request, pk, format):
    """Les mêmes sommes : rien sous le seuil, les petits territoires fondus."""
    enquete, _ = _lisible(request, pk)
    nombre, lignes = resultats(enquete)
    rangees = [
        (r.question, groupe, reponses, choix.libelle, n)
        for r in lignes
        for groupe, reponses, comptes in [("Tous", nombre, [c.n for c in r.choix]), *r.groupes]
        for choix, n in zip(r.choix, comptes, strict=True)
    ]
    return RESULTATS.telecharger(request, rangees, format=format, precision=str(enquete))


def _lisible(request, pk):
    """(enquête, est-elle close ?) ; en cours, seules les directions en lisent les résultats."""
    enquete = get_object_or_404(Enquete.objects.visibles_par(request.user), pk=pk)
    close = enquete.est_close(le=localdate())
    if not (close or request.user.droits.est_direction):
        raise PermissionDenied
    return enquete, close
