"""Pages of a call: sealed before the deadline, without names in the blind phase, and nothing typed is lost."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from qiaomost.accounts.models import User
from qiaomost.partnering.models import Answer, AnswerFile, Call, Case
from qiaomost.partnering.services import answers as services
from qiaomost.partnering.states.answers import AnswerState, CallState
from tests.factories import NOW
from tests.qiaomost.partnering.answers.conftest import AFTER, Contest

SECRETS = ("Теплоизолирующий", "Решение по критерию", "Институт мерзлоты")


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def at(monkeypatch: pytest.MonkeyPatch, moment: Any) -> None:
    monkeypatch.setattr(timezone, "now", lambda: moment)


def pages(answer: Answer) -> list[str]:
    call = answer.call
    return [
        f"/records/{call.record_id}/",
        f"/calls/{call.pk}/",
        "/calls/",
        f"/answers/{answer.pk}/",
        f"/answers/{answer.pk}/edit/",
        f"/notices-of-award/{call.pk}/",
        "/notices-of-award/",
        "/cases/",
    ]


def read(client: Client, user: User, paths: list[str]) -> str:
    client.force_login(user)
    return "".join(client.get(path, follow=True).content.decode() for path in paths)


def test_answers_are_sealed_before_the_deadline_on_every_page(contest: Contest, client: Client):
    answer = contest.answer_in(AnswerState.SUBMITTED)
    for user in (
        contest.owner,
        contest.cn_adviser,
        *contest.reviewers,
        contest.administrator,
        contest.outsider,
    ):
        shown = read(client, user, pages(answer))
        assert [secret for secret in SECRETS if secret in shown] == []
        elsewhere = [path for path in pages(answer) if str(answer.pk) not in path]
        assert str(answer.pk) not in read(client, user, elsewhere)
    mine = read(client, contest.solvers[0], pages(answer))
    assert [secret for secret in SECRETS if secret in mine] == list(SECRETS)


def test_blind_phase_shows_words_and_no_names_nor_files(
    contest: Contest, client: Client, monkeypatch: pytest.MonkeyPatch
):
    call = contest.open()
    answer = contest.start(call)
    file = SimpleUploadedFile("институт.txt", "Автор: Готовцев".encode())
    services.attach_answer_file(
        actor=contest.solvers[0], answer_id=answer.pk, name="институт.txt", content=file, now=NOW
    )
    services.submit_answer(actor=contest.solvers[0], answer_id=answer.pk, now=NOW)
    services.close_call(actor=contest.owner, call_id=call.pk, now=AFTER)
    services.find_eligible(actor=contest.owner, answer_id=answer.pk, now=AFTER)
    at(monkeypatch, AFTER)
    row = AnswerFile.objects.get()
    for user in (contest.owner, *contest.reviewers):
        shown = read(client, user, pages(answer))
        assert "Решение по критерию 1" in shown
        assert "мерзлоты" not in shown
        assert "институт.txt" not in shown
        assert client.get(f"/answer-files/{row.pk}/").status_code == 404
    contest.assess(answer)
    services.show_names(actor=contest.owner, call_id=call.pk, now=AFTER)
    named = read(client, contest.reviewers[1], [f"/answers/{answer.pk}/"])
    assert "Институт мерзлоты № 1" in named
    assert "институт.txt" in named
    client.force_login(contest.owner)
    response = client.get(f"/answer-files/{row.pk}/")
    assert b"".join(response.streaming_content).decode() == "Автор: Готовцев"


def test_owner_opens_a_call_and_keeps_what_was_typed(contest: Contest, client: Client):
    client.force_login(contest.owner)
    address = f"/records/{contest.record.pk}/call/"
    assert client.get(address).status_code == 200
    typed = {
        "deadline": "2026-10-01",
        "reviews_needed": 1,
        "notice_days": 3,
        "countries": ["RU"],
        "eligibility_zh": "具备寒区工程经验。",
        "weight_0": 50,
        "maximum_0": 10,
        "limit_0": 1000,
        "weight_1": 40,
        "maximum_1": 10,
        "limit_1": 1000,
    }
    refused = client.post(address, typed)
    assert refused.status_code == 422
    assert "具备寒区工程经验。" in refused.content.decode()
    assert Call.objects.count() == 0
    made = client.post(address, typed | {"weight_1": 50}, follow=True)
    call = Call.objects.get()
    assert made.redirect_chain == [(f"/calls/{call.pk}/", 302)]
    assert (call.countries, call.eligibility) == (["RU"], {"zh": "具备寒区工程经验。"})
    assert f"/calls/{call.pk}/" in client.get(f"/records/{contest.record.pk}/").content.decode()
    assert client.get(f"/calls/{call.pk}/change/").status_code == 200


def test_answer_is_written_with_limits_and_too_long_words_are_kept(contest: Contest, client: Client):
    call = contest.open()
    one, two = call.criteria.all()
    client.force_login(contest.solvers[0])
    address = f"/calls/{call.pk}/answer/"
    assert 'data-limit="1000"' in client.get(address).content.decode()
    typed = {
        "organisation": str(contest.institutes[0].pk),
        "language": "ru",
        "title": "Слой",
        f"words_{one.pk}": "Слово",
        f"words_{two.pk}": "д" * 501,
    }
    refused = client.post(address, typed)
    assert (refused.status_code, Answer.objects.count()) == (422, 0)
    assert "д" * 501 in refused.content.decode()
    client.post(address, typed | {f"words_{two.pk}": ""})
    answer = Answer.objects.get()
    missing = client.post(f"/answers/{answer.pk}/submit/")
    assert missing.status_code == 422
    assert Answer.objects.get().state == AnswerState.DRAFT
    edited = client.post(
        f"/answers/{answer.pk}/edit/", typed | {f"words_{two.pk}": "Дренаж", "do": "submit"}, follow=True
    )
    assert edited.status_code == 200
    assert Answer.objects.get().state == AnswerState.SUBMITTED


def test_reviewers_owner_and_member_take_the_road_on_pages(
    contest: Contest, client: Client, monkeypatch: pytest.MonkeyPatch
):
    call = contest.open()
    answer = contest.submit(call)
    at(monkeypatch, AFTER)

    def post(user: User, path: str, **values: Any) -> None:
        client.force_login(user)
        assert client.post(path, values).status_code == 302

    post(contest.owner, f"/calls/{call.pk}/close/")
    post(contest.owner, f"/answers/{answer.pk}/find_eligible/")
    for user in contest.reviewers:
        post(user, f"/answers/{answer.pk}/clear/")
        points = {f"points_{one.pk}": 9 for one in call.criteria.all()}
        comments = {f"comment_{one.pk}": "充分。" for one in call.criteria.all()}
        post(user, f"/answers/{answer.pk}/assess/", **points, **comments)
        post(user, f"/answers/{answer.pk}/note/", text="同意。")
    post(contest.owner, f"/calls/{call.pk}/name/")
    for verb in ("shortlist", "select"):
        post(contest.owner, f"/answers/{answer.pk}/{verb}/", reason="综合最优。")
    post(contest.owner, f"/calls/{call.pk}/give_notice/")
    client.logout()
    public = client.get(f"/notices-of-award/{call.pk}/").content.decode()
    assert "Институт мерзлоты № 1" in public
    assert "Теплоизолирующий слой с дренажом" in public
    post(contest.outsider, f"/notices-of-award/{call.pk}/object/", text="Не ново.")
    objection = call.objections.get()
    post(
        contest.administrator,
        f"/notices-of-award/{call.pk}/objections/{objection.pk}/",
        decision="dismissed",
        reason="查无实据。",
    )
    at(monkeypatch, AFTER.replace(month=11))
    post(contest.owner, f"/calls/{call.pk}/award/")
    assert Case.objects.get() == Answer.objects.get().case
    shown = read(client, contest.solvers[0], [f"/answers/{answer.pk}/"])
    assert f"/cases/{Case.objects.get().pk}/" in shown


def test_owner_of_an_anonymous_challenge_is_not_named(contest: Contest, client: Client):
    contest.record.challenge.is_anonymous = True
    contest.record.challenge.save()
    call = contest.call_in(CallState.NOTICE)
    shown = read(
        client,
        contest.outsider,
        [f"/calls/{call.pk}/", f"/notices-of-award/{call.pk}/", "/notices-of-award/"],
    )
    assert "北疆路桥" not in shown


@pytest.mark.parametrize("path", ["/calls/{call}/", "/calls/", "/notices-of-award/"])
def test_number_of_queries_does_not_grow_with_answers(contest: Contest, client: Client, path: str):
    call = contest.open()
    counts = []
    answers = [contest.submit(call, 0)]
    Call.objects.update(state=CallState.BLIND)
    Answer.objects.update(number=1)
    client.force_login(contest.owner)
    for more in (False, True):
        if more:
            Call.objects.update(state=CallState.OPEN)
            answers += [contest.submit(call, number) for number in (1, 2)]
            for number, answer in enumerate(answers, start=1):
                Answer.objects.filter(pk=answer.pk).update(number=number)
            Call.objects.update(state=CallState.BLIND)
        client.get(path.format(call=call.pk))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path.format(call=call.pk)).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
