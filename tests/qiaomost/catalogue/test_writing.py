from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from qiaomost.catalogue import services
from qiaomost.catalogue.drafts import (
    AchievementFacts,
    ChallengeFacts,
    EvidenceDraft,
    ExpertFacts,
    IpRightDraft,
)
from qiaomost.catalogue.models import Record, RecordText
from qiaomost.catalogue.selectors import draft_of
from qiaomost.catalogue.states import RecordState, TextState
from qiaomost.common.errors import Conflict, Invalid, NotAllowed, NotFound, TransitionRefused
from tests.factories import (
    NOW,
    PersonFactory,
    RecordFactory,
    RecordTextFactory,
    record_draft,
    text_draft,
    translation_draft,
)
from tests.qiaomost.catalogue.snapshots import snapshot, topics, verbs
from tests.qiaomost.conftest import People


@pytest.fixture
def make(people: People) -> Callable[..., Record]:
    def make(state: str = "draft", translation: str = "", **values: Any) -> Record:
        record = RecordFactory(organisation=people.organisation, author=people.author, state=state, **values)
        if translation:
            date = NOW if translation == "approved" else None
            RecordTextFactory(
                record=record,
                language="ru",
                origin="human",
                title="Бетон",
                state=translation,
                approved_at=date,
            )
        return record

    return make


def _edit(people: People, record: Record, **changes: Any) -> Record:
    draft = replace(draft_of(record), **changes)
    return services.edit_record(
        actor=people.author, record_id=record.pk, draft=draft, expected_version=record.version, now=NOW
    )


def _state_of(record: Record, language: str) -> str:
    return RecordText.objects.get(record=record, language=language).state


def test_create_record_stores_the_whole_draft(people: People):
    target = RecordFactory(organisation=people.organisation)
    draft = record_draft(
        organisation_id=people.organisation.pk,
        contact_id=PersonFactory().pk,
        texts=(text_draft(keywords=("抗冻",)), translation_draft()),
        subjects=("2.1", "2.5"),
        facts=AchievementFacts(
            trl=6, stage="pilot", cooperation=("licence",), ip_rights=(IpRightDraft("CN", "granted"),)
        ),
        evidence=(EvidenceDraft(title="试验报告"), EvidenceDraft(kind="record", target_id=target.pk)),
        disclosure="members",
        section_disclosure={"advantages": "room"},
    )
    record = services.create_record(actor=people.author, draft=draft, now=NOW)
    stored = Record.objects.get(pk=record.pk)
    assert draft_of(stored) == draft
    assert (stored.state, stored.version, stored.author) == ("draft", 1, people.author)
    assert (verbs(), topics()) == (["create"], [])


@pytest.mark.parametrize("kind", ["challenge", "expert"])
def test_create_record_stores_the_facts_of_other_kinds(kind: str, people: People):
    person = PersonFactory()
    facts = {
        "challenge": ChallengeFacts(
            deliverable="prototype", trl_min=4, cooperation=("joint_rd",), is_anonymous=True
        ),
        "expert": ExpertFacts(
            person_id=person.pk, willing_to=("advise",), languages={"zh": "native", "ru": "B1"}
        ),
    }[kind]
    draft = record_draft(organisation_id=people.organisation.pk, facts=facts)
    record = services.create_record(actor=None, draft=draft, now=NOW)
    assert draft_of(Record.objects.get(pk=record.pk)) == draft


def test_only_who_belongs_to_the_organisation_creates_for_it(people: People):
    draft = record_draft(organisation_id=people.organisation.pk)
    before = snapshot()
    for actor in (people.member_elsewhere, people.reviewer, people.without_membership):
        with pytest.raises(NotAllowed):
            services.create_record(actor=actor, draft=draft, now=NOW)
    assert snapshot() == before
    services.create_record(actor=people.colleague, draft=draft, now=NOW)


def test_invalid_draft_is_refused_and_nothing_written(people: People):
    draft = record_draft(
        organisation_id=people.organisation.pk, texts=(text_draft(title="a\u202e" * 10_000_000),)
    )
    before = snapshot()
    with pytest.raises(Invalid) as refusal:
        services.create_record(actor=people.author, draft=draft, now=NOW)
    assert (set(refusal.value.fields), snapshot()) == ({"texts.zh.title"}, before)


def test_edit_of_what_is_said_already_changes_nothing(people: People, make: Callable[..., Record]):
    for state in (RecordState.DRAFT, RecordState.PUBLISHED, RecordState.UNDER_REVIEW):
        record = make(state, translation="draft")
        before = snapshot()
        _edit(people, record)
        assert snapshot() == before


