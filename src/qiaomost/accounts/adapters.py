"""How allauth behaves here: whose language, which address of the site, what a page may tell."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from qiaomost.accounts import mail
from qiaomost.accounts.models import User
from qiaomost.accounts.selectors import language_of
from qiaomost.common.languages import INTERFACE_CODES, content_language


def set_language_cookie(response: HttpResponse, language: str) -> None:
    """Make the site answer in ``language`` (``zh``, ``ru``, ``en``) from the next page on."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        INTERFACE_CODES[language],
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )


class AccountAdapter(DefaultAccountAdapter):
    """Mails in the account's language; links to the address of the settings; the language at sign-in."""

    def new_user(self, request: HttpRequest) -> User:
        return User(language=content_language(get_language() or "en"))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        language = language_of(email) or content_language(get_language() or "en")
        mail.send(template_prefix, email, language=language, **context)

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        return _at_this_site(super().get_email_confirmation_url(request, emailconfirmation))

    def get_reset_password_from_key_url(self, key: str) -> str:
        return _at_this_site(super().get_reset_password_from_key_url(key))

    def post_login(self, request: HttpRequest, user: Any, **facts: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **facts)
        set_language_cookie(response, user.language)
        return response


class SecondFactorAdapter(DefaultMFAAdapter):
    """Authenticator apps and passkeys show the name of the platform, not a host name."""

    def _get_site_name(self) -> str:
        return "Qiaomost"


def _at_this_site(url: str) -> str:
    """A link in a mail must not lead to whatever host the request named."""
    return settings.QIAOMOST.site_url + urlsplit(url).path
