from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from qiaomost.catalogue.models import Evidence, Record, Review
from qiaomost.catalogue.permissions import can_see, can_see_owner
from qiaomost.catalogue.selectors import (
    draft_of,
    record_for,
    record_for_index,
    records_to_index,
    records_visible_to,
    review_queue,
    sections_visible,
    text_for,
)
from qiaomost.catalogue.states import RecordState
from qiaomost.common.errors import NotFound
from qiaomost.network.permissions import NOBODY, Standing
from qiaomost.network.selectors import standing_of
from tests.factories import (
    NOW,
    MembershipFactory,
    RecordFactory,
    RecordTextFactory,
    SecondFactorFactory,
)
from tests.qiaomost.conftest import People

LEVELS = ("public", "members", "room")
ROLES = (
    "author",
    "colleague",
    "own_adviser",
    "reviewer",
    "screener",
    "administrator",
    "member_elsewhere",
    "without_membership",
)


def _standing(people: People, role: str) -> Standing:
    if role == "superuser":
        return standing_of(SecondFactorFactory(user__is_superuser=True).user)
    return NOBODY if role == "visitor" else standing_of(getattr(people, role))


@pytest.mark.parametrize("role", [*ROLES, "visitor", "superuser"])
def test_visible_records_are_those_that_can_be_seen(role: str, people: People):
    for state in RecordState:
        for level in LEVELS:
            RecordFactory(
                organisation=people.organisation, author=people.author, state=state, disclosure=level
            )
    RecordFactory(organisation=people.organisation, author=None)
    RecordFactory(organisation=people.organisation, author=people.reviewer)
    standing = _standing(people, role)
    expected = {record.pk for record in Record.objects.all() if can_see(standing, record)}
    assert set(records_visible_to(standing).values_list("pk", flat=True)) == expected


def test_visitor_sees_only_what_is_published_and_public(people: People):
    shown = RecordFactory(state="published")
    for state in RecordState:
        RecordFactory(state=state, disclosure="members")
        if state != RecordState.PUBLISHED:
            RecordFactory(state=state)
    assert [record.pk for record in records_visible_to(NOBODY)] == [shown.pk]


def test_record_that_is_not_visible_is_not_found(people: People):
    record = RecordFactory(organisation=people.organisation, state="published", disclosure="members")
    assert record_for(_standing(people, "member_elsewhere"), record.pk) == record
    for who in ("visitor", "without_membership"):
        with pytest.raises(NotFound):
            record_for(_standing(people, who), record.pk)
    with pytest.raises(NotFound):
        record_for(NOBODY, people.organisation.pk)


@pytest.mark.parametrize(
    ("source", "others", "reader", "shown"),
    [
        ("zh", {}, "ru", "zh"),
        ("zh", {"ru": ("human", "approved")}, "ru", "ru"),
        ("zh", {"ru": ("human", "draft")}, "ru", "zh"),
        ("zh", {"ru": ("human", "stale")}, "ru", "zh"),
        ("zh", {"ru": ("machine", "draft")}, "ru", "ru"),
        ("zh", {"ru": ("machine", "stale")}, "ru", "zh"),
        ("zh", {"en": ("human", "approved")}, "ru", "en"),
        ("ru", {"zh": ("human", "approved")}, "en", "ru"),
        ("en", {"zh": ("machine", "draft")}, "zh", "zh"),
    ],
)
@pytest.mark.django_db
def test_reader_is_shown_the_best_text(
    source: str, others: dict[str, tuple[str, str]], reader: str, shown: str
):
    record = RecordFactory(source_language=source, state="published")
    for language, (origin, state) in others.items():
        date = NOW if state == "approved" else None
        RecordTextFactory(record=record, language=language, origin=origin, state=state, approved_at=date)
    assert text_for(record, reader).language == shown


@pytest.mark.django_db
def test_original_is_shown_even_before_its_approval():
    assert text_for(RecordFactory(), "ru").language == "zh"


@pytest.mark.parametrize(
    ("role", "shown"),
    [
        ("visitor", ["title"]),
        ("without_membership", ["title"]),
        ("member_elsewhere", ["title", "summary"]),
        ("screener", ["title", "summary"]),
        ("colleague", ["title", "summary", "description"]),
    ],
)
def test_sections_are_shown_by_their_level(role: str, shown: list[str], people: People):
    levels = {"summary": "members", "description": "room"}
    record = RecordFactory(organisation=people.organisation, state="published", section_disclosure=levels)
    sections = sections_visible(_standing(people, role), record, text_for(record, "zh"))
    assert list(sections) == shown


