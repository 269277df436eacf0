from __future__ import annotations

from contextlib import nullcontext
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.db import connections

from qiaomost.common.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound, TransitionRefused
from qiaomost.common.models import AuditEntry
from qiaomost.forum.models import Answer, Category, FormField, Mail, Registration, RegistrationInvitation
from qiaomost.forum.rules.answers import checked_answers
from qiaomost.forum.services.form_building import FieldDraft, remove_field, set_category, set_field
from qiaomost.forum.services.inviting import invitation_of, invite_to_register, token_of
from qiaomost.forum.services.registering import change_registration, register, write_stay
from qiaomost.forum.services.registration_steps import (
    ORGANISERS_VERBS,
    act_on_own_registration,
    decide_registration,
    lapse_offers_due,
)
from qiaomost.forum.states import REGISTRATION_TRANSITIONS, RegistrationState
from tests.factories import NOW, UserFactory
from tests.qiaomost.forum.conftest import Forum
from tests.qiaomost.forum.conftest import register as placed
from tests.qiaomost.forum.registering import opened, registered, registration_draft

LABEL = {"zh": "问题", "ru": "Вопрос", "en": "Question"}


def decided(forum: Forum, one: Registration, verb: str, **values: Any) -> Registration:
    return decide_registration(
        actor=forum.organiser, registration_id=one.pk, verb=verb, now=NOW, **({"reason": "Нет мест"} | values)
    )


def state_of(one: Registration) -> str:
    return Registration.objects.get(pk=one.pk).state


def test_free_place_is_theirs_at_once_and_a_full_category_queues(forum: Forum):
    opened(forum, quota=1)
    first, second = registered(forum), registered(forum)
    assert [first.state, second.state] == ["accepted", "waiting"]
    subjects = list(Mail.objects.order_by("pk").values_list("subject", flat=True))
    assert [subject.partition(":")[0] for subject in subjects] == [
        "Регистрация подтверждена",
        "Вы в листе ожидания",
    ]


def test_moderated_category_waits_for_the_organisers_who_cannot_overbook(forum: Forum):
    opened(forum, is_moderated=True, quota=1)
    first, second = registered(forum), registered(forum)
    assert first.state == second.state == "submitted"
    decided(forum, first, "accept")
    with pytest.raises(Conflict):
        decided(forum, second, "accept")
    assert state_of(second) == "submitted"


def test_freed_place_is_offered_and_lapses_to_the_next(forum: Forum):
    opened(forum, quota=1)
    one, two, three = (registered(forum, minute=minute) for minute in range(3))
    act_on_own_registration(actor=one.user, registration_id=one.pk, verb="withdraw", now=NOW)
    assert [state_of(row) for row in (one, two, three)] == ["withdrawn", "offered", "waiting"]
    late = NOW + timedelta(hours=48)
    with pytest.raises(Conflict):
        act_on_own_registration(actor=two.user, registration_id=two.pk, verb="take_up", now=late)
    assert lapse_offers_due(now=late - timedelta(minutes=1)) == 0
    assert lapse_offers_due(now=late) == 1
    assert [state_of(row) for row in (two, three)] == ["waiting", "offered"]
    taken = act_on_own_registration(actor=three.user, registration_id=three.pk, verb="take_up", now=late)
    assert taken.state == "accepted"
    assert lapse_offers_due(now=late + timedelta(days=9)) == 0


def test_accepted_person_is_rejected_with_a_reason_and_told(forum: Forum):
    opened(forum)
    one = registered(forum)
    with pytest.raises(Invalid) as refused:
        decided(forum, one, "reject", reason=" ")
    assert set(refused.value.fields) == {"reason"}
    assert state_of(one) == "accepted"
    decided(forum, one, "reject", reason="Делегация сокращена")
    assert "Делегация сокращена" in Mail.objects.latest("pk").body


