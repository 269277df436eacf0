"""The pages of term base and translation memory."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from qiaomost.common.models import AuditEntry
from qiaomost.translation.models import Concept, Segment, TermForm
from qiaomost.translation.selectors import draft_of
from qiaomost.translation.services import add_concept, approve_translation, retire_concept
from tests.factories import NOW, concept_draft
from tests.qiaomost.conftest import People

pytestmark = pytest.mark.django_db

TYPED = {
    "subject": "ip",
    "zh_preferred": "专利",
    "zh_admitted": "发明专利\n专利权",
    "zh_forbidden": "",
    "ru_preferred": "патент",
    "ru_admitted": "",
    "ru_forbidden": "привилегия",
    "en_preferred": "patent",
    "en_admitted": "",
    "en_forbidden": "",
    "ru_note": "Действует в стране, где выдан.",
}


@pytest.fixture
def concept() -> Concept:
    return add_concept(actor=None, draft=concept_draft(code="technology-transfer"), now=NOW)


@pytest.fixture
def adviser(client: Client, people: People) -> Client:
    client.force_login(people.own_adviser)
    return client


def page(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path, headers={"accept-language": "en"})
    assert answer.status_code == status
    return answer.content.decode()


def codes(text: str) -> list[str]:
    return re.findall(r'<div lang="en"><b>(.*?)</b>', text)


def everything() -> Any:
    rows = (Concept.objects.values_list(), TermForm.objects.values_list(), AuditEntry.objects.values_list())
    return [sorted(map(str, table)) for table in rows]


def test_anyone_reads_and_searches_the_terms_in_use(client: Client, concept: Concept):
    other = add_concept(actor=None, draft=concept_draft(subject="ip", code="z"), now=NOW)
    retire_concept(actor=None, concept_id=other.pk, now=NOW)
    for query in ("", "?q=ТРАНСФЕР", "?q=技術轉讓", "?subject=cooperation", "?subject=nonsense", "?page=99"):
        text = page(client, f"/terms/{query}")
        assert codes(text) == ["technology transfer"]
    assert codes(page(client, "/terms/?q=bridge")) == []
    assert "<del>технический трансферт</del>" in text
    assert "/terms/new/" not in text
    assert client.get("/terms/terms.csv").content.decode().splitlines()[1].startswith("technology-transfer,")


def test_adviser_adds_a_concept(adviser: Client, people: People):
    assert adviser.post("/terms/new/", TYPED).status_code == 302
    forms = draft_of(Concept.objects.get()).forms
    assert (forms["zh"].admitted, forms["ru"].forbidden) == (("发明专利", "专利权"), ("привилегия",))
    assert re.search(r'<div lang="ru">.*<p class="note">Действует в стране', page(adviser, "/terms/"))
    entry = AuditEntry.objects.get(verb="add_concept")
    assert (entry.actor, entry.object_id) == (people.own_adviser, str(Concept.objects.get().pk))


@pytest.mark.parametrize(
    "wrong",
    [
        {"zh_preferred": "", "zh_admitted": "", "ru_preferred": "", "ru_forbidden": ""},
        {"zh_preferred": ""},
        {"zh_admitted": "专利"},
        {"ru_preferred": "п" * 201},
        {"subject": "poetry"},
        {"en_admitted": "\n".join(f"form {n}" for n in range(20))},
        {"ru_note": "п" * 501},
        {"zh_preferred": "", "zh_admitted": "", "zh_note": "没有术语的说明"},
    ],
)
def test_a_wrong_concept_is_refused_and_what_was_typed_stays(wrong: dict[str, str], adviser: Client):
    answer = adviser.post("/terms/new/", TYPED | {"en_note": "kept words"} | wrong)
    assert answer.status_code == 422
    assert answer.context["form"].errors
    assert "kept words" in answer.content.decode()
    assert (Concept.objects.count(), AuditEntry.objects.count()) == (0, 0)


def test_adviser_changes_retires_and_restores(adviser: Client, concept: Concept):
    place = f"/terms/{concept.pk}/"
    assert "трансфер технологий</textarea>" in page(adviser, place)
    assert adviser.post(place, TYPED | {"version": "1"}).status_code == 302
    concept.refresh_from_db()
    assert (concept.version, concept.code, draft_of(concept).forms["en"].preferred) == (
        2,
        "technology-transfer",
        "patent",
    )
    adviser.post(place, TYPED | {"version": "2"})
    assert adviser.post(f"{place}retire/").status_code == 302
    assert "Retired" in page(adviser, "/terms/")
    assert adviser.post(f"{place}retire/").status_code == 409
    assert adviser.post(f"{place}restore/").status_code == 302
    verbs = AuditEntry.objects.order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["add_concept", "edit_concept", "retire_concept", "restore_concept"]


@pytest.mark.parametrize("version", ["0", "2", "", "x"])
def test_a_change_by_somebody_else_is_shown_and_overwrites_nothing(
    version: str, adviser: Client, concept: Concept
):
    before = everything()
    answer = adviser.post(
        f"/terms/{concept.pk}/", TYPED | {"version": version}, headers={"accept-language": "en"}
    )
    text = answer.content.decode()
    assert (answer.status_code, everything()) == (409, before)
    assert ("Somebody else has changed this concept" in text, 'value="патент"' in text) == (True, True)


@pytest.mark.parametrize("who", ["author", "reviewer", "without_membership", None])
def test_others_change_nothing(who: str | None, client: Client, people: People, concept: Concept):
    if who:
        client.force_login(getattr(people, who))
    before, status = everything(), 403 if who else 302
    place = f"/terms/{concept.pk}/"
    assert [client.get(path).status_code for path in ("/terms/new/", place, "/memory/")] == [status] * 3
    for path in ("/terms/new/", place, f"{place}retire/", f"{place}restore/"):
        assert client.post(path, TYPED | {"version": "1"}).status_code == status
    assert everything() == before


def test_unknown_concept_is_not_found(adviser: Client):
    assert adviser.get(f"/terms/{uuid4()}/").status_code == 404
    assert adviser.post(f"/terms/{uuid4()}/retire/").status_code == 404


def test_memory_is_searched_in_both_languages_and_shows_no_room(adviser: Client):
    for source, level, scope in (
        ("冻胀。", "public", ""),
        ("冻土。", "members", ""),
        ("冻结。", "room", "case:1"),
    ):
        approve_translation(
            actor=None, source_text=source, target_text=f"Перевод {source}", source="zh", target="ru",
            level=level, scope=scope, now=NOW,
        )  # fmt: skip
    Segment.objects.create(
        **(Segment.objects.values().first() or {})
        | {"id": None, "approved_at": None, "origin": "machine", "target_hash": "x"}
    )
    found = {
        query: re.findall(r'<div lang="zh">(.*?)</div>', page(adviser, f"/memory/{query}"))
        for query in ("", "?q=冻胀", "?q=ПЕРЕВОД&target=ru", "?source=ru", "?source=xx")
    }
    both = ["冻土。", "冻胀。"]
    assert found == {
        "": both,
        "?q=冻胀": ["冻胀。"],
        "?q=ПЕРЕВОД&target=ru": both,
        "?source=ru": [],
        "?source=xx": both,
    }


@pytest.mark.parametrize("path", ["/terms/", "/memory/"])
def test_lists_cost_as_many_queries_for_three_rows_as_for_one(path: str, adviser: Client):
    counts = []
    for number in range(3):
        add_concept(actor=None, draft=concept_draft(), now=NOW)
        approve_translation(
            actor=None, source_text=f"句子{number}。", target_text="Фраза.", source="zh", target="ru",
            level="public", now=NOW,
        )  # fmt: skip
        with CaptureQueriesContext(connection) as queries:
            page(adviser, path)
        counts.append(len(queries))
    assert counts[0] == counts[2]
