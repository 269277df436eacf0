"""Writing a record in the browser: new, changed, previewed, refused, translated, in conflict, resumed."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from qiaomost.catalogue import services
from qiaomost.catalogue.drafts import (
    AchievementFacts,
    ChallengeFacts,
    EvidenceDraft,
    ExpertFacts,
    IpRightDraft,
)
from qiaomost.catalogue.models import Record
from qiaomost.catalogue.selectors import draft_of
from qiaomost.discovery.services import reconcile
from qiaosearch.searching import Collection
from tests.factories import NOW, PersonFactory, record_draft, text_draft, translation_draft
from tests.qiaomost.catalogue.snapshots import snapshot
from tests.qiaomost.conftest import People
from tests.qiaomost.scenes import published
from tests.qiaomost.web.writing.posting import fields_of, filled

pytestmark = pytest.mark.django_db

NEW = "/my/records/new/challenge/"
RUSSIAN = {"accept-language": "ru"}


@pytest.fixture
def author(client: Client, people: People) -> Client:
    client.force_login(people.author)
    return client


def _stored(people: People, **values: Any) -> Record:
    draft = record_draft(organisation_id=people.organisation.pk, **values)
    return services.create_record(actor=people.author, draft=draft, now=NOW)


def _path(record: Record, rest: str = "edit/") -> str:
    return f"/my/records/{record.pk}/{rest}"


def _versions(answer: Any) -> list[tuple[str, str, str]]:
    """The rows of the table that sets two versions side by side."""
    return re.findall(r"<tr><th>(.*?)</th><td.*?>(.*?)</td><td.*?>(.*?)</td></tr>", _words(answer))


def _words(answer: Any) -> str:
    return str(answer.content.decode())


def test_new_challenge_is_stored_as_it_was_typed(author: Client, people: People):
    typed = filled(
        author,
        NEW,
        head__source_language="zh",
        head__subjects=["2.1", "2.5"],
        head__level_description="members",
        text__title=" 冻土\u200b路基 ",
        text__description="第一行\r\n第二行",
        text__keywords="冻胀；路基\n换填",
        text__acceptance_criteria=["指标一", "", "指标二"],
        facts__budget="1800000.50",
        facts__currency="CNY",
        facts__cooperation=["licence"],
        facts__trl_min="4",
        evidence__0__title="报告",
        evidence__0__kind="report",
        evidence__0__year="2024",
    )
    answer = author.post(NEW, typed)
    record = Record.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/my/records/{record.pk}/")
    stored = draft_of(record)
    assert stored.facts == ChallengeFacts(
        budget=Decimal("1800000.50"), currency="CNY", trl_min=4, cooperation=("licence",)
    )
    assert stored.texts == (
        text_draft(
            title="冻土路基",
            description="第一行\n第二行",
            keywords=("冻胀", "路基", "换填"),
            acceptance_criteria=("指标一", "指标二"),
        ),
    )
    assert stored.evidence == (EvidenceDraft(title="报告", kind="report", year=2024),)
    assert (stored.subjects, stored.section_disclosure) == (("2.1", "2.5"), {"description": "members"})
    assert (record.author, record.state) == (people.author, "draft")


@pytest.mark.parametrize("kind", ["achievement", "challenge", "expert"])
def test_opening_and_saving_changes_nothing(kind: str, author: Client, people: People):
    person = PersonFactory(organisation=people.organisation)
    facts = {
        "achievement": AchievementFacts(
            stage="pilot", trl=7, cooperation=("sale",), ip_rights=(IpRightDraft("DE", "granted", "DE 1"),)
        ),
        "challenge": ChallengeFacts(
            deliverable="idea", deadline=NOW.date().replace(year=2199), is_anonymous=True
        ),
        "expert": ExpertFacts(
            person_id=person.pk, willing_to=("mentor",), languages={"ru": "C1", "de": "B2"}
        ),
    }[kind]
    other = published()
    record = _stored(
        people,
        facts=facts,
        texts=(text_draft(summary="一\n\n二", keywords=("a, b",)), translation_draft()),
        contact_id=person.pk,
        evidence=(
            EvidenceDraft(title="甲", address="https://example.org/"),
            EvidenceDraft(kind="record", target_id=other.pk),
        ),
        section_disclosure={"summary": "room"},
    )
    before = snapshot()
    answer = author.post(_path(record), filled(author, _path(record)))
    assert answer.status_code == 302
    assert snapshot() == before


def test_form_refuses_what_the_catalogue_refuses_and_keeps_what_was_typed(author: Client):
    before = snapshot()
    long = "д" * 257
    typed = filled(
        author, NEW, text__title=long, facts__budget="5", facts__trl_min="11", evidence__0__year="2024"
    )
    answer = author.post(NEW, typed, headers=RUSSIAN)
    assert answer.status_code == 422
    assert fields_of(answer)["text-title"] == [long]
    typed |= {"facts-trl_min": ["3"]}
    answer = author.post(NEW, typed, headers=RUSSIAN)
    assert answer.status_code == 422
    kept = fields_of(answer)
    assert (kept["text-title"], kept["facts-budget"], kept["evidence-0-year"]) == ([long], ["5"], ["2024"])
    wrong = dict(
        re.findall(r'<p class="wrong" id="id_([\w-]+)_error" role="alert">(.*?) ?</p>', _words(answer))
    )
    assert wrong == {
        "text-title": "Допускается не более 256 знаков.",
        "facts-currency": "Укажите валюту бюджета.",
        "evidence-0-title": "Обязательное поле.",
    }
    assert snapshot() == before


@pytest.mark.parametrize(
    "hostile",
    [
        {"text-title": ["<script>alert(1)</script>" * 20]},
        {"text-title": ["\0\u202e" + "a" * 300]},
        {"text-description": ["x" * 200_000], "text-title": ["t"]},
        {"text-title": ["t"], "head-subjects": ["9.9", "<b>"]},
        {"text-title": ["t"], "head-organisation": ["00000000-0000-0000-0000-000000000000"]},
        {"text-title": ["t"], "head-source_language": ["xx"]},
        {"text-title": ["t"], "head-disclosure": ["everyone"]},
        {
            "text-title": ["t"],
            "evidence-TOTAL_FORMS": ["99999999"],
            "evidence-0-address": ["javascript:alert(1)"],
        },
        {"text-title": ["t"], "evidence-TOTAL_FORMS": ["many"]},
        {"text-title": ["t"], "evidence-0-target": ["not an address"]},
        {"text-title": ["t"], "facts-budget": ["1e999999999"]},
        {"text-title": ["t"], "facts-trl_min": ["9" * 5000]},
        {"text-title": ["t"], "facts-deadline": ["0000-99-99"]},
        {"text-title": []},
        {},
    ],
    ids=range(15),
)
def test_hostile_input_is_refused_in_place(hostile: dict[str, list[str]], author: Client):
    before = snapshot()
    typed = {**filled(author, NEW), **hostile} if hostile else {}
    answer = author.post(NEW, typed)
    assert answer.status_code == 422
    assert "<script>alert" not in _words(answer)
    assert "\0" not in _words(answer)
    assert 'class="sheet"' in _words(answer)
    assert snapshot() == before


def test_form_of_ten_megabytes_is_refused(author: Client):
    before = snapshot()
    answer = author.post(NEW, {"text-title": "x" * 10_000_000})
    assert (answer.status_code, "More was sent than this page takes." in _words(answer)) == (413, True)
    assert snapshot() == before


def test_nobody_writes_for_an_organisation_that_is_not_theirs(client: Client, people: People):
    other = published(organisation=people.member_elsewhere.memberships.get().organisation)
    client.force_login(people.author)
    typed = filled(client, NEW, text__title="t", head__organisation=str(other.organisation_id))
    assert client.post(NEW, typed).status_code == 422
    record = _stored(people)
    typed = filled(
        client, _path(record), head__organisation=str(other.organisation_id), head__state="published"
    )
    assert client.post(_path(record), typed).status_code == 302
    record.refresh_from_db()
    assert (record.organisation_id, record.state) == (people.organisation.pk, "draft")


def test_second_writer_sees_both_versions_and_loses_nothing(author: Client, people: People):
    record = _stored(people)
    mine = filled(author, _path(record), text__title="我的标题", text__summary="我的摘要")
    theirs = filled(author, _path(record), text__title="他的标题")
    assert author.post(_path(record), theirs).status_code == 302
    before = snapshot()
    answer = author.post(_path(record), mine)
    assert answer.status_code == 409
    assert _versions(answer) == [("Title", "他的标题", "我的标题"), ("Summary", "—", "我的摘要")]
    assert snapshot() == before
    again = fields_of(answer)
    assert (again["text-title"], again["text-summary"]) == (["我的标题"], ["我的摘要"])
    assert author.post(_path(record), again).status_code == 302
    assert draft_of(Record.objects.get()).original.title == "我的标题"


def test_stale_version_stays_stale_through_preview_and_refusal(author: Client, people: People):
    record = _stored(people)
    mine = filled(author, _path(record), text__title="甲" * 300)
    author.post(_path(record), filled(author, _path(record), text__title="乙"))
    refused = author.post(_path(record), mine | {"facts-trl": ["x"]})
    assert refused.status_code == 422
    assert author.post(_path(record), fields_of(refused) | {"facts-trl": ["5"]}).status_code == 409


def test_change_that_the_state_forbids_keeps_what_was_typed(author: Client, people: People):
    record = _stored(people, texts=(text_draft(summary="摘要"),))
    typed = filled(author, _path(record), text__title="后来的标题")
    services.submit_record(actor=people.author, record_id=record.pk, now=NOW)
    record.refresh_from_db()
    answer = author.post(_path(record), typed | {"version": [str(record.version)]})
    assert answer.status_code == 409
    assert fields_of(answer)["text-title"] == ["后来的标题"]


def test_preview_shows_the_page_and_stores_nothing(author: Client, people: People):
    before = snapshot()
    typed = filled(
        author, NEW, head__source_language="zh", text__title="预览标题", text__description="预览正文"
    )
    answer = author.post(NEW, typed | {"do": ["preview"], "facts-trl_min": ["4"]})
    assert answer.status_code == 200
    shown = _words(answer).split('class="preview"')[1].split("</section>")[0]
    assert "预览标题" in shown
    assert "<p>预览正文</p>" in shown
    assert snapshot() == before
    assert fields_of(answer)["text-title"] == ["预览标题"]


def test_record_is_saved_and_submitted_in_one_go_or_not_at_all(author: Client, people: People):
    record = _stored(people, texts=(text_draft(summary="摘要"),))
    typed = filled(author, _path(record), text__title="新标题") | {"do": ["submit"]}
    assert author.post(_path(record), typed).status_code == 302
    record.refresh_from_db()
    assert (record.state, draft_of(record).original.title) == ("under_review", "新标题")
    before = snapshot()
    assert author.post(_path(record), filled(author, _path(record)) | {"do": ["submit"]}).status_code == 409
    assert snapshot() == before


def test_similar_records_suggest_subjects_and_are_named(author: Client, people: People, index: Collection):
    near = published("challenge", words={"title": "Hydrogen storage alloy loses capacity"})
    near.subjects.set(["2.5", "2.4"])
    published("challenge", words={"title": "Hidden alloy"}, disclosure="room")
    reconcile()
    before = snapshot()
    typed = filled(
        author,
        NEW,
        head__source_language="en",
        head__subjects=["2.4"],
        text__title="Hydrogen storage alloy loses capacity",
    )
    answer = author.post(NEW, typed | {"do": ["suggest"], "facts-trl_min": ["unreadable"]})
    part = _words(answer).split('class="suggested"')[1].split("</div>")[0]
    assert re.findall(r'name="head-subjects" value="(.*?)"', part) == ["2.5"]
    assert re.findall(r'href="/records/(.*?)/"', part) == [str(near.pk)]
    assert fields_of(answer)["text-title"] == ["Hydrogen storage alloy loses capacity"]
    assert snapshot() == before


def test_suggestions_leave_the_record_itself_out(author: Client, people: People, index: Collection):
    record = published("challenge", organisation=people.organisation, author=people.author)
    reconcile()
    typed = filled(author, _path(record)) | {"do": ["suggest"]}
    part = _words(author.post(_path(record), typed)).split('class="suggested"')[1]
    assert f"/records/{record.pk}/" not in part.split("</div>")[0]


def test_translation_stands_beside_its_original_and_is_stored(author: Client, people: People):
    record = _stored(people, texts=(text_draft(summary="摘要"),))
    path = _path(record, "texts/ru/")
    page = _words(author.get(path))
    assert re.findall(r'<p class="source" lang="zh">(.*?)</p>', page) == [
        "寒区混凝土抗冻融耐久性提升技术",
        "摘要",
        "复掺引气剂。",
    ]
    typed = filled(author, path, text__title="Бетон", text__summary="Кратко", text__translated_by="И. Ли")
    assert author.post(path, typed).status_code == 302
    text = record.texts.get(language="ru")
    assert (text.title, text.origin, text.state, text.translated_by) == ("Бетон", "human", "draft", "И. Ли")
    refused = author.post(path, filled(author, path, text__title="ж" * 300))
    assert (refused.status_code, fields_of(refused)["text-title"]) == (422, ["ж" * 300])
    assert author.get(_path(record, "texts/zh/")).status_code == 404
    assert author.get(_path(record, "texts/de/")).status_code == 404


def test_second_translator_sees_both_versions(author: Client, people: People):
    record = _stored(people)
    path = _path(record, "texts/ru/")
    mine = filled(author, path, text__title="Мой")
    author.post(path, filled(author, path, text__title="Чужой"))
    before = snapshot()
    answer = author.post(path, mine)
    assert answer.status_code == 409
    assert _versions(answer) == [("Title", "Чужой", "Мой")]
    assert snapshot() == before
    assert author.post(path, fields_of(answer)).status_code == 302
    assert record.texts.get(language="ru").title == "Мой"


def test_translation_that_stays_right_becomes_current_again(author: Client, people: People):
    record = _stored(people, texts=(text_draft(), translation_draft()))
    author.post(_path(record), filled(author, _path(record), text__title="另一标题"))
    assert record.texts.get(language="ru").state == "stale"
    path = _path(record, "texts/ru/")
    assert author.post(path, filled(author, path)).status_code == 302
    assert record.texts.get(language="ru").state == "draft"


@pytest.mark.parametrize("rest", ["edit/", "texts/ru/"])
def test_form_whose_session_ended_is_there_again_after_the_sign_in(rest: str, client: Client, people: People):
    record = _stored(people)
    path = _path(record, rest)
    client.force_login(people.author)
    typed = filled(client, path, text__title="Не потерять", text__keywords="один\nдва")
    client.logout()
    before = snapshot()
    answer = client.post(path, typed)
    assert answer.status_code == 302
    assert answer.headers["Location"].endswith(f"?next={path}")
    client.force_login(people.author)
    page = client.get(path, headers={"accept-language": "en"})
    assert fields_of(page)["text-title"] == ["Не потерять"]
    assert fields_of(page)["text-keywords"] == ["один\nдва"]
    assert snapshot() == before
    assert client.post(path, fields_of(page)).status_code == 302
    assert fields_of(client.get(path))["text-title"] == ["Не потерять"]
    assert "kept_form" not in client.session


def test_answer_whose_session_ended_is_there_again(client: Client, people: People):
    record = _stored(people, facts=ChallengeFacts())
    path = _path(record, "declare_moot/")
    client.post(path, {"reason": "Solved"})
    client.force_login(people.author)
    record.state = "on_hold"
    record.save()
    page = client.get(_path(record, ""), headers={"accept-language": "en"})
    assert ">Solved</textarea>" in _words(page)
    assert "What you typed is here again; it is not stored yet." in _words(page)


def test_form_with_an_old_token_is_there_again(people: People):
    record = _stored(people)
    client = Client(enforce_csrf_checks=True)
    client.force_login(people.author)
    typed = filled(client, _path(record), text__title="Kept")
    answer = client.post(_path(record), typed | {"csrfmiddlewaretoken": ["x" * 64]})
    assert (answer.status_code, answer.headers["Location"]) == (302, _path(record))
    assert fields_of(client.get(_path(record)))["text-title"] == ["Kept"]
    assert draft_of(Record.objects.get()).original.title == text_draft().title


def test_session_keeps_no_more_than_a_record_can_have(client: Client, people: People):
    record = _stored(people)
    assert client.post(_path(record), {"text-description": "x" * 500_000}).status_code == 302
    assert "kept_form" not in client.session
