"""Le rôle PostgreSQL de l'application : il travaille, et ne peut pas réécrire l'histoire.

Ramassé sur PostgreSQL seulement (`conftest.py`) : SQLite n'a pas de rôles.
"""

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.urls import reverse

from benevoles.models import Affectation, Benevole
from engagements.models import Trace
from partenariat.management.commands.droits_de_la_base import droits_par_table
from partenariat.models import Changement, Version
from tests import fabrique
from tests.fabrique_demandes import creer_demande_au_spip

pytestmark = pytest.mark.django_db


@pytest.fixture
def application(db):
    """Le rôle de l'application, avec ses droits ; il disparaît avec la transaction de l'essai."""
    with connection.cursor() as curseur:
        curseur.execute("CREATE ROLE application_d_essai")
        call_command("droits_de_la_base", "application_d_essai", verbosity=0)
        yield "application_d_essai"
        curseur.execute("RESET ROLE")


def test_le_role_de_l_application_travaille_mais_ne_reecrit_pas_l_histoire(application, connecte):
    direction = fabrique.creer_direction()
    benevole = fabrique.creer_adhesion().benevole
    client = connecte(direction)
    saisie = {"nom": "Autre", "prenom": "Nom", "version_lue": 1, "commune": "Dijon"}
    creer_demande_au_spip()
    with connection.cursor() as curseur:
        curseur.execute(f"SET LOCAL ROLE {application}")

    client.post(reverse("personne_modification", args=[benevole.pk]), saisie)

    assert benevole.history.first().commune == "Dijon"
    assert Trace.objects.exists()
    table = Benevole.history.model._meta.db_table
    for ordre in (
        f"UPDATE {table} SET commune = ''",
        f"DELETE FROM {table}",
        f"TRUNCATE {table}",
        f"DROP TRIGGER {table}_gardee_delete ON {table}",
        f"ALTER TABLE {table} DISABLE TRIGGER ALL",
        f"DROP TABLE {table}",
        f"CREATE OR REPLACE FUNCTION {table}_gardee_delete() RETURNS trigger LANGUAGE plpgsql"
        " AS $$ BEGIN RETURN OLD; END $$",
        "SET LOCAL session_replication_role = 'replica'",
        "TRUNCATE engagements_trace",
        "CREATE TABLE ailleurs (n int)",
    ):
        with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as curseur:
            curseur.execute(ordre)
    # L'effacement d'une personne remplace son nom dans le journal : rien d'autre ne s'y réécrit.
    with pytest.raises(IntegrityError, match="trace_intouchable"), transaction.atomic():
        Trace.objects.update(nom="")
    with pytest.raises(IntegrityError, match="trace_gardee_un_an"), transaction.atomic():
        Trace.objects.all().delete()


def test_pendant_une_mise_a_jour_une_table_sans_droits_encore_n_arrete_pas_les_ecritures(
    application,
):
    affectation = fabrique.creer_vp()
    demande = creer_demande_au_spip()
    avant = Changement.objects.count()
    with connection.cursor() as curseur:
        curseur.execute(f"REVOKE ALL ON partenariat_changement FROM {application}")
        curseur.execute(f"SET LOCAL ROLE {application}")

    fabrique.changer(Affectation.objects.filter(pk=affectation.pk), fin=None)
    demande.enregistrer(par=None)

    with connection.cursor() as curseur:
        curseur.execute("RESET ROLE")
    assert Changement.objects.count() == avant + 2


def test_une_table_temporaire_du_meme_nom_ne_detourne_pas_le_journal(application):
    """Sinon, ses déclencheurs tourneraient au nom du propriétaire, qui peut tout réécrire."""
    affectation, demande = fabrique.creer_vp(), creer_demande_au_spip()
    avant, version = Changement.objects.count(), Version.actuelle()
    with connection.cursor() as curseur:
        curseur.execute(f"SET LOCAL ROLE {application}")
        for table in ("partenariat_changement", "partenariat_version"):
            curseur.execute(f"CREATE TEMP TABLE {table} (LIKE public.{table} INCLUDING ALL)")

    fabrique.changer(Affectation.objects.filter(pk=affectation.pk), fin=None)
    demande.enregistrer(par=None)

    with connection.cursor() as curseur:
        curseur.execute("RESET ROLE")
        for table in ("partenariat_changement", "partenariat_version"):
            curseur.execute(f"SELECT count(*) FROM pg_temp.{table}")
            assert curseur.fetchone()[0] == 0
            curseur.execute(f"DROP TABLE pg_temp.{table}")
    assert Changement.objects.count() == avant + 2
    assert Version.actuelle() != version


def test_chaque_table_de_la_base_a_ses_droits(application):
    with connection.cursor() as curseur:
        curseur.execute(
            "SELECT table_name, string_agg(privilege_type, ' ' ORDER BY privilege_type)"
            " FROM information_schema.role_table_grants WHERE grantee = %s GROUP BY 1",
            [application],
        )
        donnes = dict(curseur.fetchall())
    attendus = {table: " ".join(sorted(droits)) for table, droits in droits_par_table().items()}
    presentes = set(connection.introspection.table_names())
    assert donnes == {table: d for table, d in attendus.items() if table in presentes}
    assert presentes <= set(attendus)
    assert {d for table, d in donnes.items() if "_historical" in table} == {"INSERT SELECT"}


def test_un_role_trop_puissant_ou_inconnu_est_refuse_en_francais(db):
    with connection.cursor() as curseur:
        curseur.execute("SELECT current_user")
        proprietaire = curseur.fetchone()[0]
    with pytest.raises(CommandError, match="administrateur"):
        call_command("droits_de_la_base", proprietaire)
    with pytest.raises(CommandError, match="n’existe pas"):
        call_command("droits_de_la_base", "personne")
