from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from qiaomost.common.errors import Invalid, NotAllowed, NotFound, TransitionRefused
from qiaomost.compliance.selectors.consent import wordings_in
from qiaomost.forum.drafts.issuing import LetterDraft
from qiaomost.forum.models import Delegation, DelegationMember, IssuedDocument, Mail, Registration, Stay
from qiaomost.forum.personal_data import erase
from qiaomost.forum.services.issuing.letters import issue_letter
from tests.factories import NOW, UserFactory
from tests.printed import needs_poppler, text_of
from tests.qiaomost.forum.conftest import Forum
from tests.qiaomost.forum.conftest import register as placed
from tests.qiaomost.forum.delegations.conftest import account, as_

AT = "/forum/harbin-2026/organise"
CHECK = "/forum/papers/check/"
WORDS = {one.purpose: one.sha256 for one in wordings_in("ru")}["visa_invitation"]
ISSUER = {
    "names_zh": "松江促进会",
    "names_ru": "Ассоциация Сунгари",
    "names_en": "Songjiang Association",
    "addresses_zh": "哈尔滨",
    "addresses_ru": "Харбин",
    "addresses_en": "Harbin",
    "positions_zh": "会长",
    "positions_ru": "Председатель",
    "positions_en": "President",
    "signatories_zh": "白若溪",
    "signatories_ru": "Бай Жоси",
    "signatories_en": "Bai Ruoxi",
    "notes_ru": "Расходы несёт «<b>#eval(1+1)</b>».",
    "registration_number": "91230100X",
}
PASSPORT: dict[str, Any] = {
    "passport_name": "KOVALEVA MARIIA",
    "passport_number": "75 1234567",
    "nationality": "RU",
    "born_on": date(1980, 5, 4),
    "passport_expires_on": date(2030, 1, 1),
}
DRAFT: dict[str, Any] = {
    "languages": "zh-ru",
    "starts_on": "2026-10-18",
    "ends_on": "2026-10-23",
    "route_zh": "哈尔滨",
    "route_ru": "Харбин",
}


def guest(forum: Forum, **values: Any) -> Registration:
    """An accepted participant who gave their passport."""
    one = placed(forum.edition, forum.category, country="RU", name=("Ковалёва", "Мария"), **values)
    Stay.objects.create(registration=one, **PASSPORT)
    return one


def letter_draft(**values: Any) -> LetterDraft:
    given = {
        "languages": ("zh", "ru"),
        "starts_on": date(2026, 10, 18),
        "ends_on": date(2026, 10, 23),
        "routes": {"zh": "哈尔滨", "ru": "Харбин"},
    }
    return LetterDraft(**(given | values))


def issued(forum: Forum, one: Registration, actor: Any = None, **values: Any) -> IssuedDocument:
    return issue_letter(
        actor=actor or forum.organiser,
        edition_id=forum.edition.pk,
        registration_id=one.pk,
        draft=letter_draft(**values),
        now=NOW,
    )


@needs_poppler
def test_a_letter_from_the_consent_to_its_revocation(forum: Forum):
    user, organiser = account("kovaleva@example.org"), as_(forum.organiser)
    one = guest(forum, user=user)
    page = organiser.get(f"{AT}/letters/").content.decode()
    assert "Согласия пока нет." in page
    assert f"{AT}/letters/{one.pk}/" not in page  # nobody has said who issues
    assert organiser.post(f"{AT}/issuer/", {"names_zh": "x"}).status_code == 422
    assert organiser.post(f"{AT}/issuer/", ISSUER).status_code == 302
    refused = organiser.post(f"{AT}/letters/{one.pk}/", DRAFT)
    assert (refused.status_code, IssuedDocument.objects.count()) == (422, 0)
    assert "не дал согласия" in refused.content.decode()
    own = as_(user)
    assert "Запросить письмо" in own.get("/forum/harbin-2026/register/").content.decode()
    assert own.post("/forum/harbin-2026/register/letter/", {"words": WORDS}).status_code == 302
    assert organiser.post(f"{AT}/letters/{one.pk}/", DRAFT).status_code == 302
    document = IssuedDocument.objects.get()
    assert document.number == "HARBIN-2026-L-0001"
    mail = Mail.objects.get()
    assert document.number in mail.body
    assert document.code not in mail.body

    address = f"/forum/harbin-2026/issued/{document.pk}.pdf"
    assert address in own.get("/forum/harbin-2026/register/").content.decode()
    content = own.get(address).content
    assert content == organiser.get(address).content  # the same letter, whoever takes it
    text = text_of(content)
    for words in (
        "邀请函",
        "Письмо-приглашение",
        "KOVALEVA MARIIA",
        "75 1234567",
        document.code,
        "#eval(1+1)",
    ):
        assert words.replace(" ", "") in text
    for stranger in (forum.member, forum.other_organiser, UserFactory()):
        assert as_(stranger).get(address).status_code == 404

    asked = {"number": document.number.lower(), "code": f"{document.code[:5]} {document.code[5:].upper()}"}
    page = Client().get(CHECK, asked).content.decode()
    for words in ("KOVALEVA MARIIA", "567", "Genuine and in force"):
        assert words in page
    for secret in ("75 1234567", "1980", "Ковалёва", "kovaleva@example.org"):
        assert secret not in page
    for wrong in ({"code": "2222222222"}, {"number": "HARBIN-2026-L-0002"}, {"code": "", "number": ""}):
        page = Client().get(CHECK, asked | wrong).content.decode()
        assert "KOVALEVA" not in page
    rows = list(
        load_workbook(io.BytesIO(organiser.get(f"{AT}/issued/letter.xlsx").content))
        .worksheets[0]
        .iter_rows(values_only=True)
    )
    assert rows[1][0] == document.number
    assert "75 1234567" not in str(rows)

    assert organiser.post(f"{AT}/issued/{document.pk}/revoke/", {"reason": " "}).status_code == 422
    assert organiser.post(f"{AT}/issued/{document.pk}/revoke/", {"reason": "Ошибка"}).status_code == 302
    page = Client().get(CHECK, asked).content.decode()
    assert "Revoked: not valid any more" in page
    assert "Ошибка" not in page
    assert organiser.post(f"{AT}/issued/{document.pk}/revoke/", {"reason": "x"}).status_code == 409
    assert issued(forum, one).number == "HARBIN-2026-L-0002"
    erase(user, NOW)
    page = Client().get(CHECK, asked).content.decode()
    assert "KOVALEVA" not in page
    assert organiser.get(address).status_code == 404


