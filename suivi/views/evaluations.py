"""L'évaluation annuelle : lire, commenter, arrêter, signer, imprimer, vérifier."""

from pathlib import Path

from csp.decorators import csp
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.timezone import localdate

from benevoles.views.saisie import ouvrir, repondre
from partenariat.acces import directions, membres, pilotage, public
from partenariat.confirmation import confirmation_recente
from partenariat.tableurs import FORMATS, telecharger
from suivi.evaluations import campagne
from suivi.evaluations.arret import arreter, ecarts
from suivi.evaluations.campagne import avancement
from suivi.evaluations.canonique import canonique
from suivi.evaluations.document import contexte
from suivi.evaluations.indicateurs import ENTETES_DES_INDICATEURS, rangees_des_indicateurs
from suivi.evaluations.signature import (
    empreinte_du_document,
    empreinte_imprimee,
    est_signee,
    signer,
)
from suivi.exports import ECARTS, EVALUATIONS
from suivi.forms_evaluation import CampagneForm, CommentaireForm, CorrectionForm
from suivi.models import Commentaire, Document, Evaluation, Rubrique, Signature
from suivi.views.carte import CSP_DE_LA_CARTE
from suivi.views.documents import (
    arret_de,
    choix_des_territoires,
    evaluation_visible,
    territoire_demande,
)

ECARTS_MONTRES = 200
SCHEMA_JSON = Path(campagne.__file__).with_name("schema.json")


@membres
def evaluations(request):
    contexte = {"evaluations": _visibles(request).prefetch_related("signatures", "arrets")}
    return render(request, "suivi/evaluation/liste.html", contexte)


@membres
def evaluations_export(request, format):
    """Où en est chacune : ses dates, ses signatures valables, sans ses chiffres."""
    lues = _visibles(request).prefetch_related(
        Prefetch("signatures", Signature.objects.valables()), "arrets"
    )
    return EVALUATIONS.telecharger(request, lues, format=format)


def _visibles(request):
    return Evaluation.objects.visibles_par(request.user).select_related("convention")


@membres
def evaluation(request, pk):
    """Où en est l'évaluation, et ce qu'il reste à faire à chacun."""
    evaluation = evaluation_visible(request, pk)
    documents = Document.objects.visibles_par(request.user).filter(
        evaluation=evaluation, empreinte=empreinte_imprimee(evaluation)
    )
    contexte = {
        "evaluation": evaluation,
        "arret": evaluation.arrets.first(),
        "arrets": evaluation.arrets.all(),
        "avancement": avancement(evaluation),
        "signatures": evaluation.signatures.all(),
        "signee": est_signee(evaluation),
        "a_signe": evaluation.signatures.valables().filter(
            association=request.user.droits.direction or ""
        ),
        "documents": documents.select_related("disp", "section"),
        "ecrit": request.user.droits.est_direction and not evaluation.publiee_le,
        "formats": FORMATS,
        "aujourdhui": localdate(),
    } | choix_des_territoires(request)
    return render(request, "suivi/evaluation/evaluation.html", contexte)


@membres
def evaluation_lecture(request, pk):
    """Le document, à l'écran : le même contenu que le PDF."""
    evaluation = evaluation_visible(request, pk)
    arret = arret_de(evaluation)
    page = contexte(evaluation, arret, territoire_demande(request)) | {"a_l_ecran": True}
    page["choix"] = choix_des_territoires(request)
    return render(request, "suivi/evaluation/lecture.html", page)


@membres
@csp(CSP_DE_LA_CARTE)
def evaluation_carte(request, pk):
    """La carte figée, seule : l'écran la montre comme une image."""
    evaluation = evaluation_visible(request, pk)
    page = contexte(evaluation, arret_de(evaluation), territoire_demande(request))
    svg = render_to_string("suivi/evaluation/_carte_figee.svg", page)
    return HttpResponse(svg, content_type="image/svg+xml")


@membres
def evaluation_donnees(request, pk, format):
    """Les chiffres figés : en JSON, tels que leur empreinte les tient ; en tableau, indicateurs."""
    arret = arret_de(evaluation_visible(request, pk))
    nom = f"evaluation-{arret.evaluation.libelle}-v{arret.numero}"
    if format in FORMATS:
        rangees = rangees_des_indicateurs(arret.donnees)
        return telecharger("Indicateurs", ENTETES_DES_INDICATEURS, rangees, nom=nom, format=format)
    if format != "json":
        raise Http404
    reponse = HttpResponse(canonique(arret.donnees), content_type="application/json")
    reponse["Content-Disposition"] = f'attachment; filename="{nom}.json"'
    return reponse


