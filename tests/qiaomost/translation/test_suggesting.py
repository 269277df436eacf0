"""What is suggested, what leaves the node, and what is written of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from qiaomost.common.errors import Invalid, NotAllowed
from qiaomost.common.models import AuditEntry
from qiaomost.translation.drafts import Suggested
from qiaomost.translation.models import Segment
from qiaomost.translation.services import (
    TranslationUnavailable,
    add_concept,
    approve_translation,
    translate_text,
)
from qiaomost.translation.states import Label
from tests.factories import NOW, UserFactory, concept_draft
from tests.qiaomost.conftest import People
from tests.qiaomost.translation.conftest import Server

pytestmark = pytest.mark.django_db

SENTENCE = "本项目提供寒区混凝土抗冻融技术。"


def ask(*texts: str, level: str = "public", scope: str = "", target: str = "ru") -> list[Suggested]:
    return translate_text(texts=texts, source="zh", target=target, level=level, scope=scope, now=NOW)


def approve(source: str, target: str, **values: Any) -> list[Segment]:
    given = {"actor": None, "source": "zh", "target": "ru", "level": "public", "scope": "", "now": NOW}
    return approve_translation(source_text=source, target_text=target, **(given | values))


def summary(found: list[Suggested]) -> list[tuple[str, str, int]]:
    return [(one.text, one.label.value, one.similarity) for one in found]


def test_without_a_provider_memory_and_terms_suggest():
    add_concept(actor=None, draft=concept_draft(), now=NOW)
    approve("技术转让合同。", "Договор о передаче технологии.")
    found = ask("技术转让合同。", "技术转让合同！", "别的话。")
    assert summary(found) == [
        ("Договор о передаче технологии.", "memory", 100),
        ("Договор о передаче технологии.", "memory", 85),
        ("", "none", 0),
    ]
    assert [use.wanted for use in found[0].terms] == ["передача технологии"]
    assert found[0].findings == ()
    assert (found[0].origin_text, found[1].origin_text) == ("", "技术转让合同。")


def test_machine_is_asked_for_what_the_memory_lacks_and_once_only(libre: Server):
    approve(SENTENCE, "Проект предлагает технологию.")
    first = ask(SENTENCE, "别的话。", "12.5", "别的话。")
    assert summary(first) == [
        ("Проект предлагает технологию.", "memory", 100),
        ("<别的话。>", "machine", 100),
        ("", "none", 0),
        ("<别的话。>", "machine", 100),
    ]
    assert summary(ask("别的话。")) == [("<别的话。>", "machine", 100)]
    assert libre.texts == ["别的话。"]
    kept = Segment.objects.get(origin="machine")
    assert (kept.approved_at, kept.level, kept.provider) == (
        None,
        "public",
        libre.url.removeprefix("http://"),
    )


def test_a_nearly_same_sentence_by_a_person_comes_before_the_machine(libre: Server):
    approve(SENTENCE, "Проект предлагает технологию.")
    near = SENTENCE.replace("提供", "供")
    assert [one.label for one in ask(near)] == [Label.MEMORY]
    assert libre.texts == []


def test_machine_is_labelled_until_a_person_approves_it(libre: Server, people: People):
    ask("一句话。")
    assert [one.label for one in ask("一句话。")] == [Label.MACHINE]
    approve("一句话。", "<一句话。>", actor=people.author)
    assert [one.label for one in ask("一句话。")] == [Label.MEMORY]
    segment = Segment.objects.get()
    assert (segment.origin, segment.approved_by, segment.approved_at) == ("machine", people.author, NOW)


def test_what_a_person_wrote_instead_leaves_the_machine_a_machine(libre: Server, people: People):
    ask("一句话。")
    approve("一句话。", "Одна фраза.", actor=people.author)
    assert summary(ask("一句话。")) == [("Одна фраза.", "memory", 100)]
    assert Segment.objects.get(origin="machine").approved_at is None


def test_terms_are_checked_in_what_the_machine_made(libre: Server):
    add_concept(actor=None, draft=concept_draft(), now=NOW)
    answers = {"甲：技术转让。": "О передаче технологий.", "乙：技术转让。": "О техническом трансферте."}
    libre.answer = lambda body: (200, {"translatedText": [answers.get(t, "О праве.") for t in body["q"]]})
    found = ask(*answers, "丙：技术转让。")
    assert [[(f.found, f.wanted, f.used) for f in one.findings] for one in found] == [
        [],
        [("技术转让", "передача технологии", "техническом трансферте")],
        [("技术转让", "передача технологии", "")],
    ]


@pytest.mark.parametrize(
    ("level", "allowed", "is_sent"),
    [
        ("public", ["public"], True),
        ("public", [], False),
        ("members", ["public"], False),
        ("members", ["public", "members"], True),
        ("room", ["public", "members"], False),
        ("room", ["public", "members", "room"], True),
    ],
)
def test_a_text_leaves_the_node_only_if_its_level_may(
    level: str, allowed: list[str], is_sent: bool, libre: Server, use: Callable[..., None]
):
    use(translation_levels=allowed)
    found = ask("机密内容。", level=level, scope="case:1")
    assert libre.texts == (["机密内容。"] if is_sent else [])
    assert [one.is_withheld for one in found] == [not is_sent]
    assert Segment.objects.count() == is_sent


def test_nothing_of_a_withheld_text_reaches_the_server_with_others(libre: Server):
    add_concept(actor=None, draft=concept_draft(), now=NOW)
    approve("技术转让合同。", "Секретный перевод.", level="room", scope="case:1")
    ask("技术转让合同。", level="room", scope="case:1")
    ask("技术转让合同书。")
    assert libre.texts == ["技术转让合同书。"]
    assert "Секретный" not in repr(libre.requests)


def test_a_room_is_never_offered_outside_its_case(libre: Server):
    for level, scope, text in (
        ("public", "", "общий"),
        ("members", "", "для участников"),
        ("room", "case:1", "первый"),
        ("room", "case:2", "второй"),
    ):
        approve("同一句话。", text, level=level, scope=scope)
    seen = {
        (level, scope): {one.text for one in ask("同一句话。", level=level, scope=scope)}
        for level, scope in (("public", "case:1"), ("members", ""), ("room", "case:3"))
    }
    assert seen == {
        ("public", "case:1"): {"общий"},
        ("members", ""): {"для участников"},
        ("room", "case:3"): {"для участников"},
    }
    Segment.objects.filter(level__in=["public", "members"]).delete()
    assert summary(ask("同一句话。", level="room", scope="case:1")) == [("первый", "memory", 100)]
    assert summary(ask("同一句话呀。", level="room", scope="case:2"))[0][0] == "второй"
    assert summary(ask("同一句话。"))[0][1] == "machine"


@pytest.mark.parametrize(
    "answer",
    [(500, {}), (200, b"garbage"), (200, {"translatedText": ["one"]}), (200, {"translatedText": ["a", ""]})],
)
def test_a_provider_that_fails_leaves_nothing_half_done(answer: Any, libre: Server):
    libre.answer = lambda _body: answer
    with pytest.raises(TranslationUnavailable) as refused:
        ask("一句话。", "另一句话。")
    assert (refused.value.status, refused.value.code) == (503, "translation_unavailable")
    assert (Segment.objects.count(), AuditEntry.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    "wrong",
    [
        {"source": "ru"},
        {"source": "de"},
        {"target": "xx"},
        {"level": "secret"},
        {"level": "room", "scope": ""},
    ],
)
def test_a_wrong_question_is_refused(wrong: dict[str, str], libre: Server):
    given = {"source": "zh", "target": "ru", "level": "public", "scope": ""}
    with pytest.raises(Invalid):
        translate_text(texts=["一句话。"], now=NOW, **(given | wrong))
    assert libre.requests == []


def test_folder_that_has_gone_is_told(use: Callable[..., None], tmp_path: Any):
    use(translator=f"folder:{tmp_path / 'gone'}")
    with pytest.raises(TranslationUnavailable, match="no folder"):
        ask("一句话。")


def test_approving_needs_a_membership(people: People):
    with pytest.raises(NotAllowed):
        approve("一句话。", "Фраза.", actor=UserFactory())
    assert (Segment.objects.count(), AuditEntry.objects.count()) == (0, 0)


def test_approving_aligns_sentences_and_keeps_other_texts_whole(people: People):
    made = approve("第一句。第二句！", "Первое. Второе!", actor=people.author)
    assert [(row.source_text, row.target_text) for row in made] == [
        ("第一句。", "Первое."),
        ("第二句！", "Второе!"),
    ]
    whole = approve("第三句。第四句。", "Третье и четвёртое.", actor=people.author)
    assert [(row.source_text, row.target_text) for row in whole] == [
        ("第三句。第四句。", "Третье и четвёртое.")
    ]
    assert approve("第一句。", "Первое.", actor=people.author) == []
    assert approve("", "", actor=people.author) == []
    told = AuditEntry.objects.filter(verb="approve_translation").values_list("detail", flat=True)
    assert [one["segments"] for one in told.order_by("pk")] == [2, 1]


def test_suggestions_take_the_same_queries_for_many_texts(django_assert_num_queries: Any):
    approve("句子一。", "Первое.")
    for texts in (["句子一二。"], ["句子一二。", "句子一。", "完全不同的话。"]):
        with django_assert_num_queries(5):
            ask(*texts)
