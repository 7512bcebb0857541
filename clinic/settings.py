"""All settings, from the environment (docs/running.md lists them). Safe when nothing is set."""

from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit

import environ
import pghistory
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

DATA_DIR = Path(env("DATA_DIR", default=str(BASE_DIR / "var"))).resolve()
DEBUG = env.bool("DEBUG", default=False)


def from_environment_or_data_folder(name: str, file: str) -> str:
    """script/server leaves in the data folder what it made itself, so that manage.py finds it too."""
    if value := env(name, default=""):
        return value
    if (DATA_DIR / file).exists():
        return (DATA_DIR / file).read_text().strip()
    raise ImproperlyConfigured(f"Set {name}, or start script/server, which makes one in {DATA_DIR}.")


SECRET_KEY = from_environment_or_data_folder("SECRET_KEY", "secret-key")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])

# Where the site is

SITE_URL = env("SITE_URL", default=f"http://localhost:{env('PORT', default='8000')}").rstrip("/")
_site = urlsplit(SITE_URL)
HTTPS = _site.scheme == "https"
if not _site.hostname or _site.path or (not HTTPS and _site.hostname not in {"localhost", "127.0.0.1"}):
    raise ImproperlyConfigured("SITE_URL is https://HOST (or http://localhost:PORT), with no path behind it.")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[_site.hostname])
TRUSTED_PROXIES = [ip_network(value) for value in env.list("TRUSTED_PROXIES", default=[])]

ROOT_URLCONF = "clinic.urls"
WSGI_APPLICATION = "clinic.wsgi.application"

# The apps

INSTALLED_APPS = [
    "clinic",
    "clinic.traces",
    "booking",
    "content",
    "crispy_forms",
    "django_prose_editor",
    "csp",
    "phonenumber_field",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "clinic.staff.apps.DeskConfig",  # django.contrib.admin, with our own site
    "pghistory",
    "pgtrigger",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "clinic.staff.apps.StaffConfig",
]

MIDDLEWARE = [
    "clinic.proxies.TrustedProxiesMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "clinic.packing.PackingMiddleware",
    "csp.middleware.CSPMiddleware",
    "clinic.headers.HeadersMiddleware",
    "clinic.errors.MethodNotAllowedMiddleware",
    "clinic.health.HealthMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "clinic.traces.acting.ActingMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "clinic.staff.middleware.StaffMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "booking.access.TidyCookiesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "clinic.context.practice",
            ],
        },
    }
]

CRISPY_ALLOWED_TEMPLATE_PACKS = ["clinic_forms"]
CRISPY_TEMPLATE_PACK = "clinic_forms"
PHONENUMBER_DEFAULT_REGION = "US"
PHONENUMBER_DB_FORMAT = "E164"

# The database

DATABASES = {
    "default": {
        **env.db_url_config(from_environment_or_data_folder("DATABASE_URL", "database-url")),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
}
# The owner's way in, for `manage.py prepare` alone (clinic/owner.py): the others are not told of it.
_owner = env("DATABASE_OWNER_URL", default="")
DATABASE_OWNER = {"OPTIONS": {}, **env.db_url_config(_owner)} if _owner else {}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Traces (clinic/traces/changes.py)

PGHISTORY_CREATED_AT_FUNCTION = "clock_timestamp()"  # not when the transaction began
PGHISTORY_FOREIGN_KEY_FIELD = pghistory.ForeignKey(db_index=False)  # only what is searched has an index

# Mail. Without MAIL_URL each mail becomes a file under the data folder.

vars().update(env.email_url_config(env("MAIL_URL", default="dummymail://")))
if not env("MAIL_URL", default=""):
    EMAIL_BACKEND = "clinic.mail.FileBackend"
MAIL_FOLDER = DATA_DIR / "mail"
EMAIL_TIMEOUT = 20  # seconds; Django's default is to wait for ever
MAIL_FROM = env("MAIL_FROM", default=f"no-reply@{_site.hostname}")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = MAIL_FROM
FRONT_DESK_EMAIL = env("FRONT_DESK_EMAIL", default="")

# Booking

BOOKING_ANSWER_WITHIN_HOURS = env.int("BOOKING_ANSWER_WITHIN_HOURS", default=8)  # opening hours
BOOKING_OFFER_KEPT_HOURS = env.int("BOOKING_OFFER_KEPT_HOURS", default=48)
BOOKING_UNANSWERED_PER_CONTACT = env.int("BOOKING_UNANSWERED_PER_CONTACT", default=3)
BOOKING_UNANSWERED_PER_ADDRESS = env.int("BOOKING_UNANSWERED_PER_ADDRESS", default=10)

# Language and time. Times are stored in UTC and shown on the one clinic clock.

LANGUAGE_CODE = "en-us"
USE_TZ = True
TIME_ZONE = env("CLINIC_TIME_ZONE", default="America/New_York")

# Static files: hashed names, compressed beforehand

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "clinic.static_storage.StaticStorage"
    },
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True  # no page names another one, and packing takes long
MEDIA_ROOT = DATA_DIR / "media"

