"""The chain from record to outcome on one page and in one export, as far as its reader may know it."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from qiaomost.network.models import Role
from qiaomost.partnering import services
from qiaomost.partnering.states import InterestState
from tests.factories import NOW, MembershipFactory, RecordFactory
from tests.qiaomost.partnering.conftest import Parties
from tests.qiaomost.partnering.test_case_pages import as_, page
from tests.qiaomost.partnering.working import DRAFT, TEXT, claim, completed, milestones, report, running


def test_chain_has_every_station_with_the_days_between(parties: Parties):
    case = completed(parties)
    outcome = claim(parties, case, now=NOW + timedelta(days=10))
    services.confirm_outcome(actor=parties.researcher, outcome_id=outcome.pk, now=NOW + timedelta(days=14))
    data = json.loads(as_(parties.engineer).get(f"/cases/{case.pk}/chain/json/").content)
    assert (data["schema"], data["case"]) == ("qiaomost-chain/1", case.reference)
    kinds = [one["kind"] for one in data["stations"]]
    assert kinds[-2:] == ["outcome_claimed", "outcome_confirmed"]
    assert {"record", "interest", "introduction", "nda", "agreement", "completion"} <= set(kinds)
    assert [one["days"] for one in data["stations"][-2:]] == [10, 4]
    assert data["stations"][-1]["words"] == DRAFT.title


def test_export_opens_in_each_form_and_in_the_readers_language(parties: Parties):
    case = running(parties)
    client = as_(parties.researcher)
    rows = list(
        csv.DictReader(io.StringIO(client.get(f"/cases/{case.pk}/chain/csv/").content.decode("utf-8-sig")))
    )
    found = [(row["words"], row["language"]) for row in rows if row["kind"] == "milestone"]
    assert found == [("Process trials", "en"), ("Industrial validation", "en")]
    pdf = client.get(f"/cases/{case.pk}/chain/pdf/", headers={"accept-language": "zh-hans"})
    assert (pdf.content[:5], pdf.headers["Content-Type"]) == (b"%PDF-", "application/pdf")
    assert pdf.headers["Content-Disposition"] == f'attachment; filename="{case.reference}.pdf"'
    assert client.get(f"/cases/{case.pk}/chain/docx/").status_code == 404
    assert as_(parties.outsider).get(f"/cases/{case.pk}/chain/json/").status_code == 404


def test_anonymous_owner_is_in_no_export_before_the_introduction(parties: Parties):
    challenge = RecordFactory(
        kind="challenge",
        organisation=parties.institute,
        author=parties.researcher,
        state="published",
        source_language="ru",
        content__is_anonymous=True,
    )
    case = replace(parties, record=challenge).case_in(InterestState.ACCEPTED)
    name = "西伯利亚冻土研究所"
    for form in ("json", "csv"):
        shown = as_(parties.engineer).get(f"/cases/{case.pk}/chain/{form}/").content.decode()
        assert name not in shown
    assert name in as_(parties.ru_adviser).get(f"/cases/{case.pk}/chain/json/").content.decode()


def test_administrator_reads_days_and_states_but_no_words(parties: Parties):
    case = running(parties)
    report(parties, milestones(case)[0])
    client = as_(parties.administrator)
    shown = client.get(f"/cases/{case.pk}/chain/json/").content.decode()
    assert {one["words"] for one in json.loads(shown)["stations"]} == {""}
    for user in (parties.administrator, parties.engineer):
        exported = as_(user).get(f"/cases/{case.pk}/chain/json/").content.decode()
        assert TEXT not in exported


def test_results_are_counts_for_staff(parties: Parties):
    case = completed(parties)
    outcome = claim(parties, case, now=NOW + timedelta(days=6))
    services.confirm_outcome(actor=parties.researcher, outcome_id=outcome.pk, now=NOW + timedelta(days=8))
    manager = MembershipFactory(organisation=parties.company, role=Role.PROGRAMME_MANAGER).user
    for user in (parties.engineer, parties.outsider):
        assert as_(user).get("/results/").status_code == 403
        assert as_(user).get("/results/table/").status_code == 403
    for user in (parties.cn_adviser, parties.administrator, manager):
        assert "From interest to outcome" in page(user, "/results/")
    rows = list(csv.reader(io.StringIO(as_(manager).get("/results/table/").content.decode("utf-8-sig"))))
    assert rows[1] == ["China", "2026", "1", "1", "1", "1", "1", "1", "1", "0"]
    assert "冻" not in page(manager, "/results/")


def test_results_take_a_constant_number_of_queries(parties: Parties):
    client, counts = as_(parties.cn_adviser), []
    for more in (1, 2):
        for _ in range(more):
            record = RecordFactory(
                organisation=parties.institute, author=parties.researcher, state="published"
            )
            replace(parties, record=record).case_in(InterestState.SUBMITTED)
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/results/").status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]
