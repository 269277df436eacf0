"""Lists of cases: found by words, narrowed to one's turn, in an order that is kept, and taken along as a table."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from openpyxl import load_workbook

from qiaomost.accounts.models import User
from qiaomost.network.selectors import standing_of
from qiaomost.partnering.models import Case, ImpactRequest
from qiaomost.partnering.permissions import roles_in
from qiaomost.partnering.presenting.rows import may_act
from qiaomost.partnering.selectors.case_search import CaseSearch, found_cases, my_turn
from qiaomost.partnering.selectors.cases import advised_by, cases_of
from qiaomost.partnering.selectors.results import INDUSTRIAL, results
from qiaomost.partnering.states import CooperationState, InterestState
from qiaomost.partnering.states.agreements import AgreementState
from tests.factories import NOW, RecordFactory
from tests.qiaomost.partnering.agreements import seated
from tests.qiaomost.partnering.conftest import ROADS, STEPS, Parties
from tests.qiaomost.partnering.working import running
from tests.unwritten import nothing_written

DAY = NOW.date()


def client_of(user: User) -> Client:
    client = Client(HTTP_ACCEPT_LANGUAGE="en")
    client.force_login(user)
    return client


def found(user: User, **asked: object) -> list[Case]:
    standing = standing_of(user)
    return list(found_cases(cases_of(standing), standing, CaseSearch(**asked), day=DAY))  # type: ignore[arg-type]


def about(parties: Parties, title: str, state: str, **facts: object) -> Case:
    """A case about a record of its own."""
    record = RecordFactory(
        organisation=parties.institute,
        author=parties.researcher,
        state="published",
        source_language="ru",
        **facts,
    )
    record.texts.filter(language="ru").update(title=title)
    return replace(parties, record=record).case_in(state)


@pytest.mark.parametrize("state", ROADS)
def test_turn_in_the_query_is_the_turn_on_the_page(state: str, parties: Parties):
    case = parties.case_in(state)
    everybody = (
        parties.engineer,
        parties.colleague,
        parties.cn_adviser,
        parties.ru_adviser,
        parties.researcher,
        parties.administrator,
    )
    standings = {user: standing_of(user) for user in everybody}
    by_query = {
        user for user, standing in standings.items() if Case.objects.filter(my_turn(standing)).exists()
    }
    by_rule = {user for user, standing in standings.items() if may_act(case, roles_in(standing, case))}
    assert by_query == by_rule


def test_turn_ends_for_the_adviser_who_has_confirmed_the_introduction(parties: Parties):
    case = parties.case_in(InterestState.ACCEPTED)
    STEPS["introduce_cn"](parties, case)
    assert found(parties.cn_adviser, show="mine") == []
    assert found(parties.ru_adviser, show="mine") == [case]


def test_case_is_found_by_title_organisation_and_number_in_any_case_of_letters(parties: Parties):
    frost = about(parties, "Морозное пучение насыпей", InterestState.DELIVERED)
    other = about(parties, "Ледовые переправы", InterestState.SUBMITTED)
    asked = {
        "МОРОЗНОЕ насыпей": [frost],
        "ледовые": [other],
        "冻土研究所": [frost, other],
        other.reference: [other],
        other.reference.lower(): [other],
        "100%": [],
        "(": [],
    }
    assert {words: found(parties.cn_adviser, words=words, order="due") for words in asked} == {
        words: sorted(cases, key=lambda case: (case.due_on, case.pk)) for words, cases in asked.items()
    }
    assert found(parties.outsider, words=frost.reference) == []


def test_anonymous_owner_is_not_found_by_its_name_before_the_introduction(parties: Parties):
    anonymous = {"kind": "challenge", "content__is_anonymous": True}
    hidden = about(parties, "Пучение", InterestState.DELIVERED, **anonymous)
    name = "西伯利亚冻土研究所"
    for user in (parties.engineer, parties.cn_adviser):
        assert found(user, words=name) == []
        assert name not in client_of(user).get("/cases/table/csv/").content.decode()
    for user in (parties.researcher, parties.ru_adviser):
        assert found(user, words=name) == [hidden]
    for step in ("accept", "introduce_cn", "introduce_ru"):
        STEPS[step](parties, hidden)
    assert found(parties.engineer, words=name) == [hidden]


def test_list_is_narrowed_by_stage_year_and_lateness(parties: Parties):
    closed = about(parties, "A", CooperationState.CLOSED)
    waiting = about(parties, "B", InterestState.DELIVERED)
    Case.objects.filter(pk=closed.pk).update(opened_at=NOW - timedelta(days=400))
    assert found(parties.engineer, stage="closed") == [closed]
    assert found(parties.engineer, year=NOW.year) == [waiting]
    assert found(parties.engineer, show="late") == []
    Case.objects.filter(pk=waiting.pk).update(due_on=DAY - timedelta(days=1))
    assert found(parties.engineer, show="late") == [waiting]


def test_own_turn_comes_first_and_what_is_over_last(parties: Parties):
    closed = about(parties, "A", CooperationState.CLOSED)
    theirs = about(parties, "B", InterestState.DELIVERED)
    mine = about(parties, "C", InterestState.SUBMITTED)
    Case.objects.filter(pk=mine.pk).update(due_on=DAY + timedelta(days=300))
    assert found(parties.cn_adviser) == [mine, theirs, closed]
    assert found(parties.cn_adviser, order="due") == [theirs, mine, closed]
    assert found(parties.cn_adviser, order="moved") == [mine, theirs, closed]
    assert found(parties.cn_adviser, order="nonsense") == [mine, theirs, closed]


def test_order_is_kept_for_the_next_visit_and_odd_values_are_none(parties: Parties):
    about(parties, "A", InterestState.DELIVERED)
    client = client_of(parties.cn_adviser)
    assert client.get("/cases/?order=newest").context["search"].order == "newest"
    assert client.get("/desk/").context["search"].order == "newest"
    odd = client.get("/cases/?order=x&stage=y&year=z&show=q&q=%00").context["search"]
    assert odd == CaseSearch(order="turn")


def test_table_has_what_the_list_shows_and_the_days_of_the_stations(parties: Parties):
    case = about(parties, "=cmd()", CooperationState.NEGOTIATING)
    about(parties, "Другое", InterestState.SUBMITTED)
    client = client_of(parties.cn_adviser)
    with nothing_written():
        answer = client.get(f"/cases/table/csv/?q={case.reference}")
    (row,) = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert (row["Number"], row["Record"]) == (case.reference, "'=cmd()")
    assert (row["Stage"], row["State"], row["Whose turn"]) == ("Negotiation", "Negotiating", "Both sides")
    assert [row[name] for name in ("Interest", "Acceptance", "Introduction", "Room", "Agreement")] == [
        *[DAY.isoformat()] * 4,
        "",
    ]
    book = load_workbook(io.BytesIO(client.get("/cases/table/xlsx/").content))
    assert {line[0] for line in book["cases"].iter_rows(min_row=2, values_only=True)} == {
        one.reference for one in Case.objects.all()
    }


def test_table_is_for_those_whose_list_it_is(parties: Parties):
    case = about(parties, "A", InterestState.DELIVERED)
    assert case.reference not in client_of(parties.outsider).get("/cases/table/csv/").content.decode()
    assert client_of(parties.engineer).get("/desk/table/csv/").status_code == 403
    assert case.reference in client_of(parties.administrator).get("/desk/table/csv/").content.decode()
    assert client_of(parties.engineer).get("/cases/table/exe/").status_code == 404
    assert Client().get("/cases/table/csv/").status_code == 302


def test_desk_is_offered_to_those_who_have_one(parties: Parties):
    parties.case_in(InterestState.DELIVERED)
    paths = ("/cases/", "/cases/board/", "/agreements/", "/calls/", "/calendar/")
    for user, has_desk in ((parties.engineer, False), (parties.cn_adviser, True)):
        client = client_of(user)
        assert {'href="/desk/"' in client.get(path).content.decode() for path in paths} == {has_desk}


def test_page_says_what_an_agreement_waits_for_and_of_whom(parties: Parties):
    agreement = seated(parties).in_state(AgreementState.LEGAL_REVIEW)
    page = client_of(parties.engineer).get(f"/cases/{agreement.case_id}/")
    (one,) = page.context["page"].waiting
    assert (one.path, set(one.sides), one.is_mine) == (
        f"/agreements/{agreement.pk}/",
        {"sender", "owner"},
        True,
    )
    assert "waits for the lawyer of" in one.text
    rows = client_of(parties.engineer).get("/cases/").context["rows"]
    assert [row.next_step for row in rows] == [one.text]
    (listed,) = client_of(parties.cn_adviser).get("/agreements/").context["rows"]
    assert one.text.endswith(listed.waiting)
    seen = client_of(parties.administrator).get(f"/cases/{agreement.case_id}/").context["page"]
    assert (seen.waiting, seen.next_step) == ([], "negotiate in the room and draft an agreement")


def test_page_says_which_milestone_waits_for_whose_report(parties: Parties):
    case = running(parties)
    by_user = {
        user: client_of(user).get(f"/cases/{case.pk}/").context["page"].waiting[0]
        for user in (parties.engineer, parties.researcher)
    }
    assert {one.path for one in by_user.values()} == {f"/cases/{case.pk}/work/"}
    assert [by_user[user].is_mine for user in (parties.engineer, parties.researcher)] == [False, True]


def test_figures_of_ones_own_cases_go_down_to_industrial_use(parties: Parties):
    mine, other = running(parties), about(parties, "A", InterestState.SUBMITTED)
    Case.objects.filter(pk=other.pk).update(sender_adviser=parties.administrator)
    ImpactRequest.objects.create(
        case=mine,
        side="sender",
        months=12,
        state="answered",
        asked_at=NOW,
        due_on=DAY,
        answered_by=parties.engineer,
        answered_at=NOW,
        is_industrialised=True,
        stage="production",
        jobs=1,
        projects=0,
    )
    whole, own = dict(results().funnel), dict(results(advised_by(standing_of(parties.cn_adviser))).funnel)
    assert (whole["partnering.interest_submitted"], own["partnering.interest_submitted"]) == (2, 1)
    assert (whole[INDUSTRIAL], own[INDUSTRIAL]) == (1, 1)
    page = client_of(parties.cn_adviser).get("/results/?of=mine").context["results"]
    assert [(bar.name, bar.count) for bar in page.bars][-1] == ("Industrial use", 1)
