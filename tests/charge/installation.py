"""Essaie l'installation sur une Debian vide, puis une mise à jour sous vingt utilisateurs.

    sudo make essai-installation [DOSSIER=…]

Il faut debootstrap. La Debian est dans DOSSIER (défaut : /tmp/partenariat-essai). On y installe
l'application, on y porte le pays de la démonstration, et des présidents de section y notent des
actions pendant une mise à jour et un retour. Puis la base et les fichiers se perdent, et reviennent
de la sauvegarde. Rien que la bibliothèque standard : c'est le Python de la machine qui le lance.
"""

import contextlib
import http.client
import json
import shutil
import ssl
import sys
import threading
import time
from collections import Counter
from pathlib import Path

from tests.charge.debian import SOUS_SON_COMPTE, Machine, Service
from tests.charge.utilisateurs import FORMULAIRE, Utilisateur

NOM = "partenariat.example.org"
COMPTE = "president@demo.invalid"
UTILISATEURS = 20
DEPLOIEMENT = "/srv/partenariat/partenariat/deploiement"
FICHIERS = "var/lib/partenariat/fichiers"
REPOS = 6  # secondes où l'on laisse les utilisateurs travailler après chaque geste


def demander(chemin, *, cookies="", methode="GET", corps=None, genre=FORMULAIRE) -> tuple:
    """Le code, la page, les cookies posés, et l'adresse où l'on est renvoyé."""
    sans_autorite = ssl._create_unverified_context()
    connexion = http.client.HTTPSConnection("127.0.0.1", 443, timeout=60, context=sans_autorite)
    entetes = {"Host": NOM, "Cookie": cookies, "Origin": f"https://{NOM}"}
    if corps is not None:
        entetes["Content-Type"] = genre
    try:
        connexion.request(methode, chemin, body=corps, headers=entetes)
        reponse = connexion.getresponse()
        poses = reponse.headers.get_all("Set-Cookie") or []
        return reponse.status, reponse.read().decode(), poses, reponse.headers.get("Location")
    finally:
        connexion.close()


def attendre_le_site():
    for _ in range(120):
        with contextlib.suppress(OSError):
            if demander("/compte/connexion/")[0] == 200:
                return
        time.sleep(0.5)
    raise SystemExit("Le site ne répond pas.")


def installer(machine: Machine):
    """Deux fois : la seconde ne doit rien changer aux réglages de la première."""
    reglages = machine.racine / "etc/partenariat/environnement"
    machine.copier_le_code()
    debut = time.monotonic()
    machine(f"{DEPLOIEMENT}/installer", NOM=NOM)
    dire(f"Installée en {time.monotonic() - debut:.0f} s.")
    premiers = reglages.read_text()
    machine(f"{DEPLOIEMENT}/installer")
    if reglages.read_text() != premiers:
        raise SystemExit("Relancée, l'installation a changé les réglages.")
    dire("Installée une seconde fois : réglages et secrets gardés.")


def porter_la_demonstration(machine: Machine):
    machine.dans_la_version(
        ". /etc/partenariat/proprietaire;"
        " export DEMO=1 DEMO_DATABASE_URL=$DATABASE_URL; unset DATABASE_URL;"
        " exec .venv/bin/python manage.py demo --sans-serveur",
        compte="partenariat_base",
    )
    dire("La démonstration est dans la base.")


def presidents(machine: Machine, fini) -> list[Utilisateur]:
    cles = machine.dans_la_version(
        f".venv/bin/python -m tests.charge.sessions {COMPTE} {UTILISATEURS}"
    )
    return [
        Utilisateur(numero, {"__Host-session": cle}, fini, demander)
        for numero, cle in enumerate(cles.split())
    ]


def mettre_a_jour(machine: Machine, service: Service):
    """Une version nouvelle, puis le retour à celle d'avant ; `/sante/` dit laquelle sert."""
    servies = [version_servie()]
    for ordre in ("/srv/partenariat", "--retour"):
        time.sleep(REPOS)
        machine(f"{DEPLOIEMENT}/deployer", ordre)
        service.relancer()
        time.sleep(REPOS)
        servies.append(version_servie())
    if not servies[0] == servies[2] != servies[1]:
        raise SystemExit(f"Versions servies l'une après l'autre : {servies}")


def version_servie() -> str:
    return json.loads(demander("/sante/vivant/")[1])["version"]


