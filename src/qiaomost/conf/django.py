"""Django's settings, all derived from ``conf.settings``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import dj_database_url
from django.utils.translation import gettext_lazy as _

from qiaomost.conf import settings as node
from qiaomost.conf.logs import logging_settings
from qiaomost.conf.mail import mail_settings
from qiaomost.conf.sign_in import allauth_apps, allauth_providers

QIAOMOST = node.load()
PACKAGE = Path(__file__).resolve().parent.parent

DEBUG = QIAOMOST.debug
SECRET_KEY = QIAOMOST.resolved_secret_key()
ALLOWED_HOSTS = QIAOMOST.allowed_hosts
CSRF_TRUSTED_ORIGINS = [QIAOMOST.site_url]

INSTALLED_APPS = [
    "qiaomost.accounts.admin_config.NodeAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "qiaomost.common",
    "qiaomost.accounts",
    "qiaomost.network",
    "qiaomost.translation",
    "qiaomost.catalogue",
    "qiaomost.compliance",
    "qiaomost.discovery",
    "qiaomost.partnering",
    "qiaomost.forum",
    "qiaomost.web",
    "qiaomost.api",
    "qiaomost.exchange",
    # after ours, so that our templates and words come first
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.usersessions",
    *allauth_apps(QIAOMOST.sign_in_providers),
]

MIDDLEWARE = [
    "qiaomost.web.middleware.HeadersMiddleware",
    "qiaomost.api.middleware.OpenMiddleware",
    "qiaomost.api.middleware.ProblemMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "qiaomost.web.middleware.AddressLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "qiaomost.api.middleware.CallerMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "qiaomost.accounts.middleware.LeavingMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "qiaomost.web.middleware.DomainErrorMiddleware",
]

ROOT_URLCONF = "qiaomost.conf.urls"
WSGI_APPLICATION = "qiaomost.conf.wsgi.application"

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
                "qiaomost.web.context.site",
            ],
        },
    }
]

_database: dict[str, Any] = dict(dj_database_url.parse(QIAOMOST.resolved_database_url(), conn_max_age=60))
if _database["ENGINE"].endswith("sqlite3"):
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
DATABASES = {"default": _database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

PERSONAL_DATA_HOLDERS = "qiaomost.wiring.HOLDERS"
OFFICER_TASKS = "qiaomost.wiring.OFFICER_TASKS"

AUTH_USER_MODEL = "accounts.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "account"

ACCOUNT_ADAPTER = "qiaomost.accounts.adapters.AccountAdapter"
ACCOUNT_FORMS = {"signup": "qiaomost.accounts.forms.SignupForm"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if QIAOMOST.site_url.startswith("https:") else "http"
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_MAX_EMAIL_ADDRESSES = 5
ALLAUTH_TRUSTED_PROXY_COUNT = QIAOMOST.trusted_proxies
MFA_ADAPTER = "qiaomost.accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {
    "add_webauthn": "qiaomost.accounts.forms.AddPasskeyForm",
    "edit_webauthn": "qiaomost.accounts.forms.RenamePasskeyForm",
}
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be half a minute off
SOCIALACCOUNT_PROVIDERS = allauth_providers(QIAOMOST.sign_in_providers)

DEFAULT_FROM_EMAIL = SERVER_EMAIL = QIAOMOST.email_from
vars().update(mail_settings(QIAOMOST.email_url))

# Rate limits count here: one table that all web processes share.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {
            "MAX_ENTRIES": 100_000
        },  # of Django's 300, attempts from elsewhere would soon push out the others
    }
}

LANGUAGE_CODE = "en"
LANGUAGES = [("zh-hans", _("Chinese")), ("ru", _("Russian")), ("en", _("English"))]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = QIAOMOST.time_zone

STATIC_URL = "static/"
MEDIA_ROOT = QIAOMOST.data_dir / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True  # files are served out of the installed packages; nothing to collect
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 3600
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3_000  # a record may have 200 pieces of evidence

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = QIAOMOST.behind_tls
SECURE_HSTS_SECONDS = 31_536_000 if QIAOMOST.behind_tls else 0
LANGUAGE_COOKIE_SAMESITE = SESSION_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_AGE = 31_536_000  # the choice of language outlives the session
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SECURE = QIAOMOST.behind_tls
CSRF_FAILURE_VIEW = "qiaomost.web.errors.csrf_failure"

LOGGING = logging_settings(QIAOMOST.log_format)
