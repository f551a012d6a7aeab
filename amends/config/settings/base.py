"""The settings of every installation, read from its environment (docs/operating/install.md tells of each)."""

from __future__ import annotations

import os
import pkgutil
from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF
from django.conf.locale import LANG_INFO

import amends.apps
from amends.kernel.database import database_settings, direct_address
from amends.kernel.environment import (
    NUMBERS,
    installation_keys,
    language,
    listed,
    log_level,
    mail_settings,
    public_address,
    trusted_proxies,
    whole_number,
)
from amends.kernel.key_files import InstallationKeys, have_keys, read_keys

_PACKAGE = Path(amends.apps.__file__).parents[1]
_env = os.environ

# --- the installation

AMENDS_DATA = Path(_env.get("AMENDS_DATA", "data")).expanduser().resolve()
_address = public_address(_env)
AMENDS_PUBLIC_URL = _address.url
AMENDS_TRUSTED_PROXIES = trusted_proxies(_env)
_numbers = {name: whole_number(_env, name, usual, least=least) for name, usual, least in NUMBERS}
AMENDS_API_REQUESTS_PER_MINUTE = _numbers["AMENDS_API_REQUESTS_PER_MINUTE"]  # a token, a process
AMENDS_EVENT_DAYS = _numbers["AMENDS_EVENT_DAYS"]  # then what an event said is forgotten
AMENDS_DEMO = _env.get("AMENDS_DEMO") == "1"
CAUGHT_MAILS = AMENDS_DATA / "mails"  # of the demonstration, which sends nothing out into the world


def _installation_keys() -> InstallationKeys:
    """From AMENDS_KEYS ("id:hex,...", newest first) and AMENDS_SECRET_KEY, or from the files of the data folder."""
    if (told := installation_keys(_env)) is not None:
        return told
    if not have_keys(AMENDS_DATA):
        return InstallationKeys((), "")  # before the first start: a shell may still ask for help
    return read_keys(AMENDS_DATA)


_keys = _installation_keys()
AMENDS_KEYS = _keys.codes
SECRET_KEY = _keys.sessions
DEBUG = False
ALLOWED_HOSTS = listed(_env, "AMENDS_ALLOWED_HOSTS") or [_address.host, "localhost", "127.0.0.1", "[::1]"]

# --- what it is made of

INSTALLED_APPS = [
    "amends.kernel",
    *sorted(f"amends.apps.{module.name}" for module in pkgutil.iter_modules(amends.apps.__path__)),
    "amends.entrypoints.common",
    "amends.entrypoints.web",
    "amends.entrypoints.portal",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    *(["anymail"] if _env.get("AMENDS_MAIL_PROVIDER") else []),
    "csp",
    "procrastinate.contrib.django",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "amends.config.static_files.StaticFiles",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "amends.entrypoints.common.context.ContextMiddleware",
    "amends.entrypoints.common.refusals.RefusalMiddleware",
]
# Programs bring a token with every request: see config/wsgi.py.
API_MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.locale.LocaleMiddleware",
]
ROOT_URLCONF = "amends.config.urls"
WSGI_APPLICATION = "amends.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "amends.entrypoints.common.notices.notices",
                "amends.entrypoints.web.frame.frame",
            ]
        },
    }
]

# --- what it remembers

DATABASES = {"default": database_settings(_env)}
AMENDS_DIRECT_DATABASE_URL = direct_address(_env)  # of the workers, which listen past a pooler
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Shared by all web processes, so that a throttle counts once whichever of them is asked.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "amends_cache"}}

# --- who comes in

AUTH_USER_MODEL = "staff.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
if AMENDS_DEMO:
    PASSWORD_HASHERS = ["amends.config.sign_in.KnownPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("MinimumLengthValidator", {"min_length": 10}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
        ("UserAttributeSimilarityValidator", {"user_attributes": ("email", "display_name")}),
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "amends.config.sign_in.StaffOnly"
ACCOUNT_FORMS = {
    name: f"amends.config.sign_in_forms.{form}"
    for name, form in (
        ("login", "SignIn"),
        ("change_password", "ChangePassword"),
        ("set_password", "SetPassword"),
        ("reset_password", "ResetPassword"),
        ("reset_password_from_key", "NewPassword"),
        ("reauthenticate", "OnceMore"),
    )
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # an operator adds colleagues; nobody signs up
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "reset_password": "5/m/ip,3/h/key",
}
MFA_ADAPTER = "amends.config.sign_in.SecondStep"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "amends"
MFA_ALLOW_UNVERIFIED_EMAIL = True  # the operator who adds a colleague vouches for the address
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # a sheet of the policy is one form: a field for each cell
SESSION_COOKIE_AGE = int(timedelta(hours=14).total_seconds())  # a long shift; the next day signs in again
SESSION_COOKIE_NAME = "amends_session"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _address.secure
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = [_address.url]
SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds()) if _address.secure else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# --- what it says, and where

globals().update(mail_settings(_env))
DEFAULT_FROM_EMAIL = SERVER_EMAIL = _env.get("AMENDS_MAIL_FROM", f"amends <amends@{_address.host}>")
LANGUAGE_CODE = language(_env, LANG_INFO)
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True
LOCALE_PATHS = [_PACKAGE / "locale"]
STATIC_URL = "/static/"
STATIC_ROOT = AMENDS_DATA / "static"
STORAGES = {"staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "class": "amends.config.log_lines.WithoutTokens",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": log_level(_env)},
}
