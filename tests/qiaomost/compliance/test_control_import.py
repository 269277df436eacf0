from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from qiaomost.cli.controlling import controls_command
from qiaomost.common.errors import Invalid, NotAllowed
from qiaomost.common.models import AuditEntry, OutboxEntry
from qiaomost.compliance.demo import load_sample_controls
from qiaomost.compliance.drafts.controls import ControlRow, EditionDraft
from qiaomost.compliance.models import ControlEdition, ControlEntry, ControlList
from qiaomost.compliance.services.importing import import_edition
from qiaomost.compliance.transfer.controls import read_controls
from tests.factories import NOW
from tests.qiaomost.compliance.making import answered, made_edition, record_of
from tests.qiaomost.compliance.snapshots import snapshot
from tests.qiaomost.conftest import People

pytestmark = pytest.mark.django_db

DRAFT = EditionDraft(
    control_list="cn-technologies",
    name="2026-07",
    valid_from=date(2026, 7, 1),
    source_address="https://example.org/catalogue",
    sha256="a" * 64,
)


def row(number: int = 2, **values: Any) -> ControlRow:
    return ControlRow(number, {"code": "990201X", "name_zh": "示例技术"} | values)


def do_import(*rows: ControlRow, draft: EditionDraft = DRAFT, actor: Any = None) -> Any:
    return import_edition(actor=actor, draft=draft, rows=rows, now=NOW)


def test_edition_is_imported_with_what_its_codes_mean():
    rows = [row(2), row(3, code="990101J", control_points_zh="参数\u0000", name_ru="Пример")]
    done = do_import(*rows)
    assert (done.is_new, done.entries, done.to_recheck) == (True, 2, 0)
    assert sorted(done.edition.entries.values_list("code", "control", "control_points_zh", "name_ru")) == [
        ("990101J", "prohibited", "参数", "Пример"),
        ("990201X", "restricted", "", ""),
    ]
    assert list(AuditEntry.objects.values_list("verb", flat=True)) == ["import_edition"]
    assert list(OutboxEntry.objects.values_list("topic", "payload")) == [
        ("compliance.edition_imported", {"edition_id": done.edition.pk})
    ]


@pytest.mark.parametrize(
    ("control_list", "code", "consent"),
    [("cn-dual-use", "1C001", ""), ("ru-dual-use", "1.3.5", "yes"), ("ru-dual-use", "2.1.10.3.1", "")],
)
def test_dual_use_lists_have_codes_of_their_own(control_list: str, code: str, consent: str):
    draft = replace(DRAFT, control_list=control_list)
    do_import(row(code=code, needs_consent=consent), draft=draft)
    assert ControlEntry.objects.values_list("code", "control", "needs_consent").get() == (
        code,
        "dual_use",
        bool(consent),
    )


def test_same_edition_again_changes_nothing():
    do_import(row())
    before = snapshot()
    done = do_import(row())
    assert (done.is_new, done.entries) == (False, 1)
    assert snapshot() == before


def test_same_edition_with_other_content_is_refused():
    do_import(row())
    before = snapshot()
    with pytest.raises(Invalid) as refusal:
        do_import(row(), draft=replace(DRAFT, sha256="b" * 64))
    assert set(refusal.value.fields) == {"name"}
    assert snapshot() == before


def test_every_bad_row_is_told_with_its_number_and_nothing_is_imported():
    rows = [
        row(2),
        row(3, code="99020X"),
        row(4, code="990202X", name_zh=""),
        row(5),
        row(6, code="990203X", name_en="x" * 501),
        row(7, code="990204X", needs_consent="perhaps"),
        row(8, code="990205X", needs_consent="yes"),
        ControlRow(9, fault="The line is not JSON."),
    ]
    before = snapshot()
    with pytest.raises(Invalid) as refusal:
        do_import(*rows)
    assert refusal.value.fields == {
        "3": "“99020X” is no code of this list.",
        "4": "There is no name in any language.",
        "5": "Row 2 has this code already.",
        "6": "name_en has more than 500 characters.",
        "7": "needs_consent is yes or no.",
        "8": "Only entries of the Russian list ask for the authority’s consent.",
        "9": "The line is not JSON.",
    }
    assert snapshot() == before


