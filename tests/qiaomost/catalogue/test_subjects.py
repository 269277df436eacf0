from __future__ import annotations

import re

import pytest

from qiaomost.catalogue.models import Subject
from qiaomost.catalogue.selectors import subject_tree
from qiaomost.catalogue.services import load_subjects

pytestmark = pytest.mark.django_db


def test_subjects_are_the_fields_of_the_frascati_manual():
    levels = [len(subject.code.split(".")) for subject in Subject.objects.all()]
    assert (levels.count(1), levels.count(2), len(levels)) == (6, 42, 48)


def test_every_field_of_the_second_level_has_a_parent_and_three_labels():
    for subject in Subject.objects.filter(code__contains="."):
        assert subject.parent_id == subject.code.partition(".")[0]
        assert re.search(r"[\u4e00-\u9fff]{2}", subject.label_zh)
        assert re.search(r"[А-Яа-яё]{3}", subject.label_ru)
        assert re.search(r"[A-Za-z]{3}", subject.label_en)


@pytest.mark.parametrize(("crosswalk", "pattern"), [("grnti", r"\d\d"), ("gbt13745", r"\d{3}")])
def test_crosswalks_hold_codes_of_the_right_shape(crosswalk: str, pattern: str):
    codes = [code for subject in Subject.objects.all() for code in getattr(subject, crosswalk)]
    assert [code for code in codes if not re.fullmatch(pattern, code)] == []
    assert len(set(codes)) > 55


def test_loading_again_changes_nothing_and_mends_what_was_changed():
    before = list(Subject.objects.values())
    Subject.objects.filter(pk="2.1").update(label_ru="", position=40)
    assert load_subjects() == 48
    assert list(Subject.objects.values()) == before


def test_tree_is_read_in_two_queries(django_assert_num_queries):
    with django_assert_num_queries(2):
        tree = [(root.code, [child.code for child in root.children.all()]) for root in subject_tree()]
    assert [code for code, _ in tree] == ["1", "2", "3", "4", "5", "6"]
    assert tree[1][1] == [f"2.{n}" for n in range(1, 12)]
