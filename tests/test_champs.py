"""Chaque champ de la matrice, suivi à la trace : une marque n'apparaît qu'à qui peut la lire."""

import re

import pytest
from django.apps import apps
from django.db.models import CharField, QuerySet, TextField
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from benevoles import tableaux as benevoles
from benevoles import telechargements
from benevoles.echanges import export as echanges
from benevoles.models import Benevole, Invitation
from benevoles.telechargements import Tableau
from engagements import tableaux as engagements
from engagements.demandes import export as demandes
from engagements.demandes.acteurs import acteurs, voit
from engagements.demandes.liste import demandes_de
from engagements.models import Candidat, DemandeVisite, Recrutement
from engagements.recrutements import liste as recrutements
from partenariat.champs import MATRICE, PAR_CHAMP, Regard, lit
from suivi import exports
from suivi.models import DemandeDePersonne
from tests import fabrique
from tests.monde import ROLES, creer_monde
from tests.test_acces import LIGNES, arguments

# Des PDF : comprimés, une marque ne s'y lirait pas. Leurs pages HTML et JSON, elles, sont lues.
COMPRIMES = (".pdf", "/attestation/")
MARQUES = {
    "benevoles.Benevole.courriel": "b{}z@marque.test",
    "benevoles.Benevole.telephone": "+331{:08d}",
    "benevoles.Benevole.commune": "Commune{}z",
    "engagements.Candidat.nom": "Candidat{}z",
    "engagements.Candidat.contact": "c{}z@marque.test",
    "engagements.DemandeVisite.reference": "AUX-9{:04d}",
    "engagements.DemandeVisite.precision": "Precision{}z",
    "benevoles.Invitation.courriel": "i{}z@marque.test",
    "suivi.DemandeDePersonne.texte": "Correction{}z",
}
# Juste par construction : un brouillon de demande se corrige par celui seul qui l'écrit.
ECRITE = re.compile(r"/demandes/\d+/modification/")
# Ce qui se lit sous d'autres règles que la ligne dont il vient : le nom signe ce qu'on a écrit.
SIGNATURES = {
    *("benevoles.Benevole.nom", "benevoles.Benevole.prenom"),
    *("partenariat.Utilisateur.nom_affiche", "partenariat.Utilisateur.email"),
    *("engagements.Trace.nom", "engagements.Trace.role", "engagements.Convocation.remplacant"),
}
# Pas de ligne, ou pas de texte, dans le monde des essais.
ABSENTS = {
    *("engagements.Trace.quoi", "engagements.Trace.etat", "engagements.Visite.texte"),
    *("engagements.Avis.adresse", "suivi.DemandeDePersonne.reponse"),
}

# Des listes de personnes dont aucune colonne n'est dans la matrice : leurs lignes en décident.
HORS_MATRICE = {
    "Fusions": "réservées aux directions, de leurs propres fiches",
    "Histoire": "ses lignes sont choisies champ par champ (benevoles.histoires)",
    "Inscrits": "qui organise la session, et chacun les siens",
    "Journal des téléchargements": "réservé aux directions",
    "Recrutements": "sans aucun candidat : le seul nom est celui du responsable",
    "Seuils": "le seul nom signe le réglage",
}


def _marquer():
    for champ, marque in MARQUES.items():
        modele, nom = champ.rsplit(".", 1)
        modele = apps.get_model(modele)
        for ligne in QuerySet(modele):
            QuerySet(modele).filter(pk=ligne.pk).update(**{nom: marque.format(ligne.pk)})


