"""Les sessions se ferment d'un geste ; les secrets du second facteur, en clair, sont chiffrés."""

from django.db import migrations, models

from partenariat.second_facteur import rechiffrer


def chiffrer(apps, schema_editor):
    rechiffrer(apps.get_model("mfa", "Authenticator").objects.all())


class Migration(migrations.Migration):
    dependencies = [
        ("partenariat", "0001_initial"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]

    operations = [
        migrations.AddField(
            model_name="utilisateur",
            name="fermetures",
            field=models.PositiveIntegerField(
                default=0, editable=False, verbose_name="fermetures de sessions"
            ),
        ),
        migrations.RunPython(chiffrer, migrations.RunPython.noop),
    ]
