"""Every setting of the product, read once from the environment.

The defaults are the strict ones, fit for the internet. A reader that finds a value missing or malformed stops the
process with a sentence that names the variable; nothing falls back in silence.
"""

from datetime import timedelta
from logging import DEBUG as LOG_DEBUG
from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from outsourcing import logs
from outsourcing.environment import Environment, database, email, hosts, is_loopback, redis_url, site_url

BASE_DIR = Path(__file__).resolve().parent.parent
env = Environment()

# --- What the operator states ---------------------------------------------------------------------------------------

SITE_URL = site_url(env)
SECRET_KEY = env.text("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")
TOKEN_HASH_KEY = env.text("TOKEN_HASH_KEY", default=SECRET_KEY)
DATABASES = {"default": database(env)}
REDIS_URL = redis_url(env)
ALLOWED_HOSTS = hosts(env, SITE_URL)
CSRF_TRUSTED_ORIGINS = [SITE_URL]
STATE_DIR = Path(env.text("STATE_DIR", default=str(BASE_DIR / "var")))
OUTGOING_ALLOW = env.words("OUTGOING_ALLOW")
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", default="Tandem <tandem@localhost>")
vars().update(email(env))
DELIVERIES_KEPT = timedelta(days=env.number("DELIVERIES_KEPT_DAYS", default=180, least=7))
NOTICES_KEPT = timedelta(days=env.number("NOTICES_KEPT_DAYS", default=730, least=90))
MAIL_WINDOW = timedelta(minutes=env.number("MAIL_WINDOW_MINUTES", default=15))
UPLOAD_LIMIT_BYTES = env.number("UPLOAD_LIMIT_MB", default=25) * 1024 * 1024
MEASUREMENT_BODY_LIMIT_BYTES = env.number("MEASUREMENT_BODY_LIMIT_MB", default=64) * 1024 * 1024

# Plain http and a log-in without a second factor are for loopback alone: `manage.py up` asks for them there.
PLAIN_HTTP = env.switch("PLAIN_HTTP", default=False)
REQUIRE_SECOND_FACTOR = env.switch("REQUIRE_SECOND_FACTOR", default=True)
if not is_loopback(SITE_URL):
    if PLAIN_HTTP:
        raise ImproperlyConfigured(f"PLAIN_HTTP is refused: SITE_URL {SITE_URL} is not on this machine.")
    if not REQUIRE_SECOND_FACTOR:
        raise ImproperlyConfigured(f"REQUIRE_SECOND_FACTOR=no is refused: SITE_URL {SITE_URL} is not on this machine.")

# --- The house ------------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "outsourcing",
    "portal",
    "relationships",
    "kpis",
    "projects",
    "vendors",
    "documents",
    "actions",
    "jobs",
    "notifications",
    "audit",
    "accounts",
    "core",
    "pgtrigger",
    "pghistory",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_filters",
    "django_htmx",
    "template_partials",
    "tablericons",
    "django_structlog",
    "csp",
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "outsourcing.urls"
WSGI_APPLICATION = "outsourcing.wsgi.application"

MIDDLEWARE = [
    "outsourcing.middleware.EveryResponse",
    "csp.middleware.CSPMiddleware",  # above those that answer by themselves: the redirect to https, static files
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "accounts.middleware.PreferencesMiddleware",
    "accounts.middleware.SecondFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "outsourcing.middleware.InputThatCannotBeKept",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "django_htmx.templatetags.django_htmx",
                "template_partials.templatetags.partials",
                "core.templatetags.ui",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "outsourcing.navigation.navigation",
            ],
        },
    }
]

FORM_RENDERER = "core.forms.Renderer"

# --- People ---------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # an account is made by an invitation, which proves the address
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True  # a changed password or second factor is told to its owner
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
MFA_ADAPTER = "accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True  # the invitation has proved it
MFA_TOTP_ISSUER = "Tandem"
MFA_TOTP_TOLERANCE = 1  # periods of 30 s by which a phone's clock may be off