@pytest.mark.parametrize("state", RegistrationState)
@pytest.mark.parametrize("verb", REGISTRATION_TRANSITIONS)
@pytest.mark.parametrize("role", ["organiser", "owner", "other_organiser"])
def test_every_verb_in_every_state_by_each_role(forum: Forum, state: RegistrationState, verb: str, role: str):
    owner = UserFactory()
    one = placed(forum.edition, forum.category, user=owner, state=RegistrationState.SUBMITTED)
    expires = NOW + timedelta(days=1) if state == "offered" else None
    Registration.objects.update(state=state, offer_expires_at=expires)
    sources, target = REGISTRATION_TRANSITIONS[verb]
    actor = owner if role == "owner" else getattr(forum, role)
    is_organisers = verb in ORGANISERS_VERBS
    is_allowed = role == ("organiser" if is_organisers else "owner") and verb != "lapse"
    is_legal = state in sources and is_allowed
    expected = nullcontext() if is_legal else pytest.raises(TransitionRefused if is_allowed else DomainError)
    before = AuditEntry.objects.count(), Mail.objects.count()
    with expected:
        if is_organisers:
            decide_registration(actor=actor, registration_id=one.pk, verb=verb, reason="x", now=NOW)
        else:
            act_on_own_registration(actor=actor, registration_id=one.pk, verb=verb, now=NOW)
    assert state_of(one) == (target if is_legal else state)
    assert ((AuditEntry.objects.count(), Mail.objects.count()) == before) == (not is_legal)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"category": "press"}, "category"),
        ({"speaks": ()}, "speaks"),
        ({"name": None}, "family"),
        ({"consents": {}}, "consent_forum_registration"),
    ],
)
def test_wrong_value_is_refused_by_field_and_writes_nothing(forum: Forum, values: dict[str, Any], field: str):
    opened(forum)
    with pytest.raises(Invalid) as refused:
        registered(forum, **values)
    assert set(refused.value.fields) == {field}
    assert not Registration.objects.exists()
    assert not Mail.objects.exists()


def test_access_code_and_closed_category_are_kept(forum: Forum):
    opened(forum, access_code="Сунгари")
    with pytest.raises(Invalid):
        registered(forum, access_code="other")
    assert registered(forum, access_code="сунгари ").state == "accepted"
    Category.objects.update(is_open=False)
    with pytest.raises(Invalid):
        registered(forum, access_code="сунгари")


def test_nobody_registers_before_it_opens_or_twice(forum: Forum):
    with pytest.raises(TransitionRefused):
        registered(forum)
    opened(forum)
    one = registered(forum)
    with pytest.raises(TransitionRefused):
        registered(forum, one.user, name=None)
    assert Registration.objects.count() == 1


def test_invitation_serves_its_address_alone_and_once(forum: Forum):
    opened(forum, is_open=False, is_moderated=True)
    given = {"edition_id": forum.edition.pk, "address": "Guest@example.org", "category": "delegate"}
    with pytest.raises(NotAllowed):
        invite_to_register(actor=forum.member, language="ru", now=NOW, **given)
    invitation = invite_to_register(actor=forum.organiser, language="ru", now=NOW, **given)
    token = token_of(invitation)
    assert token in Mail.objects.get().body
    assert invitation_of(token, forum.edition.pk) == invitation
    for wrong in (token[:-1] + ("a" if token[-1] != "a" else "b"), "x"):
        with pytest.raises(NotFound):
            invitation_of(wrong, forum.edition.pk)
    stranger, guest = UserFactory(), UserFactory(email="guest@example.org")
    EmailAddress.objects.create(user=stranger, email="guest@example.org", verified=False)
    with pytest.raises(NotAllowed):
        registered(forum, stranger, invitation_id=invitation.pk)
    assert RegistrationInvitation.objects.get().registration is None
    EmailAddress.objects.create(user=guest, email="guest@example.org", verified=True)
    assert registered(forum, guest, invitation_id=invitation.pk).state == "accepted"
    with pytest.raises(TransitionRefused):
        registered(forum, guest, invitation_id=invitation.pk)


