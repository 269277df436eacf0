"""Calls for answers of the demonstration: one open, one under public notice, told by the verbs that people take."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction

from qiaomost.catalogue.models import Record
from qiaomost.partnering.demo.people import account_of
from qiaomost.partnering.demo.telling import organisation_of, record_of
from qiaomost.partnering.drafts.answers import AnswerDraft, CallDraft, CriterionDraft
from qiaomost.partnering.models import Answer, Call
from qiaomost.partnering.services import answers
from qiaomost.partnering.services.answers import ScoreDraft

FILE = Path(__file__).with_name("calls.toml")
WHOLE = 100
LIMIT = 1500

Told = Mapping[str, Any]


def load_calls(*, now: datetime) -> None:
    """Bring the calls in, each as a whole or not at all; those that are there stay as they are."""
    for told in tomllib.loads(FILE.read_text(encoding="utf-8"))["call"]:
        _tell(told, now)


@transaction.atomic
def _tell(told: Told, now: datetime) -> None:
    record = record_of(told["challenge"])
    if Call.objects.filter(record=record).exists() or not _is_in_time(told, record, now):
        return
    call = _open(told, record, now)
    given = [(row, _answer(call, row, now)) for row in told["answer"]]
    if "notice" in told:
        _judge(call, told, given, now)


def _deadline(told: Told, record: Record, now: datetime) -> date:
    """When the call closes: never after the challenge itself."""
    closes, last = _ago(now, told["closes"]).date(), record.challenge.deadline
    return min(closes, last) if last else closes


def _is_in_time(told: Told, record: Record, now: datetime) -> bool:
    """Whether the call can still be told: it was opened before it closes, and closes on its day."""
    deadline = _deadline(told, record, now)
    opened = _ago(now, told["opened"]).date()
    return opened < deadline and (deadline > now.date() or "notice" in told)


def _open(told: Told, record: Record, now: datetime) -> Call:
    owner, opened = account_of(told["owner"]), _ago(now, told["opened"])
    Record.objects.filter(pk=record.pk, author__isnull=True).update(author=owner)
    draft = CallDraft(
        deadline=_deadline(told, record, now),
        criteria=tuple(CriterionDraft(weight, limit=LIMIT) for weight in told["weights"]),
        eligibility=told["eligibility"],
        notice_days=told.get("notice_days", 5),
    )
    return answers.open_call(actor=owner, record_id=record.pk, draft=draft, now=opened)


def _answer(call: Call, row: Told, now: datetime) -> Answer:
    author, began = account_of(row["by"]), _ago(now, row["began"])
    ids = [one.pk for one in call.criteria.all()]
    draft = AnswerDraft(row["language"], row["title"], dict(zip(ids, row["words"], strict=True)))
    organisation = organisation_of(author)
    answer = answers.start_answer(
        actor=author, call_id=call.pk, organisation_id=organisation.pk, draft=draft, now=began
    )
    if "partner" in row:
        partner, rest = account_of(row["partner"]), WHOLE - row["share"]
        shares = {organisation.pk: row["share"], organisation_of(partner).pk: rest}
        answers.set_team(actor=author, answer_id=answer.pk, shares=shares, now=began)
        answers.confirm_share(actor=partner, answer_id=answer.pk, share=rest, now=began + timedelta(days=2))
    if "submitted" in row:
        answers.submit_answer(actor=author, answer_id=answer.pk, now=_ago(now, row["submitted"]))
    return answer


def _judge(call: Call, told: Told, given: list[tuple[Told, Answer]], now: datetime) -> None:
    """Close, review without names, then with them, choose, and give public notice."""
    owner, clock = account_of(told["owner"]), _ago(now, told["closes"] - 2)
    answers.close_call(actor=owner, call_id=call.pk, now=clock)
    reviewers = [account_of(code) for code in told["reviewers"]]
    for reviewer in reviewers:
        answers.seat_reviewer(actor=owner, call_id=call.pk, user_id=reviewer.pk, now=clock)
    for row, answer in given:
        answers.find_eligible(actor=owner, answer_id=answer.pk, now=clock + timedelta(days=3))
        for number, reviewer in enumerate(reviewers):
            at = clock + timedelta(days=8 + 4 * number)
            common: dict[str, Any] = {"actor": reviewer, "answer_id": answer.pk, "now": at}
            answers.declare_interest(**common, has_conflict=False)
            answers.assess_answer(**common, scores=_scores(call, row, number))
    _choose(call, told, given, now)


def _choose(call: Call, told: Told, given: list[tuple[Told, Answer]], now: datetime) -> None:
    owner, clock = account_of(told["owner"]), _ago(now, told["notice"] + 6)
    answers.show_names(actor=owner, call_id=call.pk, now=clock)
    for row, answer in given:
        if row.get("is_chosen"):
            chosen: dict[str, Any] = {"actor": owner, "answer_id": answer.pk, "reason": row["reason"]}
            answers.shortlist_answer(**chosen, now=clock + timedelta(days=2))
            answers.select_answer(**chosen, now=clock + timedelta(days=4))
    answers.give_notice(actor=owner, call_id=call.pk, now=_ago(now, told["notice"]))


def _scores(call: Call, row: Told, number: int) -> dict[int, ScoreDraft]:
    lines = zip(call.criteria.all(), row["points"][number], row["comments"][number], strict=True)
    return {one.pk: ScoreDraft(points, comment) for one, points, comment in lines}


def _ago(now: datetime, days: float) -> datetime:
    return now - timedelta(days=days)
