"""Les documents d'une évaluation : les demander, les suivre, les prendre, les vérifier."""

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from benevoles.models import Section
from etablissements.models import DirectionInterregionale
from partenariat.acces import membres, public
from suivi.evaluations.document import FRANCE, Territoire
from suivi.evaluations.fabrication import demander
from suivi.evaluations.signature import empreinte_imprimee
from suivi.forms_evaluation import VerificationForm
from suivi.models import Arret, Document, Evaluation, Signature

RELIRE = 3  # secondes, tant que le document se prépare


@membres
@require_POST
def document_nouveau(request, pk):
    """Demander un PDF : l'évaluation entière, ou l'extrait d'une DISP ou d'une section."""
    evaluation, forme = evaluation_visible(request, pk), request.POST.get("forme", "")
    arret_de(evaluation)
    if forme not in Document.Forme.values:
        raise Http404
    territoire = territoire_demande(request)
    document = demander(evaluation, par=request.user, forme=forme, **territoire._asdict())
    return redirect("document", pk=document.pk)


@membres
def document(request, pk):
    """L'avancement ; le fichier dès qu'il est prêt."""
    documents = Document.objects.visibles_par(request.user)
    lignes = documents.select_related("evaluation__convention", "disp", "section")
    document = get_object_or_404(lignes, pk=pk)
    if document.fini_le:
        documents.prets_pour(request.user).filter(pk=pk).update(ouvert_le=timezone.now())
    reponse = render(request, "suivi/evaluation/document.html", {"document": document})
    if not document.fini_le and not document.erreur:
        reponse["Refresh"] = str(RELIRE)  # la page se relit seule, sans aucun script
    return reponse


@membres
def document_fichier(request, pk):
    documents = Document.objects.visibles_par(request.user).filter(fini_le__isnull=False)
    avec = ("evaluation__convention", "disp", "section")
    document = get_object_or_404(documents.select_related(*avec), pk=pk)
    if document.est_perdu:
        messages.error(
            request, "Ce PDF n’est plus sur le serveur : demandez-le de nouveau, il se refera."
        )
        return redirect(document.evaluation)
    return FileResponse(
        document.fichier.open(),
        content_type="application/pdf",
        as_attachment=True,
        filename=document.nom_de_fichier,
    )


@public
def verification(request):
    """Ce fichier, ou cette empreinte, est-il bien une évaluation ? Rien de plus n'est dit."""
    form = VerificationForm(request.POST or None, request.FILES or None)
    page = {"form": form, "cherche": False, "evaluation": None}
    if request.method == "POST" and form.is_valid():
        page |= {"cherche": True} | _verifier(form.cherchee())
    return render(request, "suivi/evaluation/verification.html", page)


def _verifier(empreinte):
    publiees = {"evaluation__publiee_le__isnull": False}
    document = Document.objects.filter(sha256=empreinte, **publiees).first()
    arret = Arret.objects.filter(empreinte=empreinte, **publiees).first()
    signature = Signature.objects.filter(empreinte=empreinte, **publiees).first()
    trouve = document or arret or signature
    if trouve is None:
        return {}
    evaluation = trouve.evaluation
    courante = empreinte_imprimee(evaluation)
    actuelle = evaluation.arrets.first()
    a_jour = (document and document.empreinte == courante) or (arret and arret == actuelle)
    return {
        "evaluation": evaluation,
        "version": (arret or actuelle).numero,
        "a_jour": bool(a_jour or (signature and signature.annulee_le is None)),
        "signatures": evaluation.signatures.valables(),
        "extrait": document and (document.disp or document.section),
    }


def territoire_demande(request):
    """Le territoire demandé, « disp:LYO » ou « section:12 » ; une section que le lecteur voit."""
    valeurs = request.POST if request.method == "POST" else request.GET
    sorte, _, code = valeurs.get("territoire", "").partition(":")
    if sorte == "disp":
        return Territoire(disp=get_object_or_404(DirectionInterregionale, code=code[:50]))
    if sorte == "section" and code.isdecimal() and len(code) < 10:
        sections = Section.objects.visibles_par(request.user)
        return Territoire(section=get_object_or_404(sections, pk=int(code)))
    if sorte:
        raise Http404
    return FRANCE


def choix_des_territoires(request):
    """Les extraits que ce lecteur peut demander : toutes les DISP, ses sections."""
    return {
        "disps": DirectionInterregionale.objects.all(),
        "sections": Section.objects.visibles_par(request.user).order_by("nom"),
        "formes": Document.Forme.choices,
    }


def evaluation_visible(request, pk):
    """L'évaluation, si ce compte la voit ; sinon 404."""
    visibles = Evaluation.objects.visibles_par(request.user).select_related("convention")
    return get_object_or_404(visibles, pk=pk)


def arret_de(evaluation):
    """Le dernier arrêt ; 404 tant que les chiffres ne sont pas arrêtés."""
    arret = evaluation.arrets.first()
    if arret is None:
        raise Http404
    return arret
