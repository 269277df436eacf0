"""Several people, or several workers, at the same moment: one outcome, one event, nothing twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.core import mail
from django.db import connections

from qiaomost.accounts.models import Delivery
from qiaomost.catalogue.services import load_subjects
from qiaomost.common import outbox
from qiaomost.common.errors import DomainError
from qiaomost.common.models import OutboxEntry
from qiaomost.partnering import handlers, services
from qiaomost.partnering.models import Agreement, AgreementSignature, Case, CaseEvent, Notice
from qiaomost.partnering.states import InterestState
from qiaomost.partnering.states.agreements import AgreementState
from qiaomost.wiring import HANDLERS
from tests.factories import NOW
from tests.qiaomost.partnering.agreements import Table, seated
from tests.qiaomost.partnering.conftest import Parties

pytestmark = pytest.mark.django_db(transaction=True)

Act = Callable[[], Any]


@pytest.fixture(autouse=True)
def _subjects(transactional_db: None) -> None:
    load_subjects()


def at_once(*acts: Act) -> list[str]:
    """Do ``acts`` in threads that begin together; returns of each the code of its refusal, or ``""``."""
    gate = Barrier(len(acts))

    def do(act: Act) -> str:
        try:
            gate.wait()
            act()
        except DomainError as refusal:
            return refusal.code
        except handlers.mail.MailInFlight:
            return ""
        finally:
            connections.close_all()
        return ""

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(do, acts))


def topics(case: Case) -> Counter[str]:
    """The topics of the case's events; each event has exactly its entry of the outbox."""
    events = list(CaseEvent.objects.filter(case=case))
    entries = Counter(one.payload.get("event_id") for one in OutboxEntry.objects.all())
    assert [entries[event.pk] for event in events] == [1] * len(events)
    return Counter(event.topic.rpartition(".")[2] for event in events)


def step(verb: str, actor: Any, case: Case, **words: Any) -> Act:
    service = getattr(services, verb)
    return lambda: service(actor=actor, case_id=case.pk, now=NOW, **words)


def test_acceptance_and_withdrawal_at_once_have_one_outcome(parties: Parties):
    case = parties.case_in(InterestState.DELIVERED)
    said = at_once(
        step("accept_interest", parties.researcher, case),
        step("withdraw_interest", parties.engineer, case),
        step("decline_interest", parties.researcher, case, reason="terms", answer="Нет."),
    )
    case.refresh_from_db()
    assert Counter(bool(code) for code in said) == {False: 1, True: 2}
    told = {name: topics(case)[f"interest_{name}"] for name in ("accepted", "withdrawn", "declined")}
    assert told == {name: int(name == case.interest.state) for name in told}


def test_forwarding_at_once_forwards_once(parties: Parties):
    case = parties.case_in(InterestState.SCREENED)
    said = at_once(*[step("forward_interest", parties.cn_adviser, case)] * 4)
    assert sorted(map(bool, said)) == [False, True, True, True]
    assert topics(case)["interest_forwarded"] == 1


def test_two_advisers_at_once_introduce_once(parties: Parties):
    case = parties.case_in(InterestState.ACCEPTED)
    said = at_once(step("introduce", parties.cn_adviser, case), step("introduce", parties.ru_adviser, case))
    case = Case.objects.get(pk=case.pk)
    assert (said, case.cooperation.state) == (["", ""], "introduced")
    assert (topics(case)["introduction_confirmed"], topics(case)["parties_introduced"]) == (1, 1)


def test_a_form_sent_twice_at_once_begins_one_case_and_submits_it_once(parties: Parties):
    said = at_once(parties.start, parties.start, parties.start)
    assert (sorted(map(bool, said)), Case.objects.count()) == ([False, True, True], 1)
    case = Case.objects.get()
    said = at_once(*[step("submit_interest", parties.engineer, case)] * 3)
    assert sorted(map(bool, said)) == [False, True, True]
    assert topics(case) == {"interest_started": 1, "interest_submitted": 1}


def test_both_signatures_at_once_sign_the_agreement_once(parties: Parties):
    table: Table = seated(parties)
    agreement = table.in_state(AgreementState.APPROVED)
    names = ("cn_signatory", "ru_signatory", "cn_signatory", "ru_signatory")
    said = at_once(*[lambda name=name: table.sign(agreement, name) for name in names])  # type: ignore[misc]
    assert sorted(map(bool, said)) == [False, False, True, True]
    assert Agreement.objects.get().state == AgreementState.SIGNED
    assert sorted(AgreementSignature.objects.values_list("side", flat=True)) == ["owner", "sender"]
    told = topics(table.case)
    assert (told["agreement_signed_by_a_side"], told["agreement_signed"]) == (2, 1)


class Killed(BaseException):
    """The end of a worker's process: nothing catches it."""


STEPS = ("prepare_notices", "claim", "send", "mark_sent", "mark_mailed")


@pytest.mark.parametrize("name", STEPS)
def test_a_worker_killed_between_steps_loses_no_mail_and_one_program_shows_none_twice(
    name: str, parties: Parties, monkeypatch: pytest.MonkeyPatch
):
    case = parties.case_in(InterestState.SCREENED)
    OutboxEntry.objects.all().delete()
    services.forward_interest(actor=parties.cn_adviser, case_id=case.pk, now=NOW)
    place = {"send": mail.EmailMessage, "claim": handlers.mail, "mark_sent": handlers.mail}
    with monkeypatch.context() as patch:
        patch.setattr(place.get(name, handlers), name, dying(place.get(name, handlers), name))
        with pytest.raises(Killed):
            outbox.work(HANDLERS, clock=lambda: NOW)
    assert not outbox.work(HANDLERS, clock=lambda: NOW)
    later = NOW + outbox.LEASE + timedelta(seconds=1)
    outbox.work(HANDLERS, clock=lambda: later)
    assert outbox.waiting() == int(name in {"claim", "send"}), "a mail that may be in flight is waited for"
    Delivery.objects.update(held_until=None)
    while outbox.work(HANDLERS, clock=lambda: later + timedelta(hours=1)):
        pass
    told = {parties.engineer.pk, parties.ru_adviser.pk}
    assert set(Notice.objects.filter(mailed_at__isnull=False).values_list("user_id", flat=True)) == told
    sent = {one.extra_headers["Message-ID"]: one.to[0] for one in mail.outbox}
    assert (len(sent), len(set(sent.values()))) == (2, 2), "each mail once, told apart by Message-ID"
    assert len(mail.outbox) == (3 if name == "send" else 2), "only the server knew of the one sent twice"
    assert outbox.waiting() == 0


def test_two_workers_at_once_send_a_mail_once(parties: Parties):
    message = mail.EmailMessage("题目", "正文", to=["engineer@example.org"])
    said = at_once(*[lambda: handlers.mail.deliver_once("test", message, now=NOW)] * 4)
    assert len(mail.outbox) == 1
    assert said == [""] * 4
    assert not handlers.mail.deliver_once("test", message, now=NOW)


def dying(module: Any, name: str) -> Act:
    """The step, after which its process ends."""
    done = getattr(module, name)

    def die(*args: Any, **kwargs: Any) -> None:
        done(*args, **kwargs)
        raise Killed

    return die
