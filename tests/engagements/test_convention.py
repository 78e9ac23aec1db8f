"""La convention comme donnée : chargée, corrigée par les directions, reconduite, avec histoire."""

import datetime as dt
import shutil

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from engagements.convention.chargement import charger
from engagements.convention.fichiers import DOSSIER
from engagements.convention.reconduction import reconduire
from engagements.models import Cible, Convention, Engagement, Indicateur, Releve
from partenariat.models import Association
from suivi.indicateurs.series import codes_connus
from tests.ecran import texte
from tests.fabrique import creer_direction
from tests.fabrique_convention import charger_la_convention, engagement, indicateur

pytestmark = pytest.mark.django_db


@pytest.fixture
def direction(connecte):
    return connecte(creer_direction())


def _nouvelle(**champs):
    champs = {
        "code": "2019-2024",
        "titre": "Convention 2019-2024",
        "debut": dt.date(2019, 9, 1),
        "fin": dt.date(2024, 8, 31),
        "signee": "2019",
        "source": "essai",
    } | champs
    return Convention(**champs)


def test_la_convention_de_2014_a_six_categories_et_dix_huit_engagements():
    convention = charger_la_convention()
    engagements = Engagement.objects.filter(categorie__convention=convention)
    assert [c.numero for c in convention.categories.all()] == [1, 2, 3, 4, 5, 6]
    assert engagements.count() == 18
    assert convention.remplace.code == "2008"
    assert "soit en écrivant directement à la Direction nationale" in engagement("1.1").texte


def test_charger_deux_fois_ne_change_rien(capsys):
    call_command("charger_conventions", verbosity=0)
    avant = list(Engagement.objects.order_by("pk").values())
    call_command("charger_conventions")
    assert list(Engagement.objects.order_by("pk").values()) == avant
    engagements = next(s for s in capsys.readouterr().out.splitlines() if "engagements" in s)
    assert engagements.split()[1:] == ["0", "0", "18", "0"]


def test_recharger_garde_ce_que_les_directions_ont_modifie(direction):
    modifie = engagement("4.2")
    direction.post(f"/engagements/{modifie.pk}/modification/", _saisie(modifie, titre="Publier"))
    bilans = {b.sorte: b for b in charger(DOSSIER)}
    modifie.refresh_from_db()
    assert modifie.titre == "Publier"
    assert bilans["engagements"].gardes == 1


def test_un_fichier_faux_dit_ou_et_ne_change_rien(tmp_path):
    dossier = shutil.copytree(DOSSIER, tmp_path / "referentiel")
    fichier = dossier / "indicateurs.csv"
    fichier.write_text(fichier.read_text().replace("manques-cp", "manques-xx"))
    with pytest.raises(CommandError, match="ne sait pas calculer"):
        call_command("charger_conventions", dossier=dossier)
    assert not Convention.objects.exists()


def test_chaque_indicateur_du_registre_est_suivi_et_chaque_indicateur_suivi_est_au_registre():
    charger_la_convention()
    assert set(Indicateur.objects.values_list("code", flat=True)) == codes_connus()


def test_reconduire_reprend_les_engagements_gardes_avec_leur_lien():
    ancienne = charger_la_convention()
    garde, laisse = engagement("4.4"), engagement("3.1")
    nouvelle = reconduire(ancienne, _nouvelle(), [garde.pk])
    repris = Engagement.objects.get(categorie__convention=nouvelle)
    assert repris.repris_de == garde
    assert repris.texte == garde.texte
    assert [i.code for i in repris.indicateurs.all()] == [i.code for i in garde.indicateurs.all()]
    assert not hasattr(laisse, "repris_en")
    assert Convention.objects.du_jour(dt.date(2020, 1, 1)) == nouvelle
    assert Convention.objects.du_jour(dt.date(2019, 8, 31)) == ancienne


def test_deux_conventions_ne_se_chevauchent_pas_meme_en_base():
    ancienne = charger_la_convention()
    with pytest.raises(ValidationError):
        reconduire(ancienne, _nouvelle(debut=dt.date(2019, 8, 31)), [])
    with pytest.raises(IntegrityError), transaction.atomic():
        _nouvelle(debut=dt.date(2019, 8, 1)).save()


def test_une_convention_ne_se_reconduit_qu_une_fois():
    ancienne = charger_la_convention()
    reconduire(ancienne, _nouvelle(), [])
    with pytest.raises(ValidationError, match="déjà été remplacée"):
        reconduire(ancienne, _nouvelle(code="x", debut=dt.date(2025, 1, 1), fin=None), [])