def test_edit_of_an_old_version_is_refused(people: People, make: Callable[..., Record]):
    record = make()
    _edit(people, record, texts=(text_draft(title="第一位编辑"),))
    before = snapshot()
    with pytest.raises(Conflict):
        _edit(people, record, texts=(text_draft(title="第二位编辑"),))
    assert snapshot() == before


@pytest.mark.parametrize("state", ["draft", "returned"])
def test_edit_is_free_while_the_record_is_with_its_author(
    state: str, people: People, make: Callable[..., Record]
):
    record = make(state, translation="draft")
    edited = _edit(people, record, texts=(text_draft(title="新题目"),), facts=AchievementFacts(trl=7))
    assert (edited.state, edited.version, edited.updated_at) == (state, record.version + 1, NOW)
    assert (_state_of(record, "zh"), _state_of(record, "ru")) == ("draft", "stale")
    assert (verbs(), topics()) == (["edit"], [])


def test_edit_of_a_published_original_amends(people: People, make: Callable[..., Record]):
    record = make("published", translation="approved")
    edited = _edit(people, record, texts=(text_draft(title="新题目"),))
    assert edited.state == RecordState.UNDER_REVIEW
    assert (_state_of(record, "zh"), _state_of(record, "ru")) == ("draft", "stale")
    review = edited.reviews.get()
    assert (review.round, review.submitted_by, review.reviewer, review.decision) == (
        1,
        people.author,
        None,
        "",
    )
    assert topics() == ["catalogue.record_withdrawn", "catalogue.record_submitted"]


def test_amended_facts_leave_translations_as_they_are(people: People, make: Callable[..., Record]):
    record = make("published", translation="approved")
    edited = _edit(people, record, facts=AchievementFacts(trl=8))
    assert edited.state == RecordState.UNDER_REVIEW
    assert (_state_of(record, "zh"), _state_of(record, "ru")) == ("approved", "approved")


def test_translation_written_along_with_a_new_original_is_not_stale(
    people: People, make: Callable[..., Record]
):
    record = make(translation="draft")
    _edit(people, record, texts=(text_draft(title="新题目"), translation_draft(title="Новое название")))
    assert _state_of(record, "ru") == "draft"


def test_switches_of_a_published_record_need_no_review(people: People, make: Callable[..., Record]):
    record = make("published")
    edited = _edit(people, record, open_for_interest=False, section_disclosure={"summary": "room"})
    assert (edited.state, edited.open_for_interest, topics()) == (
        "published",
        False,
        ["catalogue.record_changed"],
    )


@pytest.mark.parametrize("state", ["under_review", "screening", "expired", "archived"])
def test_material_edit_is_refused_where_others_judge_or_all_is_over(
    state: str, people: People, make: Callable[..., Record]
):
    record = make(state)
    before = snapshot()
    with pytest.raises(TransitionRefused):
        _edit(people, record, facts=AchievementFacts(trl=1))
    assert snapshot() == before


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"facts": ChallengeFacts()}, "kind"),
        ({"texts": (text_draft(language="ru"),)}, "texts"),
        ({"texts": ()}, "texts"),
    ],
)
def test_what_a_record_is_can_not_change(
    change: dict[str, Any], field: str, people: People, make: Callable[..., Record]
):
    record = make()
    before = snapshot()
    with pytest.raises(Invalid) as refusal:
        _edit(people, record, **change)
    assert (set(refusal.value.fields), snapshot()) == ({field}, before)


def test_edit_refuses_whom_it_does_not_concern(people: People, make: Callable[..., Record]):
    record = make()
    before = snapshot()
    for actor, refusal in ((people.colleague, NotAllowed), (people.member_elsewhere, NotFound)):
        with pytest.raises(refusal):
            services.edit_record(
                actor=actor, record_id=record.pk, draft=draft_of(record), expected_version=1, now=NOW
            )
    assert snapshot() == before


def _translate(people: People, record: Record, **values: Any) -> RecordText:
    draft = translation_draft(**values)
    return services.write_translation(actor=people.author, record_id=record.pk, text=draft, now=NOW)


def test_translation_waits_for_approval(people: People, make: Callable[..., Record]):
    record = make("published")
    text = _translate(people, record)
    assert (text.state, text.origin, text.title) == ("draft", "human", "Повышение морозостойкости бетона")
    services.approve_text(actor=people.author, record_id=record.pk, language="ru", now=NOW)
    approved = RecordText.objects.get(pk=text.pk)
    assert (approved.state, approved.approved_by, approved.approved_at) == ("approved", people.author, NOW)
    remembered = ["approve_translation"] * 2
    assert verbs() == ["write_translation", "approve_text", *remembered]
    assert topics() == ["catalogue.record_changed"] * 2
    assert Record.objects.get(pk=record.pk).version == record.version + 2


