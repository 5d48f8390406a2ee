"""Django's settings, one file for every place: what differs comes from the environment (festapp/env.py)."""

import time
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from festapp import env

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = env.folder("FESTAPP_DATA", BASE_DIR / ".data")

# --- what production must set -------------------------------------------------------------------------

SECRET_KEY = env.secret("SECRET_KEY", "a long random text that signs cookies and links")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS")
if not ALLOWED_HOSTS:
    env.required("ALLOWED_HOSTS", "the site's host names, separated by commas")
DATABASES = {"default": env.database("DATABASE_URL", "postgresql://user:password@host/database")}

DEBUG = env.flag("DEBUG")  # only says whether error pages show code
DEMO = env.flag("FESTAPP_DEMO")
PLAIN_HTTP = env.flag("PLAIN_HTTP")  # no TLS in front: the demo and the tests, on this machine only

FESTAPP_NOW = env.moment("FESTAPP_NOW")
FESTAPP_STARTED = env.number("FESTAPP_STARTED", int(time.time()))  # when that clock was set, in seconds
if FESTAPP_NOW and not (DEBUG or DEMO):
    raise ImproperlyConfigured("FESTAPP_NOW sets the clock of a demo; it needs FESTAPP_DEMO=1 or DEBUG=1.")

# --- the parts ----------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "programme.apps.ProgrammeConfig",
    "programme.apps.FestivalAdminConfig",
    "accounts.apps.AccountsConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "django_filters",
    "simple_history",
]

MIDDLEWARE = [
    "programme.pages.PageCache",  # outermost: a page that is kept passes nothing else
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
]

ROOT_URLCONF = "festapp.urls"
WSGI_APPLICATION = "festapp.wsgi.application"

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
            ],
            "builtins": ["programme.templatetags.texts"],
        },
    }
]

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"  # widgets may have templates of ours

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Rate limits need a cache that all processes share; the database is there anyway. allauth knows the default
# cache only, and a full one throws out its limits first: files that wait for a yes crowd one of their own.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "festapp_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    "uploads": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "festapp_uploads",
        "OPTIONS": {"MAX_ENTRIES": 200},
    },
}

PAGE_CACHE_MB = env.number("PAGE_CACHE_MB", 64)  # of public pages, in each process

# --- people -------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]  # nobody signs up; the sign-in form asks for these
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
# How many proxies stand in front and may be believed about the visitor's address (bad-input: rate limits).
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXIES", 0)

# --- words and time -----------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("fr", _("French")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "programme" / "locale"]
USE_TZ = True
TIME_ZONE = "UTC"

# --- files --------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
# Where collectstatic puts the files; on plain HTTP they are served from where they are.
STATIC_ROOT = None if PLAIN_HTTP else env.folder("STATIC_ROOT", BASE_DIR / "static-collected")
STATICFILES_DIRS = [BASE_DIR / "festapp" / "static"]
MEDIA_ROOT = DATA_DIR / "media"
MEDIA_URL = "/files/"  # served by a view that asks who may read
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if PLAIN_HTTP
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = PLAIN_HTTP
WHITENOISE_AUTOREFRESH = DEBUG
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # a list of a festival's sessions, edited at once
DATA_UPLOAD_MAX_MEMORY_SIZE = 10_000_000

# --- mail ---------------------------------------------------------------------------------------------

MAILERS = {
    "default": {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": env.text("EMAIL_HOST", "localhost"),
            "port": env.number("EMAIL_PORT", 25),
            "username": env.text("EMAIL_USER"),
            "password": env.text("EMAIL_PASSWORD"),
            "use_tls": env.flag("EMAIL_USE_TLS"),
        },
    }
}
if DEMO:  # letters are written down, not sent
    MAILERS["default"] = {
        "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "OPTIONS": {"file_path": str(DATA_DIR / "mail")},
    }
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "festapp@localhost")

# --- safety -------------------------------------------------------------------------------------------

SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],  # the admin's own style sheets draw their icons with data: pictures
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not PLAIN_HTTP
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = not PLAIN_HTTP
SECURE_HSTS_SECONDS = 0 if PLAIN_HTTP else env.number("HSTS_SECONDS", 31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not PLAIN_HTTP
if env.flag("BEHIND_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

SILENCED_SYSTEM_CHECKS: list[str] = []

# --- the libraries ------------------------------------------------------------------------------------

SIMPLE_HISTORY_REVERT_DISABLED = False
