from django.apps import AppConfig


class EngagementsConfig(AppConfig):
    name = "engagements"
    verbose_name = "engagements"

    def ready(self):
        # Les modèles ne sont prêts qu'ici.
        from benevoles.imports.registre import inscrire
        from engagements.imports.sortes import ACTIONS, FORMATIONS

        inscrire(ACTIONS, FORMATIONS)
