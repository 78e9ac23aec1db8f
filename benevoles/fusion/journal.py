"""Ce qu'une fusion écrit, ligne par ligne, avec de quoi la défaire exactement."""

from django.apps import apps


class FusionRefusee(Exception):
    """Une phrase pour celui qui fusionne ; rien n'a été écrit."""


def photo(objet) -> dict:
    """Toutes les valeurs d'une ligne, en texte, sans rien arrondir."""
    champs = objet._meta.concrete_fields
    vides = {c.attname: None for c in champs if c.value_from_object(objet) is None}
    return vides | {c.attname: c.value_to_string(objet) for c in champs if c.attname not in vides}


def photo_actuelle(modele, pk) -> dict | None:
    """Ce que la base en dit maintenant ; rien si la ligne n'existe pas."""
    objet = modele._base_manager.filter(pk=pk).first()
    return objet and photo(objet)


class Journal:
    """Écrit par `save` et `delete`, donc avec l'histoire, et retient l'avant et l'après."""

    def __init__(self, par):
        self.par, self.changements = par, []

    def modifier(self, objet, **valeurs):
        avant = photo(objet)
        for nom, valeur in valeurs.items():
            setattr(objet, nom, valeur)
        if hasattr(objet, "marquer"):
            objet.marquer(par=self.par)
        objet.save()
        self._noter(objet, objet.pk, avant, photo_actuelle(type(objet), objet.pk))

    def effacer(self, objet):
        avant, pk = photo(objet), objet.pk
        objet.delete()
        self._noter(objet, pk, avant, None)

    def _noter(self, objet, pk, avant, apres):
        modele = objet._meta.label
        self.changements.append({"modele": modele, "pk": pk, "avant": avant, "apres": apres})


def inchange(changement) -> bool:
    """Cette ligne est-elle restée telle que la fusion l'a laissée ?"""
    modele = apps.get_model(changement["modele"])
    return photo_actuelle(modele, changement["pk"]) == changement["apres"]


def retablir(changement):
    """La ligne telle qu'elle était avant la fusion."""
    modele = apps.get_model(changement["modele"])
    champs = {champ.attname: champ for champ in modele._meta.concrete_fields}
    modele(
        **{
            nom: None if valeur is None else champs[nom].to_python(valeur)
            for nom, valeur in changement["avant"].items()
        }
    ).save()
