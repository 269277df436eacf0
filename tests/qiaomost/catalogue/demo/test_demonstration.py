"""The demonstration as it ships: loaded for real, once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from qiaomost.catalogue.demo import loading
from qiaomost.catalogue.demo.content import SOURCE, read_groups
from qiaomost.catalogue.demo.loading import demonstration_size, load_demonstration
from qiaomost.catalogue.models import Evidence, Record
from qiaomost.common.models import AuditEntry
from qiaomost.network.models import Organisation, Person
from qiaomost.network.selectors import persons_by_name
from tests.factories import NOW


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[list[int]]:
    """The catalogue with the demonstration, for the whole module, and what progress was told."""
    steps: list[int] = []
    with django_db_blocker.unblock(), transaction.atomic():
        load_demonstration(now=NOW, progress=steps.append)
        yield steps
        transaction.set_rollback(True)


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]


def records() -> Any:
    return Record.objects.filter(source=SOURCE)


def test_every_record_is_published(loaded: list[int]):
    kinds = Counter(records().filter(state="published").values_list("kind", flat=True))
    assert kinds == {"challenge": 66, "achievement": 156, "expert": 66}
    assert loaded == [1] * demonstration_size() == [1] * 288


def test_organisations_are_members_and_said_to_be_invented():
    flags = Organisation.objects.filter(source=SOURCE).values_list("is_member", "is_demonstration")
    assert Counter(flags) == {(True, True): 42}


def test_languages_have_their_shares():
    shares = Counter(records().values_list("source_language", flat=True))
    assert {language: round(count / 288, 2) for language, count in shares.items()} == {
        "zh": 0.46,
        "ru": 0.46,
        "en": 0.08,
    }


def test_a_third_is_translated_and_every_text_is_approved():
    texts = records().values_list("texts__record", "texts__state")
    assert {state for _record, state in texts} == {"approved"}
    times = Counter(record for record, _state in texts)
    assert sum(count > 1 for count in times.values()) >= 288 / 3


def test_twenty_subjects_are_covered():
    assert len(set(records().values_list("subjects", flat=True))) >= 20


def test_experts_have_records_as_evidence():
    named = {
        item.record
        for group in read_groups()
        for row in group.records
        for item in row.facts.evidence
        if item.record
    }
    targets = Evidence.objects.filter(kind="record", record__kind="expert").values_list(
        "target__source_id", flat=True
    )
    assert set(targets) == named


def test_dates_are_those_of_the_files_and_the_term_begins_with_loading():
    record = records().get(source_id="cha-ec-01")
    assert (record.updated_at.date().isoformat(), record.published_at) == ("2026-04-17", NOW)
    assert record.expires_at >= NOW + timedelta(days=365)


@pytest.mark.parametrize(
    "source_id", ["per-ec-01", "per-af-05", "per-af-08", "per-ct-02", "per-mb-14", "per-es-09"]
)
def test_person_is_found_by_every_form_of_the_name(source_id: str):
    person = Person.objects.get(source=SOURCE, source_id=source_id)
    forms = [name.full() for name in person.names.all()]
    assert len(forms) == 3
    assert [person in persons_by_name(form) for form in forms] == [True] * 3


def test_second_load_does_nothing_in_two_queries(django_assert_max_num_queries: Any):
    with django_assert_max_num_queries(2):
        load_demonstration(now=NOW)


def test_changed_files_are_loaded_again_and_nothing_is_doubled(monkeypatch: pytest.MonkeyPatch):
    before = (Record.objects.count(), Organisation.objects.count(), Person.objects.count())
    versions = list(records().values_list("version", flat=True))
    monkeypatch.setattr(loading, "digest", lambda: "another")
    load_demonstration(now=NOW + timedelta(days=1))
    assert (Record.objects.count(), Organisation.objects.count(), Person.objects.count()) == before
    assert list(records().values_list("version", flat=True)) == versions
    assert AuditEntry.objects.filter(verb="load_demonstration").count() == 2
