"""Réglages : un seul fichier, gouverné par des variables d'environnement (voir le README)."""

from pathlib import Path

import environ
from csp.constants import NONE, SELF

from partenariat.antivirus import adresse
from partenariat.courrier import serveur_de_courrier
from partenariat.demarrage import SECRET_DE_DEMONSTRATION, refuser_l_imprudence
from partenariat.rangement.reglage import rangement
from partenariat.retours.boite import adresse_sure

RACINE = Path(__file__).resolve().parent.parent
env = environ.Env()

VERSION = "0.1.0"  # celle de pyproject.toml
if RACINE.parent.name == "versions":  # posée par `deployer`, qui donne au dossier l'heure qu'il est
    VERSION += f"+{RACINE.name}"
DEMO = env.bool("DEMO", False)
DEBUG = env.bool("DEBUG", False)
# Sans clé, rien ne démarre en production ; la démonstration et les essais ont la leur.
SECRET_KEY = env.str("SECRET_KEY", SECRET_DE_DEMONSTRATION if DEMO else "")
# Les secrets d'avant, le temps que les sessions s'éteignent après un changement.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_ANCIENNES", default=[])
# La clé des empreintes qui comparent les deux listes d'adhérents ; vide : tirée de SECRET_KEY.
CLE_DES_EMPREINTES = env.str("CLE_DES_EMPREINTES", "")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
refuser_l_imprudence(demo=DEMO, debug=DEBUG, secret=SECRET_KEY, hotes=ALLOWED_HOSTS)
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
HTTPS = env.bool("HTTPS", not DEMO)

INSTALLED_APPS = [
    "partenariat",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_tables2",
    "django_tasks",
    "django_tasks_db",
    "phonenumber_field",
    "simple_history",
    "etablissements",
    "benevoles",
    "engagements",
    "suivi",
]
MIDDLEWARE = [
    "partenariat.journaux.requetes.JournalDesRequetes",
    "partenariat.intergiciels.EntetesDeSecurite",
    "partenariat.intergiciels.AdressesSansNul",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "partenariat.sessions.SessionBornee",
    "allauth.account.middleware.AccountMiddleware",
    "partenariat.intergiciels.SecondFacteurObligatoire",
    "partenariat.intergiciels.CharteAcceptee",
    "partenariat.debits.DebitBorne",
    "partenariat.intergiciels.EcrituresAtomiques",
    "partenariat.replique.LecturesDifferees",
]
ROOT_URLCONF = "partenariat.urls"
WSGI_APPLICATION = "partenariat.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [RACINE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "partenariat.contexte.site",
            ],
        },
    },
]
FORM_RENDERER = "partenariat.formulaires.Rendu"

# La démonstration a sa base, que rien d'autre ne désigne : elle se reconstruit de rien.
_BASE = ("DEMO_DATABASE_URL", "demo") if DEMO else ("DATABASE_URL", "partenariat")
DATABASES = {"default": env.db(_BASE[0], default=f"sqlite:///{RACINE}/var/{_BASE[1]}.sqlite3")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # IMMEDIATE : deux écritures simultanées attendent leur tour au lieu d'échouer.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    # Une base redémarrée : les connexions mortes sont jetées. Absente : on le dit sans attendre.
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    connexions = DATABASES["default"].setdefault("OPTIONS", {})
    # Au repos, une seule reste ouverte : une base relancée n'en laisse pas quatre mortes, que la
    # première demande essaierait tour à tour. Aucun essai ne dure : le suivant part aussitôt.
    reserve = {"min_size": 1, "max_size": 4, "max_idle": 60, "timeout": 3, "reconnect_timeout": 2}
    connexions["pool"] = reserve if env.bool("DATABASE_POOL", True) else False
    # Les « cette personne a-t-elle… » d'une longue liste se lisent d'un coup s'ils tiennent en
    # mémoire, cinq fois plus vite ; un disque sans tête saute d'une page à l'autre pour rien ;
    # compiler une requête coûte plus qu'on n'y gagne ici. Ce que PGOPTIONS demande l'emporte.
    reglages = "-c work_mem=32MB -c random_page_cost=1.1 -c jit=off"
    connexions.setdefault("options", f"{reglages} {env.str('PGOPTIONS', '')}".strip())
    # Une réplique de la production, pour les lectures qui peuvent dater de quelques secondes.
    if not DEMO and env.str("DATABASE_REPLIQUE_URL", ""):
        replique = env.db("DATABASE_REPLIQUE_URL")
        DATABASES["replique"] = DATABASES["default"] | replique
        DATABASES["replique"]["OPTIONS"] = connexions | replique.get("OPTIONS", {})
        DATABASE_ROUTERS = ["partenariat.replique.Aiguillage"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Les limites de débit d'allauth veulent un cache commun aux processus : la base.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},  # à 300, un compteur de débit s'oublierait trop tôt
    },
    # Propre à chaque processus : des pages déjà écrites (`partenariat.memoire`).
    "memoire": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "TIMEOUT": 3600,
        "OPTIONS": {"MAX_ENTRIES": 100},
    },
}