def travailler_pendant(geste, utilisateurs, fini):
    """Les utilisateurs écrivent et lisent pendant le geste ; ils ne doivent voir aucune erreur."""
    for utilisateur in utilisateurs:
        utilisateur.start()
    geste()
    fini.set()
    for utilisateur in utilisateurs:
        utilisateur.join()
    vus = [vu for utilisateur in utilisateurs for vu in utilisateur.durees]
    codes = Counter(code for _, _, code in vus)
    perdues = [titre for utilisateur in utilisateurs for titre in utilisateur.perdues]
    dire(
        f"Pendant une mise à jour et un retour : {dict(codes)} ; la plus longue attente :"
        f" {max(duree for _, duree, _ in vus):.1f} s ; {len(perdues)} actions non relues."
    )
    if set(codes) != {200, 302} or perdues:
        raise SystemExit("Un utilisateur a vu une erreur.")


def verifier_les_roles(machine: Machine):
    """L'application ne réécrit pas l'histoire, même par une requête SQL."""
    refus = machine(
        *(*SOUS_SON_COMPTE, "psql", "-d", "partenariat", "-c"),
        "DELETE FROM benevoles_historicalbenevole",
        exiger=False,
    )
    if "permission denied" not in refus:
        raise SystemExit(f"Le rôle de l'application peut réécrire l'histoire :\n{refus}")
    dire("Le rôle de l'application ne peut pas réécrire l'histoire.")


def perdre_et_restaurer(machine: Machine):
    """La base et les fichiers sont perdus ; on les remet depuis la sauvegarde."""
    machine("partenariat", "sauvegarder")
    archive = max((machine.racine / "var/lib/partenariat/sauvegardes").glob("*.tar*"))
    for ordre in (
        "DROP DATABASE partenariat",
        "CREATE DATABASE partenariat OWNER partenariat_base ENCODING 'UTF8' LOCALE 'C.UTF-8'"
        " TEMPLATE template0",
    ):
        machine("runuser", "-u", "postgres", "--", "psql", "-qc", ordre)
    for perdu in (machine.racine / FICHIERS).iterdir():
        shutil.rmtree(perdu)
    restauree = machine("partenariat", "restaurer", f"/{archive.relative_to(machine.racine)}")
    dire(restauree.strip().splitlines()[-1])
    machine("partenariat", "droits_de_la_base", "partenariat")
    machine("partenariat", "check", "--database", "default")


def verifier_les_actions(machine: Machine, utilisateurs, piece):
    """Ce qui fut acquitté est dans la base revenue ; le fichier joint se relit par le site."""
    lues = machine(
        *(*SOUS_SON_COMPTE, "psql", "-d", "partenariat", "-Atc"),
        "SELECT titre FROM engagements_action",
    )
    acquittees = {titre for utilisateur in utilisateurs for titre in utilisateur.notees}
    perdues = acquittees - set(lues.splitlines())
    dire(f"{len(acquittees)} actions acquittées, {len(perdues)} perdues.")
    if perdues or not acquittees:
        raise SystemExit("Une action acquittée manque.")
    if utilisateurs[0].lire(piece) != RELEVE:
        raise SystemExit("Le fichier joint n'est pas revenu.")
    dire("Le fichier joint se lit comme avant.")


RELEVE = "Relevé de l’essai.\n"


@contextlib.contextmanager
def en_service(machine: Machine):
    service = Service(machine)
    service.demarrer()
    machine("nginx")
    try:
        attendre_le_site()
        yield service
    finally:
        service.arreter()
        machine("nginx", "-s", "stop", exiger=False)


def essayer(machine: Machine):
    fini = threading.Event()
    installer(machine)
    porter_la_demonstration(machine)
    utilisateurs = presidents(machine, fini)
    with en_service(machine) as service:
        travailler_pendant(lambda: mettre_a_jour(machine, service), utilisateurs, fini)
        piece = utilisateurs[0].joindre("releve.txt", RELEVE)
    verifier_les_roles(machine)
    perdre_et_restaurer(machine)
    with en_service(machine):
        verifier_les_actions(machine, utilisateurs, piece)


def dire(phrase):
    print(phrase, flush=True)


def main():
    machine = Machine(Path(sys.argv[1] if len(sys.argv) > 1 else "/tmp/partenariat-essai"))
    machine.racine.mkdir(parents=True, exist_ok=True)
    machine.preparer()
    try:
        essayer(machine)
    finally:
        machine.defaire()


if __name__ == "__main__":
    main()
