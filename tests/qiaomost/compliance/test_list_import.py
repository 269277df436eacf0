from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from qiaomost.cli.screening import screening_command
from qiaomost.common.errors import Invalid, NotAllowed
from qiaomost.common.models import AuditEntry, OutboxEntry
from qiaomost.compliance.drafts.screening import BadLine, ListDraft
from qiaomost.compliance.models import ListedKey, ListedParty, ScreeningEdition
from qiaomost.compliance.selectors.screening import editions_in_force
from qiaomost.compliance.services.screening_lists import (
    add_parties,
    begin_edition,
    complete_edition,
)
from tests.factories import NOW
from tests.qiaomost.compliance.listing import entity, imported, write_list
from tests.qiaomost.conftest import People

pytestmark = pytest.mark.django_db


def counts() -> tuple[int, ...]:
    models = (ScreeningEdition, ListedParty, ListedKey, AuditEntry, OutboxEntry)
    return tuple(model.objects.count() for model in models)


def test_import_keeps_what_is_compared_and_shown(tmp_path: Path):
    line = entity(
        "e1",
        "ООО «Северный ветер»",
        schema="Company",
        alias=["Severny Veter LLC"],
        innCode=["7707083893", "7707083894"],
        registrationNumber=["1027700132195", "77-АБ"],
        country=["ru"],
        topics=["sanction"],
        programId=["TEST-1"],
        website=["https://example.org"],
    )
    done = imported(tmp_path, line)
    listed = ListedParty.objects.get()
    assert (done.is_new, done.parties, done.edition.parties) == (True, 1, 0)
    assert listed.names == [["name", "ООО «Северный ветер»"], ["alias", "Severny Veter LLC"]]
    assert listed.identifiers == [["inn", "7707083893"], ["ogrn", "1027700132195"]]
    assert (listed.countries, listed.topics, listed.programmes) == (["ru"], ["sanction"], ["TEST-1"])
    keys = set(listed.keys.values_list("key", flat=True))
    assert {"id inn 7707083893", "id ogrn 1027700132195", "ru severni veter"} <= keys


def test_import_tells_bad_lines_and_takes_the_others(tmp_path: Path):
    bad: list[BadLine] = []
    done = imported(
        tmp_path,
        entity("p1", "Zhang Wei"),
        "no json",
        "[]",
        {"id": "", "schema": "Person", "properties": {"name": ["A B"]}},
        {"id": "p2", "schema": "Person"},
        entity("p3"),
        entity("p1", "Zhang Wei"),
        entity("v1", "Snowdrop", schema="Vessel"),
        "",
        entity("p4", "Иванов Иван"),
        bad=bad,
    )
    assert [line.number for line in bad] == [2, 3, 4, 5, 6, 7]
    assert (done.parties, done.passed_over, done.bad) == (2, 1, 6)
    assert sorted(ListedParty.objects.values_list("entity_id", flat=True)) == ["p1", "p4"]


def test_same_bytes_again_change_nothing(tmp_path: Path):
    imported(tmp_path, entity("p1", "Zhang Wei"))
    before = counts()
    again = imported(tmp_path, entity("p1", "Zhang Wei"), edition="another name")
    assert (again.is_new, again.edition.name) == (False, "2026-08")
    assert counts() == before


def test_an_edition_is_never_changed(tmp_path: Path):
    imported(tmp_path, entity("p1", "Zhang Wei"))
    before = counts()
    with pytest.raises(Invalid) as refusal:
        imported(tmp_path, entity("p1", "Zhang Wen"))
    assert set(refusal.value.fields) == {"name"}
    assert counts() == before


