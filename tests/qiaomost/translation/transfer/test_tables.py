"""CSV of memory and term base, and the starter that ships."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from qiaomost.common.models import AuditEntry
from qiaomost.translation.drafts import Form, Glossary, LanguageForms, key_of
from qiaomost.translation.models import Concept, TermForm
from qiaomost.translation.selectors import concepts, forms_of, glossary, segments_to_export
from qiaomost.translation.services import SegmentDraft, add_concept, edit_concept, import_segments
from qiaomost.translation.states import TermSubject
from qiaomost.translation.transfer.loading import Loaded, load_concepts, load_starter_terms
from qiaomost.translation.transfer.tables import read_memory, read_terms, write_memory, write_terms
from qiaomost.translation.transfer.tmx import UnreadableFile
from tests.factories import NOW, concept_draft

pytestmark = pytest.mark.django_db

MEMORY = "source_language,target_language,source,target\n"
TERMS = "code,subject,zh,ru,en\n"


def stream(text: str | bytes) -> io.BytesIO:
    return io.BytesIO(text if isinstance(text, bytes) else text.encode())


def test_memory_is_read_and_written_the_same():
    drafts = [
        SegmentDraft("zh", "ru", "=桥，梁", 'Мост "через" реку'),
        SegmentDraft("ru", "en", "-5 °C", "'tis"),
    ]
    import_segments(actor=None, drafts=drafts, level="public", now=NOW)
    file = io.BytesIO()
    assert write_memory(segments_to_export(levels=["public"]), file) == 2
    assert "'=桥，梁" in file.getvalue().decode()
    assert list(read_memory(stream(file.getvalue()))) == drafts


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "lacks the columns source_language, target_language, source, target"),
        ("source,target\n", "lacks the columns source_language, target_language"),
        (f"{MEMORY}zh,de,桥,Brücke\n", "Line 2"),
        (f"{MEMORY}zh,zh,桥,桥\n", "Line 2"),
        (MEMORY.encode() + b"zh,ru,\xff,x\n", "UTF-8"),
        (f'{MEMORY}zh,ru,"桥"x,мост\n', "no table"),
    ],
)
def test_memory_table_that_is_wrong_is_refused(content: str | bytes, message: str):
    with pytest.raises(UnreadableFile, match=message):
        list(read_memory(stream(content)))


def test_terms_are_read_and_written_the_same():
    draft = concept_draft(code="technology-transfer")
    forms = {**draft.forms, "ru": replace(draft.forms["ru"], note="Заметка, с запятой")}
    draft = replace(draft, forms=forms)
    add_concept(actor=None, draft=draft, now=NOW)
    file = io.BytesIO()
    assert write_terms(concepts(), file) == 1
    assert list(read_terms(stream(file.getvalue()))) == [(2, draft)]


def load(text: str) -> Loaded:
    return load_concepts(actor=None, rows=read_terms(stream(text)), now=NOW)


def test_terms_are_known_by_their_codes():
    first = f"{TERMS}bridge,industry,桥梁,мост,bridge\nroad,industry,道路,дорога,road\n"
    assert load(first) == Loaded(created=2, updated=0, unchanged=0)
    assert load(first.replace("桥梁", "大桥")) == Loaded(created=0, updated=1, unchanged=1)
    assert forms_of(concepts(text="大桥").get())["zh"] == LanguageForms("大桥")


@pytest.mark.parametrize(
    "row",
    [
        "Bad Code,industry,桥梁,мост,bridge",
        "bridge,poetry,桥梁,мост,bridge",
        "bridge,industry,桥梁,,",
        f"bridge,industry,{'桥' * 201},мост,bridge",
    ],
)
def test_a_wrong_row_is_named_and_nothing_is_written(row: str):
    with pytest.raises(UnreadableFile, match="Line 3"):
        load(f"{TERMS}road,industry,道路,дорога,road\n{row}\n")
    assert (Concept.objects.count(), TermForm.objects.count(), AuditEntry.objects.count()) == (0, 0, 0)


def test_starter_covers_each_field_in_three_languages_and_may_be_loaded_again():
    first = load_starter_terms(now=NOW)
    assert first.created >= 150
    assert load_starter_terms(now=NOW) == Loaded(created=0, updated=0, unchanged=first.created)
    assert {row.subject for row in Concept.objects.all()} == set(TermSubject.values)
    assert [row.code for row in concepts() if set(forms_of(row)) != {"zh", "ru", "en"}] == []


def test_starter_leaves_what_people_changed():
    load_starter_terms(now=NOW)
    concept = Concept.objects.get(code="patent")
    draft = concept_draft(subject="ip")
    edit_concept(actor=None, concept_id=concept.pk, draft=draft, expected_version=1, now=NOW)
    load_starter_terms(now=NOW)
    assert forms_of(concepts().get(code="patent"))["ru"].preferred == "передача технологии"


def test_every_starter_term_is_recognised_in_its_own_words():
    load_starter_terms(now=NOW)
    for source, target in (("zh", "ru"), ("ru", "en"), ("en", "zh")):
        words = glossary(source, target)
        forms = TermForm.objects.filter(language=source).values_list("text", flat=True)
        assert [text for text in forms if not words.uses(text)] == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Стороны заключили соглашение о сотрудничестве.", ["соглашение о сотрудничестве"]),
        ("Соглашением о сотрудничестве предусмотрено иное", ["Соглашением о сотрудничестве"]),
        ("Это соглашение. О сотрудничестве позже", []),
        ("УГТ 6 и уровня готовности технологии", ["УГТ", "уровня готовности технологии"]),
    ],
)
def test_inflected_russian_terms_are_found_and_sentences_keep_them_apart(text: str, found: list[str]):
    load_starter_terms(now=NOW)
    assert [use.found for use in glossary("ru", "zh").uses(text)] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("双方签署科技成果转化合作协议", ["科技成果转化", "合作协议"]),
        ("技術轉移與TRL 6", ["技術轉移"]),
    ],
)
def test_chinese_terms_are_found_longest_first(text: str, found: list[str]):
    load_starter_terms(now=NOW)
    assert [use.found for use in glossary("zh", "en").uses(text)] == found


def test_latin_form_is_no_part_of_a_word():
    concept = uuid4()
    forms = [
        Form(concept, "zh", "TRL", key_of("TRL", "zh"), "preferred"),
        Form(concept, "en", "readiness level", key_of("readiness level", "en"), "preferred"),
    ]
    words = Glossary("zh", "en", forms)
    texts: dict[str, Any] = {"达到TRL6级": [], "达到 TRL 级": ["TRL"], "达到TRL级": ["TRL"], "CTRL键": []}
    assert {text: [use.found for use in words.uses(text)] for text in texts} == texts
