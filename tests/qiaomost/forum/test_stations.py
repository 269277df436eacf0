"""From the badge over the scan to the counts, as helpers and organisers do it; who sees what."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from uuid import uuid4

import pytest
import segno
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from qiaomost.forum.models import CheckType, Registration, Scan, Station
from qiaomost.network.services.entries import write_name_forms
from tests.factories import UserFactory
from tests.qiaomost.forum.checking import check, raw, sent, station
from tests.qiaomost.forum.conftest import Forum
from tests.qiaomost.forum.conftest import register as placed
from tests.qiaomost.forum.test_registration_pages import as_

BASE = "/forum/harbin-2026"
DESK = f"{BASE}/organise/check-in"
NAMES = {"name_zh": "会场", "name_ru": "Вход", "name_en": "Entry"}


def test_from_the_organisers_setup_over_a_badge_to_the_counts(forum: Forum):
    organiser = as_(forum.organiser)
    assert "Контроль ещё не настроен" in organiser.get(f"{DESK}/").content.decode()
    given = {**NAMES, "kind": "site", "rule": "in_out", "site_id": str(forum.site.pk), "is_open": "on"}
    assert organiser.post(f"{DESK}/checks/new/", given | {"name_ru": ""}).status_code == 422
    assert organiser.post(f"{DESK}/checks/new/", given).status_code == 302
    made = CheckType.objects.get()
    assert organiser.post(f"{DESK}/stations/new/", {"name": "East gate"}).status_code == 422
    shown = organiser.post(f"{DESK}/stations/new/", {"name": "East gate", "checks": [made.pk]})
    secret = re.findall(r"/stations/(qm_[\w-]+)/", shown.content.decode())[0]
    assert secret not in organiser.get(f"{DESK}/setup/").content.decode()
    assert Station.objects.get().digest == hashlib.sha256(secret.encode()).hexdigest()

    one = placed(forum.edition, forum.category, user=UserFactory(), name=("曾", "志远"))
    write_name_forms(one.person)
    helper, page = Client(headers={"accept-language": "en"}), f"{BASE}/stations/{secret}/"
    typed = {
        "id": str(uuid4()),
        "check": made.pk,
        "direction": "in",
        "code": f"{one.token[:8]} {one.token[8:]}",
    }
    answer = helper.post(page, typed).content.decode()  # without JavaScript
    assert "Checked in" in answer
    assert "曾志远" in answer
    again = sent(secret, raw(made, one), raw(made, one, direction="out", way="typed"))
    assert [row["result"] for row in again] == ["already", "done"]
    assert re.match(r"Вход отмечен [-\d]+ \d\d:\d\d, пост «East gate»", again[0]["detail"])
    for words in ("Zeng Zhiyuan", "Цзэн Чжиюань", "曾志远", one.token):
        assert str(one.pk) in helper.get(page, {"words": words}).content.decode()
    by_name = {"id": str(uuid4()), "check": made.pk, "direction": "in", "person": str(one.pk)}
    assert "Checked in" in helper.post(page, by_name).content.decode()
    assert Scan.objects.get(pk=by_name["id"]).way == "name"
    bad = sent(secret, {"id": "x"}, raw(made, one, ago_ms=-1), "nonsense", {"undo": str(uuid4())})
    assert [row["code"] for row in bad] == ["invalid", "invalid", "invalid", "not_found"]
    assert sent(secret, {"undo": by_name["id"]})[0]["result"] == "undone"

    live = organiser.get(f"{DESK}/?check={made.pk}").content.decode()
    assert 'hx-trigger="every 5s"' in live
    assert "Сейчас внутри: 0" in live
    assert re.search(r"<b>1</b>\s*<small>из 1</small>", live)
    listed = organiser.get(f"{DESK}/scans/", {"words": "Zeng", "result": "done"}).content.decode()
    assert "2 отметки" in listed
    undone = organiser.post(f"{DESK}/scans/{typed['id']}/undo/")
    assert (undone.status_code, Scan.objects.get(pk=typed["id"]).result) == (302, "undone")
    for verb, status in (("renew", 200), ("revoke", 302)):
        assert organiser.post(f"{DESK}/stations/{Station.objects.get().pk}/{verb}/").status_code == status
    assert organiser.post(f"{DESK}/checks/{made.pk}/remove/").status_code == 409


def test_the_server_reads_badges_for_browsers_that_read_none(forum: Forum):
    one = placed(forum.edition, forum.category)
    _, secret = station(forum, check(forum))
    modules = segno.make(one.token.upper(), error="q", micro=False).matrix_iter(scale=5, border=4)
    rows = [bytes(0 if is_dark else 255 for is_dark in row) for row in modules]
    page = f"{BASE}/stations/{secret}/picture/"

    def look(size: str, picture: bytes, at: str = page) -> HttpResponse:
        return Client().post(f"{at}?{size}", picture, content_type="application/octet-stream")

    size = f"width={len(rows[0])}&height={len(rows)}"
    assert look(size, b"".join(rows)).json() == {"codes": [one.token.upper()]}
    assert look("width=8&height=8", bytes(64)).json() == {"codes": []}
    for wrong in (
        "width=8&height=9",
        "width=961&height=1",
        "width=-8&height=8",
        "height=8",
        "width=x&height=64",
    ):
        assert look(wrong, bytes(64)).status_code == 422
    assert look(size, b"".join(rows), f"{BASE}/stations/qm_nothing/picture/").status_code == 404


def test_a_station_shows_no_more_than_it_must(forum: Forum):
    owner = UserFactory(email="secret@example.org")
    one = placed(forum.edition, forum.category, user=owner, name=("曾", "志远"))
    placed(forum.edition, forum.category, state="rejected", name=("李", "娜"))
    made = check(forum)
    row, secret = station(forum, made)
    sent(secret, raw(made, one))
    helper, page = Client(), f"{BASE}/stations/{secret}/"
    kept = helper.get(f"{page}list/").json()
    assert kept["people"] == [
        {
            "id": str(one.pk),
            "code": hashlib.sha256(one.token.encode()).hexdigest(),
            "names": ["曾志远", "Zhiyuan Zeng", "Цзэн Чжиюань"],
            "organisation": one.organisation.name_in("zh"),
            "category": "delegate",
        }
    ]
    held = kept["held"][str(made.pk)][str(one.pk)]
    assert (held[0], held[2]) == ("in", "Desk 1")
    assert helper.get(f"{page}people/", {"words": "secret@example.org"}).json() == {"people": []}
    assert helper.get(f"{page}people/", {"words": "李娜\x00"}).json() == {"people": []}
    found = json.dumps(helper.get(f"{page}people/", {"words": "曾志远"}).json())
    shown = helper.get(page)
    for text in (found, shown.content.decode(), json.dumps(kept)):
        assert owner.email not in text
        assert one.token not in text
    assert shown.headers["Cache-Control"] == "private, no-store"
    assert helper.get(f"{page}worker.js").headers["Content-Type"].startswith("text/javascript")
    for wrong in (secret[:-1], "qm_nothing"):
        for path in ("", "list/", "people/", "worker.js"):
            assert helper.get(f"{BASE}/stations/{wrong}/{path}").status_code == 404
    assert helper.post(f"{page}scans/", "{", content_type="application/json").status_code == 422
    many = json.dumps({"scans": [raw(made, one)] * 51})
    assert helper.post(f"{page}scans/", many, content_type="application/json").status_code == 422
    as_(forum.organiser).post(f"{DESK}/stations/{row.pk}/revoke/")
    assert [helper.get(f"{page}{path}").status_code for path in ("", "list/")] == [410, 410]
    assert Scan.objects.count() == 1


def test_the_desk_is_for_organisers(forum: Forum):
    made, one = check(forum), placed(forum.edition, forum.category)
    row, secret = station(forum, made)
    scan = sent(secret, raw(made, one))[0]["id"]
    pages = ("", "scans/", "setup/", "export.csv", "checks/new/", f"stations/{row.pk}/")
    verbs = (f"scans/{scan}/undo/", f"checks/{made.pk}/remove/", f"stations/{row.pk}/revoke/")
    for user, status in ((forum.member, 403), (forum.other_organiser, 403)):
        assert {as_(user).get(f"{DESK}/{path}").status_code for path in pages} == {status}
        assert {as_(user).post(f"{DESK}/{path}").status_code for path in verbs} == {status}
    assert {Client().get(f"{DESK}/{path}").status_code for path in pages} == {302}
    assert {as_(forum.organiser).get(f"{DESK}/{path}").status_code for path in pages} == {200}
    assert Scan.objects.get().result == "done"
    assert as_(forum.organiser).post(f"{DESK}/scans/{uuid4()}/undo/").status_code == 404


def test_exports_of_scans_carry_no_live_formulas(forum: Forum):
    made, one = check(forum), placed(forum.edition, forum.category)
    Registration.objects.update(organisation_name="=HYPERLINK(1)")
    _row, secret = station(forum, made, name="+Desk")
    sent(secret, raw(made, one), raw(made, "=cmd()"))
    client = as_(forum.organiser, "en")
    text = client.get(f"{DESK}/export.csv").content.decode("utf-8-sig")
    rows = sorted(csv.reader(io.StringIO(text)), key=lambda row: row[6])
    assert rows[0][3] == "'=HYPERLINK(1)"
    assert (rows[0][9], rows[1][1]) == ("'+Desk", "'=cmd()")
    book = load_workbook(io.BytesIO(client.get(f"{DESK}/export.xlsx").content))
    assert {cell.data_type for line in book.worksheets[0].iter_rows() for cell in line if cell.value} == {"s"}


@pytest.mark.parametrize("path", ["", "scans/", "export.csv", "setup/"])
def test_lists_cost_the_same_with_one_row_and_with_three(forum: Forum, path: str):
    client, made = as_(forum.organiser), check(forum)
    _row, secret = station(forum, made)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"{DESK}/{path}").status_code == 200
        return len(captured)

    sent(secret, raw(made, placed(forum.edition, forum.category)))
    queries()
    once = queries()
    for country in ("RU", "CN"):
        sent(secret, raw(made, placed(forum.edition, forum.category, country=country)))
    station(forum, made, name="Desk 2")
    assert queries() == once
