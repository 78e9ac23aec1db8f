"""Ce qui se garde en mémoire : une fois, pour la dernière version des données."""

import threading
import time

from partenariat.memoire import partagee, une_fois_par_version


def test_dix_lecteurs_a_la_fois_ne_font_le_travail_qu_une_fois():
    faits = []

    @une_fois_par_version(4)
    def dessiner(jeton, nom):
        time.sleep(0.05)  # le temps que les autres arrivent
        faits.append(nom)
        return f"{jeton} {nom}"

    lus = []
    lecteurs = [threading.Thread(target=lambda: lus.append(dessiner("a", "x"))) for _ in range(10)]
    for lecteur in lecteurs:
        lecteur.start()
    for lecteur in lecteurs:
        lecteur.join()

    assert (faits, lus) == (["x"], ["a x"] * 10)


def test_une_autre_version_refait_tout_et_deux_au_plus_se_gardent():
    faits = []

    @une_fois_par_version(4)
    def dessiner(jeton, nom):
        faits.append(jeton)
        return jeton

    assert [dessiner(jeton, "x") for jeton in "ababcca"] == list("ababcca")
    assert faits == ["a", "b", "c", "a"]


def test_deux_valeurs_egales_n_en_font_plus_qu_une():
    une, autre = tuple([1, "mot"]), tuple([1, "mot"])
    assert une is not autre
    assert partagee(une) is partagee(autre)
    partagee(1)
    assert type(partagee(True)) is bool  # égal à 1, pas la même valeur