AUTH_USER_MODEL = "partenariat.Utilisateur"
# Les droits d'un compte se déduisent de données que le socle ne connaît pas.
CALCUL_DES_DROITS = "benevoles.droits.droits_du_compte"
AU_DEMARRAGE = "suivi.views.avance.lire_d_avance"  # de chaque processus qui sert les pages
COMPTES_DEMO = "benevoles.demo.comptes"  # annoncés à la connexion en démonstration seulement
AUTHENTICATION_BACKENDS = ["partenariat.identification.Identification"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_VALIDATION}.UserAttributeSimilarityValidator"},
    {"NAME": f"{_VALIDATION}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{_VALIDATION}.CommonPasswordValidator"},
    {"NAME": "partenariat.mots_de_passe.MotDePasseDevinable"},
    {"NAME": f"{_VALIDATION}.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "accueil"
ACCOUNT_ADAPTER = "partenariat.comptes.AdaptateurDeCompte"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # l'invitation, reçue par courriel, vaut vérification
# En plus de celles d'allauth (connexion, codes, mot de passe) : voir `partenariat.debits`.
ACCOUNT_RATE_LIMITS = {
    "export": "30/m/user",
    "verification": "20/m/ip",
    "adresse_secrete": "60/m/ip",
}
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[Partenariat ANVP – AUXILIA] "
ACCOUNT_EMAIL_NOTIFICATIONS = True  # mot de passe ou second facteur changé : la personne le sait
ACCOUNT_LOGIN_BY_CODE_ENABLED = ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "dashed": False, "length": 6}
ACCOUNT_LOGIN_TIMEOUT = 30 * 60  # le code, puis le second facteur
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60  # le temps d'installer une application
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("PROXYS_DE_CONFIANCE", 0)
MFA_ADAPTER = "partenariat.second_facteur.AdaptateurDuSecondFacteur"
# La première chiffre les secrets du second facteur ; vide : tirées des secrets du site.
CLES_DU_SECOND_FACTEUR = env.list("CLES_DU_SECOND_FACTEUR", default=[])
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Partenariat ANVP – AUXILIA"
MFA_TOTP_TOLERANCE = 1  # le code d’avant ou d’après : le temps de le recopier
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
SECOND_FACTEUR_OBLIGATOIRE = env.bool("SECOND_FACTEUR_OBLIGATOIRE", not DEMO)
SESSION_COOKIE_AGE = SESSION_DUREE = 12 * 3600
SESSION_INACTIVITE = 2 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

EMAIL_TIMEOUT = 30  # un serveur de courrier muet ne retient pas la file
vars().update(serveur_de_courrier(env))
DEFAULT_FROM_EMAIL = env.str("COURRIEL_EXPEDITEUR", "ne-pas-repondre@localhost")
# La boîte où reviennent les courriels qui n'arrivent pas (`manage.py courriels_revenus`).
RETOURS_IMAP = adresse_sure(env.str("RETOURS_IMAP", ""))

