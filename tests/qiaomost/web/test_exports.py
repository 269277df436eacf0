from __future__ import annotations

import csv
import io
import json
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from qiaomost.catalogue.models import Record
from qiaomost.discovery.services import reconcile
from qiaosearch.searching import Collection
from tests.qiaomost.scenes import organisation, published, translated

pytestmark = pytest.mark.django_db


def _export(client: Client, extension: str, **query: str) -> Any:
    answer = client.get(f"/search/export/{extension}/", query)
    assert answer.status_code == 200
    return answer


def _cells(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


@pytest.fixture
def records(index: Collection) -> list[Record]:
    """Three of which one has the lowest readiness and one is an expert."""
    made = [
        published(words={"title": "Alloy of hydrogen"}, content__trl=4),
        published(words={"title": "Hydrogen storage tank"}, content__trl=8),
        published("expert", words={"title": "Hydrogen specialist"}),
    ]
    reconcile()
    return made


@pytest.mark.parametrize(
    ("extension", "media_type"),
    [
        ("csv", "text/csv; charset=utf-8"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("json", "application/json"),
        ("bib", "application/x-bibtex; charset=utf-8"),
    ],
)
def test_found_list_is_downloaded(extension: str, media_type: str, client: Client, records: list[Record]):
    headers = _export(client, extension, q="hydrogen").headers
    assert headers["Content-Type"] == media_type
    assert re.fullmatch(
        rf'attachment; filename="qiaomost-[\d-]{{10}}\.{extension}"', headers["Content-Disposition"]
    )


def test_tables_and_json_have_the_found_list_in_its_order(client: Client, records: list[Record]):
    low, high, expert = (str(record.pk) for record in records)
    query = {"q": "hydrogen", "sort": "readiness", "page": "3"}
    assert [row["id"] for row in _cells(_export(client, "csv", **query).content)] == [high, low, expert]
    assert [row["id"] for row in _export(client, "json", **query).json()] == [high, low, expert]
    sheet = load_workbook(io.BytesIO(_export(client, "xlsx", **query).content)).active
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == [high, low, expert]


def test_export_keeps_to_the_filters(client: Client, records: list[Record]):
    rows = _export(client, "json", kind="expert").json()
    assert [row["id"] for row in rows] == [str(records[2].pk)]


def test_cells_carry_no_live_formula(client: Client, index: Collection):
    hostile = '=HYPERLINK("https://evil.example";"alloy")'
    published(words={"title": hostile, "summary": "\t+1", "description": "@SUM(A1)"})
    reconcile()
    row = _cells(_export(client, "csv").content)[0]
    assert [row[f"{name}.en"][0] for name in ("title", "summary", "description")] == ["'", "'", "'"]
    sheet = load_workbook(io.BytesIO(_export(client, "xlsx").content)).active
    assert {cell.data_type for line in sheet.iter_rows() for cell in line} <= {"s", "n"}
    assert hostile in [cell.value for cell in sheet[2]]


def test_bibtex_cites_works_in_the_readers_language_and_no_persons(client: Client, index: Collection):
    record = published(words={"title": "Alloy"}, organisation=organisation("R&D_Institute"))
    translated(record, "ru", "Сплав: 50 % {проба}")
    published("expert")
    reconcile()
    answer = client.get("/search/export/bib/", headers={"accept-language": "ru"}).content.decode()
    assert answer.count("@") == 1
    fields = dict(re.findall(r"^  (\w+) = \{(.*)\},?$", answer, re.M))
    assert (fields["title"], fields["author"], fields["langid"]) == (
        r"{Сплав: 50 \% \{проба\}}",
        r"{R\&D\_Institute}",
        "russian",
    )
    assert fields["url"].endswith(f"/records/{record.pk}/")


@pytest.mark.parametrize("path", ["/search/export/exe/", "/search/export/csv/?q=%F0%9F%99%82"])
def test_export_refuses_what_search_refuses(path: str, client: Client, index: Collection):
    assert client.get(path).status_code in {404, 422}


@pytest.mark.parametrize("extension", ["csv", "json", "bib"])
def test_export_costs_as_many_queries_for_three_records_as_for_one(
    extension: str, client: Client, index: Collection
):
    counts = []
    for total in (1, 3):
        while Record.objects.count() < total:
            translated(published(organisation=organisation("Institute")), "ru", "Сплав")
        reconcile()
        with CaptureQueriesContext(connection) as queries:
            content = _export(client, extension).content.decode()
        assert len(json.loads(content)) == total if extension == "json" else content
        counts.append(len(queries))
    assert counts[0] == counts[1]
