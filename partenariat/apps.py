"""Le socle : comptes, accès, périodes, présentation des formulaires."""

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_migrate, pre_migrate


class PartenariatConfig(AppConfig):
    name = "partenariat"
    verbose_name = "socle"

    def ready(self):
        # Les modèles ne sont prêts qu'ici.
        from partenariat.declencheurs import installer_les_declencheurs, oter_les_declencheurs
        from partenariat.sessions import noter_l_ouverture

        user_logged_in.connect(noter_l_ouverture, dispatch_uid="sessions")
        pre_migrate.connect(oter_les_declencheurs, dispatch_uid="declencheurs")
        post_migrate.connect(installer_les_declencheurs, dispatch_uid="declencheurs")
