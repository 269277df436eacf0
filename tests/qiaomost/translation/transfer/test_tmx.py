"""TMX comes in, goes out the same, and does no harm."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from typing import Any

import pytest

from qiaomost.common.errors import Invalid, NotAllowed
from qiaomost.common.models import AuditEntry
from qiaomost.translation.models import Segment, SegmentWord
from qiaomost.translation.selectors import Context, segments_to_export, suggestions
from qiaomost.translation.services import SegmentDraft, approve_translation, import_segments
from qiaomost.translation.transfer.tmx import UnreadableFile, read_tmx, write_tmx
from tests.factories import NOW, UserFactory
from tests.qiaomost.conftest import People

HEADER = '<header creationtool="x" segtype="sentence" o-tmf="x" adminlang="en" {} datatype="x"/>'


def tmx(
    *units: str, srclang: str = 'srclang="zh-CN"', doctype: str = '<!DOCTYPE tmx SYSTEM "tmx14.dtd">'
) -> bytes:
    body = f"<body>{''.join(units)}</body>"
    text = f'<?xml version="1.0"?>{doctype}<tmx version="1.4">{HEADER.format(srclang)}{body}</tmx>'
    return text.encode()


def unit(more: str = "", **texts: str) -> str:
    variants = "".join(
        f'<tuv xml:lang="{code.replace("_", "-")}"><seg>{text}</seg></tuv>' for code, text in texts.items()
    )
    return f"<tu>{more}{variants}</tu>"


def pairs(content: bytes) -> list[tuple[str, str, str, str]]:
    return [
        (one.source_language, one.target_language, one.source_text, one.target_text)
        for one in read_tmx(io.BytesIO(content))
    ]


def test_unit_goes_from_its_source_language_into_the_others():
    assert pairs(tmx(unit(zh_CN="桥", ru_RU="мост", en="bridge", de="Brücke"))) == [
        ("zh", "ru", "桥", "мост"),
        ("zh", "en", "桥", "bridge"),
    ]


def test_unit_without_a_source_language_goes_each_way():
    assert pairs(tmx(unit(zh="桥", ru="мост"), srclang='srclang="*all*"')) == [
        ("zh", "ru", "桥", "мост"),
        ("ru", "zh", "мост", "桥"),
    ]
    own = '<tu srclang="ru"><tuv xml:lang="ru"><seg>да</seg></tuv><tuv xml:lang="zh"><seg>是</seg></tuv></tu>'
    assert pairs(tmx(own)) == [("ru", "zh", "да", "是")]


def test_marks_inside_a_segment_are_dropped_and_words_kept():
    marked = '一座<bpt i="1">&lt;b&gt;</bpt>桥<hi>梁</hi>&amp;路'
    assert pairs(tmx(unit(zh=marked, ru="мост")))[0][2] == "一座<b>桥梁&路"


def test_origin_is_a_persons_unless_the_file_says_a_machines():
    content = tmx(
        unit(zh="一", ru="раз"), unit('<prop type="x-qiaomost-origin">machine</prop>', zh="二", ru="два")
    )
    assert [one.origin for one in read_tmx(io.BytesIO(content))] == ["human", "machine"]


BOMB = '<!DOCTYPE tmx [<!ENTITY a "ha"><!ENTITY b "{}">]>'.format("&a;" * 10)
NESTED = "".join(f'<!ENTITY x{n} "{f"&x{n - 1};" * 10}">' for n in range(1, 12))
LAUGHS = f'<!DOCTYPE tmx [<!ENTITY x0 "ha">{NESTED}]>'
OUTSIDE = '<!DOCTYPE tmx [<!ENTITY f SYSTEM "file:///etc/hostname">]>'
PARAMETER = '<!DOCTYPE tmx [<!ENTITY % p SYSTEM "http://127.0.0.1:1/evil.dtd"> %p;]>'


@pytest.mark.parametrize("doctype", [BOMB, LAUGHS, OUTSIDE, PARAMETER], ids=["bomb", "laughs", "file", "net"])
@pytest.mark.parametrize("entity", ["&b;", "&x11;", "&f;", "words"])
def test_entities_are_refused_at_once(doctype: str, entity: str):
    started = time.monotonic()
    with pytest.raises(UnreadableFile):
        pairs(tmx(unit(zh=entity, ru="мост"), doctype=doctype))
    assert time.monotonic() - started < 1


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not xml",
        b"<html/>",
        tmx(unit(zh="a"))[:-20],
        b'<tmx version="1.4"><body><tu><tuv></tu>',
        b"\xff\xfe",
    ],
)
def test_what_is_no_tmx_is_refused(content: bytes):
    with pytest.raises(UnreadableFile):
        pairs(content)


@pytest.mark.parametrize("content", [tmx(), tmx("<tu/>"), tmx("<tu><tuv/><tuv><seg/></tuv></tu>")])
def test_empty_units_give_nothing(content: bytes):
    assert pairs(content) == []


def _import(drafts: Any, **values: Any) -> tuple[int, int]:
    given: dict[str, Any] = {"actor": None, "level": "public", "now": NOW}
    return import_segments(drafts=drafts, **(given | values))


@pytest.mark.django_db
def test_import_is_whole_or_not_at_all(people: People):
    broken = tmx(*(unit(zh=f"第{n}句", ru=f"Фраза {n}") for n in range(1200)))[:-15]
    with pytest.raises(UnreadableFile):
        _import(read_tmx(io.BytesIO(broken)), actor=people.author)
    assert (Segment.objects.count(), SegmentWord.objects.count(), AuditEntry.objects.count()) == (0, 0, 0)


@pytest.mark.django_db
def test_import_adds_what_is_new_and_passes_over_the_rest(people: People):
    content = tmx(
        unit(zh="第一句", ru="Первое"),
        unit(zh="", ru="пусто"),
        unit(zh="长" * 4001, ru="длинно"),
        unit(zh="第二句", ru="Второе"),
    )
    assert _import(read_tmx(io.BytesIO(content)), actor=people.author) == (2, 2)
    assert _import(read_tmx(io.BytesIO(content)), actor=people.author) == (0, 4)
    assert set(Segment.objects.values_list("approved_by", "level")) == {(people.author.pk, "public")}
    told = AuditEntry.objects.get(verb="import_segments")
    assert told.detail == {"segments": 2, "level": "public"}


@pytest.mark.django_db
def test_a_machines_segment_of_a_file_stays_a_machines():
    _import([SegmentDraft("zh", "ru", "桥梁。", "мост", "machine")])
    assert Segment.objects.get().approved_at is None
    assert [one.label.value for one in suggestions(["桥梁。"], Context("zh", "ru", "public"))] == ["machine"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "refusal"),
    [({"level": "room"}, Invalid), ({"level": "x"}, Invalid), ({"actor": UserFactory}, NotAllowed)],
)
def test_import_that_is_refused_writes_nothing(change: dict[str, Any], refusal: type[Exception]):
    values = {name: value() if isinstance(value, type) else value for name, value in change.items()}
    with pytest.raises(refusal):
        _import([SegmentDraft("zh", "ru", "桥梁。", "мост")], **values)
    assert Segment.objects.count() == 0


@pytest.mark.django_db
def test_export_is_read_back_the_same_without_rooms_and_machines(
    django_assert_num_queries: Callable[..., Any],
):
    for text, level, scope in (
        ("公开 & <b>。", "public", ""),
        ("成员。", "members", ""),
        ("机密。", "room", "case:1"),
    ):
        approve_translation(
            actor=None, source_text=text, target_text=f"По-русски: {text}", source="zh", target="ru",
            level=level, scope=scope, now=NOW,
        )  # fmt: skip
    _import([SegmentDraft("zh", "ru", "机器。", "машина", "machine")])
    stream = io.BytesIO()
    with django_assert_num_queries(1):
        rows = segments_to_export(levels=["public", "members", "room"])
        assert write_tmx(rows, stream, version="0.1.0") == 2
    assert pairs(stream.getvalue()) == [
        ("zh", "ru", "公开 & <b>。", "По-русски: 公开 & <b>。"),
        ("zh", "ru", "成员。", "По-русски: 成员。"),
    ]
    Segment.objects.all().delete()
    assert _import(read_tmx(io.BytesIO(stream.getvalue()))) == (2, 0)
