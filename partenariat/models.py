"""Comptes et version des données : ce que tout le reste connaît."""

from typing import NamedTuple

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Count, Max, Window
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.functional import cached_property
from django.utils.module_loading import import_string

from partenariat.interdits import Interdit

DEMANDES_GARDEES = 100  # numéros
GARDES = 10_000  # changements de la couverture : plus qu’un grand import n’en écrit


class Association(models.TextChoices):
    """Les deux signataires de la convention : connus et contractuels, donc une énumération."""

    ANVP = "ANVP", "ANVP"
    AUXILIA = "AUXILIA", "AUXILIA"

    @property
    def autre(self):
        return Association.AUXILIA if self is Association.ANVP else Association.ANVP


class UtilisateurManager(BaseUserManager):
    def create_user(self, email, password=None, **champs):
        utilisateur = self.model(email=self.normalize_email(email).lower(), **champs)
        utilisateur.set_password(password)
        utilisateur.save(using=self._db)
        return utilisateur


class Utilisateur(AbstractBaseUser):
    """Un compte : une adresse électronique et un nom. Ses droits se déduisent d'ailleurs."""

    email = models.EmailField("adresse électronique", unique=True)
    nom_affiche = models.CharField("nom affiché", max_length=150)
    is_active = models.BooleanField("actif", default=True)
    cree_le = models.DateTimeField("créé le", default=timezone.now, editable=False)
    fermetures = models.PositiveIntegerField("fermetures de sessions", default=0, editable=False)
    effacement_prevu_le = models.DateField(
        "effacement prévu le", null=True, blank=True, editable=False
    )
    efface_le = models.DateTimeField("effacé le", null=True, blank=True, editable=False)

    objects = UtilisateurManager()

    USERNAME_FIELD = EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["nom_affiche"]

    class Meta:
        verbose_name = "compte"
        ordering = ["nom_affiche"]
        constraints = [
            models.UniqueConstraint(
                models.functions.Lower("email"),
                name="adresse_unique_sans_casse",
                violation_error_message="Un compte existe déjà avec cette adresse.",
            ),
            models.CheckConstraint(
                name="compte_efface_ferme",
                condition=models.Q(efface_le=None)
                | models.Q(is_active=False, effacement_prevu_le=None),
            ),
        ]

    def __str__(self):
        return self.nom_affiche or self.email

    def _get_session_auth_hash(self, secret=None):
        """Ce qui rend une session valable : le mot de passe d'alors, et aucune fermeture depuis."""
        return salted_hmac(
            "partenariat.sessions",
            f"{self.fermetures}:{self.password}",
            secret=secret,
            algorithm="sha256",
        ).hexdigest()

    @cached_property
    def droits(self):
        """Ce que ce compte peut aujourd'hui (`partenariat.droits.Droits`)."""
        return import_string(settings.CALCUL_DES_DROITS)(self)

    def fermer_les_sessions(self):
        """Toutes, partout : chacun de ses appareils devra se reconnecter."""
        self.fermetures = models.F("fermetures") + 1
        self.save(update_fields=["fermetures"])
        self.refresh_from_db(fields=["fermetures"])


class AcceptationDeCharte(models.Model):
    """Ce compte a accepté cette version de la charte, tel jour : écrit une fois, jamais changé."""

    compte = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        related_name="+",
        verbose_name="compte",
        db_constraint=False,
    )
    version = models.PositiveSmallIntegerField("version de la charte")
    le = models.DateTimeField("acceptée le", default=timezone.now)

    class Meta:
        verbose_name = "acceptation de la charte"
        verbose_name_plural = "acceptations de la charte"
        constraints = [
            models.UniqueConstraint(fields=["compte", "version"], name="charte_acceptee_une_fois"),
            Interdit(
                name="acceptation_intouchable", evenements=["UPDATE", "DELETE"], quand="1 = 1"
            ),
        ]

    def __str__(self):
        return f"charte, version {self.version}"


class Version(models.Model):
    """Un jeton tiré au hasard par la base à chaque écriture qui touche la couverture.

    Tant qu'il ne change pas, un résultat calculé reste juste ; il ne revient jamais à une valeur
    passée, même après une transaction annulée.
    """

    jeton = models.CharField(max_length=40)

    class Meta:
        verbose_name = "version des données"
        verbose_name_plural = "versions des données"

    def __str__(self):
        return self.jeton

    @classmethod
    def actuelle(cls) -> str:
        return cls.objects.values_list("jeton", flat=True).get()


class Portee(models.TextChoices):
    """Ce qu'une écriture touche de la couverture."""

    TOUT = "tout", "toute la couverture"
    UN = "un", "un établissement"
    ENCADREMENT = "encadrement", "les titulaires, leurs comptes, les absences"
    RIEN = "rien", "rien de la couverture"
    DEMANDES = "demandes", "les demandes de visite"


class Repere(NamedTuple):
    """Un endroit du journal des changements ; le jeton le distingue d'un numéro donné deux fois."""

    numero: int
    jeton: str


class Ecart(NamedTuple):
    """Ce qui a changé depuis un repère : ces établissements, et s'il faut relire l'encadrement."""

    repere: Repere
    etablissements: frozenset[int]
    encadrement: bool


