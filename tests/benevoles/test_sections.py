"""Les sections : établissements rattachés, responsables nommés, qui peut quoi."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from benevoles.models import Mandat, Rattachement, Section
from partenariat.models import Association
from tests.ecran import texte
from tests.fabrique import (
    creer_compte_cp,
    creer_delegue,
    creer_direction,
    creer_disp,
    creer_etablissement,
    creer_mandat,
    creer_president,
    creer_role,
    creer_section,
    creer_vp,
)

pytestmark = pytest.mark.django_db
JOUR = localdate()
HIER, DEMAIN = JOUR - dt.timedelta(days=1), JOUR + dt.timedelta(days=1)


@pytest.fixture
def direction(connecte):
    """Le navigateur de la direction de l'ANVP."""
    return connecte(creer_direction())


def test_qui_voit_et_qui_pilote_une_section(connecte):
    disp = creer_disp()
    section = creer_section(etablissements=[creer_etablissement(disp=disp)])
    attendus = [
        (creer_direction(), 200, 200),
        (creer_delegue(disp=disp), 200, 200),
        (creer_delegue(), 404, 404),
        (creer_president(section=section), 200, 403),
        (creer_president(), 404, 403),
        (creer_compte_cp(), 403, 403),
        (creer_direction(association=Association.AUXILIA), 403, 403),
    ]

    for compte, lecture, pilotage in attendus:
        client = connecte(compte)
        assert client.get(section.get_absolute_url()).status_code == lecture
        assert client.get(reverse("mandat_nouveau", args=[section.pk])).status_code == pilotage


def test_un_delegue_d_auxilia_ne_pilote_pas_la_section_qu_il_preside(connecte):
    section = creer_section()
    president = creer_president(section=section)
    creer_role(utilisateur=president, genre="delegue", association="AUXILIA", disp=creer_disp())

    reponse = connecte(president).get(reverse("mandat_nouveau", args=[section.pk]))

    assert reponse.status_code == 403


def test_un_delegue_ne_pilote_pas_la_section_qu_il_preside_hors_de_sa_disp(connecte):
    section = creer_section(etablissements=[creer_etablissement()])
    president = creer_president(section=section)
    creer_role(utilisateur=president, genre="delegue", association="ANVP", disp=creer_disp())
    client = connecte(president)

    assert client.get(section.get_absolute_url()).status_code == 200
    assert client.get(reverse("mandat_nouveau", args=[section.pk])).status_code == 404


def test_un_president_lit_sa_section_sans_la_modifier(connecte):
    section = creer_section(etablissements=[creer_etablissement(nom="Maison d’arrêt d’Auch")])

    page = texte(connecte(creer_president(section=section)).get(section.get_absolute_url()))

    assert "Maison d’arrêt d’Auch" in page
    assert "Président de section" in page
    assert "Nommer un responsable" not in page
    assert "Rattacher" not in page


def test_les_requetes_sont_constantes(connecte, django_assert_num_queries):
    client = connecte(creer_direction())
    section = creer_section()
    for ajoutes in (1, 2, 27):
        for _ in range(ajoutes):
            prison = creer_etablissement()
            Rattachement.objects.create(section=section, etablissement=prison, debut=HIER)
            creer_mandat(section=section, fonction="suppleant")
            creer_president(etablissements=[creer_etablissement()])
        with django_assert_num_queries(27):
            client.get(section.get_absolute_url())
        with django_assert_num_queries(10):  # la couverture est gardée tant que rien ne change
            client.get(section.get_absolute_url())
        with django_assert_num_queries(7):
            client.get(reverse("sections"))


def test_la_section_a_une_date_passee(direction):
    section = creer_section(etablissements=[creer_etablissement()])
    ancien = creer_mandat(section=section, fin=dt.date(2015, 1, 1)).benevole

    alors = texte(direction.get(section.get_absolute_url() + "?au=2014-06-01"))
    maintenant = texte(direction.get(section.get_absolute_url()))

    assert f"Président de section : {ancien}" in alors
    assert "Mettre fin à ce mandat" not in alors
    assert "cette section n’a ni président" in maintenant


def test_creer_une_section_avec_son_premier_etablissement(direction):
    libre, prise = creer_etablissement(), creer_etablissement()
    creer_section(etablissements=[prise], nom="Existante")
    adresse = reverse("section_nouvelle")

    assert set(direction.get(adresse).context["form"].fields["etablissement"].queryset) == {libre}
    envoi = {"nom": "Existante", "debut": JOUR, "etablissement": libre.pk}
    assert "Une section porte déjà ce nom" in texte(direction.post(adresse, envoi))
    reponse = direction.post(adresse, envoi | {"nom": "Gers"}, follow=True)

    creee = Rattachement.objects.get(section__nom="Gers")
    assert "La section Gers est créée" in texte(reponse)
    assert reponse.request["PATH_INFO"] == creee.section.get_absolute_url()
    assert creee.etablissement == libre


