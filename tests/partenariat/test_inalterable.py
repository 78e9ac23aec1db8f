"""L'histoire ne se réécrit pas : la base le refuse."""

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.db.models.signals import pre_migrate

from partenariat.declencheurs import installer_les_declencheurs
from partenariat.inalterable import est_effacable, est_une_histoire
from tests import fabrique

HISTOIRES = [modele for modele in apps.get_models() if est_une_histoire(modele)]
pytestmark = pytest.mark.django_db


def _ligne(histoire):
    """Une ligne d'histoire, écrite sans passer par la fiche."""
    vides = {c.attname: _valeur(c) for c in histoire._meta.local_concrete_fields if not c.null}
    del vides["history_id"]
    return histoire.objects.create(**vides)


def _valeur(champ):
    types = {"DateField": "2016-01-01", "DateTimeField": "2016-01-01T00:00Z", "CharField": "+"}
    return types.get(champ.get_internal_type(), 1)


@pytest.mark.parametrize("histoire", HISTOIRES, ids=lambda modele: modele.__name__)
def test_une_ligne_d_histoire_ne_se_change_ni_ne_s_efface(histoire):
    ligne = _ligne(histoire)
    siennes = histoire.objects.filter(history_id=ligne.history_id)
    for ecrire, nom in (
        (lambda: siennes.update(history_user_id=1), "inchangee"),
        (siennes.delete, "gardee"),
        (ligne.save, "inchangee"),
    ):
        with pytest.raises(IntegrityError, match=nom), transaction.atomic():
            ecrire()
    assert siennes.exists()


def test_le_depart_d_un_compte_ne_touche_pas_l_histoire():
    compte = fabrique.creer_direction()
    benevole = fabrique.creer_benevole()
    benevole.enregistrer(par=compte)
    numero = compte.pk
    compte.delete()
    assert benevole.history.first().history_user_id == numero


def test_sans_effacement_declare_aucune_porte_n_est_ouverte():
    """Seule l'histoire d'une fiche qui a un jour d'effacement peut s'effacer."""
    effacables = {modele.__name__ for modele in HISTOIRES if est_effacable(modele)}
    assert effacables <= {"HistoricalBenevole"}
    absence = fabrique.creer_absence(benevole=fabrique.creer_benevole())
    pk = absence.pk
    absence.delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        type(absence).history.filter(id=pk).delete()


def test_sans_roles_dans_la_base_la_commande_des_droits_le_dit_en_francais():
    """PostgreSQL dit que le rôle n'existe pas ; SQLite, qu'il n'a pas de rôles."""
    with pytest.raises(CommandError, match="n’exist"):
        call_command("droits_de_la_base", "personne")


def test_une_table_que_cite_un_declencheur_se_migre_encore():
    """SQLite refuserait de la refaire : les déclencheurs s'ôtent avant, et se reposent après."""
    socle = apps.get_app_config("benevoles")
    pre_migrate.send(socle, app_config=socle, using="default", verbosity=0, interactive=False)
    if connection.vendor == "sqlite":
        with connection.cursor() as curseur:
            curseur.execute("SELECT count(*) FROM sqlite_master WHERE type = 'trigger'")
            assert curseur.fetchone() == (0,)
    for application in apps.get_app_configs():
        installer_les_declencheurs(application)
    absence = fabrique.creer_absence(benevole=fabrique.creer_benevole())
    with pytest.raises(IntegrityError, match="gardee"), transaction.atomic():
        absence.history.all().delete()
