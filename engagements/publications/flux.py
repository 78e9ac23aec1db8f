"""Le flux Atom : des identifiants qui ne changent jamais, même si le titre ou le site changent."""

from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed

from engagements.publications.rendu import en_html


def flux(publications) -> Atom1Feed:
    site = settings.ADRESSE_DU_SITE
    atom = Atom1Feed(
        title="Informations communes de l’ANVP et d’AUXILIA",
        link=site + reverse("infos"),
        description="Ce que les deux associations font savoir ensemble.",
        language="fr",
        feed_url=site + reverse("infos_flux"),
        author_name="ANVP et AUXILIA",
    )
    for publication in publications:
        atom.add_item(
            title=publication.titre,
            link=site + publication.adresse_publique,
            description=en_html(publication.texte),
            unique_id=identifiant(publication),
            pubdate=publication.publier_le,
            updateddate=publication.retouchee_le,
            author_name=publication.get_association_display(),
        )
    return atom


def identifiant(publication) -> str:
    return uuid5(NAMESPACE_URL, f"partenariat-anvp-auxilia:publication:{publication.pk}").urn
