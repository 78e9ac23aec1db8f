"""L'histoire : qui, quand, avant et après, sans qu'une écriture y échappe."""

import datetime as dt

import pytest
from django.apps import apps
from django.urls import reverse

from benevoles.demo.construction import construire
from benevoles.models import Affectation, Benevole, Role, Seuil
from partenariat.histoire import (
    EcritureSansHistoire,
    QuerySetSuivi,
    auteur,
    creer_en_masse,
    est_suivi,
    modifier_en_masse,
)
from partenariat.models import Association
from tests import fabrique

AUJOURDHUI = dt.date(2026, 11, 23)
SUIVIS = [modele for modele in apps.get_models() if est_suivi(modele)]
# Ce que chaque page d'histoire promet ; un modèle ajouté à la convention s'y ajoute de lui-même.
ATTENDUS = {"Benevole", "Adhesion", "Affectation", "Habilitation", "Suspension", "Absence"}
ATTENDUS |= {"Mandat", "Rattachement", "Section", "Role", "Seuil", "BesoinDeclare"}
ATTENDUS |= {"Convention", "Engagement", "Cible", "Releve", "Commentaire"}

pytestmark = pytest.mark.django_db


def _sans_histoire(modele):
    """Les lignes dont la dernière ligne d'histoire manque ou dit autre chose."""
    champs = [champ.attname for champ in modele.history.model.tracked_fields]
    dites = {}
    for pk, *valeurs in modele.history.order_by("history_id").values_list("id", *champs):
        dites[pk] = valeurs
    ecrites = {pk: valeurs for pk, *valeurs in modele.objects.values_list("pk", *champs)}
    return [pk for pk, valeurs in ecrites.items() if dites.get(pk) != valeurs]


def test_tout_ce_qui_doit_l_etre_est_suivi():
    assert {modele.__name__ for modele in SUIVIS} >= ATTENDUS


@pytest.mark.parametrize("modele", SUIVIS, ids=lambda modele: modele.__name__)
def test_un_modele_suivi_refuse_les_ecritures_que_son_histoire_ne_verrait_pas(modele):
    assert isinstance(modele.objects.all(), QuerySetSuivi)
    premier = modele._meta.local_concrete_fields[0].name
    for ecrire in (
        lambda: modele.objects.update(**{premier: None}),
        lambda: modele.objects.bulk_create([modele()]),
        lambda: modele.objects.bulk_update([modele(pk=1)], [premier]),
    ):
        with pytest.raises(EcritureSansHistoire):
            ecrire()


def test_la_demonstration_a_toute_son_histoire():
    construire(le=AUJOURDHUI)
    fautes = {modele.__name__: len(_sans_histoire(modele)) for modele in SUIVIS}
    assert {nom: n for nom, n in fautes.items() if n} == {}


def test_une_saisie_a_l_ecran_dit_qui_et_ce_qui_a_change(connecte):
    direction = fabrique.creer_direction()
    benevole = fabrique.creer_adhesion(benevole=fabrique.creer_benevole(commune="Lyon")).benevole
    saisie = {"nom": benevole.nom, "prenom": benevole.prenom, "version_lue": 1}

    connecte(direction).post(
        reverse("personne_modification", args=[benevole.pk]), saisie | {"commune": "Dijon"}
    )

    apres, avant = benevole.history.all()
    assert (avant.commune, avant.history_type, avant.history_user_id) == ("Lyon", "+", None)
    assert (apres.commune, apres.history_type) == ("Dijon", "~")
    assert apres.history_user_id == direction.pk


def test_ce_qui_s_efface_reste_dans_l_histoire_avec_qui_l_a_efface(connecte):
    direction = fabrique.creer_direction()
    absence = fabrique.creer_absence(benevole=fabrique.creer_benevole())
    pk = absence.pk
    with auteur(direction, "saisie par erreur"):
        absence.delete()
    derniere = type(absence).history.filter(id=pk).latest()
    assert (derniere.history_type, derniere.history_user_id) == ("-", direction.pk)
    assert derniere.history_change_reason == "saisie par erreur"


def test_une_tache_sans_requete_dit_son_auteur_et_son_motif():
    direction, role = fabrique.creer_direction(), fabrique.creer_role(association=Association.ANVP)
    with auteur(direction, "reprise"):
        role.save()
    derniere = role.history.first()
    assert (derniere.history_user_id, derniere.history_change_reason) == (direction.pk, "reprise")
    role.save()
    assert Role.history.filter(id=role.pk).first().history_user_id is None


def test_l_auteur_passe_a_enregistrer_l_emporte():
    direction, benevole = fabrique.creer_direction(), fabrique.creer_benevole()
    with auteur(None, "import"):
        benevole.enregistrer(par=direction, champs=["commune"])
    derniere = benevole.history.first()
    assert (derniere.history_user_id, derniere.history_change_reason) == (direction.pk, "import")


def test_creer_en_masse_ecrit_une_ligne_d_histoire_par_objet(django_assert_num_queries):
    direction = fabrique.creer_direction()
    fiches = [Benevole(nom=f"Nom {n}", prenom="Camille") for n in range(40)]
    with django_assert_num_queries(2):  # les fiches, leur histoire
        ecrites = creer_en_masse(Benevole, fiches, par=direction, motif="import de la liste")
    assert len(ecrites) == 40
    assert _sans_histoire(Benevole) == []
    lignes = Benevole.history.values_list(
        "history_user_id", "history_change_reason", "history_type"
    )
    assert set(lignes) == {(direction.pk, "import de la liste", "+")}


def test_modifier_en_masse_change_de_version_et_s_ecrit_dans_l_histoire():
    direction = fabrique.creer_direction()
    fiches = [fabrique.creer_benevole(commune="Lyon") for _ in range(3)]
    for fiche in fiches:
        fiche.commune = "Dijon"

    assert modifier_en_masse(fiches, ["commune"], par=direction, motif="import") == 3

    assert _sans_histoire(Benevole) == []
    apres = Benevole.objects.values_list("commune", "version", "modifie_par")
    assert set(apres) == {("Dijon", 2, direction.pk)}
    assert modifier_en_masse([], ["commune"], par=direction, motif="import") == 0


def test_un_seuil_remplace_garde_l_ancien_dans_l_histoire():
    direction = fabrique.creer_direction()
    regle = {"vp_pour_cent": 2, "minimum_vp": 1, "explication": "essai", "par": direction}
    premier = Seuil.fixer("MA", debut=dt.date(2016, 1, 1), **regle)
    Seuil.fixer("MA", debut=dt.date(2016, 6, 1), **regle)
    Seuil.fixer("MA", debut=dt.date(2016, 6, 1), **regle)
    assert [h.fin for h in premier.history.all()][-1] is None
    assert premier.history.first().fin == dt.date(2016, 5, 31)
    assert _sans_histoire(Seuil) == []
    assert Seuil.history.filter(history_type="-").count() == 1


def test_l_histoire_n_ajoute_rien_a_ce_qu_on_sait_deja_d_une_personne():
    """Ni recherche, ni version : rien que les champs de la fiche."""
    champs = {champ.name for champ in Affectation.history.model.tracked_fields}
    assert champs == {"id", "debut", "fin", "benevole", "etablissement", "fonction", "motif_fin"}