# La file des tâches est dans la base : elle survit à un redémarrage (`manage.py db_worker`).
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# Le jeton de `/sante/metriques/` ; vide : cette machine seule les lit.
METRIQUES_JETON = env.str("METRIQUES_JETON", "")
LECTURE_LENTE_MS = env.int("LECTURE_LENTE_MS", 500)
if not DEMO and not DEBUG:
    LOGGING = {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": "partenariat.journaux.lignes.LigneJson"}},
        "handlers": {"sortie": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["sortie"], "level": "INFO"},
        "loggers": {
            # Ni courriel à l'administrateur, qui recopierait la requête entière, ni ligne par 404.
            "django": {"handlers": [], "propagate": True},
            "django.request": {"level": "ERROR"},
            # Des robots, qui visent l'adresse seule : la ligne de la requête (400) suffit.
            "django.security.DisallowedHost": {"level": "CRITICAL"},
            "django.server": {"handlers": [], "level": "ERROR", "propagate": True},
            "fontTools": {"level": "WARNING"},
            "weasyprint": {"level": "ERROR"},
        },
    }

# À qui signaler une faille (`/.well-known/security.txt`) ; vide : la page n'existe pas.
CONTACT_SECURITE = env.str("CONTACT_SECURITE", "")

# Les courriels partent sans requête : leurs liens ont besoin de l'adresse publique du site.
ADRESSE_DU_SITE = env.str("ADRESSE_DU_SITE", "http://localhost:8000").rstrip("/")

LANGUAGE_CODE = "fr"
TIME_ZONE = "Europe/Paris"
USE_TZ = True
USE_I18N = True
PHONENUMBER_DEFAULT_REGION = "FR"
PHONENUMBER_DEFAULT_FORMAT = "NATIONAL"
DJANGO_TABLES2_TEMPLATE = "composants/tableau.html"

STATIC_URL = "static/"
STATIC_ROOT = env.path("STATIC_ROOT", default=str(RACINE / "var" / "statiques"))
# Pièces jointes et documents : jamais servis par leur chemin, toujours par une page qui vérifie.
# Comme la base, ceux de la démonstration sont à part.
_FICHIERS = ("DEMO_MEDIA_ROOT", "fichiers-demo") if DEMO else ("MEDIA_ROOT", "fichiers")
MEDIA_ROOT = env.path(_FICHIERS[0], default=str(RACINE / "var" / _FICHIERS[1]))
# Les sauvegardes : leur dossier, celui de leur copie chiffrée, la clé publique « age » de celle-ci.
SAUVEGARDES = env.str("SAUVEGARDES", "")
SAUVEGARDES_COPIE = env.str("SAUVEGARDES_COPIE", "")
SAUVEGARDES_CLE = env.str("SAUVEGARDES_CLE", "")
FILE_UPLOAD_HANDLERS = ["partenariat.televersements.ReceptionBornee"]
FILE_UPLOAD_PERMISSIONS = 0o640
ANTIVIRUS = adresse(env.str("ANTIVIRUS", ""))  # lit chaque fichier reçu ; vide : aucun
STATICFILES_DIRS = [RACINE / "static"]
if not DEBUG and not DEMO:
    STORAGES = {
        "default": rangement(env),
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
# Sans « collectstatic » : les fichiers se lisent où ils sont.
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEMO or DEBUG

SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = (
    # Ce préfixe interdit au navigateur de les recevoir d'un autre site, ou sans HTTPS.
    ("__Host-session", "__Host-csrf") if HTTPS else ("sessionid", "csrftoken")
)
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True  # aucun script n'en a besoin
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^sante/"]  # le répartiteur parle à chaque processus, sans chiffrement
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDES", 365 * 24 * 3600 if HTTPS else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
if env.bool("DERRIERE_UN_MANDATAIRE", False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# Les sites qui peuvent montrer la petite liste des informations communes dans un cadre.
SITES_DES_ASSOCIATIONS = env.list(
    "SITES_DES_ASSOCIATIONS", default=["https://www.anvp.org", "https://www.auxilia.fr"]
)
X_FRAME_OPTIONS = "SAMEORIGIN"  # la carte est un <object> de la même origine
SILENCED_SYSTEM_CHECKS = ["security.W019"]  # pour cette raison ; frame-ancestors tient le reste
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "object-src": [SELF],
        "frame-src": [SELF],  # la carte : Chromium traite son <object> comme un cadre
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
        "base-uri": [NONE],
    }
}
