"""Ce qui existait avant l'histoire en est la première ligne : le premier changement dira « avant »."""

from django.db import migrations

from partenariat.histoire import commencer

SUIVIS = ["Section", "Absence", "Adhesion", "Affectation", "Benevole", "BesoinDeclare"]
SUIVIS += ["Habilitation", "Mandat", "Rattachement", "Role", "Seuil", "Suspension"]


def debuter(apps, schema_editor):
    for nom in SUIVIS:
        modele, histoire = (apps.get_model("benevoles", n) for n in (nom, f"Historical{nom}"))
        commencer(modele, histoire, motif="état au début de l’histoire")


class Migration(migrations.Migration):
    dependencies = [("benevoles", "0003_histoire")]

    operations = [migrations.RunPython(debuter, migrations.RunPython.noop)]