def test_same_translation_again_changes_nothing(people: People, make: Callable[..., Record]):
    record = make("published")
    _translate(people, record)
    services.approve_text(actor=people.author, record_id=record.pk, language="ru", now=NOW)
    before = snapshot()
    _translate(people, record)
    assert snapshot() == before


def test_stale_translation_is_brought_up_to_date_by_writing_or_by_approval(
    people: People, make: Callable[..., Record]
):
    record = make("published", translation="stale")
    services.approve_text(actor=people.author, record_id=record.pk, language="ru", now=NOW)
    assert _state_of(record, "ru") == "approved"
    other = make("published", translation="stale")
    same = RecordText.objects.get(record=other, language="ru")
    _translate(people, other, title=same.title, description=same.description, summary=same.summary)
    assert _state_of(other, "ru") == "draft"


def test_machine_does_not_overwrite_a_person(people: People, make: Callable[..., Record]):
    record = make()
    _translate(people, record, origin="machine")
    _translate(people, record, origin="human", title="Рукой человека")
    before = snapshot()
    with pytest.raises(TransitionRefused):
        services.write_translation(
            actor=None, record_id=record.pk, text=translation_draft(origin="machine"), now=NOW
        )
    assert snapshot() == before


@pytest.mark.parametrize(
    "wrong",
    [{"origin": "original"}, {"language": "zh"}, {"title": ""}, {"language": "de"}, {"desired_outcome": "x"}],
)
def test_wrong_translation_is_refused(wrong: dict[str, str], people: People, make: Callable[..., Record]):
    record = make()
    before = snapshot()
    with pytest.raises(Invalid):
        _translate(people, record, **wrong)
    assert snapshot() == before


@pytest.mark.parametrize("state", RecordState)
def test_approval_follows_screening(state: RecordState, people: People, make: Callable[..., Record]):
    record = make(state, translation="draft")
    before = snapshot()
    if state in {RecordState.CLEARED, RecordState.PUBLISHED, RecordState.ON_HOLD}:
        services.approve_text(actor=people.author, record_id=record.pk, language="ru", now=NOW)
        assert _state_of(record, "ru") == TextState.APPROVED
    else:
        with pytest.raises(TransitionRefused):
            services.approve_text(actor=people.author, record_id=record.pk, language="ru", now=NOW)
        assert snapshot() == before


def test_approval_is_for_the_owners_side(people: People, make: Callable[..., Record]):
    record = make("published", translation="draft")
    before = snapshot()
    for actor in (people.colleague, people.reviewer, people.screener, people.without_membership):
        with pytest.raises(NotAllowed):
            services.approve_text(actor=actor, record_id=record.pk, language="ru", now=NOW)
    with pytest.raises(NotFound):
        services.approve_text(actor=people.author, record_id=record.pk, language="en", now=NOW)
    assert snapshot() == before
    services.approve_text(actor=people.own_adviser, record_id=record.pk, language="ru", now=NOW)


def test_switch_of_interest_is_turned_once(people: People, make: Callable[..., Record]):
    record = make("published")
    for _ in range(2):
        services.set_open_for_interest(actor=people.author, record_id=record.pk, is_open=False, now=NOW)
    stored = Record.objects.get(pk=record.pk)
    assert (stored.open_for_interest, stored.version) == (False, record.version + 1)
    assert (verbs(), topics()) == (["set_open_for_interest"], ["catalogue.record_changed"])


def test_sections_are_disclosed_more_narrowly(people: People, make: Callable[..., Record]):
    record = make("published")
    levels = {"description": "room"}
    for _ in range(2):
        services.set_section_disclosure(actor=people.author, record_id=record.pk, levels=levels, now=NOW)
    stored = Record.objects.get(pk=record.pk)
    assert (stored.section_disclosure, stored.level_of("description"), stored.level_of("summary")) == (
        levels,
        "room",
        "public",
    )
    assert topics() == ["catalogue.record_changed"]
    for wrong in ({"title": "room"}, {"desired_outcome": "room"}, {"summary": "secret"}):
        with pytest.raises(Invalid):
            services.set_section_disclosure(actor=people.author, record_id=record.pk, levels=wrong, now=NOW)


def test_nothing_of_a_closed_record_changes(people: People, make: Callable[..., Record]):
    for state in ("expired", "archived"):
        record = make(state)
        before = snapshot()
        with pytest.raises(TransitionRefused):
            services.set_open_for_interest(actor=people.author, record_id=record.pk, is_open=False, now=NOW)
        with pytest.raises(TransitionRefused):
            services.set_section_disclosure(actor=people.author, record_id=record.pk, levels={}, now=NOW)
        with pytest.raises(TransitionRefused):
            _translate(people, record)
        assert snapshot() == before
