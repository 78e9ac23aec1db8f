"""Un serveur principal et deux répliques, chacun à son adresse de bouclage."""

from pathlib import Path

from tests.grappe import Grappe

PORT = 55432
ADRESSES = ("127.0.10.1", "127.0.10.2", "127.0.10.3")
# Une écriture n'est acquittée qu'une fois reçue par une réplique.
SUIVRE = (
    f"host={','.join(ADRESSES)} port={PORT} user=postgres connect_timeout=2"
    " target_session_attrs=read-write"
)
REGLAGES = f"""
port = {PORT}
max_connections = 100
hot_standby = on
wal_level = replica
synchronous_commit = on
synchronous_standby_names = 'ANY 1 (*)'
primary_conninfo = '{SUIVRE}'
wal_keep_size = 256MB
wal_retrieve_retry_interval = 500ms
"""
CONFIANCE = "host all all 127.0.0.0/8 trust\nhost replication all 127.0.0.0/8 trust\n"


class Noeud(Grappe):
    """Un serveur PostgreSQL du groupe, qui écoute à `adresse`."""

    def __init__(self, dossier: Path, adresse: str, modele: "Noeud | None" = None):
        self.adresse, self.modele = adresse, modele
        propres = f"listen_addresses = '{adresse}'\n"
        if modele is None:
            super().__init__(dossier, REGLAGES + propres)
        else:
            self._copier(dossier, propres)

    def demarrer(self):
        with (self.donnees / "pg_hba.conf").open("a") as acces:
            acces.write(CONFIANCE)
        super().demarrer()

    def _copier(self, dossier, propres):
        self.dossier, self.donnees = dossier, dossier / "donnees"
        dossier.mkdir(parents=True)
        self._donner(dossier)
        self.outil(
            *("pg_basebackup", "-h", self.modele.adresse, "-p", PORT, "-U", "postgres"),
            *("-D", self.donnees, "--wal-method=stream", "--checkpoint=fast"),
        )
        with (self.donnees / "postgresql.conf").open("a") as conf:
            conf.write(f"unix_socket_directories = '{dossier}'\n{propres}")
        (self.donnees / "standby.signal").touch()
        self.demarrer()

    def url(self, base="postgres"):
        return f"postgres://postgres@{self.adresse}:{PORT}/{base}"

    def sql(self, ordre, base="postgres") -> str:
        commande = ("psql", "-h", self.adresse, "-p", PORT, "-U", "postgres", "-d", base)
        return self.outil(*commande, "-Atc", ordre).strip()

    def promouvoir(self):
        """La commande documentée : cette réplique devient le serveur principal."""
        self.outil("pg_ctl", "promote", "-D", self.donnees, "-w", "-s")


def url_du_principal(base="postgres") -> str:
    """Les trois adresses : la connexion se fait à celle qui accepte d'écrire."""
    hotes = ",".join(f"{adresse}:{PORT}" for adresse in ADRESSES)
    return f"postgres://postgres@{hotes}/{base}?target_session_attrs=read-write&connect_timeout=2"