def test_last_complete_edition_of_each_list_is_in_force(tmp_path: Path):
    imported(tmp_path, entity("p1", "Zhang Wei"), list_name="b")
    imported(tmp_path, entity("p1", "Zhang Wei"), list_name="a")
    later = NOW + timedelta(days=1)
    imported(tmp_path, entity("p1", "Zhang Wen"), list_name="a", edition="2026-09", now=later)
    assert [str(one) for one in editions_in_force(now=NOW)] == ["a 2026-08", "b 2026-08"]
    assert [str(one) for one in editions_in_force(now=later)] == ["a 2026-09", "b 2026-08"]


def test_what_broke_off_counts_for_nothing_and_begins_anew(tmp_path: Path):
    draft = ListDraft("invented", "2026-08", "https://lists.example.org", "0" * 64)
    edition, _ = begin_edition(actor=None, draft=draft, now=NOW)
    assert editions_in_force(now=NOW) == []
    done = imported(tmp_path, entity("p1", "Zhang Wei"))
    assert done.is_new
    assert list(ScreeningEdition.objects.values_list("pk", flat=True)) == [done.edition.pk]
    assert edition.pk != done.edition.pk


def test_a_list_without_parties_does_not_come_into_force(tmp_path: Path):
    with pytest.raises(Invalid):
        imported(tmp_path, entity("v1", "Snowdrop", schema="Vessel"))
    assert (editions_in_force(now=NOW), OutboxEntry.objects.count()) == ([], 0)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"list_name": "two words"}, "list_name"), ({"source_address": "nowhere"}, "source_address")],
)
def test_wrong_edition_is_refused_with_the_field(wrong: dict[str, str], field: str):
    given = {"list_name": "a", "name": "1", "source_address": "https://a.example", "sha256": "0" * 64}
    with pytest.raises(Invalid) as refusal:
        begin_edition(actor=None, draft=ListDraft(**(given | wrong)), now=NOW)
    assert set(refusal.value.fields) == {field}
    assert ScreeningEdition.objects.count() == 0


def test_administrators_alone_import(people: People):
    draft = ListDraft("invented", "1", "https://lists.example.org", "0" * 64)
    for actor in (people.author, people.own_adviser, people.screener):
        with pytest.raises(NotAllowed):
            begin_edition(actor=actor, draft=draft, now=NOW)
    assert ScreeningEdition.objects.count() == 0
    edition, is_new = begin_edition(actor=people.administrator, draft=draft, now=NOW)
    assert is_new
    assert add_parties(edition=edition, drafts=[]) == 0
    with pytest.raises(NotAllowed):
        complete_edition(actor=people.author, edition_id=edition.pk, now=NOW)


def test_command_imports_lists_and_replays(tmp_path: Path):
    path = write_list(tmp_path, [entity("p1", "Zhang Wei"), "no json"])
    given = ["import", str(path), "--list", "invented", "--edition", "1", "--source", "https://a.example/l"]
    run = CliRunner().invoke(screening_command, given)
    assert (run.exit_code, run.stdout) == (1, "invented 1 is in force. Parties: 1. Passed over: 0. Bad: 1.\n")
    assert run.stderr == "Line 2: This is no JSON.\n"
    again = CliRunner().invoke(screening_command, given)
    assert (again.exit_code, again.stdout) == (0, "invented 1 is here already: nothing changed.\n")
    shown = CliRunner().invoke(screening_command, ["lists"])
    assert shown.stdout.startswith("invented 1: 1 parties, https://a.example/l, sha256 ")
    replayed = CliRunner().invoke(screening_command, ["replay"])
    assert (replayed.exit_code, replayed.stdout) == (0, "0 screenings replayed, 0 with another result.\n")


def test_command_refuses_an_edition_with_a_reason(tmp_path: Path):
    path = write_list(tmp_path, [entity("p1", "Zhang Wei")])
    given = ["import", str(path), "--list", "two words", "--edition", "1", "--source", "https://a.example/l"]
    run = CliRunner().invoke(screening_command, given)
    assert (run.exit_code, ScreeningEdition.objects.count()) == (1, 0)
    assert "list_name" in run.stderr
