"""Les empreintes : ce qui ne change rien à une personne, ce qui en fait une autre."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benevoles.models import Benevole
from engagements.adhesions.empreintes import Fiche, cle, empreintes, normaliser_telephone

LETTRES = "abcdefghijklmnopqrstuvwxyzéèêàçôïœ"
mots = st.text(LETTRES, min_size=2, max_size=12)
numeros = st.from_regex(r"[1-9][0-9]{8}", fullmatch=True)
SECRET = b"une cle d'essai"


def empreintes_de(*, nom="Durand", prenom="Claire", courriel="", telephone="", commune=""):
    fiche = Benevole(nom=nom, prenom=prenom, commune=commune)
    recherche = fiche.calculer_recherche()
    return set(empreintes(Fiche(1, prenom, courriel, telephone, commune, recherche), SECRET))


def reconnues(une, autre) -> bool:
    return bool(empreintes_de(**une) & empreintes_de(**autre))


def sans_accents(texte):
    decompose = unicodedata.normalize("NFKD", texte.replace("œ", "oe"))
    return "".join(c for c in decompose if not unicodedata.combining(c))


@given(nom=mots, prenom=mots, commune=mots)
def test_les_accents_la_casse_et_les_espaces_d_un_nom_ne_changent_rien(nom, prenom, commune):
    une = {"nom": nom, "prenom": prenom, "commune": commune}
    autre = {c: f" {sans_accents(v).upper()}  " for c, v in une.items()}
    assert reconnues(une, autre)


@given(debut=mots, domaine=mots)
def test_la_casse_et_les_espaces_d_une_adresse_ne_changent_rien(debut, domaine):
    adresse = f"{sans_accents(debut)}@{sans_accents(domaine)}.fr"
    assert reconnues({"courriel": adresse}, {"courriel": f"  {adresse.upper()} ", "nom": "Autre"})


@given(n=numeros)
@pytest.mark.parametrize(
    "forme",
    ["0{}", "+33{}", "+33 (0){}", "0033{}", "+330{}", "0{0[0]} {0[1]}{0[2]}.{0[3]}{0[4]}-{1}"],
)
def test_l_ecriture_d_un_telephone_ne_change_rien(n, forme):
    assert normaliser_telephone(forme.format(n, n[5:])) == f"33{n}"


@given(n=numeros, m=numeros)
def test_deux_numeros_differents_restent_differents(n, m):
    egaux = normaliser_telephone(f"0{n}") == normaliser_telephone(f"+33{m}")
    assert egaux == (n == m)


@given(une=st.tuples(mots, mots, mots), autre=st.tuples(mots, mots, mots))
def test_deux_personnes_ne_se_ressemblent_que_si_nom_prenom_et_commune_sont_les_memes(une, autre):
    champs = ("nom", "prenom", "commune")
    memes = [sans_accents(a) == sans_accents(b) for a, b in zip(une, autre, strict=True)]
    trouvees = reconnues(dict(zip(champs, une, strict=True)), dict(zip(champs, autre, strict=True)))
    assert trouvees == all(memes)


@pytest.mark.parametrize(
    "trait", [{"courriel": "durand@exemple.test"}, {"telephone": "0199001234"}]
)
def test_deux_epoux_partagent_leur_adresse_sans_etre_la_meme_personne(trait):
    assert not reconnues({"prenom": "Claire"} | trait, {"prenom": "Michel"} | trait)
    assert reconnues({"prenom": "Jean-Pierre"} | trait, {"prenom": "J.-P."} | trait)


def test_un_champ_vide_ne_ressemble_a_rien():
    assert empreintes_de() == set()
    assert not reconnues({"courriel": " "}, {"courriel": " "})


def test_st_et_saint_sont_la_meme_commune():
    assert reconnues({"commune": "St-Denis"}, {"commune": "Saint Denis"})


def test_une_empreinte_depend_de_la_cle_et_ne_contient_rien_de_la_fiche(settings):
    fiche = Fiche(1, "Claire", "claire@exemple.test", "", "", "")
    cles = []
    for secret, propre in (("un", ""), ("deux", ""), ("deux", "trois")):
        settings.SECRET_KEY, settings.CLE_DES_EMPREINTES = secret, propre
        cles.append(cle())
    valeurs = {empreintes(fiche, une_cle)[0] for une_cle in cles}
    assert len(valeurs) == 3
    assert all(len(valeur) == 32 and b"claire" not in valeur for valeur in valeurs)
