"""Results of feedback: counts with bars, means, and words; on the page and as a workbook."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from qiaomost.forum.models import FormField
from qiaomost.forum.presenting.registrations import answer_words
from qiaomost.forum.states.registrations import RATINGS, FieldKind

COUNTED = frozenset(
    {
        *(FieldKind.CHOICE, FieldKind.SEVERAL, FieldKind.YES_NO, FieldKind.RATING),
        *(FieldKind.COUNTRY, FieldKind.DIETARY),
    }
)


@dataclass(frozen=True, slots=True)
class Bar:
    """How many gave one answer, and its share of those who answered, in percent."""

    label: str
    number: int
    share: int


@dataclass(frozen=True, slots=True)
class Result:
    """One question: how many answered, its bars, its mean where there is one, and what was written."""

    question: str
    answered: int
    mean: str
    bars: tuple[Bar, ...]
    words: tuple[str, ...]


def results_of(fields: Iterable[FormField], sheets: Sequence[Mapping[str, Any]], reader: str) -> list[Result]:
    """The results of each question, in the order of the form."""
    return [
        _result(one, [sheet[one.code] for sheet in sheets if one.code in sheet], reader) for one in fields
    ]


def results_table(results: Iterable[Result]) -> list[list[str]]:
    """Results as one sheet: question, answer, how many."""
    rows = [[_("Question"), pgettext("to a question", "Answer"), pgettext("how many", "Number")]]
    for one in results:
        rows += [[one.question, bar.label, str(bar.number)] for bar in one.bars]
        rows += [[one.question, words, ""] for words in one.words]
        if one.mean:
            rows.append([one.question, _("Mean"), one.mean])
    return rows


def _result(field: FormField, values: Sequence[Any], reader: str) -> Result:
    is_counted = field.kind in COUNTED
    words = () if is_counted else tuple(sorted(answer_words(field, value, reader) for value in values))
    return Result(
        question=field.name_in(reader),
        answered=len(values),
        mean=_mean(values) if field.kind in {FieldKind.RATING, FieldKind.NUMBER} else "",
        bars=_bars(field, values, reader) if is_counted else (),
        words=words,
    )


def _mean(values: Sequence[Any]) -> str:
    numbers = [int(value) for value in values]
    return number_format(sum(numbers) / len(numbers), 2) if numbers else ""


def _bars(field: FormField, values: Sequence[Any], reader: str) -> tuple[Bar, ...]:
    given = Counter(part for value in values for part in (value if isinstance(value, list) else [value]))
    every: list[Any] = [option["code"] for option in field.options]
    if field.kind == FieldKind.RATING:
        every = list(RATINGS)
    every += [value for value, _number in given.most_common() if value not in every]
    total = len(values) or 1
    return tuple(
        Bar(_label(field, value, reader), given[value], round(100 * given[value] / total)) for value in every
    )


def _label(field: FormField, value: Any, reader: str) -> str:
    return answer_words(field, [value] if field.kind == FieldKind.SEVERAL else value, reader)
