"""Invitations and requests to join: their whole life, and every refusal."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from qiaomost.accounts.models import User
from qiaomost.common import outbox
from qiaomost.common.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound, TransitionRefused
from qiaomost.common.models import AuditEntry, OutboxEntry
from qiaomost.network.handlers import on_invitation_sent
from qiaomost.network.models import Invitation, JoinRequest, Membership, Organisation, Role
from qiaomost.network.selectors import invitations_for, standing_of
from qiaomost.network.services import (
    accept_invitation,
    accept_join_request,
    decline_join_request,
    end_membership,
    invite,
    request_to_join,
    revoke_invitation,
    token_of,
    withdraw_join_request,
)
from qiaomost.network.services.invitations import LIFETIME
from qiaomost.network.states import (
    INVITATION_TRANSITIONS,
    JOIN_REQUEST_TRANSITIONS,
    InvitationState,
    JoinRequestState,
)
from qiaomost.wiring import HANDLERS
from tests.factories import NOW, MembershipFactory, OrganisationFactory, UserFactory
from tests.qiaomost.conftest import People

pytestmark = pytest.mark.django_db

GUEST = "guest@example.org"


def invited(people: People, **values: Any) -> Invitation:
    given: dict[str, Any] = {"actor": people.own_adviser, "organisation_id": people.organisation.pk}
    given |= {"address": GUEST, "role": "member", "language": "zh", "now": NOW}
    return invite(**(given | values))


def guest(**values: Any) -> User:
    return UserFactory(**({"email": GUEST, "password": "寒区-bridge-2026"} | values))


def asked(people: People, **values: Any) -> JoinRequest:
    given: dict[str, Any] = {"actor": people.without_membership, "organisation_id": people.organisation.pk}
    return request_to_join(**(given | {"message": "Лаборатория бетона", "now": NOW} | values))


def written() -> tuple[int, ...]:
    """How many rows there are that a refusal must not add."""
    return tuple(
        model.objects.count() for model in (Invitation, JoinRequest, Membership, AuditEntry, OutboxEntry)
    )


def work() -> list[mail.EmailMessage]:
    mail.outbox.clear()
    while outbox.work(HANDLERS, clock=timezone.now):
        pass
    return list(mail.outbox)


def verbs() -> list[str]:
    return list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True))


def test_invitation_is_mailed_once_and_accepted_once(people: People) -> None:
    invitation = invited(people)
    (message,) = work()
    on_invitation_sent({"invitation_id": str(invitation.pk)})
    assert (message.to, mail.outbox[1:]) == ([GUEST], [])
    assert token_of(invitation) in str(message.body)
    user = guest()
    accept_invitation(actor=user, token=token_of(invitation), now=NOW)
    assert standing_of(user).memberships == {(people.organisation.pk, "member")}
    assert verbs() == ["invite", "accept_invitation", "add_membership"]
    before = written()
    with pytest.raises(TransitionRefused):
        accept_invitation(actor=user, token=token_of(invitation), now=NOW)
    assert written() == before


def test_second_invitation_of_an_address_revokes_the_first(people: People) -> None:
    first, second = invited(people), invited(people, address="Guest@Example.org ")
    user = guest()
    with pytest.raises(TransitionRefused):
        accept_invitation(actor=user, token=token_of(first), now=NOW)
    assert [one.pk for one in invitations_for(user, now=NOW)] == [second.pk]
    assert len(work()) == 1


@pytest.mark.parametrize(
    ("who", "role", "may"),
    [
        ("own_adviser", "member", True),
        ("own_adviser", "adviser", False),
        ("own_adviser", "administrator", False),
        ("administrator", "administrator", True),
        ("administrator", "reviewer", True),
        ("administrator", "king", False),
        ("author", "member", False),
        ("screener", "member", False),
        ("reviewer", "member", False),
        ("without_membership", "member", False),
    ],
)
def test_who_may_offer_which_role(who: str, role: str, may: bool, people: People) -> None:
    before = written()
    if may:
        assert invited(people, actor=getattr(people, who), role=role).role == role
        return
    with pytest.raises(NotAllowed):
        invited(people, actor=getattr(people, who), role=role)
    assert written() == before


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"address": "no address"}, Invalid),
        ({"address": ""}, Invalid),
        ({"language": "de"}, Invalid),
        ({"organisation_id": UUID(int=1)}, NotFound),
    ],
)
def test_wrong_invitation_is_refused(
    values: dict[str, Any], error: type[DomainError], people: People
) -> None:
    before = written()
    with pytest.raises(error):
        invited(people, **values)
    assert written() == before


def test_nobody_is_invited_into_an_organisation_outside_the_network(people: People) -> None:
    Organisation.objects.filter(pk=people.organisation.pk).update(is_member=False)
    with pytest.raises(NotFound):
        invited(people, actor=people.administrator)


@pytest.mark.parametrize("token", ["", "x", "00000000000000000000000000000000:x", f"{uuid4().hex}:AAAA"])
def test_forged_link_opens_nothing(token: str, people: People) -> None:
    with pytest.raises(NotFound):
        accept_invitation(actor=people.author, token=token, now=NOW)


@pytest.mark.parametrize("confirmed", [False, None])
def test_invitation_is_for_who_has_confirmed_the_address(confirmed: bool | None, people: People) -> None:
    invitation = invited(people)
    user = UserFactory(email=GUEST) if confirmed is False else people.without_membership
    before = written()
    with pytest.raises(NotAllowed):
        accept_invitation(actor=user, token=token_of(invitation), now=NOW)
    assert (written(), list(invitations_for(user, now=NOW))) == (before, [])


def test_invitation_runs_out(people: People) -> None:
    invitation, user = invited(people), guest()
    before = written()
    with pytest.raises(TransitionRefused) as refusal:
        accept_invitation(actor=user, token=token_of(invitation), now=NOW + LIFETIME)
    assert (refusal.value.code, written()) == ("expired", before)
    accept_invitation(actor=user, token=token_of(invitation), now=NOW + LIFETIME - timedelta(seconds=1))


def test_revoked_invitation_is_neither_mailed_nor_accepted(people: People) -> None:
    invitation = invited(people)
    revoke_invitation(actor=people.own_adviser, invitation_id=invitation.pk, now=NOW)
    assert work() == []
    with pytest.raises(TransitionRefused):
        accept_invitation(actor=guest(), token=token_of(invitation), now=NOW)
    with pytest.raises(TransitionRefused):
        revoke_invitation(actor=people.own_adviser, invitation_id=invitation.pk, now=NOW)


def test_an_adviser_revokes_only_what_an_adviser_may_offer(people: People) -> None:
    offered = invited(people, actor=people.administrator, role="reviewer")
    with pytest.raises(NotAllowed):
        revoke_invitation(actor=people.own_adviser, invitation_id=offered.pk, now=NOW)
    for actor in (people.author, people.screener):  # who manages no members there knows of no invitation
        with pytest.raises(NotFound):
            revoke_invitation(actor=actor, invitation_id=offered.pk, now=NOW)
    with pytest.raises(NotFound):
        revoke_invitation(actor=people.administrator, invitation_id=uuid4(), now=NOW)
    revoke_invitation(actor=people.administrator, invitation_id=offered.pk, now=NOW)


def test_invited_adviser_is_a_member_until_there_is_a_second_factor(people: People) -> None:
    invitation, user = invited(people, actor=people.administrator, role="adviser"), guest()
    accept_invitation(actor=user, token=token_of(invitation), now=NOW)
    standing = standing_of(user)
    assert standing.memberships == {(people.organisation.pk, "member")}
    assert standing.waiting_roles == {"adviser"}
    with pytest.raises(NotAllowed):
        invited(people, actor=user, address="b@example.org")
    with pytest.raises(NotFound):
        accept_join_request(actor=user, request_id=asked(people).pk, now=NOW)


def test_request_is_mailed_to_the_advisers_and_accepted(people: People) -> None:
    request = asked(people)
    (message,) = work()
    assert message.to == [people.own_adviser.email]
    accept_join_request(actor=people.own_adviser, request_id=request.pk, now=NOW)
    assert standing_of(people.without_membership).memberships == {(people.organisation.pk, "member")}
    (answer,) = work()
    assert answer.to == [people.without_membership.email]
    assert verbs() == ["request_to_join", "accept_join_request", "add_membership"]


def test_request_to_an_organisation_without_adviser_goes_to_the_administrators(people: People) -> None:
    asked(people, organisation_id=OrganisationFactory().pk)
    assert [one.to for one in work()] == [[people.administrator.email]]


def test_request_is_declined_with_a_reason_that_the_person_reads(people: People) -> None:
    request = asked(people)
    work()
    before = written()
    for reason in ("", " \u202e\n"):
        with pytest.raises(Invalid) as refusal:
            decline_join_request(actor=people.own_adviser, request_id=request.pk, reason=reason, now=NOW)
        assert set(refusal.value.fields) == {"reason"}
    assert written() == before
    decline_join_request(actor=people.own_adviser, request_id=request.pk, reason="请用单位邮箱", now=NOW)
    (answer,) = work()
    assert "请用单位邮箱" in str(answer.body)
    assert standing_of(people.without_membership).memberships == frozenset()
    assert asked(people).state == JoinRequestState.PENDING


@pytest.mark.parametrize("who", ["author", "screener", "reviewer", "without_membership", "member_elsewhere"])
def test_requests_are_answered_by_managers_only(who: str, people: People) -> None:
    request = asked(people)
    before = written()
    actor = getattr(people, who)
    with pytest.raises(NotFound):
        accept_join_request(actor=actor, request_id=request.pk, now=NOW)
    with pytest.raises(NotFound):
        decline_join_request(actor=actor, request_id=request.pk, reason="нет", now=NOW)
    if actor != request.user:
        with pytest.raises(NotFound):
            withdraw_join_request(actor=actor, request_id=request.pk, now=NOW)
    assert written() == before


def test_nobody_answers_their_own_request(people: People) -> None:
    elsewhere = OrganisationFactory()
    request = asked(people, actor=people.administrator, organisation_id=elsewhere.pk)
    with pytest.raises(NotAllowed):
        accept_join_request(actor=people.administrator, request_id=request.pk, now=NOW)


def test_request_is_made_once_and_not_by_members(people: People) -> None:
    asked(people)
    before = written()
    for values in ({}, {"actor": people.author}):
        with pytest.raises(Conflict):
            asked(people, **values)
    with pytest.raises(NotFound):
        asked(people, organisation_id=uuid4())
    with pytest.raises(Invalid):
        asked(people, actor=people.member_elsewhere, message="я" * 1001)
    assert written() == before


def test_withdrawn_request_is_no_longer_answered(people: People) -> None:
    request = asked(people)
    withdraw_join_request(actor=people.without_membership, request_id=request.pk, now=NOW)
    assert work() == []
    with pytest.raises(TransitionRefused):
        accept_join_request(actor=people.own_adviser, request_id=request.pk, now=NOW)


@pytest.mark.parametrize("state", InvitationState)
@pytest.mark.parametrize("verb", INVITATION_TRANSITIONS)
def test_every_verb_of_an_invitation_in_every_state(
    verb: str, state: InvitationState, people: People
) -> None:
    invitation, user = invited(people), guest()
    taken = user if state == InvitationState.ACCEPTED else None
    Invitation.objects.update(state=state, accepted_by=taken)

    def act() -> None:
        if verb == "accept":
            accept_invitation(actor=user, token=token_of(invitation), now=NOW)
        else:
            revoke_invitation(actor=people.own_adviser, invitation_id=invitation.pk, now=NOW)

    sources, target = INVITATION_TRANSITIONS[verb]
    if state not in sources:
        with pytest.raises(TransitionRefused):
            act()
        return
    act()
    assert Invitation.objects.get().state == target


@pytest.mark.parametrize("state", JoinRequestState)
@pytest.mark.parametrize("verb", JOIN_REQUEST_TRANSITIONS)
def test_every_verb_of_a_request_in_every_state(verb: str, state: JoinRequestState, people: People) -> None:
    request = asked(people)
    JoinRequest.objects.update(state=state, reason="x")
    given: dict[str, Any] = {"request_id": request.pk, "now": NOW}

    def act() -> None:
        if verb == "accept":
            accept_join_request(actor=people.own_adviser, **given)
        elif verb == "decline":
            decline_join_request(actor=people.own_adviser, reason="нет", **given)
        else:
            withdraw_join_request(actor=people.without_membership, **given)

    sources, target = JOIN_REQUEST_TRANSITIONS[verb]
    if state not in sources:
        with pytest.raises(TransitionRefused):
            act()
        return
    act()
    assert JoinRequest.objects.get().state == target


@pytest.mark.parametrize(
    ("who", "whose", "refusal"),
    [
        ("author", "author", None),
        ("own_adviser", "author", None),
        ("own_adviser", "reviewer", NotFound),
        ("administrator", "reviewer", None),
        ("colleague", "author", NotAllowed),
        ("screener", "author", NotFound),
    ],
)
def test_who_may_end_whose_membership(
    who: str, whose: str, refusal: type[Exception] | None, people: People
) -> None:
    row = Membership.objects.get(user=getattr(people, whose))
    given: dict[str, Any] = {"actor": getattr(people, who), "membership_id": row.pk, "now": NOW}
    if refusal:
        with pytest.raises(refusal):
            end_membership(**given)
        assert (Membership.objects.filter(is_active=False).count(), AuditEntry.objects.count()) == (0, 0)
        return
    end_membership(**given)
    assert standing_of(getattr(people, whose)).memberships == frozenset()
    with pytest.raises(NotFound):
        end_membership(**given)


def test_the_database_refuses_impossible_rows(people: People) -> None:
    invited(people)
    asked(people)
    for impossible in (
        lambda: Invitation.objects.update(state=InvitationState.ACCEPTED),
        lambda: Invitation.objects.update(accepted_by=people.author),
        lambda: JoinRequest.objects.update(state=JoinRequestState.DECLINED, reason=""),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            impossible()


@pytest.mark.parametrize("role", [role for role in Role if role != Role.MEMBER])
def test_staff_role_without_a_second_factor_counts_as_membership(role: Role) -> None:
    row = MembershipFactory(role=role, second_factor=False)
    standing = standing_of(row.user)
    assert (standing.memberships, standing.waiting_roles) == (
        {(row.organisation_id, "member")},
        {role.value},
    )
    assert standing.is_administrator is False


def test_rights_of_a_superuser_wait_for_a_second_factor() -> None:
    standing = standing_of(UserFactory(is_superuser=True))
    assert (standing.is_administrator, standing.waiting_roles) == (False, {"administrator"})