class ChangementQuerySet(models.QuerySet):
    def des_demandes(self) -> tuple:
        """Une valeur qui change dès qu'une demande change ; une requête.

        Le dernier numéro n'y suffit pas : personne n'attend personne pour écrire ceux-là, un plus
        petit peut paraître après.
        """
        siens = self.filter(portee=Portee.DEMANDES).annotate(nombre=Window(Count("pk")))
        derniers = siens.order_by("-numero").values_list("numero", "jeton", "nombre")
        return self.db, *derniers[:1]

    def de_la_couverture(self):
        return self.exclude(portee=Portee.DEMANDES)

    def dernier(self) -> Repere | None:
        lignes = self.de_la_couverture().order_by("-numero").values_list("numero", "jeton")
        return next((Repere(*ligne) for ligne in lignes[:1]), None)

    def depuis(self, repere: Repere) -> Ecart | None:
        """L'écart ; None quand il faut tout relire. Une requête.

        C'est le cas si un changement touche tout le pays, ou si le repère n'est pas dans cette
        base : transaction annulée, journal raccourci, base restaurée, réplique en retard.
        """
        lignes = list(
            self.de_la_couverture()
            .filter(numero__gte=repere.numero)
            .order_by("numero")
            .values_list("numero", "jeton", "portee", "etablissement")
        )
        if not lignes or Repere(*lignes[0][:2]) != repere:
            return None
        portees = {portee for *_, portee, _ in lignes[1:]}
        if Portee.TOUT in portees:
            return None
        touches = frozenset(pk for *_, pk in lignes[1:] if pk)
        return Ecart(Repere(*lignes[-1][:2]), touches, Portee.ENCADREMENT in portees)

    def raccourcir(self) -> int:
        """Oublie les plus anciens : qui en était là relira tout. Rend leur nombre."""
        demandes = self.filter(portee=Portee.DEMANDES)  # les compter coûte à chaque lecture
        return _oublier(demandes, DEMANDES_GARDEES) + _oublier(self, GARDES)


def _oublier(changements, gardes):
    dernier = changements.aggregate(Max("numero"))["numero__max"] or 0
    return changements.filter(numero__lte=dernier - gardes).delete()[0]


class Changement(models.Model):
    """Une écriture qui touche la couverture ou les demandes : ne relire que ce qui a changé.

    La base l'écrit d'elle-même (`partenariat.versions`). Pour la couverture, c'est sous le verrou
    de `Version` : les numéros se suivent dans l'ordre où les transactions aboutissent.
    """

    numero = models.BigAutoField("numéro", primary_key=True)
    jeton = models.CharField("jeton", max_length=40)
    portee = models.CharField("ce qui a changé", max_length=11, choices=Portee)
    etablissement = models.BigIntegerField("numéro de l’établissement", null=True)

    objects = ChangementQuerySet.as_manager()

    class Meta:
        verbose_name = "changement suivi"
        verbose_name_plural = "changements suivis"
        indexes = [
            models.Index(
                fields=["numero"],
                condition=models.Q(portee=Portee.DEMANDES),
                name="changement_des_demandes",
            )
        ]

    def __str__(self):
        return f"{self.numero} : {self.get_portee_display()}"


class Passage(models.Model):
    """Le dernier passage d'un travail régulier : quand, et s'il a tout fait."""

    class Travail(models.TextChoices):
        NUIT = "nuit", "travail de nuit"
        SAUVEGARDE = "sauvegarde", "sauvegarde"
        COURRIEL = "courriel", "courriel d’essai"
        RETOURS = "retours", "courriels revenus"
        FICHIERS = "fichiers", "contrôle des fichiers"

    travail = models.CharField("travail", max_length=10, choices=Travail, primary_key=True)
    le = models.DateTimeField("dernier passage")
    reussi_le = models.DateTimeField("dernier passage réussi", null=True, blank=True)
    detail = models.CharField("détail", max_length=200, blank=True)  # sans nom ni adresse

    class Meta:
        verbose_name = "passage d’un travail régulier"
        verbose_name_plural = "passages des travaux réguliers"

    def __str__(self):
        return self.get_travail_display()

    @property
    def a_reussi(self) -> bool:
        return self.reussi_le == self.le

    @classmethod
    def noter(cls, travail, *, le, reussi, detail=""):
        """Un passage manqué n'efface pas la date du dernier qui a réussi."""
        valeurs = {"le": le, "detail": detail[:200]} | ({"reussi_le": le} if reussi else {})
        cls.objects.update_or_create(travail=travail, defaults=valeurs)


class AdresseEnEchecQuerySet(models.QuerySet):
    def parmi(self, adresses):
        """Celles de ces adresses qui n'existent plus, ou ne reçoivent plus."""
        return self.filter(adresse__in={a.strip().lower() for a in adresses if a})

    def reessayer(self, *adresses):
        """On vient de les donner exprès : y écrire de nouveau, et ne rien dire de leur passé."""
        self.parmi(adresses).delete()

    def par_adresse(self, adresses):
        """{adresse, sans majuscule : son retour}, en une requête."""
        return {retour.adresse: retour for retour in self.parmi(adresses)}


class AdresseEnEchec(models.Model):
    """Une adresse dont les courriels reviennent : on n'y écrit plus tant qu'elle est ici."""

    class Motif(models.TextChoices):
        INCONNUE = "inconnue", "adresse inconnue"
        FERMEE = "fermee", "boîte fermée"
        PLEINE = "pleine", "boîte pleine"
        REFUS = "refus", "refusé par son serveur"
        ATTENTE = "attente", "son serveur ne répond pas"

    adresse = models.EmailField("adresse électronique", unique=True)
    le = models.DateTimeField("revenu le")
    motif = models.CharField("motif", max_length=8, choices=Motif)

    objects = AdresseEnEchecQuerySet.as_manager()

    class Meta:
        verbose_name = "adresse en échec"
        verbose_name_plural = "adresses en échec"
        constraints = [
            models.CheckConstraint(
                name="adresse_en_echec_sans_majuscule",
                condition=models.Q(adresse=models.functions.Lower("adresse")),
            )
        ]

    def __str__(self):
        return f"{self.get_motif_display()} ({self.le:%d/%m/%Y})"
