"""A library harvests the catalogue by the protocol of the Open Archives Initiative."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import etree

from qiaomost.catalogue.models import Record, Showing
from qiaomost.catalogue.services import archive_record, hold_record
from qiaomost.catalogue.services.showing import note_showing
from qiaomost.exchange.oai import answering
from tests.factories import MembershipFactory
from tests.qiaomost.scenes import organisation, published, translated

pytestmark = pytest.mark.django_db

NAMES = {"o": answering.OAI, "dc": answering.DC}
DC = {"metadataPrefix": "oai_dc"}


def asked(verb: str, **arguments: str) -> Any:
    answer = Client().get("/oai/", {"verb": verb, **arguments}, headers={"accept-language": "ru"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/xml; charset=utf-8")
    return etree.fromstring(answer.content)


def code_of(document: Any) -> str | None:
    error = document.find("o:error", NAMES)
    return None if error is None else error.get("code")


def harvested(verb: str = "ListRecords", **arguments: str) -> Iterator[Any]:
    """All headers, part after part, as a harvester reads them."""
    document = asked(verb, **DC, **arguments)
    while True:
        assert code_of(document) in (None, "noRecordsMatch")
        yield from document.iterfind(".//o:header", NAMES)
        token = document.findtext(".//o:resumptionToken", None, NAMES)
        if not token:
            return
        document = asked(verb, resumptionToken=token)


def ids(headers: Iterator[Any]) -> dict[str, bool]:
    """Identifier → whether the record is there."""
    return {one.findtext("o:identifier", None, NAMES): one.get("status") is None for one in headers}


def shown(kind: str = "achievement", **values: Any) -> Record:
    record = published(kind, **values)
    note_showing(record)
    return record


def name(record: Record) -> str:
    return f"oai:127.0.0.1:{record.pk}"


def dated(record: Record, moment: datetime) -> None:
    Showing.objects.filter(record=record).update(changed_at=moment)


def stamp(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def test_a_copy_is_taken_in_parts_and_follows(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(answering, "PAGE", 2)
    records = [shown() for _ in range(5)]
    hour = timezone.now().replace(microsecond=0) - timedelta(hours=1)
    for record in records:
        dated(record, hour)  # of one moment: the token knows where it was
    assert list(ids(harvested())) == sorted(map(name, records))
    assert list(ids(harvested("ListIdentifiers"))) == sorted(map(name, records))
    hold_record(actor=None, record_id=records[0].pk, now=timezone.now())
    archive_record(actor=None, record_id=records[1].pk, now=timezone.now())
    later = {"from": stamp(hour + timedelta(minutes=1))}
    assert ids(harvested(**later)) == {name(records[0]): False, name(records[1]): False}
    gone = asked("GetRecord", identifier=name(records[0]), **DC)
    assert gone.find(".//o:header", NAMES).get("status") == "deleted"
    assert gone.find(".//o:metadata", NAMES) is None


def test_times_include_their_own_second_and_day():
    record, other = shown(), shown()
    moment = datetime(2026, 3, 1, 12, 30, 15, 700_000, tzinfo=UTC)
    dated(record, moment)
    dated(other, moment + timedelta(days=1))
    second, day = "2026-03-01T12:30:15Z", "2026-03-01"
    for begin, end in ((second, second), (day, day)):
        assert list(ids(harvested(**{"from": begin, "until": end}))) == [name(record)]
    assert list(ids(harvested(**{"from": "2026-03-02"}))) == [name(other)]
    assert list(ids(harvested(until="2026-03-01T12:30:14Z"))) == []
    identity = asked("Identify")
    assert identity.findtext(".//o:earliestDatestamp", None, NAMES) == second
    assert identity.findtext(".//o:deletedRecord", None, NAMES) == "persistent"
    dated(shown(disclosure="members"), moment - timedelta(days=300))  # of which a visitor learns nothing
    assert asked("Identify").findtext(".//o:earliestDatestamp", None, NAMES) == second


def test_a_record_is_told_in_all_its_languages():
    owner = organisation("Институт мерзлоты")
    record = shown(organisation=owner, words={"title": "Anti-heave piles", "summary": "Piles & <frost>\x0b."})
    translated(record, "zh", "抗冻拔桩", keywords=["冻拔"])
    metadata = asked("GetRecord", identifier=name(record), **DC).find(".//o:metadata", NAMES)

    def told(element: str) -> set[tuple[str | None, str]]:
        return {(one.get(answering.LANG), one.text) for one in metadata.iterfind(f".//dc:{element}", NAMES)}

    assert told("title") == {("en", "Anti-heave piles"), ("zh-Hans", "抗冻拔桩")}
    assert told("description") == {("en", "Piles & <frost>.")}
    assert ("zh-Hans", "冻拔") in told("subject")
    assert ("ru", "Институт мерзлоты") in told("creator")
    assert ("zh-Hans", "科技成果") in told("type")
    assert told("identifier") == {(None, f"http://127.0.0.1:8000/records/{record.pk}/")}
    assert told("coverage") == {(None, owner.country)}


def test_whoever_asks_is_told_what_a_visitor_may_read():
    home = organisation("Home")
    public, members = shown(organisation=home), shown(organisation=home, disclosure="members")
    challenge = shown("challenge", organisation=home)
    challenge.challenge.is_anonymous = True
    challenge.challenge.save()
    client = Client()
    client.force_login(MembershipFactory(organisation=home).user)
    body = client.get("/oai/", {"verb": "ListRecords", **DC}).content.decode()
    assert (str(public.pk) in body, str(members.pk) in body) == (True, False)
    assert code_of(asked("GetRecord", identifier=name(members), **DC)) == "idDoesNotExist"
    hidden = asked("GetRecord", identifier=name(challenge), **DC)
    assert hidden.find(".//dc:creator", NAMES) is None
    assert "Home" not in etree.tostring(hidden, encoding="unicode")


def test_many_records_cost_as_many_queries_as_few():
    kinds = ("achievement", "challenge", "expert")
    for kind in kinds:
        shown(kind)
    list(harvested())
    with CaptureQueriesContext(connection) as few:
        assert len(list(harvested())) == 3
    for kind in kinds:
        shown(kind)
    with CaptureQueriesContext(connection) as many:
        assert len(list(harvested())) == 6
    assert len(many) == len(few)


def test_sets_are_the_kinds_of_records():
    shown()
    challenge = shown("challenge")
    listed = asked("ListSets")
    specs = {one.findtext("o:setSpec", None, NAMES) for one in listed.iterfind(".//o:set", NAMES)}
    names = {one.text for one in listed.iterfind(".//o:setName", NAMES)}
    assert specs == {"kind:achievement", "kind:challenge", "kind:expert"}
    assert names == {"Achievements", "Challenges", "Experts"}
    headers = list(harvested(set="kind:challenge"))
    assert [one.findtext("o:setSpec", None, NAMES) for one in headers] == ["kind:challenge"]
    assert list(ids(iter(headers))) == [name(challenge)]


@pytest.mark.parametrize(
    ("code", "arguments"),
    [
        ("badVerb", {}),
        ("badVerb", {"verb": "Steal"}),
        ("badVerb", {"verb": ["Identify", "Identify"]}),
        ("badArgument", {"verb": "Identify", "set": "kind:expert"}),
        ("badArgument", {"verb": "ListRecords"}),
        ("badArgument", {"verb": "GetRecord", **DC}),
        ("badArgument", {"verb": "ListRecords", "metadataPrefix": ["oai_dc", "oai_dc"]}),
        ("badArgument", {"verb": "ListRecords", "from": "yesterday", **DC}),
        ("badArgument", {"verb": "ListRecords", "from": "9999-12-31", **DC}),
        ("badArgument", {"verb": "ListRecords", "from": "2026-02-01", "until": "2026-01-01", **DC}),
        ("badArgument", {"verb": "ListRecords", "from": "2026-01-01", "until": "2026-02-01T00:00:00Z", **DC}),
        ("badArgument", {"verb": "ListRecords", "set": "challenge", **DC}),
        ("badArgument", {"verb": "ListRecords", "resumptionToken": "x", **DC}),
        ("badResumptionToken", {"verb": "ListRecords", "resumptionToken": "forged"}),
        ("badResumptionToken", {"verb": "ListSets", "resumptionToken": "x"}),
        ("cannotDisseminateFormat", {"verb": "ListRecords", "metadataPrefix": "marc21"}),
        ("idDoesNotExist", {"verb": "GetRecord", "identifier": f"oai:127.0.0.1:{uuid4()}", **DC}),
        ("idDoesNotExist", {"verb": "GetRecord", "identifier": "oai:elsewhere:1\x00", **DC}),
        ("idDoesNotExist", {"verb": "ListMetadataFormats", "identifier": "1"}),
        ("noRecordsMatch", {"verb": "ListIdentifiers", **DC}),
    ],
)
def test_what_the_protocol_does_not_know_is_refused_in_its_words(code: str, arguments: dict[str, Any]):
    for answer in (
        Client().get("/oai/", arguments),
        Client(enforce_csrf_checks=True).post("/oai/", arguments),
    ):
        document = etree.fromstring(answer.content)
        assert (answer.status_code, code_of(document)) == (200, code)
        repeated = document.find("o:request", NAMES).get("verb")
        assert repeated == (None if code in {"badVerb", "badArgument"} else arguments["verb"])


def test_whoever_asks_too_often_is_told_when_to_come_again(settings: Any):
    settings.QIAOMOST = settings.QIAOMOST.model_copy(update={"api_limit_visitor": 1})
    assert Client().get("/oai/?verb=Identify").status_code == 200
    answer = Client().get("/oai/?verb=Identify")
    assert answer.status_code == 503
    assert 0 < int(answer.headers["Retry-After"]) <= 60