def _lisibles(compte):
    """Par champ, les numéros des lignes que la matrice et l'ensemble visible laissent lire."""
    recrutements = Recrutement.objects.visibles_par(compte)
    demandes = list(demandes_de(compte, le=localdate()))
    visibles = {
        "benevoles.Benevole": Benevole.objects.visibles_par(compte),
        "engagements.Candidat": Candidat.objects.filter(recrutement__in=recrutements),
        "benevoles.Invitation": Invitation.objects.visibles_par(compte),
        "suivi.DemandeDePersonne": DemandeDePersonne.objects.visibles_par(compte),
    }
    lisibles = {
        f"{modele}.{nom}": {o.pk for o in visibles[modele] if lit(compte, o, nom)}
        for modele, nom in (champ.rsplit(".", 1) for champ in MARQUES)
        if modele in visibles
    }
    for nom in ("reference", "precision"):
        lisibles[f"engagements.DemandeVisite.{nom}"] = {
            d.pk for d in demandes if voit(nom, acteurs(compte, d))
        }
    return lisibles


def _marques():
    """(champ, numéro, texte) : chaque marque posée, et comme un téléphone s'écrit en France."""
    for champ, marque in MARQUES.items():
        modele = apps.get_model(champ.rsplit(".", 1)[0])
        for pk in QuerySet(modele).values_list("pk", flat=True):
            texte = marque.format(pk)
            yield champ, pk, texte
            if texte.startswith("+33"):
                yield champ, pk, f"0{texte[3:]}"


def _pages(role, ici, la_bas):
    rang = ROLES.index(role) + 2
    for ligne in LIGNES:
        if ligne[rang] == "+" and "envoi" not in ligne[1]:
            region = la_bas if "là-bas" in ligne[1] else ici
            adresse = reverse(ligne[0], args=arguments(ligne[0], ligne[1], region))
            if not adresse.endswith(COMPRIMES):
                yield adresse


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES[1:])
def test_une_marque_n_apparait_qu_a_qui_la_matrice_la_montre(role, monkeypatch):
    """Ni plus que la matrice ; ni plus que celle où chaque champ ne se lirait que de soi-même :
    les pages qui le montraient la consultent donc, chacune."""
    comptes, ici, la_bas = creer_monde()
    _marquer()
    client, pages = Client(), dict.fromkeys(_pages(role, ici, la_bas))
    client.force_login(comptes[role])

    fuites, montrees = _fuites(client, comptes[role], pages)
    assert fuites == set()

    _reserver_a_soi(monkeypatch)
    fuites, _ = _fuites(client, comptes[role], {a for a in montrees if not ECRITE.match(a)})
    assert fuites == set()


def _reserver_a_soi(monkeypatch):
    for champ in MARQUES:
        seul = PAR_CHAMP[champ]._replace(anvp=(Regard.SOI, Regard.AUTEUR), auxilia=(), spip=())
        monkeypatch.setitem(PAR_CHAMP, champ, seul._replace(technique=()))


def _fuites(client, compte, pages):
    """(ce qui se lit sans en avoir le droit, les pages où se lit au moins une marque)."""
    marques, lisibles = list(_marques()), _lisibles(compte)
    fuites, montrees = set(), set()
    for adresse in pages:
        lu = _lire(client.get(adresse))
        for champ, pk, marque in marques:
            if marque in lu:
                montrees.add(adresse)
                if pk not in lisibles[champ]:
                    fuites.add((adresse, champ))
    return fuites, montrees


def _lire(reponse):
    morceaux = reponse.streaming_content if reponse.streaming else [reponse.content]
    return re.sub(r"\s|&nbsp;", "", b"".join(morceaux).decode("utf-8", "ignore"))


def test_chaque_champ_de_la_matrice_existe():
    for champ in PAR_CHAMP:
        modele, nom = champ.rsplit(".", 1)
        assert apps.get_model(modele)._meta.get_field(nom)
    assert set(MARQUES) <= set(PAR_CHAMP)


def _tableaux():
    modules = (telechargements, echanges, benevoles, demandes, recrutements, engagements, exports)
    return [t for module in modules for t in vars(module).values() if isinstance(t, Tableau)]


