"""Every verb in every state by every role; two persons; two at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from qiaomost.accounts.models import User
from qiaomost.common.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound, TransitionRefused
from qiaomost.common.models import AuditEntry, OutboxEntry
from qiaomost.compliance.models import Screening, ScreeningHit
from qiaomost.compliance.services.deciding_hits import decide_hit
from qiaomost.compliance.services.screening import screen_party
from qiaomost.compliance.states.screening import DECIDED, HIT_TRANSITIONS, PROPOSED, HitState
from qiaomost.network.models import Role
from tests.factories import NOW, MembershipFactory, OrganisationFactory, PersonFactory, UserFactory
from tests.qiaomost.compliance.listing import entity, imported

pytestmark = pytest.mark.django_db

ALLOWED = {"officer": True, "administrator": True} | dict.fromkeys(
    ("member", "adviser", "reviewer", "own officer", "nobody", "officer without a second factor"), False
)
KNOWN = {"own officer"}
"""Who sees the desk and still may not decide this case."""


def hit_in(state: HitState, folder: Path, first: User | None = None) -> ScreeningHit:
    imported(folder, entity("p1", "Severny Veter", schema="Company"))
    party = OrganisationFactory(name="ООО «Северный ветер»")
    hit = screen_party(actor=None, organisation_id=party.pk, now=NOW).hits.get()
    if state in PROPOSED | DECIDED:
        hit.proposed_by, hit.proposed_at = first or UserFactory(), NOW
        hit.proposal_reason = "The same address."
    if state in DECIDED:
        hit.decided_by, hit.decided_at, hit.decision_reason = UserFactory(), NOW, "Agreed."
    hit.state = state
    hit.save()
    OutboxEntry.objects.all().delete()
    return hit


def actor_of(role: str, hit: ScreeningHit) -> User:
    roles = {"administrator": Role.ADMINISTRATOR, "member": Role.MEMBER, "adviser": Role.ADVISER}
    roles |= {"reviewer": Role.REVIEWER}
    if role == "nobody":
        return UserFactory()
    given: dict[str, Any] = {"role": roles.get(role, Role.COMPLIANCE_OFFICER)}
    if role == "own officer":
        given["organisation"] = hit.screening.organisation
    if role == "officer without a second factor":
        given["second_factor"] = False
    return MembershipFactory(**given).user


def kept(hit: ScreeningHit) -> tuple[Any, ...]:
    rows = ScreeningHit.objects.filter(pk=hit.pk).values_list(), Screening.objects.values_list("state")
    return *map(list, rows), AuditEntry.objects.count(), OutboxEntry.objects.count()


@pytest.mark.parametrize("role", ALLOWED)
@pytest.mark.parametrize("verb", HIT_TRANSITIONS)
@pytest.mark.parametrize("state", HitState)
def test_verb_by_state_and_role(state: HitState, verb: str, role: str, tmp_path: Path):
    hit = hit_in(state, tmp_path)
    actor = actor_of(role, hit)
    sources, target = HIT_TRANSITIONS[verb]
    before = kept(hit)
    if ALLOWED[role] and state in sources:
        decide_hit(actor=actor, hit_id=hit.pk, verb=verb, reason="Seen.", now=NOW)
        hit.refresh_from_db()
        assert hit.state == target
        assert AuditEntry.objects.filter(verb=verb, actor=actor).count() == 1
        return
    refusal: type[DomainError] = TransitionRefused
    if not ALLOWED[role]:
        refusal = NotAllowed if role in KNOWN else NotFound
    with pytest.raises(refusal):
        decide_hit(actor=actor, hit_id=hit.pk, verb=verb, reason="Seen.", now=NOW)
    assert kept(hit) == before


@pytest.mark.parametrize(
    ("verb", "state"), [("confirm", HitState.CONFIRM_PROPOSED), ("dismiss", HitState.DISMISS_PROPOSED)]
)
def test_first_person_is_not_the_second(verb: str, state: HitState, tmp_path: Path):
    first = MembershipFactory(role=Role.COMPLIANCE_OFFICER).user
    hit = hit_in(state, tmp_path, first)
    before = kept(hit)
    with pytest.raises(NotAllowed) as refusal:
        decide_hit(actor=first, hit_id=hit.pk, verb=verb, reason="Once more.", now=NOW)
    assert refusal.value.code == "not_the_second_person"
    assert kept(hit) == before


def test_two_persons_settle_a_screening_and_reopening_opens_it(tmp_path: Path):
    first, second = (MembershipFactory(role=Role.COMPLIANCE_OFFICER).user for _ in range(2))
    hit = hit_in(HitState.OPEN, tmp_path)
    said = [("propose_confirm", first), ("confirm", second), ("reopen", first), ("propose_dismiss", second)]
    seen = []
    for verb, actor in [*said, ("dismiss", first)]:
        decide_hit(actor=actor, hit_id=hit.pk, verb=verb, reason=f"Because of {verb}.", now=NOW)
        seen.append(Screening.objects.get().state)
    assert seen == ["hits_open", "confirmed", "hits_open", "hits_open", "dismissed"]
    hit.refresh_from_db()
    assert (hit.proposed_by, hit.proposal_reason) == (second, "Because of propose_dismiss.")
    assert (hit.decided_by, hit.decision_reason) == (first, "Because of dismiss.")
    topics = OutboxEntry.objects.filter(topic="compliance.screening_settled").order_by("pk")
    assert [entry.payload["state"] for entry in topics] == ["confirmed", "hits_open", "dismissed"]
    reasons = AuditEntry.objects.filter(object_type="compliance.ScreeningHit").order_by("pk")
    assert [entry.detail["reason"] for entry in reasons] == [
        f"Because of {verb}." for verb, _ in [*said, ("dismiss", first)]
    ]


@pytest.mark.parametrize("reason", ["", "  \n ", "x" * 2001])
def test_reason_is_asked_for(reason: str, tmp_path: Path):
    hit = hit_in(HitState.OPEN, tmp_path)
    actor = actor_of("officer", hit)
    before = kept(hit)
    with pytest.raises(Invalid) as refusal:
        decide_hit(actor=actor, hit_id=hit.pk, verb="propose_dismiss", reason=reason, now=NOW)
    assert set(refusal.value.fields) == {"reason"}
    assert kept(hit) == before


def test_unknown_verb_and_earlier_screening_are_refused(tmp_path: Path):
    hit = hit_in(HitState.OPEN, tmp_path)
    actor = actor_of("officer", hit)
    with pytest.raises(NotFound):
        decide_hit(actor=actor, hit_id=hit.pk, verb="forget", reason="Seen.", now=NOW)
    Screening.objects.update(is_current=False)
    with pytest.raises(Conflict):
        decide_hit(actor=actor, hit_id=hit.pk, verb="propose_dismiss", reason="Seen.", now=NOW)
    hit.refresh_from_db()
    assert hit.state == HitState.OPEN


def test_nobody_decides_their_own_case(tmp_path: Path):
    officer = MembershipFactory(role=Role.COMPLIANCE_OFFICER).user
    person = PersonFactory(user=officer)
    imported(tmp_path, entity("p1", "Zhang Wei"))
    hit = screen_party(actor=None, person_id=person.pk, now=NOW).hits.get()
    with pytest.raises(NotAllowed):
        decide_hit(actor=officer, hit_id=hit.pk, verb="propose_dismiss", reason="Not me.", now=NOW)
    hit.refresh_from_db()
    assert hit.state == HitState.OPEN


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "open"},
        {"state": "confirm_proposed"},
        {"decided_by": None},
        {"decided_at": None},
        {"decision_reason": ""},
        {"proposal_reason": ""},
        {"proposed_by": None},
        {"decided_by": "the first"},
        {"score": 1.5},
    ],
)
def test_database_refuses_an_impossible_hit(wrong: dict[str, Any], tmp_path: Path):
    hit = hit_in(HitState.CONFIRMED, tmp_path)
    values = {name: hit.proposed_by if value == "the first" else value for name, value in wrong.items()}
    with pytest.raises(IntegrityError), transaction.atomic():
        ScreeningHit.objects.filter(pk=hit.pk).update(**values)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("state", "verbs"),
    [
        (HitState.OPEN, ("propose_confirm", "propose_dismiss")),
        (HitState.CONFIRM_PROPOSED, ("confirm", "send_back")),
        (HitState.DISMISS_PROPOSED, ("dismiss", "dismiss")),
    ],
)
def test_of_two_decisions_at_once_one_counts(state: HitState, verbs: tuple[str, str], tmp_path: Path):
    hit = hit_in(state, tmp_path)
    actors = [actor_of("officer", hit) for _ in verbs]
    start, outcomes = Barrier(2), []

    def decide(actor: User, verb: str) -> None:
        start.wait()
        outcomes.append(
            _outcome(lambda: decide_hit(actor=actor, hit_id=hit.pk, verb=verb, reason=f"By {verb}.", now=NOW))
        )
        connection.close()

    threads = [Thread(target=decide, args=pair) for pair in zip(actors, verbs, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["TransitionRefused", "done"]
    assert AuditEntry.objects.filter(object_type="compliance.ScreeningHit").count() == 1


def _outcome(verb: Callable[[], object]) -> str:
    try:
        verb()
    except DomainError as error:
        return type(error).__name__
    return "done"
