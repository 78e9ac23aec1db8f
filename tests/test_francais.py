"""Aucun libellé n'a perdu ses accents : Django prendrait le nom de l'attribut, sans accent."""

from django.apps import apps

NOTRES = {"partenariat", "etablissements", "benevoles", "engagements", "suivi"}
SANS_ACCENT = {
    "benevole",
    "departement",
    "etablissement",
    "habilitation_",
    "decidee",
    "prenom",
    "telephone",
    "libelle",
    "perimetre",
    "evenement",
    "precision_",
    "siege",
    "fonction_",
    "utilisateur",
}


def test_chaque_champ_porte_un_libelle_francais():
    fautes = [
        f"{modele.__name__}.{champ.name} : {champ.verbose_name}"
        for modele in apps.get_models()
        if modele._meta.app_label in NOTRES
        for champ in modele._meta.get_fields()
        if hasattr(champ, "verbose_name")
        and set(str(champ.verbose_name).lower().split()) & SANS_ACCENT
    ]
    assert fautes == []
