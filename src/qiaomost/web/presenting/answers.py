"""Who answers a record, with reasons that a reader can check."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qiaomost.catalogue.models import Record, RecordKind
from qiaomost.catalogue.selectors.listing import listed
from qiaomost.common.errors import Message
from qiaomost.discovery.documents import document_of
from qiaomost.discovery.engine import SearchUnavailable
from qiaomost.discovery.quoting import Quotation, quoted_pairs
from qiaomost.discovery.selectors import matches_of, published_records
from qiaomost.network.permissions import Standing
from qiaomost.web.presenting.agreeing import Point, points_of
from qiaomost.web.presenting.cards import Card, card_of
from qiaomost.web.presenting.facets import subject_labels
from qiaosearch.matching import COUNTERPARTS
from qiaosearch.types import Document, Match

MATCHES_SHOWN = 5

FEATURE_LABELS: Mapping[str, Message] = {
    "semantic_fit": gettext_lazy("Passages about the same problem and its solution"),
    "shared_terms": gettext_lazy("Technical terms that meet"),
    "shared_subjects": gettext_lazy("Common field of science"),
    "readiness": gettext_lazy("Readiness against what is asked"),
    "cooperation": gettext_lazy("Kinds of cooperation wanted and offered"),
    "language_of_work": gettext_lazy("Common language of work"),
    "freshness": gettext_lazy("How recent it is"),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """A feature of a match as a bar: ``points`` of at most ``most``; all points together are the fit."""

    label: str
    points: int
    most: int


@dataclass(frozen=True, slots=True)
class MatchCard:
    """A candidate with its reasons; ``fit`` is out of 100."""

    card: Card
    fit: int
    points: Sequence[Point]
    pairs: tuple[tuple[Quotation, Quotation], ...]
    terms: tuple[tuple[str, str], ...]
    evidence: tuple[Card, ...]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Answers:
    """The best candidates of one kind; ``unavailable`` says why there can't be any now."""

    title: str
    kind: str
    matches: Sequence[MatchCard] = ()
    unavailable: str = ""


def answers_to(record: Record, standing: Standing, reader: str, now: datetime) -> list[Answers]:
    """Return who answers a record, or what it answers, a list for each kind."""
    answers = []
    for kind in COUNTERPARTS[record.kind]:
        title = title_of_answers(record.kind, kind)
        try:
            found = matches_of(
                standing=standing, record=record, kind=kind, reader=reader, now=now, limit=MATCHES_SHOWN
            )
        except SearchUnavailable as error:  # the record itself can still be read
            answers.append(Answers(title, kind, unavailable=str(error.message)))
        else:
            answers.append(Answers(title, kind, match_cards(found, record, standing, reader)))
    return answers


def answers_to_come(record: Record) -> list[Answers]:
    """Return the lists of ``answers_to`` without their matches, which take longer to find than the page to show."""
    return [Answers(title_of_answers(record.kind, kind), kind) for kind in COUNTERPARTS[record.kind]]


def title_of_answers(kind: str, answering: str) -> str:
    """Return the heading over candidates of the kind ``answering`` for a record of ``kind``."""
    titles = {
        ("challenge", "achievement"): _("Achievements that answer this challenge"),
        ("challenge", "expert"): _("Experts who can help"),
        ("achievement", "challenge"): _("Challenges that need this"),
        ("expert", "challenge"): _("Challenges that need this expert"),
    }
    return titles[kind, answering]


def match_cards(matches: Sequence[Match], record: Record, standing: Standing, reader: str) -> list[MatchCard]:
    """Return candidates for ``record`` with their reasons; a constant number of queries."""
    named = {id_ for match in matches for id_ in (match.document.id, *match.explanation.evidence)}
    records, labels, ours = published_records(named), subject_labels(reader), document_of(record)

    def card(document: Document) -> Card:
        return card_of(document, listed(records[document.id]), standing, reader, labels=labels)

    return [
        _match_card(match, ours, records, card, points_of(ours, match.document, labels))
        for match in matches
        if match.document.id in records
    ]


def _match_card(
    match: Match,
    ours: Document,
    records: Mapping[str, Record],
    card: Callable[[Document], Card],
    points: Sequence[Point],
) -> MatchCard:
    reasons = match.explanation
    solver = RecordKind(ours.kind if match.document.kind == RecordKind.CHALLENGE else match.document.kind)
    evidence = [records[id_] for id_ in reasons.evidence if id_ in records]
    return MatchCard(
        card=card(match.document),
        points=points,
        fit=round(match.score * 100),
        pairs=quoted_pairs(match, problem=str(RecordKind.CHALLENGE.label), solution=str(solver.label)),
        terms=reasons.terms,
        evidence=tuple(card(document_of(item)) for item in evidence),
        reasons=tuple(
            Reason(str(FEATURE_LABELS[item.name]), round(item.contribution * 100), round(item.weight * 100))
            for item in reasons.features
        ),
    )
