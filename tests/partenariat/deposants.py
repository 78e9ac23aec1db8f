"""Joindre et relire des fichiers par les pages, dans la base d'une grappe (`shell -c`)."""

import hashlib
import json

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from engagements.models import Piece
from partenariat.models import Utilisateur
from tests import fabrique, fabrique_actions

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
# Le plus gros passe en plusieurs morceaux, à l'aller comme au retour.
CONTENUS = {
    "a.pdf": PDF,
    "Réunion d’été – œuvré ★ 日本.pdf": PDF + b"\x00\xff",
    "gros.pdf": PDF + bytes(range(256)) * 40_000,
}


def joindre():
    """Une action, et chaque fichier joint par son formulaire."""
    auteur = fabrique.creer_direction()
    action = fabrique_actions.creer_action(cree_par=auteur)
    adresse = reverse("piece_nouvelle", args=["action", action.pk])
    for nom, contenu in CONTENUS.items():
        fichier = SimpleUploadedFile(nom, contenu, content_type="application/pdf")
        assert _client(auteur).post(adresse, {"fichier": fichier}).status_code == 302
    relire()


def relire():
    """Écrit, pour chaque pièce : son nom, l'empreinte de ce que sa page rend, et sa clé."""
    client, lues = _client(Utilisateur.objects.get()), {}
    for piece in Piece.objects.all():
        rendu = b"".join(client.get(piece.get_absolute_url()).streaming_content)
        lues[piece.nom] = [hashlib.sha256(rendu).hexdigest(), piece.fichier.name]
    print(json.dumps(lues))


def _client(compte):
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(compte)
    return client
