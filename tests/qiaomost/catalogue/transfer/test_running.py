from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from qiaomost.catalogue.models import Evidence, Record, RecordText
from qiaomost.catalogue.transfer.mapping import presets
from qiaomost.catalogue.transfer.readers import Row
from qiaomost.catalogue.transfer.references import find_organisation
from qiaomost.catalogue.transfer.running import BadRow, Plan, import_rows
from qiaomost.common.models import AuditEntry, OutboxEntry
from qiaomost.network.models import Organisation, Person
from tests.factories import NOW, OrganisationFactory, RecordFactory
from tests.qiaomost.catalogue.transfer.rows import ORGANISATION, achievement_row, challenge_row, expert_row

pytestmark = pytest.mark.django_db

MODELS = (Record, RecordText, Evidence, Organisation, Person, AuditEntry, OutboxEntry)


def rows_of(*values: dict[str, Any]) -> list[Row]:
    return [Row(line, each) for line, each in enumerate(values, start=1)]


def run(
    *values: dict[str, Any], plan: Plan | None = None, **options: Any
) -> tuple[dict[str, int], list[BadRow]]:
    bad: list[BadRow] = []
    report = import_rows(rows_of(*values), plan or Plan("s"), now=NOW, on_bad=bad.append, **options)
    return report.as_dict(), bad


def counts(**outcomes: int) -> dict[str, int]:
    return {"created": 0, "updated": 0, "unchanged": 0, "bad": 0} | outcomes


def stored() -> list[int]:
    return [model._default_manager.count() for model in MODELS]


def test_row_becomes_a_published_record():
    assert run(achievement_row()) == (counts(created=1), [])
    record = Record.objects.get()
    assert (record.source, record.source_id, record.state) == ("s", "a1", "published")
    assert record.updated_at == datetime(2026, 5, 28, tzinfo=UTC)
    assert {text.language: text.origin for text in record.texts.all()} == {"ru": "original", "zh": "human"}
    owner = record.organisation
    assert (owner.source, owner.source_id, owner.is_member, owner.is_demonstration) == (
        "s",
        "o1",
        False,
        False,
    )


def test_same_rows_again_change_nothing():
    rows = (achievement_row(), expert_row(), challenge_row())
    assert run(*rows) == (counts(created=3), [])
    before = stored()
    assert run(*rows) == (counts(unchanged=3), [])
    assert stored() == before


def test_changed_row_is_brought_up_to_date():
    run(achievement_row())
    assert run(achievement_row(subjects=["2.5"])) == (counts(updated=1), [])
    assert [subject.pk for subject in Record.objects.get().subjects.all()] == ["2.5"]


def test_row_may_name_a_record_that_comes_later():
    assert run(expert_row(), achievement_row()) == (counts(created=2), [])
    assert Evidence.objects.get(kind="record").target.source_id == "a1"


def test_row_that_names_what_is_nowhere_is_bad():
    outcome, bad = run(expert_row(), achievement_row("a2", organisation="o9"))
    assert outcome == counts(bad=2)
    assert bad == [
        BadRow(1, "there is no record “a1” of source “s”"),
        BadRow(2, "there is no organisation “o9” of source “s”"),
    ]
    assert stored() == [0] * len(MODELS)


def test_bad_rows_are_told_and_the_others_are_in():
    rows = [
        Row(1, fault="The line is not JSON."),
        Row(2, achievement_row("a2", facts={"trl": "high", "speed": 1})),
        Row(3, achievement_row("a3", source_language="en")),
        Row(4, achievement_row("a4", subjects=["9.9"])),
        Row(5, achievement_row("a5", organisation=ORGANISATION | {"id": "o5", "country": "CHN"})),
        Row(6, achievement_row("x" * 201)),
        Row(7, achievement_row("a7", texts={"ru": {"title": "т" * 257}})),
        Row(8, achievement_row("a8", facts={"trl": 10})),
        Row(9, achievement_row("a9")),
    ]
    bad: list[BadRow] = []
    report = import_rows(rows, Plan("s"), now=NOW, on_bad=bad.append)
    assert report.as_dict() == counts(created=1, bad=8)
    assert [row.line for row in bad] == [1, 2, 3, 4, 5, 6, 7, 8]
    words = [
        "not JSON",
        "facts.trl",
        "original text",
        "“9.9”",
        "CHN",
        "200 char",
        "texts.ru.title",
        "from 1 to 9",
    ]
    assert [word in row.reason for word, row in zip(words, bad, strict=True)] == [True] * 8
    assert [record.source_id for record in Record.objects.all()] == ["a9"]
    assert [organisation.source_id for organisation in Organisation.objects.all()] == ["o1"]


