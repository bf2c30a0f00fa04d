"""
Django's settings, read from the environment and the data directory (see `heardfirst.home`).

========================  =======================================================================
``HEARDFIRST_DATA``       the data directory
``DATABASE_URL``          a PostgreSQL server instead of the SQLite file in the data directory
``HEARDFIRST_HOSTS``      comma-separated host names this is served under, besides the loopback ones
``HEARDFIRST_HTTPS``      ``1`` or ``0``; on by itself as soon as a host is named
``HEARDFIRST_PROXY``      ``1`` if a proxy in front ends TLS and itself sets ``X-Forwarded-Proto`` and adds
                          the visitor's address to ``X-Forwarded-For``; else both headers are ignored
``HEARDFIRST_ADDRESS``    what people type to come here, such as ``https://cases.example.org``; for links in
                          mails. By itself ``https://`` and the first named host
``HEARDFIRST_SMTP``       the server mail leaves by: ``smtp://user:password@host:587`` (STARTTLS) or
                          ``smtps://user:password@host:465``; without it nothing is mailed, and links are
                          shown to who makes them
``HEARDFIRST_MAIL_FROM``  whom mails come from, such as ``heardfirst@example.org``
``HEARDFIRST_DEBUG``      ``1`` for Django's debug pages; never where real people's records are
========================  =======================================================================
"""

from __future__ import annotations

import os
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from heardfirst import home, mail_server


def _setting(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


# Whatever this process writes (database, journals, refused rows) is for its owner alone, even in a directory
# that was there before and is open to others.
os.umask(0o077)

_NAMED_HOSTS = [host.strip() for host in _setting("HEARDFIRST_HOSTS").split(",") if host.strip()]

DEBUG = _setting("HEARDFIRST_DEBUG") == "1"
HTTPS = _setting("HEARDFIRST_HTTPS", "1" if _NAMED_HOSTS else "0") == "1"
SECRET_KEY = home.secret_key()
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *_NAMED_HOSTS]
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in _NAMED_HOSTS] if HTTPS else []

# --- Rooms -----------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "heardfirst.agency",
    "heardfirst.agency.doors",
    "heardfirst.record",
    "heardfirst.access",
    "heardfirst.guide.directory",
    "heardfirst.guide.drafts",
    "heardfirst.practice",
    "heardfirst.web",
]
AUTH_USER_MODEL = "agency.Person"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

MIDDLEWARE = [
    "heardfirst.web.shared.headers.SafeHeaders",
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "heardfirst.agency.signed_in.SessionLimits",
    "heardfirst.web.doors.middleware.Refusals",
    "heardfirst.web.doors.middleware.PersonLanguage",
    "heardfirst.web.doors.middleware.SecondStepFirst",
    "heardfirst.web.doors.middleware.TypedGoesAlong",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "heardfirst.web.shared.posting.RecordedOnce",
    "heardfirst.web.practice.practice_world.PracticeWorld",
]
ROOT_URLCONF = "heardfirst.urls"
WSGI_APPLICATION = "heardfirst.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            # Every template that has a form needs its tokens.
            "builtins": ["heardfirst.web.templatetags.web"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# --- Database --------------------------------------------------------------------------------------

DATABASES = {"default": home.database()}

# --- Time and language -----------------------------------------------------------------------------

# Stored in UTC; each agency's own zone is applied when somebody looks.
USE_TZ = True
TIME_ZONE = "UTC"
# Where this machine is, for a new agency. Asked here, since Django then puts the process into UTC.
LOCAL_ZONE = home.local_zone()
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("es", _("Spanish"))]
LOCALE_PATHS = [Path(__file__).parent / "locale"]

# --- Signing in and staying signed in --------------------------------------------------------------

LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/sign-in/"
SHORTEST_PASSWORD = 12
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": SHORTEST_PASSWORD},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "name"]},
    },
]
# A working day at most, however busy. How long somebody may be idle is their agency's to say.
SESSION_ENGINE = "heardfirst.agency.sessions"
SESSION_COOKIE_AGE = 10 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SAMESITE = "Lax"  # Strict would drop the session on the way in from a one-time link
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "heardfirst.web.drafts.views.open_too_long"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- What the browser may do -----------------------------------------------------------------------

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "heardfirst_session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "heardfirst_csrf"
LANGUAGE_COOKIE_NAME = "__Host-language" if HTTPS else "heardfirst_language"
THEME_COOKIE_NAME = "__Host-theme" if HTTPS else "heardfirst_theme"
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
# Who says where a visitor comes from: the connection itself, or the one proxy that is trusted.
BEHIND_PROXY = _setting("HEARDFIRST_PROXY") == "1"
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
# No inline script and no inline style anywhere, so neither needs an exception here.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "object-src": [NONE],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}

# --- Mail ------------------------------------------------------------------------------------------

# None where there is no server. A test or another program may put one here.
SMTP = mail_server.smtp_server()
PUBLIC_ADDRESS = mail_server.public_address(_NAMED_HOSTS)
DEFAULT_FROM_EMAIL = SERVER_EMAIL = mail_server.sender(PUBLIC_ADDRESS)

# --- Files -----------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = home.static_dir()
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_ALLOW_ALL_ORIGINS = False
# An uploaded attendance file stays in memory: its names must not lie in a temporary file. A larger one comes
# by the command (`LARGEST_FILE` in intake/decoding.py).
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 64 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# --- What is logged --------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"without_requests": {"()": "heardfirst.logs.WithoutRequests"}},
    "formatters": {"quiet": {"()": "heardfirst.logs.QuietFormatter"}},
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "filters": ["without_requests"],
            "formatter": "quiet",
        },
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        # Django sets up handlers of its own for these, which print addresses and mail whole requests.
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
        "heardfirst": {"level": "INFO"},
    },
}
