"""Requests for meetings of the demonstration: owners of records that answer each other, judged by the catalogue."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import product
from typing import Any

from qiaomost.catalogue.demo.content import read_judgements
from qiaomost.catalogue.models import Record, RecordKind
from qiaomost.catalogue.selectors import text_for
from qiaomost.forum.demo.participants import Participant
from qiaomost.forum.models import Edition, MeetingRequest
from qiaomost.forum.states.meetings import RequestState

SEED = 2027
WISHED, MOST_EACH = 900, 20
S = RequestState
STATES = {S.ACCEPTED: 60, S.SENT: 17, S.DECLINED: 13, S.PROPOSED: 5, S.WITHDRAWN: 5}
"""State → how many of a hundred requests are in it."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Two who should meet, with the record of each; ``grade`` says how well they answer each other (1 to 3)."""

    asker: Participant
    asked: Participant
    mine: Record
    theirs: Record
    grade: int


def wished_requests(
    edition: Edition, people: Sequence[Participant], content: Mapping[str, Any], now: datetime
) -> list[MeetingRequest]:
    """Requests in every state: those of the file, then the best pairs of records of both countries."""
    draw = random.Random(SEED)  # noqa: S311 - the same on every machine
    by_code = {one.code: one for one in people}
    rows = [_written(by_code, row, edition, now) for row in content["request"]]
    known = {frozenset((row.asker_id, row.asked_id)) for row in rows}
    count = Counter(pk for pair in known for pk in pair)
    for wish in sorted(_wishes(people, draw), key=lambda one: -one.grade):
        pair = frozenset((wish.asker.profile.pk, wish.asked.profile.pk))
        if len(rows) == WISHED or pair in known or any(count[pk] >= MOST_EACH for pk in pair):
            continue
        known.add(pair)
        count.update(pair)
        rows.append(_request(edition, wish, content, draw, now))
    return rows


def _wishes(people: Sequence[Participant], draw: random.Random) -> list[Wish]:
    """Every pair of people of both countries, at one site, whose records answer each other, in random order."""
    owners: dict[str, list[tuple[Participant, Record]]] = defaultdict(list)
    for one in people:
        for record in one.records:
            owners[record.source_id].append((one, record))
    found = [
        _either_way(asking, answering, grade, draw)
        for (challenge, answer), grade in sorted(read_judgements().items())
        for asking, answering in product(owners[challenge], owners[answer])
        if grade and asking[0].country != answering[0].country and asking[0].sites & answering[0].sites
    ]
    draw.shuffle(found)
    return found


def _either_way(
    asking: tuple[Participant, Record], answering: tuple[Participant, Record], grade: int, draw: random.Random
) -> Wish:
    """Whoever has the difficulty asks more often than whoever has the answer."""
    one, other = (asking, answering) if draw.random() < 0.6 else (answering, asking)
    return Wish(one[0], other[0], one[1], other[1], grade)


def _request(
    edition: Edition, wish: Wish, content: Mapping[str, Any], draw: random.Random, now: datetime
) -> MeetingRequest:
    language, answers_in = wish.asker.profile.language, wish.asked.profile.language
    about = RecordKind(wish.mine.kind).value
    titles = {
        name: text_for(record, language).title
        for name, record in (("mine", wish.mine), ("theirs", wish.theirs))
    }
    state = draw.choices(list(STATES), weights=list(STATES.values()))[0]
    made = now - timedelta(minutes=draw.randrange(3 * 60, 30 * 24 * 60))
    return MeetingRequest(
        edition=edition,
        asker=wish.asker.profile,
        asked=wish.asked.profile,
        state=state,
        language=language,
        reason=draw.choice(content["reason"][language][about]).format(**titles),
        made_at=made,
        **_answer(edition, state, answers_in, content, draw, made, now),
    )


def _answer(
    edition: Edition,
    state: RequestState,
    language: str,
    content: Mapping[str, Any],
    draw: random.Random,
    made: datetime,
    now: datetime,
) -> dict[str, Any]:
    if state in {S.SENT, S.WITHDRAWN}:
        return {}
    answered = {"answered_at": made + (now - made) * draw.random(), "version": 2}
    if state == S.DECLINED:
        return {**answered, "answer": draw.choice(content["declined"][language])}
    if state == S.PROPOSED:
        day = edition.first_day + timedelta(days=1)
        return {**answered, "answer": content["proposed"][language], "proposed_day": day}
    return answered


def _written(
    people: Mapping[str, Participant], row: Mapping[str, str], edition: Edition, now: datetime
) -> MeetingRequest:
    asker, asked = people[row["by"]].profile, people[row["to"]].profile
    is_answered = row["state"] == S.ACCEPTED
    return MeetingRequest(
        edition=edition,
        asker=asker,
        asked=asked,
        state=row["state"],
        language=asker.language,
        reason=row["reason"],
        made_at=now - timedelta(days=6),
        answered_at=now - timedelta(days=4) if is_answered else None,
        version=1 + is_answered,
    )