@pytest.mark.parametrize(
    ("wrong", "fields"),
    [
        ({"control_list": "us-eccn"}, {"control_list"}),
        ({"valid_to": date(2026, 6, 30)}, {"valid_to"}),
        ({"source_address": "somewhere"}, {"source_address"}),
        ({"source_address": ""}, {"source_address"}),
        ({"name": " "}, {"name"}),
        ({"sha256": "A" * 64}, {"sha256"}),
    ],
)
def test_wrong_edition_is_refused(wrong: dict[str, Any], fields: set[str]):
    with pytest.raises(Invalid) as refusal:
        do_import(row(), draft=replace(DRAFT, **wrong))
    assert set(refusal.value.fields) == fields
    assert ControlEdition.objects.count() == 0


def test_edition_without_entries_is_refused():
    with pytest.raises(Invalid):
        do_import()
    assert ControlEdition.objects.count() == 0


def test_only_administrators_of_the_node_import(people: People):
    for user in (people.author, people.own_adviser, people.reviewer, people.without_membership):
        with pytest.raises(NotAllowed):
            do_import(row(), actor=user)
    assert ControlEdition.objects.count() == 0
    assert do_import(row(), actor=people.administrator).edition.imported_by == people.administrator


def test_new_edition_tells_how_many_records_have_to_be_checked_again():
    old, other = made_edition(), made_edition("cn-dual-use")
    first, second, third = (record_of("CN") for _ in range(3))
    answered(first, old, "unsure")
    answered(first, old)
    answered(second, old)
    answered(third, other)
    assert do_import(row()).to_recheck == 2


def test_json_and_csv_give_the_same_rows(tmp_path: Path):
    entry = {"code": "990201X", "name_zh": "示例，技术"}
    array, wrapped, table = tmp_path / "a.json", tmp_path / "b.json", tmp_path / "c.csv"
    array.write_text(json.dumps([entry]), encoding="utf-8")
    wrapped.write_text(json.dumps({"entries": [entry]}), encoding="utf-8")
    table.write_text('code,name_zh\n990201X,"示例，技术"\n', encoding="utf-8")
    assert read_controls(array) == read_controls(wrapped) == [ControlRow(1, entry)]
    assert read_controls(table) == [ControlRow(2, entry)]


def test_entry_that_is_no_object_is_a_bad_row(tmp_path: Path):
    file = tmp_path / "a.json"
    file.write_text('["x"]')
    assert read_controls(file) == [ControlRow(1, fault="The entry is no object.")]


def run(file: Path, *more: str) -> Result:
    words = ["import", str(file), "--list", "cn-technologies", "--edition", "2026-07"]
    words += ["--valid-from", "2026-07-01", "--source", "https://example.org/catalogue", *more]
    return CliRunner().invoke(controls_command, words)


def test_command_imports_once(tmp_path: Path):
    file = tmp_path / "list.csv"
    file.write_text("code,name_zh\n990201X,示例\n", encoding="utf-8")
    first, second = run(file), run(file)
    assert (first.exit_code, first.stdout) == (
        0,
        "cn-technologies 2026-07 is in. Entries: 1. Records to check again: 0.\n",
    )
    assert (second.exit_code, second.stdout) == (
        0,
        "cn-technologies 2026-07 is here already: nothing changed.\n",
    )


def test_command_tells_bad_rows_and_ends_with_1(tmp_path: Path):
    file = tmp_path / "list.csv"
    file.write_text("code,name_zh\n1,示例\n2,示例\n", encoding="utf-8")
    result = run(file)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.splitlines() == [
        "qiaomost: Nothing was imported: some rows are not valid.",
        "Row 2: “1” is no code of this list.",
        "Row 3: “2” is no code of this list.",
    ]


@pytest.mark.parametrize("content", ["{", "{}", '"x"'])
def test_command_refuses_a_file_that_it_cannot_read(content: str, tmp_path: Path):
    file = tmp_path / "list.json"
    file.write_text(content)
    assert run(file).exit_code == 2
    assert ControlEdition.objects.count() == 0


def test_sample_is_loaded_once_is_marked_and_complete_in_three_languages():
    editions = load_sample_controls(now=NOW)
    before = snapshot()
    assert load_sample_controls(now=NOW) == editions
    assert snapshot() == before
    assert [(one.control_list, one.is_sample) for one in editions] == [(name, True) for name in ControlList]
    marks = {"zh": "【示例】", "ru": "[Образец] ", "en": "[Sample] "}
    for entry in ControlEntry.objects.all():
        assert [entry.name_in(language).startswith(mark) for language, mark in marks.items()] == [True] * 3
        assert entry.code.startswith(("99", "9Z"))
    assert set(ControlEntry.objects.values_list("control", flat=True)) == {
        "prohibited",
        "restricted",
        "dual_use",
    }
