"""How languages and moments of meetings are written."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.dateformat import format as formatted
from django.utils.translation import pgettext

from qiaomost.common.languages import LanguageCode


def pair_words(pair: Iterable[str]) -> str:
    """The languages between which somebody interprets, in the active language."""
    return "–".join(str(LanguageCode(one).label) for one in pair)


def moment_words(moment: datetime, zone: ZoneInfo) -> str:
    """Day and time on the clock of ``zone``, in the active language."""
    local = moment.astimezone(zone)
    return f"{formatted(local, pgettext('format of a date', 'j F'))}, {local:%H:%M}"
