"""Envoyer un tableau, puis dire ce que contient chacune de ses colonnes."""

from django import forms
from django.core.files.base import File

from benevoles.imports.registre import sorte as sorte_de_cle
from benevoles.imports.registre import sortes_de
from benevoles.models import Import, ProfilImport
from etablissements.echanges.colonnes import reconnaitre
from etablissements.recherche import cle_de_recherche
from partenariat.formulaires import LongueListe
from partenariat.lecture import FichierRefuse, lire
from partenariat.televersements import ChampFichier

TROP_GROS = "Ce fichier est trop gros : 10 Mo au plus. Partagez-le en plusieurs fichiers."
AIDE = "Excel (XLSX), LibreOffice (ODS) ou CSV ; 10 Mo au plus."


class EnvoiForm(forms.Form):
    """Un tableau à lire, et le profil qui dit ses colonnes s'il a déjà servi."""

    sorte = forms.ChoiceField(label="Ce que contient le tableau", widget=forms.RadioSelect)
    fichier = ChampFichier(
        label="Fichier",
        help_text=AIDE,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.ods,.csv,.txt,.tsv"}),
        error_messages={"trop_gros": TROP_GROS},
    )
    feuille = forms.CharField(
        label="Feuille",
        required=False,
        max_length=100,
        help_text="Si le classeur en a plusieurs : le nom de l’onglet. Vide : le premier rempli.",
    )
    profil = forms.ModelChoiceField(
        label="Profil",
        queryset=ProfilImport.objects.none(),
        required=False,
        empty_label="Reconnaître les colonnes",
        help_text="Les colonnes que vous avez gardées une autre fois sous un nom.",
    )

    def __init__(self, *args, utilisateur, aujourdhui, demandee=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.utilisateur, self.aujourdhui = utilisateur, aujourdhui
        self._proposer_les_sortes(sortes_de(utilisateur.droits), demandee)
        profils = ProfilImport.objects.filter(par=utilisateur)
        self.fields["profil"].queryset = profils
        if not profils.exists():
            del self.fields["profil"]

    def _proposer_les_sortes(self, sortes, demandee):
        champ, cles = self.fields["sorte"], [sorte.cle for sorte in sortes]
        champ.choices = [(sorte.cle, sorte.nom) for sorte in sortes]
        champ.initial = demandee if demandee in cles else cles[0]
        if len(sortes) == 1:
            champ.widget = forms.HiddenInput()

    def enregistrer(self):
        """L'import, son tableau lu ; None si le fichier ne se lit pas, et le formulaire dit
        pourquoi."""
        if not self.is_valid():
            return None
        fichier = self.cleaned_data["fichier"]
        try:
            feuille = self.cleaned_data["feuille"] or None
            lecture = lire(fichier, fichier.name, feuille=feuille)
        except FichierRefuse as refus:
            self.add_error("fichier", refus.phrase)
            return None
        try:
            with lecture.chemin.open("rb") as lu:
                return self._creer(fichier.name[-120:], File(lu), lecture)
        finally:
            lecture.chemin.unlink()

    def _creer(self, nom, tableau, lecture):
        droits, sorte = self.utilisateur.droits, self.cleaned_data["sorte"]
        trouvees = reconnaitre(sorte_de_cle(sorte).colonnes(droits), lecture.entetes)
        profil = self.cleaned_data.get("profil")
        if profil and profil.sorte == sorte:
            trouvees |= _selon(profil, lecture.entetes)
        return Import.objects.create(
            sorte=sorte,
            association=droits.association,
            par=self.utilisateur,
            le=self.aujourdhui,
            nom=nom,
            fichier=tableau,
            colonnes=trouvees,
            rangees=lecture.nombre,
        )


def _selon(profil, entetes):
    rangs = {cle_de_recherche(entete): rang for rang, entete in enumerate(entetes)}
    return {cle: rangs[titre] for cle, titre in profil.titres.items() if titre in rangs}


class ColonnesForm(forms.Form):
    """Pour chaque donnée, la colonne du tableau ; à garder sous un nom, si on veut."""

    def __init__(self, *args, lot, entetes, **kwargs):
        super().__init__(*args, **kwargs)
        self.lot, self.entetes = lot, entetes
        self.colonnes = lot.definition.colonnes(lot.par.droits)
        choix = [("", "– ne pas reprendre –"), *((str(i), t) for i, t in enumerate(entetes))]
        for colonne in self.colonnes:
            self.fields[colonne.cle] = forms.TypedChoiceField(
                label=colonne.titre,
                choices=choix,
                coerce=int,
                empty_value=None,
                required=False,
                initial=str(lot.colonnes.get(colonne.cle, "")),
                widget=LongueListe(),
            )
        self.fields["profil"] = forms.CharField(
            label="Garder ces colonnes sous le nom",
            required=False,
            max_length=60,
            help_text="Pour la prochaine fois, par exemple « Fichier du siège ».",
        )

    def clean(self):
        donnees = super().clean()
        deja = {}
        for colonne in self.colonnes:
            rang = donnees.get(colonne.cle)
            if rang is None:
                continue
            if rang in deja:
                phrase = f"Cette colonne du tableau est déjà celle de « {deja[rang]} »."
                self.add_error(colonne.cle, phrase)
            deja[rang] = colonne.titre
        if not deja:
            raise forms.ValidationError("Choisissez au moins une colonne.")
        return donnees

    def enregistrer(self):
        """Retient les colonnes, et leur profil s'il a un nom ; faux si la saisie est refusée."""
        if not self.is_valid():
            return False
        choisies = {c.cle: self.cleaned_data[c.cle] for c in self.colonnes}
        self.lot.colonnes = {cle: rang for cle, rang in choisies.items() if rang is not None}
        if nom := self.cleaned_data["profil"]:
            titres = {c: cle_de_recherche(self.entetes[r]) for c, r in self.lot.colonnes.items()}
            ProfilImport.objects.update_or_create(
                par=self.lot.par, sorte=self.lot.sorte, nom=nom, defaults={"titres": titres}
            )
        return True
