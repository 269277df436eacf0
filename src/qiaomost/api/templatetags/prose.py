"""Words with pieces of code in them."""

from __future__ import annotations

import re

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

register = template.Library()

_CODE = re.compile(r"`([^`]+)`")


@register.filter
def prose(words: str) -> SafeString:
    """What stands between backticks becomes code; all else is escaped."""
    pieces = _CODE.split(str(words))
    return format_html_join("", "{}{}", ((plain, _code(code)) for plain, code in _pairs(pieces)))


def _pairs(pieces: list[str]) -> list[tuple[str, str]]:
    return list(zip(pieces[::2], [*pieces[1::2], ""], strict=True))


def _code(piece: str) -> SafeString:
    return format_html_join("", "<code>{}</code>", [(piece,)] if piece else [])
