from django.apps import AppConfig


class BenevolesConfig(AppConfig):
    name = "benevoles"
    verbose_name = "bénévoles"

    def ready(self):
        # Les modèles ne sont prêts qu'ici.
        from benevoles.imports.registre import inscrire
        from benevoles.imports.sortes import EFFECTIFS, PERSONNES

        inscrire(PERSONNES, EFFECTIFS)
