"""What a reader may mean while they type: words that stand in what they may see, and in nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import reduce
from itertools import islice
from operator import or_

from django.db.models import Q, QuerySet, TextChoices, TextField
from django.db.models.functions import Cast

from qiaomost.catalogue.models import Expert, Record, RecordKind, RecordText, Subject
from qiaomost.catalogue.permissions import can_screen
from qiaomost.catalogue.selectors import records_visible_to
from qiaomost.catalogue.states import RecordState, TextState
from qiaomost.common.languages import reading_order
from qiaomost.network.models import Organisation
from qiaomost.network.permissions import Standing
from qiaosearch.text.names import query_keys
from qiaosearch.text.normalise import clean, fold

TEXTS_READ = 400
"""So many texts with the words are read, newest records first, before the nearest are chosen."""

LONGEST = 100


class SuggestionKind(TextChoices):
    """What is suggested: words to search for, a field of science, or a page to open."""

    KEYWORD = "keyword"
    SUBJECT = "subject"
    RECORD = "record"
    PERSON = "person"
    ORGANISATION = "organisation"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Words to choose; ``target`` is the subject's code, or the id of the record or organisation."""

    kind: str
    text: str
    language: str
    target: str = ""


def suggestions_for(typed: str, *, standing: Standing, reader: str) -> list[Suggestion]:
    """Return what ``typed`` may become, at most a dozen; a constant number of queries.

    Titles and keywords count in every language, those in the reader's first; persons are experts with a published
    profile, organisations those that own a published record and are not anonymous there.
    """
    wanted = clean(typed).strip()
    if not _is_enough(wanted):
        return []
    published = records_visible_to(standing).filter(state=RecordState.PUBLISHED)
    texts = _texts(published, wanted, reader)
    return [
        *islice(_keywords(texts, wanted), 4),
        *islice(_subjects(published, wanted, reader), 2),
        *islice(_titles(texts, wanted), 3),
        *_persons(published, wanted, reader)[:2],
        *_organisations(published, standing, wanted, reader)[:2],
    ]


def _is_enough(wanted: str) -> bool:
    """A Chinese character says as much as several letters."""
    return len(wanted) <= LONGEST and (len(wanted) > 1 or _is_chinese(wanted))


def _is_chinese(words: str) -> bool:
    return any(char >= "\u2e80" for char in words)


def _texts(published: QuerySet[Record], wanted: str, reader: str) -> list[RecordText]:
    """Texts with the words in title or keywords: the reader's language first."""
    rows = RecordText.objects.filter(record__in=published, state=TextState.APPROVED)
    rows = rows.annotate(listed=Cast("keywords", TextField()))
    escaped = [json.dumps(form)[1:-1] for form in _cases(wanted)]  # as SQLite stores lists
    listed = dict.fromkeys((*_cases(wanted), *escaped))
    found = rows.filter(_having("title", _cases(wanted)) | _having("listed", listed))
    newest = found.only("title", "keywords", "language", "record_id").order_by("-record__updated_at", "pk")
    order = reading_order(reader)
    return sorted(newest[:TEXTS_READ], key=lambda text: order.index(text.language))


def _cases(wanted: str) -> tuple[str, ...]:
    """The spellings to look for: SQLite does not tell capital from small letters, but of the Latin ones alone."""
    if wanted.isascii():
        return (wanted,)
    capital = wanted[:1].upper() + wanted[1:].lower()
    return tuple(dict.fromkeys((wanted, wanted.lower(), wanted.upper(), capital)))


def _having(field: str, forms: Iterable[str], lookup: str = "icontains") -> Q:
    return reduce(or_, (Q(**{f"{field}__{lookup}": form}) for form in forms))


def _keywords(texts: Iterable[RecordText], wanted: str) -> Iterator[Suggestion]:
    words = [(word, text.language) for text in texts for word in text.keywords]
    for word, language in _nearest(dict(words).items(), wanted):
        yield Suggestion(SuggestionKind.KEYWORD, word, language)


def _titles(texts: Iterable[RecordText], wanted: str) -> Iterator[Suggestion]:
    """Each record by one of its titles."""
    shown: dict[str, tuple[str, str]] = {}
    by_title = {(text.title, str(text.record_id)): text.language for text in texts}
    for (title, record_id), language in by_title.items():
        if _place(title, wanted) is not None:
            shown.setdefault(record_id, (title, language))
    ids = {title: record_id for record_id, (title, _) in shown.items()}
    for title, language in _nearest(shown.values(), wanted):
        yield Suggestion(SuggestionKind.RECORD, title, language, ids[title])


def _nearest(words: Iterable[tuple[str, str]], wanted: str) -> list[tuple[str, str]]:
    """Those that begin with what is wanted, then those of which a word does, then the others that have it."""
    placed = [(place, pair) for pair in words if (place := _place(pair[0], wanted)) is not None]
    return [pair for _, pair in sorted(placed, key=lambda item: item[0])]


def _place(words: str, wanted: str) -> int | None:
    """0 at the beginning, 1 at the beginning of a word, 2 elsewhere in Chinese, which has no gaps between words."""
    folded, sought = fold(words), fold(wanted)
    at = folded.find(sought)
    while at > 0 and folded[at - 1].isalnum() and not _is_chinese(sought):
        at = folded.find(sought, at + 1)
    if at < 0:
        return None
    return 0 if at == 0 else 1 if not folded[at - 1].isalnum() else 2


def _subjects(published: QuerySet[Record], wanted: str, reader: str) -> Iterator[Suggestion]:
    """Fields that have a record, by their label in any language."""
    used = set(published.values_list("subjects__code", flat=True).distinct().order_by())
    used |= {code.partition(".")[0] for code in used if code}
    for subject in Subject.objects.all():
        labels = (subject.label_zh, subject.label_ru, subject.label_en)
        if subject.code in used and any(_place(label, wanted) in {0, 1} for label in labels):
            yield Suggestion(SuggestionKind.SUBJECT, subject.label_in(reader), reader, subject.code)


def _persons(published: QuerySet[Record], wanted: str, reader: str) -> list[Suggestion]:
    """Experts whose family or given name begins so, or whom the words name in any script and order."""
    named = _having("person__names__family", _cases(wanted), "istartswith")
    named |= _having("person__names__given", _cases(wanted), "istartswith")
    named |= Q(person__name_keys__key__in=query_keys(wanted))
    rows = Expert.objects.filter(named, record__in=published).select_related("person").distinct()
    rows = rows.prefetch_related("person__names").order_by("-record__updated_at", "pk")
    return [
        Suggestion(SuggestionKind.PERSON, row.person.name_in(reader), reader, str(row.pk)) for row in rows[:2]
    ]


def _organisations(
    published: QuerySet[Record], standing: Standing, wanted: str, reader: str
) -> list[Suggestion]:
    """Owners of records, but for challenges whose owner stays anonymous to this reader."""
    hidden = Q(kind=RecordKind.CHALLENGE, challenge__is_anonymous=True)
    hidden &= ~Q(organisation_id__in=standing.organisations)
    named = published if can_screen(standing) else published.exclude(hidden)
    rows = Organisation.objects.filter(
        _having("names__name", _cases(wanted)), pk__in=named.values("organisation")
    )
    rows = rows.distinct().order_by("pk").prefetch_related("names")
    return [
        Suggestion(SuggestionKind.ORGANISATION, row.name_in(reader), reader, str(row.pk)) for row in rows[:2]
    ]
