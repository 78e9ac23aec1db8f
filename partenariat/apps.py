"""Le socle : comptes, accès, périodes, présentation des formulaires."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PartenariatConfig(AppConfig):
    name = "partenariat"
    verbose_name = "socle"

    def ready(self):
        # Les modèles ne sont prêts qu'ici.
        from partenariat.declencheurs import installer_les_declencheurs

        post_migrate.connect(installer_les_declencheurs, dispatch_uid="declencheurs")
