"""Passages with the words that were looked for."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from qiaomost.web.presenting.cards import Stretch

register = template.Library()


@register.filter
def with_marks(passage: Iterable[Stretch]) -> SafeString:
    """Return the stretches of a passage, each escaped, those of the query in ``<mark>``."""
    parts = (f"<mark>{escape(part.text)}</mark>" if part.marked else escape(part.text) for part in passage)
    return mark_safe("".join(parts))  # noqa: S308 - every part is escaped above
