"""Les sections se cherchent, comme les établissements et les personnes, sans égard aux accents."""

from django.db import migrations, models

from etablissements.recherche import cle_de_recherche


def ecrire_les_cles(apps, schema_editor):
    sections = apps.get_model("benevoles", "Section")
    for section in sections.objects.all():
        section.recherche = cle_de_recherche(section.nom)
        section.save(update_fields=["recherche"])


class Migration(migrations.Migration):
    dependencies = [("benevoles", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="section",
            name="recherche",
            field=models.CharField(
                "clé de recherche", db_index=True, default="", editable=False, max_length=300
            ),
            preserve_default=False,
        ),
        migrations.RunPython(ecrire_les_cles, migrations.RunPython.noop),
    ]
