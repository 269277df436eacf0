"""A page's address in each language, for those who come from elsewhere: search engines and shared links."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

from qiaomost.common.languages import INTERFACE_CODES
from qiaomost.common.linked_data import LANGUAGE_TAGS

LANGUAGE_PARAMETER = "lang"
SAME_PAGE = frozenset({LANGUAGE_PARAMETER, "text", "answers"})
"""Parameters that show a page otherwise, but no other page."""


@dataclass(frozen=True, slots=True)
class Alternate:
    """The address of a page in a language; ``tag`` is of BCP 47, or ``x-default``."""

    tag: str
    address: str


def alternates_of(path: str) -> list[Alternate]:
    """Return the addresses of a page in each language, and the one that answers in the language of its reader."""
    whole = settings.QIAOMOST.site_url + path
    spoken = [
        Alternate(LANGUAGE_TAGS[code], f"{whole}?{LANGUAGE_PARAMETER}={code}") for code in INTERFACE_CODES
    ]
    return [*spoken, Alternate("x-default", whole)]


def own_address(request: HttpRequest) -> str:
    """Return the one address of a page, in the language that its reader asked for; nothing for a part of a list."""
    if request.GET.keys() - SAME_PAGE:
        return ""
    asked = language_asked(request)
    return settings.QIAOMOST.site_url + request.path + (f"?{LANGUAGE_PARAMETER}={asked}" if asked else "")


def language_asked(request: HttpRequest) -> str:
    """Return the content language that the address names, or nothing."""
    asked = request.GET.get(LANGUAGE_PARAMETER, "")
    return asked if asked in INTERFACE_CODES else ""


def without_language(request: HttpRequest) -> str:
    """Return the address of this very page, with all but a language: where to go on in another one."""
    if LANGUAGE_PARAMETER not in request.GET:
        return request.get_full_path()
    rest = request.GET.copy()
    del rest[LANGUAGE_PARAMETER]
    return f"{request.path}?{rest.urlencode()}" if rest else request.path
