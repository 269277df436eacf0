"""A list of cases narrowed down: by words, by whose turn it is, by stage and year; and its orders."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import BooleanField, Case, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When

from qiaomost.catalogue.models import RecordText
from qiaomost.network.models import Role
from qiaomost.network.permissions import Standing
from qiaomost.network.selectors import MAX_WORDS, organisations_called
from qiaomost.partnering import models
from qiaomost.partnering.states import Side, Stage, Turn
from qiaosearch.text.normalise import clean

WORDS = 100
"""So many characters of what was typed are looked for."""

REFERENCE = re.compile(r"(?:QM-?)?([0-9a-f]{4,8})(?:-A\d+)?", re.IGNORECASE)

ORDERS = ("turn", "due", "moved", "newest")
"""The first one unless another is chosen; but in the last one, cases that are over come last."""


@dataclass(frozen=True, slots=True)
class CaseSearch:
    """What somebody looks for among their cases; ``show`` is empty, ``mine`` or ``late``."""

    words: str = ""
    show: str = ""
    stage: str = ""
    year: int | None = None
    order: str = ORDERS[0]


def found_cases(
    cases: QuerySet[models.Case], standing: Standing, search: CaseSearch, *, day: date
) -> QuerySet[models.Case]:
    """The cases that answer a search, in its order."""
    found = cases
    if search.words:
        found = found.filter(_having(standing, search.words[:WORDS]))
    if search.stage in Stage.values:
        found = found.filter(stage=search.stage)
    if search.year is not None:
        found = found.filter(opened_at__year=search.year)
    if search.show == "late":
        found = late(found, day=day)
    mine = my_turn(standing)
    if search.show == "mine":
        found = found.filter(mine)
    return _ordered(found, mine, search.order)


def late(cases: QuerySet[models.Case], *, day: date) -> QuerySet[models.Case]:
    """Those that somebody lets wait: past their day, or reminded already."""
    return cases.filter(Q(due_on__lt=day) | Q(reminded_on__isnull=False), closed_at__isnull=True)


def my_turn(standing: Standing) -> Q:
    """That the next step is ``standing``'s; says in a query what ``presenting.rows.may_act`` says of one case."""
    if standing.user_id is None:
        return Q(pk__in=())
    me, waits = standing.user_id, Q()
    for side, turn in ((Side.SENDER, Turn.SENDER), (Side.OWNER, Turn.OWNER)):
        seat = models.Participant.objects.filter(case=OuterRef("pk"), user_id=me, side=side)
        waits |= Q(Exists(seat), turn__in=(turn, Turn.SIDES))
    if not standing.has_role(Role.ADVISER):
        return waits
    for side, turn in ((Side.SENDER, Turn.SENDER_ADVISER), (Side.OWNER, Turn.OWNER_ADVISER)):
        unconfirmed = Q(**{f"interest__{side.value}_introduced_at__isnull": True})
        both = Q(turn=Turn.ADVISERS) & (Q(cooperation__isnull=False) | unconfirmed)
        waits |= Q(**{f"{side.value}_adviser_id": me}) & (Q(turn=turn) | both)
    return waits


def years_of(cases: QuerySet[models.Case]) -> list[int]:
    """The years in which cases were opened, the last one first."""
    return [day.year for day in cases.order_by().datetimes("opened_at", "year", order="DESC")]


def _ordered(cases: QuerySet[models.Case], mine: Q, order: str) -> QuerySet[models.Case]:
    open_first = (F("closed_at").desc(nulls_first=True),)
    if order == "newest":
        return cases.order_by(F("opened_at").desc(), "pk")
    if order == "moved":
        last = models.CaseEvent.objects.filter(case=OuterRef("pk")).order_by("-pk")
        moved = cases.annotate(last_event=Subquery(last.values("pk")[:1]))
        return moved.order_by(*open_first, F("last_event").desc(nulls_last=True), "pk")
    by_day = (*open_first, F("due_on").asc(nulls_last=True), "pk")
    if order == "due":
        return cases.order_by(*by_day)
    is_mine = Case(When(mine, then=Value(True)), default=Value(False), output_field=BooleanField())
    return cases.annotate(is_mine=is_mine).order_by(F("is_mine").desc(), *by_day)


def _having(standing: Standing, words: str) -> Q:
    """The reference, a title of the record, a name of a side; a side that is anonymous is not found by its name."""
    titles = RecordText.objects.all()
    for word in clean(words).split()[:MAX_WORDS]:
        titles = titles.filter(title__iregex=re.escape(word))
    called = organisations_called(words).values("pk")
    found = Q(record_id__in=titles.values("record_id")) | Q(sender_organisation_id__in=called)
    found |= Q(owner_organisation_id__in=called) & _knows_owner(standing)
    return found | _by_reference(words)


def _knows_owner(standing: Standing) -> Q:
    """What ``permissions.can_know_owner`` says of one case."""
    if standing.is_administrator:
        return ~Q(pk__in=())
    known = Q(cooperation__isnull=False) | ~Q(record__challenge__is_anonymous=True)
    if standing.user_id is None:
        return known
    me = standing.user_id
    own = models.Participant.objects.filter(case=OuterRef("pk"), user_id=me, side=Side.OWNER)
    known |= Q(Exists(own))
    return known | Q(owner_adviser_id=me) if standing.has_role(Role.ADVISER) else known


def _by_reference(words: str) -> Q:
    sign = REFERENCE.fullmatch(words.strip())
    if sign is None:
        return Q(pk__in=())
    first = sign[1].lower()
    return Q(pk__gte=UUID(first.ljust(32, "0")), pk__lte=UUID(first.ljust(32, "f")))
