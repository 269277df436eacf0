"""The verbs of a record's life as its pages offer them: service, label, and who takes them where."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from qiaomost.catalogue import services
from qiaomost.catalogue.models import Record, RecordKind, Review
from qiaomost.catalogue.permissions import can_edit, can_review, can_screen
from qiaomost.catalogue.states import MAX_RENEWALS, RECORD_TRANSITIONS, RENEWAL_OPENS, RecordState
from qiaomost.common.errors import Message
from qiaomost.common.transitions import verbs_of
from qiaomost.network.permissions import Standing


@dataclass(frozen=True, slots=True)
class Verb:
    """One step; ``asks`` is the question whose answer it needs, ``warns`` what to know before it."""

    service: Callable[..., Any]
    label: Message
    asks: Message = ""
    warns: Message = ""


AUTHOR_VERBS: Mapping[str, Verb] = {
    "submit": Verb(services.submit_record, _("Submit for review")),
    "publish": Verb(services.publish_record, _("Publish")),
    "resume": Verb(services.resume_record, _("Resume")),
    "renew": Verb(services.renew_record, _("Renew")),
    "hold": Verb(
        services.hold_record, _("Put on hold"), warns=_("Nobody finds the record until it is resumed.")
    ),
    "declare_moot": Verb(
        services.declare_moot,
        _("Declare moot"),
        asks=_("Why does the challenge no longer need an answer?"),
        warns=_("The record is archived for good; those who answered are told the reason."),
    ),
    "archive": Verb(
        services.archive_record, _("Archive"), warns=_("An archived record can't be brought back.")
    ),
}
REVIEW_VERBS: Mapping[str, Verb] = {
    "accept": Verb(services.accept_record, _("Accept")),
    "return": Verb(services.return_record, _("Return to the author")),
}
SCREENING_VERBS: Mapping[str, Verb] = {
    "screen": Verb(services.screen_record, _("Begin screening")),
    "clear": Verb(services.clear_record, _("Clear for publication")),
    "block": Verb(services.block_record, _("Block"), asks=_("Why must it not be published?")),
}


def verbs_for_author(standing: Standing, record: Record, now: datetime) -> dict[str, Verb]:
    """Return what the owner's side may do now; what only time forbids is left out too."""
    if not can_edit(standing, record):
        return {}
    legal = verbs_of(RECORD_TRANSITIONS, RecordState(record.state))
    refused = set(_refused(record, now))
    return {name: verb for name, verb in AUTHOR_VERBS.items() if name in legal and name not in refused}


def verbs_for_second_person(standing: Standing, record: Record, review: Review | None) -> dict[str, Verb]:
    """Return what a reviewer who holds the round, or a screener, may do now."""
    legal = verbs_of(RECORD_TRANSITIONS, RecordState(record.state))
    holds = review is not None and review.reviewer_id == standing.user_id and can_review(standing, record)
    offered = {**(REVIEW_VERBS if holds else {}), **(SCREENING_VERBS if can_screen(standing) else {})}
    return {name: verb for name, verb in offered.items() if name in legal}


def can_claim(standing: Standing, record: Record, review: Review | None) -> bool:
    """Whether the open round is free, and this is a second person."""
    return (
        review is not None
        and review.reviewer_id is None
        and review.submitted_by_id != standing.user_id
        and can_review(standing, record)
    )


BARRED = frozenset({"publish", "resume"})
"""What export control keeps from a record that is prohibited."""


def _refused(record: Record, now: datetime) -> Iterator[str]:
    if record.kind != RecordKind.CHALLENGE:
        yield "declare_moot"
    elif record.state == RecordState.PUBLISHED and not _deadline_passed(record, now):
        yield from ("hold", "archive")
    over = record.expires_at is not None and record.expires_at <= now
    early = record.expires_at is not None and now < record.expires_at - RENEWAL_OPENS
    if over or early or record.renewals >= MAX_RENEWALS:
        yield "renew"
    if record.export_barred_at is not None:
        yield from BARRED


def _deadline_passed(record: Record, now: datetime) -> bool:
    closes_at = record.challenge.closes_at()
    return closes_at is None or closes_at < now