def test_conditions_decide_what_is_asked(forum: Forum):
    opened(forum)

    def field(code: str, kind: str, **values: Any) -> FormField:
        draft = FieldDraft(code=code, kind=kind, names=LABEL, **values)
        return set_field(actor=forum.organiser, edition_id=forum.edition.pk, draft=draft, now=NOW)

    field("visa", "yes_no")
    field("passport-country", "country", shown_if="visa", is_required=True)
    field("size", "choice", options="s | 小 | Малый | Small\nl | 大 | Большой | Large", is_required=True)
    with pytest.raises(Invalid) as refused:
        registered(forum, answers={"visa": "yes", "size": "xl"})
    assert set(refused.value.fields) == {"field_passport-country", "field_size"}
    one = registered(forum, answers={"visa": False, "size": "l", "passport-country": "RU"})
    assert list(one.answers.values_list("field__code", "value")) == [("size", "l")]
    changed = change_registration(
        actor=one.user,
        registration_id=one.pk,
        draft=registration_draft(answers={"visa": True, "passport-country": "KZ", "size": "s"}),
        version=one.version,
        now=NOW,
    )
    assert dict(changed.answers.values_list("field__code", "value")) == {
        "visa": True,
        "passport-country": "KZ",
        "size": "s",
    }
    with pytest.raises(Conflict):
        change_registration(
            actor=one.user, registration_id=one.pk, draft=registration_draft(), version=one.version, now=NOW
        )
    with pytest.raises(TransitionRefused):
        remove_field(actor=forum.organiser, edition_id=forum.edition.pk, code="size", now=NOW)
    with pytest.raises(Invalid):
        field("visa", "yes_no", shown_if="passport-country")
    with pytest.raises(Invalid):
        field("size", "text")
    assert Answer.objects.count() == 3


@pytest.mark.parametrize(
    ("kind", "given", "kept"),
    [
        ("text", " <b>x</b> ", "<b>x</b>"),
        ("date", "2026-10-20", "2026-10-20"),
        ("date", "yesterday", None),
        ("number", "12", 12),
        ("number", "1e9", None),
        ("country", "XX", None),
        ("dietary", "halal", "halal"),
        ("several", ["b", "a"], ["a", "b"]),
        ("several", ["c"], None),
        ("text", "x" * 2001, None),
    ],
)
def test_value_is_of_its_kind(kind: str, given: Any, kept: Any):
    options = [{"code": code, "names": LABEL} for code in "ab"]
    one = FormField(pk=1, code="one", kind=kind, names=LABEL, options=options)
    with nullcontext() if kept else pytest.raises(Invalid):
        assert checked_answers([one], {"one": given}, frozenset({"RU"})) == {1: kept}


def test_quota_does_not_sink_below_what_is_taken(forum: Forum):
    opened(forum)
    registered(forum)
    with pytest.raises(Invalid) as refused:
        set_category(
            actor=forum.organiser,
            edition_id=forum.edition.pk,
            code="delegate",
            names=forum.category.names,
            quota=0,
            now=NOW,
        )
    assert set(refused.value.fields) == {"quota"}
    assert Category.objects.get().quota is None


def test_second_form_is_for_the_accepted_and_stays_out_of_the_audit_trail(forum: Forum):
    opened(forum, is_moderated=True)
    one = registered(forum)
    values = {"passport_number": "71 1234567", "nationality": "RU"}
    given = {"registration_id": one.pk, "values": values, "answers": {}, "now": NOW}
    with pytest.raises(TransitionRefused):
        write_stay(actor=one.user, **given)
    decided(forum, one, "accept")
    with pytest.raises(NotFound):
        write_stay(actor=forum.organiser, **given)
    write_stay(actor=one.user, **given)
    assert "1234567" not in str(list(AuditEntry.objects.values("detail")))
    with pytest.raises(Invalid):
        write_stay(actor=one.user, **(given | {"values": {"nationality": "XX"}}))


@pytest.mark.django_db(transaction=True)
def test_two_at_once_for_the_last_place_get_one(forum: Forum):
    opened(forum, quota=1)
    users, barrier = [UserFactory(), UserFactory()], Barrier(2)

    def come(user: Any) -> None:
        barrier.wait()
        try:
            register(actor=user, edition_id=forum.edition.pk, draft=registration_draft(), now=NOW)
        finally:
            connections.close_all()

    threads = [Thread(target=come, args=(user,)) for user in users]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(Registration.objects.values_list("state", flat=True)) == ["accepted", "waiting"]