@pytest.mark.parametrize(
    "values",
    [
        {"id": "a\x00"},
        {"id": ""},
        {"source": "s\n"},
        {"updated": "0001-01-01T00:00:00+09:00"},
        {"updated": "soon"},
        {"texts": {"ru": {"title": "\ud800"}}},
        {"texts": {"ru": {"title": "x" * 1_000_000}}},
        {"texts": {"fr": {"title": "a"}, "ru": {"title": "b"}}},
        {"address": "javascript:alert(1)"},
        {"facts": {"trl": 1e308}},
        {"facts": {"evidence": [{"title": "a", "year": 10**30}]}},
        {"kind": "challenge", "facts": {"budget": "NaN", "currency": "CNY"}},
        {"kind": "challenge", "facts": {"budget": "1e999", "currency": "CNY"}},
        {"kind": "challenge", "facts": {"deadline": "9999-12-32"}},
        {"kind": "expert", "facts": {}},
        {"kind": "poem"},
        {"facts": [1]},
        {"contact": {"id": "p", "language": "ru", "name": {"family": "", "given": "x"}}},
        {"organisation": {"id": "o"}},
        {"state": "draft"},
    ],
)
def test_hostile_value_makes_a_bad_row_and_nothing_is_written(values: dict[str, Any]):
    outcome, bad = run(achievement_row(**values))
    assert (outcome, len(bad)) == (counts(bad=1), 1)
    assert stored() == [0] * len(MODELS)


@pytest.mark.parametrize("deadline", ["0001-01-01", "9999-12-31"])
def test_deadline_at_the_edge_of_the_calendar_is_no_crash(deadline: str):
    outcome, _bad = run(challenge_row(facts={"deadline": deadline}))
    assert sum(outcome.values()) == 1


def test_invisible_characters_are_not_stored():
    run(achievement_row(texts={"ru": {"title": "a\u202eb\x00c\u200bd<script>"}}))
    assert RecordText.objects.get().title == "abcd<script>"


def test_dry_run_counts_and_writes_nothing():
    before = stored()
    assert run(achievement_row(), expert_row(), achievement_row("a2", subjects=["9.9"]), dry_run=True)[
        0
    ] == counts(created=2, bad=1)
    assert stored() == before


def test_ownerless_rows_get_one_placeholder_for_source_and_country():
    titles = [("a", "zh"), ("б", "ru"), ("c", "en")]
    rows = [
        {"title": title, "lang": lang, "year": 2024, "source": "https://example.org/", "kind": "k"}
        for title, lang in titles
    ]
    preset = presets()["challenges"]
    assert run(*rows, plan=Plan(preset.source, preset)) == (counts(created=3), [])
    owners = {record.source_language: record.organisation for record in Record.objects.all()}
    assert owners["zh"] == owners["en"] != owners["ru"]
    assert {key: (owner.country, owner.source) for key, owner in owners.items()} == {
        "zh": ("CN", "problem-lists"),
        "ru": ("RU", "problem-lists"),
        "en": ("CN", "problem-lists"),
    }
    assert owners["ru"].name_in("ru") == "Опубликованные перечни научно-технических проблем (Россия)"


def test_ownerless_rows_may_be_given_an_owner():
    owner = OrganisationFactory(source="x", source_id="o7")
    assert find_organisation("o7") == find_organisation(str(owner.pk)) == owner.pk
    run(achievement_row(organisation=None), plan=Plan("s", owner_id=owner.pk))
    assert Record.objects.get().organisation == owner


def test_row_without_owner_or_country_is_bad():
    outcome, bad = run(achievement_row(organisation=None))
    assert outcome == counts(bad=1)
    assert "--organisation" in bad[0].reason


def test_record_that_was_written_here_is_left_alone():
    own = RecordFactory(state="published")
    assert run(achievement_row(str(own.pk))) == (counts(unchanged=1), [])
    assert Record.objects.get() == own


def test_progress_takes_the_lines_that_were_read():
    seen: list[int] = []
    rows = [Row(2, achievement_row()), Row(5, fault="broken")]
    import_rows(rows, Plan("s"), now=NOW, on_bad=lambda _row: None, progress=seen.append)
    assert seen == [2, 3]