def test_un_delegue_ne_rattache_que_les_etablissements_de_sa_disp(connecte):
    disp = creer_disp()
    ici, ailleurs = creer_etablissement(disp=disp), creer_etablissement()
    section = creer_section(etablissements=[creer_etablissement(disp=disp)])
    client = connecte(creer_delegue(disp=disp))
    adresse = reverse("rattachement", args=[section.pk])

    refus = client.post(adresse, {"etablissement": ailleurs.pk, "debut": JOUR})
    client.post(adresse, {"etablissement": ici.pk, "debut": JOUR})

    assert "Sélectionnez un choix valide" in texte(refus)
    assert section.rattachements.filter(etablissement=ici, debut=JOUR).exists()


def test_un_etablissement_ne_releve_que_d_une_section_a_la_fois(direction):
    prison = creer_etablissement()
    Rattachement.objects.create(
        section=creer_section(), etablissement=prison, debut=DEMAIN + dt.timedelta(days=30)
    )
    section = creer_section()

    reponse = direction.post(
        reverse("rattachement", args=[section.pk]), {"etablissement": prison.pk, "debut": JOUR}
    )

    assert "Cet établissement relève déjà d’une section à ces dates" in texte(reponse)


def test_detacher_un_etablissement(direction):
    lien = creer_section(etablissements=[creer_etablissement()]).rattachements.get()

    reponse = direction.post(
        reverse("rattachement_fin", args=[lien.pk]), {"fin": JOUR}, follow=True
    )

    assert f"{lien.etablissement} ne relève plus de la section" in texte(reponse)
    lien.refresh_from_db()
    assert lien.fin == JOUR


def test_nommer_un_president_met_fin_la_veille_au_mandat_du_precedent(direction):
    prison = creer_etablissement()
    section = creer_section(etablissements=[prison])
    ancien, visiteur = creer_mandat(section=section), creer_vp(etablissement=prison).benevole
    adresse = reverse("mandat_nouveau", args=[section.pk])

    page = texte(direction.get(adresse))
    assert f"Mettre fin la veille au mandat de {ancien.benevole}" in page
    envoi = {"fonction": "president", "benevole": visiteur.pk, "debut": JOUR}
    sans = direction.post(adresse, envoi)
    reponse = direction.post(adresse, envoi | {"remplacer": "on"}, follow=True)

    assert "Cette section a déjà un président ou un correspondant" in texte(sans)
    assert f"{visiteur} est président de section" in texte(reponse)
    ancien.refresh_from_db()
    assert ancien.fin == HIER


def test_un_suppleant_devient_president(direction):
    prison = creer_etablissement()
    section = creer_section(etablissements=[prison])
    visiteur = creer_vp(etablissement=prison).benevole
    suppleance = creer_mandat(section=section, benevole=visiteur, fonction="suppleant")

    direction.post(
        reverse("mandat_nouveau", args=[section.pk]),
        {"fonction": "president", "benevole": visiteur.pk, "debut": JOUR},
    )

    suppleance.refresh_from_db()
    assert suppleance.fin == HIER
    assert Mandat.objects.get(fonction="president").benevole == visiteur


def test_nommer_le_jour_ou_le_precedent_commence_est_refuse_sans_rien_changer(direction):
    prison = creer_etablissement()
    section = creer_section(etablissements=[prison])
    ancien = creer_mandat(section=section, debut=JOUR)
    visiteur = creer_vp(etablissement=prison).benevole

    reponse = direction.post(
        reverse("mandat_nouveau", args=[section.pk]),
        {"fonction": "president", "benevole": visiteur.pk, "debut": JOUR, "remplacer": "on"},
    )

    assert "choisissez un jour d’après" in texte(reponse)
    ancien.refresh_from_db()
    assert ancien.fin is None


def test_nommer_quelqu_un_que_l_on_cherche_par_son_nom(direction):
    section = creer_section(etablissements=[creer_etablissement()])
    autre = creer_vp().benevole
    adresse = reverse("mandat_nouveau", args=[section.pk])
    envoi = {"fonction": "president", "benevole": autre.pk, "debut": JOUR}

    assert "Sélectionnez un choix valide" in texte(direction.post(adresse, envoi))
    direction.post(f"{adresse}?q={autre.nom.upper()}", envoi)

    assert Mandat.objects.get().benevole == autre


def test_finir_un_mandat(direction):
    mandat = creer_mandat()
    adresse = reverse("mandat_fin", args=[mandat.pk])

    direction.post(adresse, {"version_lue": 1, "fin": JOUR})

    mandat.refresh_from_db()
    assert mandat.fin == JOUR
    assert Section.objects.count() == 1
