"""The room of a case: who enters, what is written and read there, and what the ledger keeps of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from qiaomost.accounts.models import User
from qiaomost.common.errors import Invalid, NotAllowed, NotFound, TransitionRefused
from qiaomost.compliance.models import DisclosureRow
from qiaomost.compliance.services.disclosure import chain_of, heads_kept, verify_chain
from qiaomost.partnering import services
from qiaomost.partnering.models import Case, MessageTranslation, ReadMark, RoomMessage, Thread
from qiaomost.partnering.services.rooms import RoomClosed
from qiaomost.partnering.services.rooms_messages import (
    edit_message,
    read_thread,
    start_thread,
    withdraw_message,
    write_message,
)
from qiaomost.partnering.services.rooms_translations import (
    approve_message_translation,
    suggest_translations,
    write_translation,
)
from qiaomost.partnering.states import CooperationState
from qiaomost.translation.models import Segment
from tests.factories import NOW
from tests.qiaomost.partnering.conftest import Parties

ZH = "冻深监测数据已整理完毕。"
RU = "Данные о глубине промерзания готовы."


@pytest.fixture
def case(parties: Parties) -> Case:
    return parties.case_in(CooperationState.NEGOTIATING)


@pytest.fixture
def thread(parties: Parties, case: Case) -> Thread:
    return start_thread(actor=parties.engineer, case_id=case.pk, title="监测数据", text=ZH, now=NOW)


def client_of(user: User, language: str = "en") -> Client:
    client = Client(HTTP_ACCEPT_LANGUAGE=language)
    client.force_login(user)
    return client


def read(user: User, thread: Thread, **more: Any) -> list[RoomMessage]:
    now = more.pop("now", NOW)
    return list(
        read_thread(actor=user, case_id=thread.case_id, thread_id=thread.pk, now=now, **more).messages
    )


@pytest.mark.parametrize(
    ("name", "refusal"),
    [("outsider", NotFound), ("colleague", NotFound), ("administrator", NotAllowed)],
)
def test_nobody_else_writes_or_reads_in_the_room(
    name: str, refusal: type[Exception], parties: Parties, thread: Thread
):
    somebody, case_id = getattr(parties, name), thread.case_id
    [message] = thread.messages.all()
    attempts: list[Any] = [
        lambda: start_thread(actor=somebody, case_id=case_id, title="?", text=ZH, now=NOW),
        lambda: write_message(actor=somebody, case_id=case_id, thread_id=thread.pk, text=ZH, now=NOW),
        lambda: edit_message(actor=somebody, case_id=case_id, message_id=message.pk, text=RU, now=NOW),
        lambda: withdraw_message(actor=somebody, case_id=case_id, message_id=message.pk, now=NOW),
        lambda: read_thread(actor=somebody, case_id=case_id, thread_id=thread.pk, now=NOW),
        lambda: write_translation(
            actor=somebody, case_id=case_id, message_id=message.pk, language="ru", text=RU, now=NOW
        ),
        lambda: approve_message_translation(
            actor=somebody, case_id=case_id, message_id=message.pk, language="ru", now=NOW
        ),
    ]
    for attempt in attempts:
        with pytest.raises(refusal):
            attempt()
    assert [(one.text, one.withdrawn_at) for one in RoomMessage.objects.all()] == [(ZH, None)]
    counts = [model.objects.count() for model in (Thread, MessageTranslation, ReadMark, DisclosureRow)]
    assert counts == [1, 0, 0, 0]


@pytest.mark.parametrize("name", ["engineer", "cn_adviser", "ru_adviser", "researcher"])
def test_parties_and_advisers_write_and_read(name: str, parties: Parties, thread: Thread):
    somebody = getattr(parties, name)
    written = write_message(actor=somebody, case_id=thread.case_id, thread_id=thread.pk, text=RU, now=NOW)
    assert (written.language, written.author) == ("ru", somebody)
    assert [one.text for one in read(somebody, thread)] == [ZH, RU]


def test_room_that_was_never_opened_lets_nobody_in(parties: Parties):
    case = parties.case_in(CooperationState.INTRODUCED)
    with pytest.raises(RoomClosed):
        start_thread(actor=parties.engineer, case_id=case.pk, title="监测", text=ZH, now=NOW)
    assert Thread.objects.count() == 0
    assert client_of(parties.engineer).get(f"/cases/{case.pk}/room/").status_code == 409


def test_closed_cooperation_leaves_its_room_to_be_read(parties: Parties, thread: Thread):
    services.close_cooperation(
        actor=parties.cn_adviser, case_id=thread.case_id, reason="funding", text="资金未落实。", now=NOW
    )
    with pytest.raises(RoomClosed):
        write_message(actor=parties.engineer, case_id=thread.case_id, thread_id=thread.pk, text=ZH, now=NOW)
    assert [one.text for one in read(parties.researcher, thread)] == [ZH]
    page = client_of(parties.researcher).get(f"/cases/{thread.case_id}/room/").content.decode()
    assert "This room is read-only" in page
    assert "/room/write/" not in page


def test_message_is_changed_until_somebody_else_has_read_it(parties: Parties, thread: Thread):
    [message] = thread.messages.all()
    args: Any = {"actor": parties.engineer, "case_id": thread.case_id, "message_id": message.pk, "now": NOW}
    read(parties.engineer, thread)
    assert edit_message(**args, text="冻深监测数据已整理。").version == 2
    read(parties.researcher, thread)
    with pytest.raises(TransitionRefused):
        edit_message(**args, text="改写")
    assert RoomMessage.objects.get().text == "冻深监测数据已整理。"


def test_only_the_writer_changes_or_withdraws(parties: Parties, thread: Thread):
    [message] = thread.messages.all()
    for verb, more in ((edit_message, {"text": RU}), (withdraw_message, {})):
        with pytest.raises(NotAllowed):
            verb(
                actor=parties.researcher,
                case_id=thread.case_id,
                message_id=message.pk,
                now=NOW,
                **more,  # type: ignore[operator]
            )
    assert RoomMessage.objects.get().text == ZH


def test_withdrawn_message_leaves_a_trace_without_words(parties: Parties, thread: Thread):
    [message] = thread.messages.all()
    args: Any = {"actor": parties.engineer, "case_id": thread.case_id, "message_id": message.pk, "now": NOW}
    write_translation(**args, language="ru", text=RU)
    withdraw_message(**args)
    with pytest.raises(TransitionRefused):
        withdraw_message(**args)
    page = client_of(parties.researcher).get(f"/cases/{thread.case_id}/room/").content.decode()
    assert (ZH in page, RU in page, "Withdrawn on" in page) == (False, False, True)
    assert DisclosureRow.objects.count() == 0


@pytest.mark.parametrize("text", ["", " \n ", "字" * 4001])
def test_message_has_words_within_the_limit(text: str, parties: Parties, thread: Thread):
    with pytest.raises(Invalid) as refusal:
        write_message(actor=parties.engineer, case_id=thread.case_id, thread_id=thread.pk, text=text, now=NOW)
    assert list(refusal.value.fields) == ["text"]
    assert RoomMessage.objects.count() == 1


def test_conversation_of_another_room_is_not_there(parties: Parties, thread: Thread):
    other = parties.turned()
    with pytest.raises(NotFound):
        write_message(actor=other.engineer, case_id=thread.case_id, thread_id=thread.pk + 1, text=ZH, now=NOW)
    assert RoomMessage.objects.count() == 1


def test_ledger_has_exactly_what_the_other_side_read(parties: Parties, thread: Thread):
    answer = write_message(
        actor=parties.researcher, case_id=thread.case_id, thread_id=thread.pk, text=RU, now=NOW
    )
    first = thread.messages.order_by("pk")[0]
    for user in (parties.engineer, parties.researcher, parties.researcher, parties.cn_adviser):
        read(user, thread)
    read(parties.engineer, thread, now=NOW + timedelta(days=1))
    rows = [(row.account_id, row.object_id, row.action) for row in chain_of(thread.case_id)]
    assert rows == [
        (parties.engineer.pk, str(answer.pk), "read_message"),
        (parties.researcher.pk, str(first.pk), "read_message"),
        (parties.cn_adviser.pk, str(answer.pk), "read_message"),
        (parties.engineer.pk, str(answer.pk), "read_message"),
    ]
    report = verify_chain(chain_of(thread.case_id), heads=heads_kept(thread.case_id))
    assert report.is_valid
    page = client_of(parties.engineer).get(f"/cases/{thread.case_id}/room/disclosure/").content.decode()
    assert page.count("<tr>") == 5
    overview = client_of(parties.researcher).get(f"/cases/{thread.case_id}/").content.decode()
    assert f"/cases/{thread.case_id}/room/disclosure/" in overview
    assert overview.count(f": {thread.title}") == 4
    assert "4 reads" in overview
    watching = client_of(parties.administrator).get(f"/cases/{thread.case_id}/").content.decode()
    assert "Who saw what" not in watching
    exported = client_of(parties.researcher).post(f"/cases/{thread.case_id}/room/disclosure/export/")
    assert (exported.headers["Content-Type"], exported.content[:2]) == ("application/zip", b"PK")


def test_read_marks_stand_where_somebody_has_read_to(parties: Parties, thread: Thread):
    read(parties.researcher, thread)
    write_message(actor=parties.engineer, case_id=thread.case_id, thread_id=thread.pk, text="第二条", now=NOW)
    marks = {mark.user_id: mark.up_to for mark in ReadMark.objects.all()}
    assert marks == {parties.researcher.pk: thread.messages.order_by("pk")[0].pk}
    page = client_of(parties.engineer).get(f"/cases/{thread.case_id}/room/").content.decode()
    assert page.count("Read up to here:") == 1


def test_person_translates_beside_and_the_room_remembers(parties: Parties, thread: Thread):
    [message] = thread.messages.all()
    args: Any = {"actor": parties.ru_adviser, "case_id": thread.case_id, "message_id": message.pk}
    write_translation(**args, language="ru", text=RU, now=NOW)
    [segment] = Segment.objects.all()
    assert (segment.level, segment.scope) == ("room", f"case:{thread.case_id}")
    page = client_of(parties.researcher, "ru").get(f"/cases/{thread.case_id}/room/").content.decode()
    assert (ZH in page, RU in page) == (True, True)
    again = write_message(
        actor=parties.engineer, case_id=thread.case_id, thread_id=thread.pk, text=ZH, now=NOW
    )
    User.objects.filter(pk=parties.researcher.pk).update(language="ru")
    assert suggest_translations(message_id=again.pk, version=1, now=NOW) == 1
    assert suggest_translations(message_id=again.pk, version=1, now=NOW) == 0
    suggested = again.translations.get()
    assert (suggested.text, suggested.origin, suggested.approved_at) == (RU, "memory", None)
    approve_message_translation(
        actor=parties.researcher, case_id=thread.case_id, message_id=again.pk, language="ru", now=NOW
    )
    assert again.translations.get().approved_by == parties.researcher


@pytest.mark.parametrize(("language", "text"), [("zh", RU), ("de", RU), ("ru", " ")])
def test_translation_is_in_another_language_and_has_words(
    language: str, text: str, parties: Parties, thread: Thread
):
    [message] = thread.messages.all()
    with pytest.raises(Invalid):
        write_translation(
            actor=parties.researcher,
            case_id=thread.case_id,
            message_id=message.pk,
            language=language,
            text=text,
            now=NOW,
        )
    assert (MessageTranslation.objects.count(), Segment.objects.count()) == (0, 0)


def test_page_asks_as_often_for_five_messages_as_for_three(parties: Parties, thread: Thread):
    client, path = client_of(parties.cn_adviser), f"/cases/{thread.case_id}/room/"
    counts = []
    for _ in range(2):  # what a process keeps is read at its first pages
        client.get(path)
    for _ in range(2):
        for author in (parties.researcher, parties.ru_adviser):
            write_message(actor=author, case_id=thread.case_id, thread_id=thread.pk, text=RU, now=NOW)
        client.get(path)  # what is new is read, and written down, once
        with CaptureQueriesContext(connection) as captured:
            client.get(path)
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 32  # the case, its people and its course are read once
