"""Passages with the words that were looked for."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from qiaomost.web.presenting.cards import Stretch

register = template.Library()

LINE_END = " · "
"""What stands between the lines of a list, such as acceptance criteria, that a passage shows in one."""

_LINE_ENDS = re.compile(r"\s*\n\s*")


@register.filter
def with_marks(passage: Iterable[Stretch]) -> SafeString:
    """Return the stretches of a passage, each escaped, those of the query in ``<mark>``."""
    shown = ((escape(_LINE_ENDS.sub(LINE_END, part.text)), part.marked) for part in passage)
    parts = (f"<mark>{words}</mark>" if marked else words for words, marked in shown)
    return mark_safe("".join(parts))  # noqa: S308 - every part is escaped above