# --- Security -------------------------------------------------------------------------------------------------------

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = not PLAIN_HTTP
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 60 * 60
SECURE_HSTS_SECONDS = 0 if PLAIN_HTTP else 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not PLAIN_HTTP
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_CONTENT_TYPE_NOSNIFF = True
SILENCED_SYSTEM_CHECKS = ["security.W002"]  # outsourcing.middleware sets X-Frame-Options, on errors as well
SECURE_REFERRER_POLICY = "same-origin"
CSRF_FAILURE_VIEW = "outsourcing.errors.csrf_failure"
if env.switch("BEHIND_PROXY", default=False):
    # The proxy must set these two headers itself, whatever it is sent.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1  # log-in's rate limits count people, not the proxy
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600

# --- Logs -----------------------------------------------------------------------------------------------------------

LOGGING = logs.configure(env.choice("LOG_LEVEL", choices=("DEBUG", "INFO", "WARNING", "ERROR"), default="INFO"))
DJANGO_STRUCTLOG_CELERY_ENABLED = True
DJANGO_STRUCTLOG_CELERY_DEFAULT_LOG_LEVEL = LOG_DEBUG
DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = LOG_DEBUG

# --- Language, time, money ------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("de", _("German"))]
LOCALE_PATHS = [BASE_DIR / "outsourcing" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
DEFAULT_CURRENCY = env.text("DEFAULT_CURRENCY", default="EUR")

# --- Files ----------------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.text("STATIC_ROOT", default=str(STATE_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "outsourcing.staticfiles.PackageFinder",
]
NPM_ROOT = BASE_DIR / "outsourcing" / "frontend" / "node_modules"
NPM_FILES = {
    "vendor/tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "vendor/inter/inter.css": "@fontsource-variable/inter/wght.css",
    **{
        f"vendor/inter/{file}": f"@fontsource-variable/inter/{file}"
        for script in ("latin", "latin-ext", "greek", "greek-ext", "cyrillic", "cyrillic-ext", "vietnamese")
        for file in [f"files/inter-{script}-wght-normal.woff2"]
    },
}
MEDIA_ROOT = STATE_DIR / "files"  # never served by the web server: downloads go through the access rule
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "outsourcing.staticfiles.Storage"},
}

# --- API ------------------------------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["accounts.permissions.MayDoThis"],
    "DEFAULT_PARSER_CLASSES": ["accounts.parsers.StrictJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PAGINATION_CLASS": "accounts.pagination.Pages",
    "DEFAULT_METADATA_CLASS": "accounts.metadata.NameOnly",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "accounts.problems.exception_handler",
    "COERCE_DECIMAL_TO_STRING": True,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Tandem API",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "DESCRIPTION": (
        "Everything that the pages do, for programs. Times are UTC, decimals are strings, errors are problems."
    ),
    "SERVE_PERMISSIONS": ["accounts.permissions.MayDoThis"],
    "POSTPROCESSING_HOOKS": [
        "accounts.schema.describe_the_common",
    ],
}

# --- Work in the background -----------------------------------------------------------------------------------------

CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a worker waits for its broker as long as that is away
# A page that pokes the workers does not wait for a Redis that is away: beat finds the work seconds later.
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_connect_timeout": 2,
    "socket_timeout": 5,
    # Kombu otherwise opens a channel by trying for 6 s while Redis is away, and a page's nudge would wait for it.
    "max_retries": 0,
    "interval_start": 0,
}
CELERY_BEAT_SCHEDULER = "celery.beat:Scheduler"  # keeps no file that a kill could spoil
CELERY_WORKER_HIJACK_ROOT_LOGGER = False

# Log-in's rate limits must work while Redis is away, so what is cached stands in Postgres.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

PGHISTORY_APPEND_ONLY = True
