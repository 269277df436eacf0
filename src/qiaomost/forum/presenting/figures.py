"""The figures of an edition as its page and its closing report show them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from qiaomost.catalogue.models import Subject
from qiaomost.forum.models import Category, Edition
from qiaomost.forum.rules.small_counts import LEAST, Breakdown
from qiaomost.forum.selectors.figures import EditionFigures
from qiaomost.forum.states import SessionKind
from qiaomost.network.models import Country, Organisation

MOST = 20
"""So many rows of a breakdown are shown by themselves."""


@dataclass(frozen=True, slots=True)
class Part:
    """A table whose rows have bars: heading, the name of the rows, (name, count)."""

    key: str
    heading: str
    head: str
    rows: tuple[tuple[str, int], ...]
    note: str = ""

    @property
    def says_something(self) -> bool:
        """Whether anything is counted, and broken down."""
        return any(count for _name, count in self.rows) and [name for name, _count in self.rows] != [
            _others()
        ]

    @property
    def bars(self) -> list[tuple[str, int, float]]:
        """Name, count, and how long its bar is, in per cent of the longest."""
        most = max((count for _name, count in self.rows), default=0) or 1
        return [(name, count, round(100 * count / most, 1)) for name, count in self.rows]


@dataclass(frozen=True, slots=True)
class FiguresPage:
    """What an edition shows of itself in figures."""

    totals: tuple[tuple[str, int], ...]
    parts: tuple[Part, ...]
    is_reduced: bool
    note: str


def figures_page(edition: Edition, figures: EditionFigures, reader: str, *, is_reduced: bool) -> FiguresPage:
    """Return the page in the active language; reduced, it has no organisations, refusals or absences."""
    parts = [*_people(edition, figures, reader, is_reduced=is_reduced), *_held(edition, figures, reader)]
    parts += [_meetings(figures, is_reduced=is_reduced), _came_of(figures)]
    return FiguresPage(
        totals=tuple(_totals(figures, is_reduced=is_reduced)),
        parts=tuple(one for one in parts if one.says_something),
        is_reduced=is_reduced,
        note=_("Groups of fewer than %(least)s persons are not shown by themselves.") % {"least": LEAST},
    )


def _totals(figures: EditionFigures, *, is_reduced: bool) -> Iterator[tuple[str, int]]:
    people, held = figures.people, figures.held
    yield _("Participants"), people.total
    if not is_reduced:
        yield pgettext("figures of a forum", "Registrations"), people.registered
    yield pgettext("figures of a forum", "Organisations"), people.organisations
    yield pgettext("figures of a forum", "Sessions"), held.sessions
    yield pgettext("figures of a forum", "Speakers"), held.speakers
    if held.submitted and not is_reduced:
        yield _("Contributions submitted"), held.submitted
    if held.accepted:
        yield _("Contributions accepted"), held.accepted
    yield _("1:1 meetings held"), figures.meetings.held
    yield _("Agreements signed on stage"), figures.came.on_stage


def _people(edition: Edition, figures: EditionFigures, reader: str, *, is_reduced: bool) -> Iterator[Part]:
    people = figures.people
    yield _part("country", _("Participants by country"), _("Country"), _named(people.by_country, _country))
    if not is_reduced:
        names = _organisations(people.by_organisation, reader)
        none = _("Without an organisation of the network")
        rows = _named(people.by_organisation, lambda key: names.get(key, none))
        yield _part("organisation", _("Participants by organisation"), _("Organisation"), rows)
    subjects = {one.code: one.label_in(reader) for one in _subjects(people.by_field)}
    rows = _named(people.by_field, lambda key: subjects.get(key, _("Not known")))
    note = _("By the subject of most published records of a person, else of their organisation.")
    yield _part("field", _("Participants by field"), _("Field"), rows, note)
    categories = {one.code: one.name_in(reader) for one in Category.objects.filter(edition=edition)}
    rows = _named(people.by_category, lambda key: categories.get(key, key))
    yield _part("category", _("Participants by category"), _("Category"), rows)


def _held(edition: Edition, figures: EditionFigures, reader: str) -> Iterator[Part]:
    kinds = [(str(SessionKind(kind).label), count) for kind, count in figures.held.by_kind]
    yield _part("kind", _("Sessions by kind"), pgettext("of a session", "Kind"), kinds)
    tracks = {track.pk: track.name_in(reader) for track in edition.tracks.all()}
    rows = [(tracks[pk], count) for pk, count in figures.held.by_track]
    yield _part("track", _("Sessions by track"), pgettext("of a forum", "Track"), rows)


def _meetings(figures: EditionFigures, *, is_reduced: bool) -> Part:
    found = figures.meetings
    rows = [
        (pgettext("1:1 meetings", "Requested"), found.requested),
        (pgettext("1:1 meetings", "Scheduled"), found.scheduled),
        (pgettext("1:1 meetings", "Held"), found.held),
    ]
    if not is_reduced:
        rows += [
            (pgettext("1:1 meetings", "A side did not come"), found.missed),
            (pgettext("1:1 meetings", "Called off"), found.cancelled),
            (pgettext("1:1 meetings", "Disputed or not reported"), found.disputed + found.unreported),
        ]
    note = ""
    if not is_reduced and found.rating is not None and found.ratings >= LEAST:
        note = _("Mean rating %(mean).1f of 5, by %(marks)s marks") % {
            "mean": found.rating,
            "marks": found.ratings,
        }
    return _part("meetings", _("1:1 meetings"), pgettext("1:1 meetings", "Stage"), rows, note)


def _came_of(figures: EditionFigures) -> Part:
    came = figures.came
    rows = [
        (_("Interests from its tables"), came.interests),
        (_("Agreements signed"), came.agreements),
        (_("of these, in force"), came.in_force),
        (_("Outcomes confirmed"), came.outcomes),
        (pgettext("agreement on stage", "In industrial use"), came.industrial),
    ]
    return _part("came", _("What came of it"), pgettext("1:1 meetings", "Stage"), rows)


def _part(key: str, heading: str, head: str, rows: Iterable[tuple[str, int]], note: str = "") -> Part:
    return Part(key, heading, head, tuple(rows), note)


def _named(found: Breakdown, name: Callable[[str], str]) -> list[tuple[str, int]]:
    rows = [(name(key), count) for key, count in found.rows[:MOST]]
    others = found.others + sum(count for _key, count in found.rows[MOST:])
    return [*rows, (_others(), others)] if others else rows


def _others() -> str:
    return pgettext("figures of a forum", "Others")


def _country(code: str) -> str:
    return str(dict(Country.choices).get(code, code)) if code else _("Not known")


def _organisations(found: Breakdown, reader: str) -> Mapping[str, str]:
    ids = [key for key, _count in found.rows[:MOST] if key]
    rows = Organisation.objects.filter(pk__in=ids).prefetch_related("names")
    return {str(one.pk): one.name_in(reader) for one in rows}


def _subjects(found: Breakdown) -> Iterable[Subject]:
    return Subject.objects.filter(code__in=[key for key, _count in found.rows])
