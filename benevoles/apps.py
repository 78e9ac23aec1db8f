from django.apps import AppConfig


class BenevolesConfig(AppConfig):
    name = "benevoles"
    verbose_name = "bénévoles"