def test_reviewer_reads_all_sections_before_publication(people: People):
    levels = {"description": "room"}
    record = RecordFactory(organisation=people.organisation, state="under_review", section_disclosure=levels)
    sections = sections_visible(_standing(people, "reviewer"), record, text_for(record, "zh"))
    assert list(sections) == ["title", "summary", "description"]


@pytest.mark.parametrize(
    ("role", "sees"), [("visitor", False), ("member_elsewhere", False), ("colleague", True)]
)
def test_owner_of_an_anonymous_record_shows_to_its_own_side(role: str, sees: bool, people: People):
    record = RecordFactory(organisation=people.organisation, state="published", kind="challenge")
    assert can_see_owner(_standing(people, role), record.organisation_id, is_anonymous=True) is sees
    assert can_see_owner(_standing(people, role), record.organisation_id, is_anonymous=False)


@pytest.fixture
def published() -> Callable[[int], None]:
    def publish(count: int) -> None:
        for _ in range(count):
            for kind in ("achievement", "challenge", "expert"):
                record = RecordFactory(kind=kind, state="published")
                record.subjects.set(["2.1", "2.5"])
                Evidence.objects.create(record=record, kind="report", title="试验报告")

    return publish


@pytest.mark.parametrize("records", [1, 3])
@pytest.mark.django_db
def test_index_reads_a_constant_number_of_queries(
    records: int, published: Callable[[int], None], django_assert_num_queries
):
    published(records)
    RecordFactory(state="on_hold")
    with django_assert_num_queries(7):
        read = [_all_of(record) for record in records_to_index()]
    assert len(read) == 3 * records


@pytest.mark.django_db
def test_one_record_is_read_in_a_constant_number_of_queries(
    published: Callable[[int], None], django_assert_max_num_queries
):
    published(1)
    for kind in ("achievement", "challenge", "expert"):
        record_id = Record.objects.get(kind=kind).pk
        for read in (record_for_index, lambda pk: record_for(NOBODY, pk)):
            with django_assert_max_num_queries(7):
                record = read(record_id)
                assert record is not None
                _all_of(record)


def _all_of(record: Record) -> tuple[Any, ...]:
    names = record.organisation.name_in("ru"), record.contact and record.contact.name_in("ru")
    person = record.expert.person.name_in("zh") if record.kind == "expert" else None
    return names, person, draft_of(record)


@pytest.mark.django_db
def test_only_published_records_are_for_the_index():
    for state in RecordState:
        record = RecordFactory(state=state)
        assert (record_for_index(record.pk) == record) is (state == RecordState.PUBLISHED)
    assert [record.state for record in records_to_index()] == ["published"]


def test_review_queue_holds_what_one_may_take_or_holds(people: People):
    free, own, taken = (
        RecordFactory(author=author, state="under_review")
        for author in (people.author, people.reviewer, None)
    )
    submitted = RecordFactory(state="under_review")
    Review.objects.filter(record=taken).update(reviewer=MembershipFactory(role="reviewer").user)
    Review.objects.filter(record=submitted).update(submitted_by=people.reviewer)
    RecordFactory(state="accepted")
    assert [review.record for review in review_queue(_standing(people, "reviewer"))] == [free]
    assert {review.record for review in review_queue(_standing(people, "administrator"))} == {
        free,
        own,
        submitted,
    }
    Review.objects.filter(record=free).update(reviewer=people.reviewer)
    assert [review.record for review in review_queue(_standing(people, "reviewer"))] == [free]
    for nobody in ("author", "screener", "visitor"):
        assert list(review_queue(_standing(people, nobody))) == []


@pytest.mark.parametrize("rows", [1, 3])
def test_review_queue_has_a_constant_number_of_queries(rows: int, people: People, django_assert_num_queries):
    for _ in range(rows):
        RecordFactory(state="under_review")
    standing = _standing(people, "reviewer")
    with django_assert_num_queries(3):
        shown = [
            (str(review.record.organisation), text_for(review.record, "ru").title)
            for review in review_queue(standing)
        ]
    assert len(shown) == rows
