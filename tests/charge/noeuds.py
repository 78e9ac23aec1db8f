"""Plusieurs nœuds sous vingt utilisateurs, et ce qu'ils voient quand l'un d'eux meurt.

    make essai-noeuds          (il faut PostgreSQL et nginx ; environ six minutes)

Trois serveurs PostgreSQL, deux nœuds de pages, deux de tâches, nginx, chacun à son adresse de
bouclage. On tue tour à tour un nœud de pages, un de tâches, la réplique lue, puis le serveur
principal, qu'une commande remplace. Le script échoue si une action acquittée manque à la fin.
"""

import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

from tests.charge import processus
from tests.charge.grappes import ADRESSES, Noeud, url_du_principal
from tests.charge.processus import FACADE, SESSION, demander, environnement, gerer
from tests.charge.utilisateurs import Utilisateur

PAGES = ("127.0.20.1", "127.0.20.2")
UTILISATEURS = 20
COMPTE = "president@demo.invalid"
PAUSE = 12  # secondes entre deux pannes


class Essai:
    """Le groupe de machines, ses utilisateurs, leurs pannes."""

    def __init__(self, dossier: Path):
        dossier.chmod(0o755)
        self.dossier, self.fini = dossier, threading.Event()
        self.serveurs, self.pages, self.taches, self.utilisateurs = [], [], [], []
        self.facade = None

    def monter(self):
        print("Le serveur principal, ses données, ses deux répliques…", flush=True)
        principal = Noeud(self.dossier / "a", ADRESSES[0])
        principal.sql("ALTER SYSTEM SET synchronous_standby_names = ''")
        principal.sql("SELECT pg_reload_conf()")
        self.serveurs = [principal]
        gerer(
            *("manage.py", "demo", "--sans-serveur"),
            **environnement("", DEMO="1", DEMO_DATABASE_URL=principal.url()),
        )
        for nom, adresse in zip("bc", ADRESSES[1:], strict=True):
            self.serveurs.append(Noeud(self.dossier / nom, adresse, principal))
        principal.sql("ALTER SYSTEM RESET synchronous_standby_names")
        principal.sql("SELECT pg_reload_conf()")
        self.reglages = environnement(url_du_principal(), self.serveurs[1].url())
        gerer("manage.py", "collectstatic", "--noinput", "-v", "0", **self.reglages)
        self.pages = [processus.pages(adresse, 2, **self.reglages) for adresse in PAGES]
        self.taches = [processus.taches(**self.reglages) for _ in range(2)]
        self.facade = processus.facade(self.dossier, PAGES)
        for adresse in (*PAGES, FACADE):
            processus.attendre(adresse)

    def peupler(self):
        cles = gerer("-m", "tests.charge.sessions", COMPTE, str(UTILISATEURS), **self.reglages)
        self.utilisateurs = [
            Utilisateur(numero, {SESSION: cle}, self.fini, demander)
            for numero, cle in enumerate(cles.split())
        ]
        for utilisateur in self.utilisateurs:
            utilisateur.start()

    def panne(self, quoi, geste):
        """Fait le geste, laisse tourner, et raconte ce que les utilisateurs ont vu."""
        debut = time.monotonic()
        geste()
        time.sleep(PAUSE)
        vus = [d for u in self.utilisateurs for d in list(u.durees) if d[0] >= debut]
        mauvais = Counter(code for _, _, code in vus if code not in (200, 302))
        fins = [fin - debut for fin, _, code in vus if code not in (200, 302)]
        print(
            f"{quoi} : {len(vus)} réponses, dont {sum(mauvais.values())} en erreur"
            f" {dict(mauvais) or ''}"
            + (f" jusqu'à {max(fins):.1f} s après" if fins else "")
            + f" ; la plus longue {max(duree for _, duree, _ in vus):.1f} s.",
            flush=True,
        )

    def remplacer_le_principal(self):
        self.serveurs[0].tuer()
        time.sleep(3)  # le temps, pour quelqu'un, de lire l'alerte
        replique = max(self.serveurs[1:], key=_recu)
        replique.promouvoir()

    def verifier(self):
        """Tout ce qui fut acquitté est dans la base du nouveau serveur principal."""
        self.fini.set()
        for utilisateur in self.utilisateurs:
            utilisateur.join()
        acquittees = {titre for u in self.utilisateurs for titre in u.notees}
        principal = next(s for s in self.serveurs[1:] if s.sql("SELECT pg_is_in_recovery()") == "f")
        presentes = set(principal.sql("SELECT titre FROM engagements_action").splitlines())
        perdues = acquittees - presentes
        non_relues = sum(len(u.perdues) for u in self.utilisateurs)
        print(
            f"{len(acquittees)} actions acquittées, {len(perdues)} perdues,"
            f" {non_relues} absentes de leur page juste après."
        )
        if perdues or non_relues or not acquittees:
            raise SystemExit("Une action acquittée manque.")

    def jouer(self):
        self.monter()
        self.peupler()
        self.panne("En marche", lambda: None)
        self.panne("Un nœud de pages tué", self.pages[0].tuer)
        self.panne("Ce nœud relancé", self.pages[0].demarrer)
        self.panne("Un nœud de tâches tué", self.taches[0].tuer)
        self.panne("La réplique lue tuée", self.serveurs[1].tuer)
        self.panne("Cette réplique relancée", self.serveurs[1].demarrer)
        self.panne("Le serveur principal tué, une réplique promue", self.remplacer_le_principal)
        self.panne("Ensuite", lambda: None)
        self.verifier()

    def demonter(self):
        self.fini.set()
        for service in (self.facade, *self.pages, *self.taches):
            if service:
                service.tuer()
        for serveur in self.serveurs:
            if (serveur.donnees / "postmaster.pid").exists():
                serveur.arreter()


def _recu(serveur) -> int:
    """Jusqu'où cette réplique a reçu les écritures, en octets."""
    return int(serveur.sql("SELECT pg_last_wal_receive_lsn() - '0/0'::pg_lsn"))


def principal():
    with tempfile.TemporaryDirectory(prefix="noeuds-", ignore_cleanup_errors=True) as dossier:
        essai = Essai(Path(dossier))
        try:
            essai.jouer()
        finally:
            essai.demonter()


if __name__ == "__main__":
    principal()