def test_who_gets_no_letter(forum: Forum):
    one = guest(forum)
    with pytest.raises(TransitionRefused):  # nobody has said who issues
        issued(forum, one, has_written_consent=True)
    as_(forum.organiser).post(f"{AT}/issuer/", ISSUER)
    for actor in (forum.member, forum.other_organiser):
        with pytest.raises(NotAllowed):
            issued(forum, one, actor, has_written_consent=True)
    with pytest.raises(NotFound):
        issue_letter(
            actor=forum.organiser,
            edition_id=forum.edition.pk,
            registration_id=forum.edition.pk,
            draft=letter_draft(),
            now=NOW,
        )
    late = PASSPORT["passport_expires_on"] + timedelta(days=1)
    refusals: list[tuple[dict[str, Any], set[str]]] = [
        ({}, {"has_written_consent"}),
        ({"has_written_consent": True, "languages": ("ru", "ru")}, {"languages"}),
        ({"has_written_consent": True, "routes": {"zh": "哈尔滨"}}, {"route_zh"}),
        ({"has_written_consent": True, "ends_on": date(2026, 10, 1)}, {"ends_on"}),
        ({"has_written_consent": True, "ends_on": late}, {"passport"}),
    ]
    for values, fields in refusals:
        with pytest.raises(Invalid) as refused:
            issued(forum, one, **values)
        assert set(refused.value.fields) == fields
    Stay.objects.update(born_on=None)
    with pytest.raises(Invalid) as refused:
        issued(forum, one, has_written_consent=True)
    assert set(refused.value.fields) == {"passport"}
    Stay.objects.update(born_on=PASSPORT["born_on"])
    Registration.objects.update(state="waiting")
    with pytest.raises(TransitionRefused):
        issued(forum, one, has_written_consent=True)
    assert not IssuedDocument.objects.exists()
    Registration.objects.update(state="accepted")
    document = issued(forum, one, has_written_consent=True)
    assert document.content["consent"] == "written"
    with pytest.raises(TransitionRefused):
        issued(forum, one, has_written_consent=True)
    contact = account("contact@example.org")
    kept = Delegation.objects.create(
        edition=forum.edition, names={}, country="RU", category=forum.category, contact=contact
    )
    address = f"/forum/harbin-2026/issued/{document.pk}.pdf"
    assert as_(contact).get(address).status_code == 404
    DelegationMember.objects.create(delegation=kept, registration=one, position=0)
    assert as_(contact).get(address).status_code == 200
    for way in ("letters/", f"letters/{one.pk}/", "issuer/", "issued/letter.xlsx", "lists/arrivals/"):
        assert as_(contact).get(f"{AT}/{way}").status_code == 403, way


@pytest.mark.parametrize(
    ("sex", "whom"),
    [
        (
            "",
            {
                "zh": "诚邀 KOVALEVA MARIIA 出席",
                "ru": "приглашает KOVALEVA MARIIA ",
                "en": "invites KOVALEVA MARIIA ",
            },
        ),
        (
            "female",
            {
                "zh": "诚邀 KOVALEVA MARIIA 女士出席",
                "ru": "г-жу KOVALEVA MARIIA ",
                "en": "invites Ms KOVALEVA MARIIA ",
            },
        ),
        (
            "male",
            {
                "zh": "诚邀 KOVALEVA MARIIA 先生出席",
                "ru": "г-на KOVALEVA MARIIA ",
                "en": "invites Mr KOVALEVA MARIIA ",
            },
        ),
    ],
)
def test_a_letter_addresses_whoever_said_their_sex_and_states_it(
    forum: Forum, sex: str, whom: dict[str, str]
):
    as_(forum.organiser).post(f"{AT}/issuer/", ISSUER)
    one = guest(forum)
    Stay.objects.update(sex=sex)
    found: dict[str, Any] = {}
    for languages in (("zh", "ru"), ("ru", "en")):
        document = issued(
            forum,
            one,
            languages=languages,
            routes=dict.fromkeys(languages, "Harbin"),
            has_written_consent=True,
        )
        found |= {part["language"]: part for part in document.content["parts"]}
        IssuedDocument.objects.update(revoked_at=NOW, reason="x")
    for language, words in whom.items():
        assert words in found[language]["body"][0]
    stated = {
        language: [words for head, words in part["facts"] if head in {"性别", "Пол", "Sex"}]
        for language, part in found.items()
    }
    said = {"female": ("女", "женский", "Female"), "male": ("男", "мужской", "Male")}.get(sex)
    expected = [[words] for words in said] if said else [[], [], []]
    assert [stated[language] for language in ("zh", "ru", "en")] == expected