def test_la_page_de_reconduction_garde_la_saisie_et_dit_la_faute(direction):
    convention = charger_la_convention()
    reponse = direction.post(
        f"/convention/{convention.code}/reconduction/",
        {"titre": "Suite", "code": "suite", "debut": "2018-01-01", "signee": "x", "source": "y"},
    )
    assert "commencez après le 31/08/2019" in texte(reponse)
    assert 'value="Suite"' in reponse.content.decode()
    assert Convention.objects.count() == 2


def test_modifier_un_engagement_garde_son_histoire_et_pas_le_texte_de_la_convention(direction):
    modifie = engagement("4.2")
    direction.post(
        f"/engagements/{modifie.pk}/modification/",
        _saisie(modifie, titre="Publier ensemble", texte="autre texte"),
    )
    modifie.refresh_from_db()
    assert modifie.titre == "Publier ensemble"
    assert "autre texte" not in modifie.texte
    page = texte(direction.get(modifie.get_absolute_url()))
    assert "Mettre en ligne des informations d’intérêt commun" in page  # ce qu'il était


def test_deux_directions_sur_le_meme_engagement_la_seconde_est_prevenue(direction, connecte):
    modifie = engagement("4.2")
    saisie = _saisie(modifie, titre="Premier")
    direction.post(f"/engagements/{modifie.pk}/modification/", saisie)
    autre = connecte(creer_direction(association=Association.AUXILIA))
    reponse = autre.post(f"/engagements/{modifie.pk}/modification/", saisie | {"titre": "Second"})
    assert "a été modifiée" in texte(reponse)
    modifie.refresh_from_db()
    assert modifie.titre == "Premier"


def test_une_cible_se_fixe_par_annee_et_se_corrige_sans_perdre_l_ancienne(direction):
    suivi = indicateur("presence-des-deux")
    for valeur in ("40", "45,5"):
        direction.post(f"/indicateurs/{suivi.pk}/cible/", {"annee": "2015", "valeur": valeur})
    cible = Cible.objects.get(indicateur=suivi)
    assert str(cible.valeur) == "45.50"
    assert [str(v.valeur) for v in cible.history.all()] == ["45.50", "40.00"]


@pytest.mark.parametrize("valeur", ["-1", "beaucoup", "", "99999999999999999999"])
def test_une_cible_impossible_est_refusee_en_francais(direction, valeur):
    suivi = indicateur("presence-des-deux")
    reponse = direction.post(f"/indicateurs/{suivi.pk}/cible/", {"annee": "2015", "valeur": valeur})
    assert reponse.status_code == 200
    assert "Il y a 1 problème" in texte(reponse)
    assert not Cible.objects.filter(indicateur=suivi).exists()


def test_une_valeur_saisie_dit_sa_source_et_chaque_association_a_la_sienne(direction, connecte):
    suivi = indicateur("evaluations-signees")
    adresse = f"/indicateurs/{suivi.pk}/releve/"
    sans_source = direction.post(adresse, {"annee": "2015", "valeur": "1"})
    assert "Il y a 1 problème" in texte(sans_source)
    direction.post(adresse, {"annee": "2015", "valeur": "1", "source": "Procès-verbal"})
    autre = connecte(creer_direction(association=Association.AUXILIA))
    autre.post(adresse, {"annee": "2015", "valeur": "0", "source": "Rien reçu"})
    assert Releve.objects.count() == 2
    page = texte(direction.get(suivi.engagement.get_absolute_url()))
    assert "deux valeurs" in page
    assert "Procès-verbal" in page


def test_l_annee_de_convention_suit_le_jour_anniversaire():
    convention = charger_la_convention()
    assert convention.annees() == [2014, 2015, 2016, 2017, 2018]
    assert convention.periode(2014) == (dt.date(2014, 9, 1), dt.date(2015, 8, 31))
    assert convention.annee_du(dt.date(2015, 8, 31)) == 2014
    assert convention.annee_du(dt.date(2026, 1, 1)) == 2018
    convention.anniversaire_jour = 15
    assert convention.periode(2014) == (dt.date(2014, 9, 15), dt.date(2015, 9, 14))
    assert convention.periode(2018)[1] == dt.date(2019, 8, 31)


def test_sans_convention_la_page_le_dit(connecte):
    reponse = connecte(creer_direction()).get("/convention/")
    assert "Aucune convention n’est enregistrée" in texte(reponse)


@pytest.mark.parametrize("numero", ["9.9", "1", "1.1.1", "a.b", "1.", "²." * 2])
def test_un_engagement_inconnu_n_existe_pas(direction, numero):
    charger_la_convention()
    assert direction.get(f"/convention/2014-2019/engagement/{numero}/").status_code == 404


def _saisie(engagement, **change):
    champs = ("titre", "porteur", "aide", "niveau", "remarque")
    saisie = {champ: getattr(engagement, champ) for champ in champs}
    return saisie | {"version_lue": engagement.version} | change
