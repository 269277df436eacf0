from __future__ import annotations

from typing import Any

import pytest

from qiaomost.common.encoder import site_encoder
from qiaomost.compliance.demo import load_sample_controls
from qiaomost.compliance.handlers import on_edition_imported
from qiaomost.compliance.models import Classification, ControlEntry, EntryVector
from qiaomost.compliance.selectors.suggesting import SHOWN, nearest_entries
from qiaomost.compliance.services.suggesting import encode_entries, words_of
from qiaosearch.encoders.hashing import HashingEncoder
from tests.factories import NOW
from tests.qiaomost.compliance.making import made_edition, record_of

pytestmark = pytest.mark.django_db


class AnotherEncoder(HashingEncoder):
    @property
    def fingerprint(self) -> str:
        return "another"


def test_every_entry_is_encoded_once():
    load_sample_controls(now=NOW)
    total = ControlEntry.objects.count()
    assert encode_entries(site_encoder()) == total
    assert encode_entries(site_encoder()) == 0
    assert EntryVector.objects.count() == total


def test_another_encoder_replaces_the_vectors():
    made_edition()
    encode_entries(site_encoder())
    assert encode_entries(AnotherEncoder()) == 2
    assert list(EntryVector.objects.values_list("fingerprint", flat=True)) == ["another"] * 2


def test_handler_encodes_what_lacks_a_vector():
    made_edition()
    on_edition_imported({})
    on_edition_imported({})
    assert EntryVector.objects.count() == 2


def test_nearest_entries_come_first_by_edition_and_decide_nothing():
    technologies, dual_use, _ = load_sample_controls(now=NOW)
    encode_entries(site_encoder())
    record = record_of("CN")
    record.texts.update(title="寒区混凝土高耐久外加剂的合成技术", summary="", description="")
    found = nearest_entries(record, [technologies, dual_use], site_encoder())
    assert {edition: len(entries) for edition, entries in found.items()} == {
        technologies.pk: SHOWN,
        dual_use.pk: 4,
    }
    assert found[technologies.pk][0].code == "990201X"
    assert Classification.objects.count() == 0


def test_edition_that_is_not_encoded_yet_has_no_hints():
    assert nearest_entries(record_of("CN"), [made_edition()], site_encoder()) == {}


@pytest.mark.parametrize(("control_list", "language"), [("cn-dual-use", "zh"), ("ru-dual-use", "ru")])
def test_list_is_encoded_in_its_own_language(control_list: str, language: str):
    edition: Any = made_edition(control_list)
    entry = edition.entries.first()
    setattr(entry, f"name_{language}", "名称")
    setattr(entry, f"control_points_{language}", "参数")
    assert words_of(entry) == "名称\n参数"
