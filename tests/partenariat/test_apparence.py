"""L'apparence : couleurs lisibles dans les deux modes, statuts qui se distinguent sans couleur."""

import datetime as dt
import re
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.template.loader import render_to_string
from django.test import RequestFactory

from benevoles.couverture.statuts import StatutCroise, StatutVP
from partenariat.templatetags.dates import en_lettres, jours_usuels

FEUILLE = Path(settings.RACINE / "static/css/site.css").read_text()
SYMBOLES = Path(settings.RACINE / "static/img/statuts.svg").read_text()
MODES = dict(
    zip(("clair", "sombre"), re.findall(r":root \{(.*?)\n *\}", FEUILLE, re.S), strict=False)
)
FONDS = ("papier", "surface", "creux", "sable")
ENCRES = ("encre", "sourdine", "lien", "prune", "bon", "mauvais")
FORMES = ("foyer", "bord", *(f"statut-{s}" for s in {*StatutVP.values, *StatutCroise.values}))


def _couleurs(mode):
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", MODES["clair"] + MODES[mode]))


def _luminance(couleur):
    canaux = [int(couleur[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, v, b = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in canaux)
    return 0.2126 * r + 0.7152 * v + 0.0722 * b


def _contraste(une, autre):
    sombre, claire = sorted((_luminance(une), _luminance(autre)))
    return (claire + 0.05) / (sombre + 0.05)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("noms", "minimum"), [(ENCRES, 4.5), (FORMES, 3)])
def test_chaque_couleur_se_lit_sur_chaque_fond(mode, noms, minimum):
    couleurs = _couleurs(mode)

    trop_pales = [
        f"{nom} sur {fond}"
        for nom in noms
        for fond in FONDS
        if _contraste(couleurs[nom], couleurs[fond]) < minimum
    ]

    assert trop_pales == []


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("texte", "fond"),
    [("sur-prune", "prune"), ("sur-mauvais", "mauvais"), ("sur-bandeau", "bandeau")],
)
def test_le_texte_des_boutons_et_du_bandeau_se_lit(mode, texte, fond):
    couleurs = _couleurs(mode)

    assert _contraste(couleurs[texte], couleurs[fond]) >= 4.5


@pytest.mark.parametrize("statuts", [StatutVP, StatutCroise])
def test_deux_statuts_n_ont_jamais_la_meme_forme(statuts):
    pastilles = [render_to_string("composants/pastille.html", {"valeur": s}) for s in statuts]
    symboles = dict(re.findall(r'<symbol id="(\w+)"[^>]*>(.*?)</symbol>', SYMBOLES))

    formes = {symboles[re.search(r"statuts\.svg#(\w+)", p)[1]] for p in pastilles}

    assert len(formes) == len(statuts)
    assert all(s.label in p for s, p in zip(statuts, pastilles, strict=True))


def test_la_feuille_de_style_reste_petite_et_sans_tiers():
    assert len(FEUILLE.encode()) <= 40_000
    assert "http" not in FEUILLE


class Formulaire(forms.Form):
    nom = forms.CharField(label="Nom", help_text="Comme sur la carte.")
    remarque = forms.CharField(label="Remarque", required=False)
    fonction = forms.ChoiceField(
        label="Fonction", choices=[("vp", "Visiteur")], widget=forms.RadioSelect
    )


def test_un_formulaire_refuse_resume_ses_erreurs_et_y_mene():
    page = str(Formulaire({}))

    assert "Il y a 2 problèmes" in page
    assert '<a href="#id_nom">Nom</a>' in page
    assert 'aria-describedby="id_nom_helptext id_nom_error"' in page
    assert 'id="id_nom_helptext"' in page
    assert 'id="id_nom_error"' in page


def test_un_champ_dit_s_il_est_obligatoire_et_un_choix_a_une_legende():
    page = str(Formulaire())

    assert page.count("obligatoire") == 2
    assert page.count("facultatif") == 1
    assert "<legend>Fonction" in page
    assert "corriger" not in page


def test_changer_de_date_garde_les_filtres_et_revient_a_la_premiere_page():
    requete = RequestFactory().get("/", {"disp": "lyon", "page": "3", "au": "2014-01-01"})
    jour = dt.date(2014, 1, 1)

    page = render_to_string(
        "composants/date_au.html",
        {"au": jour, "aujourdhui": dt.date(2016, 2, 29)},
        request=requete,
    )

    assert '<input type="hidden" name="disp" value="lyon">' in page
    assert 'name="page"' not in page
    assert 'href="?disp=lyon&amp;au=2014-01-01" aria-current="date">1er janvier 2014' in page
    assert 'href="?disp=lyon&amp;au=2015-02-28">il y a un an' in page
    assert 'href="?disp=lyon">aujourd’hui' in page
    assert 'href="?disp=lyon&amp;au=2016-08-29">dans 6 mois' in page


def test_le_premier_du_mois_s_ecrit_avec_son_ordinal():
    assert en_lettres(dt.date(2014, 1, 1)) == "1er janvier 2014"
    assert en_lettres(dt.date(2014, 9, 12)) == "12 septembre 2014"
    assert jours_usuels(dt.date(2016, 2, 29))[1] == ("il y a un an", "2015-02-28")