# Staff sign-in: clinic/staff/

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "admin:index"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 15},
    },
    {"NAME": "clinic.staff.passwords.BreachedPasswordValidator"},
    {"NAME": "clinic.staff.passwords.GuessablePasswordValidator"},
]
ACCOUNT_ADAPTER = "clinic.staff.adapters.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_FORMS = {
    "login": "clinic.staff.forms.SignInForm",
    "reauthenticate": "clinic.staff.forms.PasswordAgainForm",
}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_RATE_LIMITS = {"login": "", "login_failed": ""}  # clinic/staff/throttle.py counts
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
MFA_ADAPTER = "clinic.staff.adapters.MFAAdapter"
MFA_FORMS = {
    "activate_totp": "clinic.staff.forms.AuthenticatorAppForm",
    "add_webauthn": "clinic.staff.forms.PasskeyForm",
    "authenticate": "clinic.staff.forms.SecondFactorForm",
    "authenticate_webauthn": "clinic.staff.forms.SecondFactorPasskeyForm",
    "login_webauthn": "clinic.staff.forms.SignInByPasskeyForm",
    "reauthenticate": "clinic.staff.forms.SecondFactorAgainForm",
    "reauthenticate_webauthn": "clinic.staff.forms.PasskeyAgainForm",
}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RATE_LIMITS = {"webauthn_login": ""}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1  # codes of 30 seconds before and after: telephones' clocks differ
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS  # http is for localhost alone, see SITE_URL

# Throttling is counted in it, so all processes share it. When it is full, what was counted is forgotten.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
}

# Security

# A session ends with the browser, if not before: clinic/staff/idle.py. What is left of it in the database,
# and of what was typed, the worker deletes after that many seconds: longer than a day at the desk.
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = 12 * 60 * 60

MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# The browser refuses a __Host- cookie that is not Secure, for this host alone, and for the whole site.
COOKIE_PREFIX = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}session"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"  # Strict loses the cookie after a click in a mail
CSRF_FAILURE_VIEW = "clinic.errors.csrf_failure"

SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
# Browsers keep these two for a year, for hosts of the domain that are not ours: the clinic decides.
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS and env.bool("HSTS_INCLUDE_SUBDOMAINS", default=False)
SECURE_HSTS_PRELOAD = HTTPS and env.bool("HSTS_PRELOAD", default=False)
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]  # which say that the two are off
# clinic.proxies removes the header unless it comes from TRUSTED_PROXIES.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"  # no-referrer would make browsers post "Origin: null"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}

# Logs hold no personal data: paths and tokens are taken out by clinic.logs.

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"private": {"()": "clinic.logs.PrivateFilter"}},
    "formatters": {
        "line": {
            "()": "clinic.logs.PrivateFormatter",
            "fmt": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["private"]}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="INFO")},
    # Django's own set-up mails errors to ADMINS and prints in its own way; here all goes to the root.
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.server": {"handlers": [], "level": "INFO", "propagate": True},
        "fido2": {"level": "WARNING"},  # it names each passkey that is used
    },
}
