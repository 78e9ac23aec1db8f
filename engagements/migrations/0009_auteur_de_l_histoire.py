"""L'auteur d'une ligne d'histoire n'est plus qu'un numéro, que rien ne change ensuite."""

from django.conf import settings
from django.db import migrations, models

MODELES = ["historicalcible", "historicalconvention", "historicalengagement", "historicalreleve"]


class Migration(migrations.Migration):
    dependencies = [("engagements", "0008_rappels")]

    operations = [
        operation
        for modele in MODELES
        for operation in (
            migrations.AlterField(
                modele,
                "history_user",
                models.ForeignKey(
                    settings.AUTH_USER_MODEL,
                    models.DO_NOTHING,
                    null=True,
                    related_name="+",
                    db_constraint=False,
                ),
            ),
            migrations.SeparateDatabaseAndState(
                state_operations=[
                    migrations.RemoveField(modele, "history_user"),
                    migrations.AddField(
                        modele,
                        "history_user_id",
                        models.BigIntegerField(null=True, verbose_name="par"),
                    ),
                ]
            ),
        )
    ]