@public
def evaluation_schema(request):
    """Le schéma des chiffres arrêtés : public, sans aucune donnée."""
    return HttpResponse(SCHEMA_JSON.read_bytes(), content_type="application/schema+json")


@directions
def evaluation_dates(request, pk):
    evaluation = evaluation_visible(request, pk)
    return repondre(
        request,
        ouvrir(request, CampagneForm, instance=evaluation),
        dire=lambda e: "Les dates de la campagne sont enregistrées.",
        titre=f"Dates : {evaluation}",
        bouton="Enregistrer",
        retour=evaluation.get_absolute_url(),
    )


@directions
def commentaire(request, pk, rubrique):
    """Le commentaire de sa propre association sur une rubrique."""
    evaluation, association = evaluation_visible(request, pk), request.user.droits.direction
    if rubrique not in Rubrique.values:
        raise Http404
    if evaluation.publiee_le:
        messages.error(request, "Cette évaluation est publiée : elle ne change plus.")
        return redirect(evaluation)
    siens = evaluation.commentaires.filter(association=association, rubrique=rubrique)
    ancien = siens.first()
    instance = Commentaire(evaluation=evaluation, association=association, rubrique=rubrique)
    initial = {"texte": ancien.texte if ancien else ""}
    return repondre(
        request,
        ouvrir(request, CommentaireForm, instance=instance, initial=initial),
        dire=lambda c: "Le commentaire est enregistré.",
        titre=f"{Rubrique(rubrique).label} : commentaire de {association}",
        explication=_avertir_des_signatures(evaluation),
        bouton="Enregistrer",
        retour=evaluation.get_absolute_url(),
    )


@directions
def evaluation_arret(request, pk):
    """Arrêter les chiffres, ou les corriger en disant pourquoi."""
    evaluation = evaluation_visible(request, pk)
    premier = not evaluation.arrets.exists()
    form = CorrectionForm(request.POST or None)
    if request.method == "POST" and (premier or form.is_valid()):
        motif = "" if premier else form.cleaned_data["motif"]
        try:
            arret = arreter(evaluation, maintenant=timezone.now(), par=request.user, motif=motif)
        except ValidationError as refus:
            messages.error(request, " ".join(refus.messages))
        else:
            messages.success(request, f"Les chiffres sont arrêtés : version {arret.numero}.")
        return redirect(evaluation)
    page = {"evaluation": evaluation, "premier": premier, "form": form}
    return render(request, "suivi/evaluation/arret.html", page)


@pilotage
def evaluation_ecarts(request, pk):
    """Recalculer et comparer : tout ce qui n'est plus ce qui a été figé."""
    evaluation = evaluation_visible(request, pk)
    tous = ecarts(arret_de(evaluation))
    page = {"evaluation": evaluation, "ecarts": tous[:ECARTS_MONTRES], "nombre": len(tous)}
    return render(request, "suivi/evaluation/ecarts.html", page)


@pilotage
def evaluation_ecarts_export(request, pk, format):
    """Tous, même ceux que la page ne montre pas."""
    evaluation = evaluation_visible(request, pk)
    tous = ecarts(arret_de(evaluation))
    return ECARTS.telecharger(request, tous, format=format, precision=str(evaluation))


@directions
@confirmation_recente
def evaluation_signature(request, pk):
    """Signer ce qu'on vient de lire, après avoir redonné son second facteur ou son mot de passe."""
    evaluation = evaluation_visible(request, pk)
    if request.method == "POST":
        try:
            signer(
                evaluation,
                par=request.user,
                lue=request.POST.get("empreinte", ""),
                maintenant=timezone.now(),
            )
        except ValidationError as refus:
            messages.error(request, " ".join(refus.messages))
        else:
            messages.success(request, "Votre signature est enregistrée.")
        return redirect(evaluation)
    page = {
        "evaluation": evaluation,
        "arret": evaluation.arrets.first(),
        "empreinte": empreinte_du_document(evaluation),
    }
    return render(request, "suivi/evaluation/signature.html", page)


def _avertir_des_signatures(evaluation):
    if not evaluation.signatures.valables().exists():
        return ""
    return "Attention : une direction a déjà signé. Changer ce commentaire annule sa signature."