def test_chaque_liste_emportee_qui_nomme_des_personnes_consulte_la_matrice():
    sans = set()
    for tableau in _tableaux():
        assert set(tableau.champs) <= set(tableau.entetes), tableau.nom
        assert set(tableau.champs.values()) <= set(PAR_CHAMP), tableau.nom
        if tableau.personnel and not tableau.champs:
            sans.add(tableau.nom)
    assert sans == set(HORS_MATRICE)


def test_chaque_texte_de_la_matrice_est_marque_ou_dit_pourquoi_il_ne_l_est_pas():
    textes = {champ for champ in PAR_CHAMP if _libre(champ)}
    assert textes == set(MARQUES) | SIGNATURES | ABSENTS


def _libre(champ):
    modele, nom = champ.rsplit(".", 1)
    champ = apps.get_model(modele)._meta.get_field(nom)
    return isinstance(champ, CharField | TextField) and not champ.choices


def test_chaque_champ_saisi_d_un_benevole_ou_d_un_candidat_est_dans_la_matrice():
    """Un champ nouveau fait échouer l'essai : à la matrice de dire qui le lit."""
    assert DemandeVisite._meta.label in {champ.rsplit(".", 1)[0] for champ in PAR_CHAMP}
    hors = {"etape", "depuis_le", "recrutement"}  # où en est le dossier, et duquel il s'agit
    for modele in (Benevole, Candidat):
        saisis = {c.name for c in modele._meta.local_concrete_fields if c.editable} - hors
        saisis -= {"id", "version"}
        assert {f"{modele._meta.label}.{nom}" for nom in saisis} <= set(PAR_CHAMP)


def test_l_ensemble_qui_decide_des_lignes_existe_pour_chaque_donnee():
    modeles = {modele.__name__: modele for modele in apps.get_models()}
    for ligne in MATRICE:
        nom, ensemble = ligne.regle.split(".", 1)
        assert ensemble == "objects.visibles_par"
        assert callable(modeles[nom].objects.visibles_par), ligne.donnee


@pytest.mark.django_db
def test_un_champ_ote_de_la_matrice_quitte_la_liste_la_fiche_et_sa_correction(monkeypatch):
    compte, moi = fabrique.creer_direction(), fabrique.creer_compte()
    sien = {"courriel": "ines@exemple.test", "commune": "Guéret"}
    fiche = fabrique.creer_adhesion(benevole=fabrique.creer_benevole(**sien)).benevole
    mienne = fabrique.creer_benevole(utilisateur=moi, **sien)
    sans = PAR_CHAMP["benevoles.Benevole.commune"]._replace(anvp=(Regard.SOI,), auxilia=())
    monkeypatch.setitem(PAR_CHAMP, "benevoles.Benevole.commune", sans)
    client = Client()
    client.force_login(compte)

    fabrique.creer_adhesion(
        benevole=fabrique.creer_benevole(nom=fiche.nom, prenom=fiche.prenom, **sien)
    )
    assert "ines@exemple.test" in client.get(reverse("doublons")).content.decode()
    for nom, arguments_ in (("personnes", []), ("personne", [fiche.pk]), ("doublons", [])):
        lu = client.get(reverse(nom, args=arguments_)).content.decode()
        assert "Guéret" not in lu
        assert ">Commune<" not in lu
    correction = client.get(reverse("personne_modification", args=[fiche.pk])).context["form"]
    assert set(correction.fields) & {"courriel", "commune"} == {"courriel"}

    client.force_login(moi)
    assert "Guéret" in client.get(mienne.get_absolute_url()).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("nombre", [1, 8])
def test_consulter_la_matrice_ne_coute_aucune_requete(nombre, django_assert_num_queries):
    compte = fabrique.creer_direction()
    fiches = [fabrique.creer_benevole(commune="Guéret") for _ in range(nombre)]
    assert compte.droits.est_direction

    with django_assert_num_queries(0):
        assert all(lit(compte, fiche, "commune") for fiche in fiches)
