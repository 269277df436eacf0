"""The list of all candidates for a record: filters, pages, reasons, and what the reader said of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qiaomost.catalogue.models import Record, RecordKind, RecordText
from qiaomost.catalogue.selectors import text_for
from qiaomost.common.errors import Message
from qiaomost.common.languages import LanguageCode
from qiaomost.discovery.engine import SearchUnavailable
from qiaomost.discovery.models import FEEDBACK_WORDS_LIMIT, MatchFeedback
from qiaomost.discovery.selectors import MatchRequest, feedback_of, match_page
from qiaomost.network.models import Country
from qiaomost.network.permissions import Standing
from qiaomost.web.presenting.answers import FEATURE_LABELS, MatchCard, match_cards, title_of_answers
from qiaomost.web.presenting.facets import Choice, Facet, Pages, choices_of, pages_for, subject_labels
from qiaosearch.matching import COUNTERPARTS, WEIGHTS
from qiaosearch.types import MatchResult

FITS = (30, 40, 50, 60, 70)
READINESS_LEVELS = range(3, 10)
ONE_PAGE = Pages(1, 1)

FEATURE_MEANINGS: Mapping[str, Message] = {
    "semantic_fit": gettext_lazy(
        "How near in meaning what is asked for and what is offered are, in whichever languages they are written."
    ),
    "shared_terms": gettext_lazy(
        "Whether both sides name the same terms, materials, standards or types, a translated term included."
    ),
    "shared_subjects": gettext_lazy(
        "All points for a common field of science, half of them for a common upper field."
    ),
    "readiness": gettext_lazy(
        "All points if the technology is as ready as asked for, a quarter less for each missing level."
    ),
    "cooperation": gettext_lazy("The share of the kinds of cooperation wanted that are offered."),
    "language_of_work": gettext_lazy(
        "Whether the two sides share a language. The least of all: interpreters exist."
    ),
    "freshness": gettext_lazy("All points for a record of today, half as many every two years."),
}


@dataclass(frozen=True, slots=True)
class Share:
    """What one feature may bring at most, and what it looks at, in plain words."""

    label: str
    most: int
    meaning: str


@dataclass(frozen=True, slots=True)
class Tab:
    """A kind of candidates to choose."""

    kind: str
    label: str
    is_shown: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """A candidate with what the reader said of it."""

    match: MatchCard
    feedback: MatchFeedback | None


@dataclass(frozen=True, slots=True)
class MatchList:
    """All that the page of candidates shows; ``unavailable`` says why there can't be any now."""

    record: Record
    text: RecordText
    title: str
    tabs: Sequence[Tab]
    candidates: Sequence[Candidate] = ()
    total: int = 0
    facets: Sequence[Facet] = ()
    limits: Sequence[Facet] = ()
    pages: Pages = ONE_PAGE
    unavailable: str = ""

    @property
    def shares(self) -> list[Share]:
        """What the points are made of, the greatest share first as declared."""
        return [
            Share(str(FEATURE_LABELS[name]), round(weight * 100), str(FEATURE_MEANINGS[name]))
            for name, weight in WEIGHTS.items()
        ]

    @property
    def most_words(self) -> int:
        return FEEDBACK_WORDS_LIMIT


def match_list(
    record: Record, asked: MatchRequest, standing: Standing, reader: str, now: datetime
) -> MatchList:
    """Return a page of the candidates for ``record``; a constant number of queries."""
    text, title = text_for(record, reader), title_of_answers(record.kind, asked.kind)
    tabs = [Tab(kind, _tab_label(kind), kind == asked.kind) for kind in COUNTERPARTS[record.kind]]
    try:
        found = match_page(standing=standing, record=record, request=asked, reader=reader, now=now)
    except SearchUnavailable as error:
        return MatchList(record, text, title, tabs, unavailable=str(error.message))
    cards = match_cards(found.matches, record, standing, reader)
    said = feedback_of(standing.user_id, record, (match.card.id for match in cards))
    return MatchList(
        record,
        text,
        title,
        tabs,
        candidates=[Candidate(match, said.get(match.card.id)) for match in cards],
        total=found.total,
        facets=_facets(found, asked, reader),
        limits=list(_limits(found, asked)),
        pages=pages_for(found.total, asked.page, asked.page_size),
    )


def _tab_label(kind: str) -> str:
    labels = {
        RecordKind.ACHIEVEMENT.value: _("Achievements"),
        RecordKind.CHALLENGE.value: _("Challenges"),
        RecordKind.EXPERT.value: _("Experts"),
    }
    return labels[kind]


def _facets(found: MatchResult, asked: MatchRequest, reader: str) -> list[Facet]:
    """Values to choose any number of, each with how many candidates have it; one query."""
    facets: list[tuple[str, str, Mapping[str, object], Sequence[str]]] = [
        ("country", _("Country"), dict(Country.choices), asked.countries),
        ("language", _("Language of a text"), dict(LanguageCode.choices), asked.languages),
        ("subject", _("Field of science"), subject_labels(reader), asked.subjects),
    ]
    return [
        Facet(name, label, tuple(choices_of(found.facets.get(name, {}), labels, chosen)))
        for name, label, labels, chosen in facets
    ]


def _limits(found: MatchResult, asked: MatchRequest) -> Iterator[Facet]:
    """Lowest values, of which one at most is chosen."""
    fits = [Choice(str(fit), _("from %(fit)d") % {"fit": fit}, 0, fit == asked.fit_min) for fit in FITS]
    yield Facet("fit", _("Fit"), tuple(fits))
    counts = {int(level): count for level, count in found.facets.get("readiness", {}).items()}
    levels = [
        Choice(
            str(level),
            _("TRL %(level)d and higher") % {"level": level},
            sum(count for own, count in counts.items() if own >= level),
            level == asked.readiness_min,
        )
        for level in READINESS_LEVELS
        if counts or level == asked.readiness_min
    ]
    yield Facet("readiness", _("Technology readiness"), tuple(levels))
