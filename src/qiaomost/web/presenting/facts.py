"""The facts of a record as lines of a table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from qiaomost.catalogue.models import (
    CooperationKind,
    Deliverable,
    IpRight,
    IpTerms,
    Record,
    RecordKind,
    Stage,
    Willingness,
)
from qiaomost.common.languages import LanguageCode
from qiaomost.network.models import Country

Lines = Iterator[tuple[str, str]]
TEN_THOUSAND = 10_000


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of the table of facts; ``subjects`` are the fields of science in it, as (code, label)."""

    label: str
    value: str
    subjects: tuple[tuple[str, str], ...] = ()


def facts_of(record: Record, reader: str) -> list[Fact]:
    """Return what is known of a record, without empty lines; reads the prefetched rows."""
    kinds = {
        RecordKind.ACHIEVEMENT.value: _achievement,
        RecordKind.CHALLENGE.value: _challenge,
        RecordKind.EXPERT.value: _expert,
    }
    lines = [Fact(label, value) for label, value in kinds[record.kind](record, reader)]
    lines += [
        _fields(record, reader),
        Fact(_("Updated"), day_in_words(timezone.localdate(record.updated_at))),
    ]
    return [line for line in lines if line.value]


def _achievement(record: Record, reader: str) -> Lines:
    del reader
    facts = record.achievement
    yield _("Stage"), _label(Stage, facts.stage)
    yield _("Technology readiness"), _level(facts.trl, 9)
    yield _("Production readiness"), _level(facts.production_readiness, 10)
    yield _("Market readiness"), _level(facts.market_readiness, 9)
    yield _("Cooperation sought"), _labels(CooperationKind, facts.cooperation)
    yield _("Intellectual property"), _("; ").join(map(_right, facts.ip_rights.all()))


def _challenge(record: Record, reader: str) -> Lines:
    facts = record.challenge
    yield _("Deadline"), day_in_words(facts.deadline)
    yield _("Budget"), _amount(facts.budget, facts.currency, reader) if facts.budget else ""
    yield _("Deliverable"), _label(Deliverable, facts.deliverable)
    yield _("Lowest technology readiness"), _level(facts.trl_min, 9)
    yield _("Terms for rights"), _label(IpTerms, facts.ip_terms)
    yield _("Cooperation wanted"), _labels(CooperationKind, facts.cooperation)


def _expert(record: Record, reader: str) -> Lines:
    del reader
    facts = record.expert
    yield _("Willing to"), _labels(Willingness, facts.willing_to)
    yield _("Languages"), _("; ").join(_command(code, level) for code, level in facts.languages.items())


def _fields(record: Record, reader: str) -> Fact:
    subjects = sorted(record.subjects.all(), key=lambda subject: subject.position)
    labels = tuple((subject.code, subject.label_in(reader)) for subject in subjects)
    return Fact(_("Fields of science"), _("; ").join(label for _code, label in labels), labels)


def _label(choices: type[TextChoices], value: str) -> str:
    return str(choices(value).label) if value else ""


def _labels(choices: type[TextChoices], values: list[str]) -> str:
    return _("; ").join(_label(choices, value) for value in values)


def _level(level: int | None, highest: int) -> str:
    return _("%(level)d of %(highest)d") % {"level": level, "highest": highest} if level else ""


def _right(right: IpRight) -> str:
    places = {**dict(Country.choices), "EA": _("Eurasian patent"), "PCT": "PCT"}
    words = f"{places.get(right.territory, right.territory)}: {right.get_status_display()}"
    return f"{words}, {right.number}" if right.number else words


def day_in_words(day: date | None) -> str:
    """Return a day as its readers write it, nothing where there is none."""
    return str(format_date(day, pgettext("format of a date", "j F Y"))) if day else ""


def _command(code: str, level: str) -> str:
    names = dict(LanguageCode.choices)
    shown = _("native") if level == "native" else level
    return f"{names.get(code, code)} ({shown})"


def _amount(amount: Decimal, currency: str, reader: str) -> str:
    """Return an amount as its readers write it: in Chinese, round sums in ten thousands (万)."""
    number = int(amount)
    shown = number_format(number, use_l10n=True, force_grouping=True)
    if reader == "zh" and number % TEN_THOUSAND == 0:
        shown = f"{number // TEN_THOUSAND}万"
    if currency == "CNY":
        return ngettext("%(amount)s yuan", "%(amount)s yuan", number) % {"amount": shown}
    return ngettext("%(amount)s rouble", "%(amount)s roubles", number) % {"amount": shown}
