from __future__ import annotations

from contextlib import nullcontext
from datetime import date, timedelta

import pytest
from django.test import Client

from qiaomost.common.errors import Invalid, NotAllowed, TransitionRefused
from qiaomost.common.models import AuditEntry
from qiaomost.forum.models import Edition, RegistrationTerms
from qiaomost.forum.services.editions import change_edition, create_edition, move_edition
from qiaomost.forum.services.releasing import release_programme
from qiaomost.forum.states import EDITION_TRANSITIONS, EditionState
from tests.factories import NOW, PersonFactory
from tests.qiaomost.forum.conftest import NAMES, Forum, edition_draft
from tests.qiaomost.forum.programming import session


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"names": {"zh": "论坛"}}, "names"),
        ({"last_day": date(2026, 10, 1)}, "last_day"),
        ({"code": "not a slug"}, "code"),
        ({"code": "harbin-2026"}, "code"),
        ({"about": {"en": "x" * 4001}}, "about"),
    ],
)
def test_edition_with_a_wrong_value_is_refused_by_field(forum: Forum, values: dict[str, object], field: str):
    with pytest.raises(Invalid) as refused:
        create_edition(
            actor=forum.organiser,
            organiser_id=forum.host.pk,
            draft=edition_draft(**({"code": "other"} | values)),
            now=NOW,
        )
    assert set(refused.value.fields) == {field}
    assert Edition.objects.count() == 1


def test_only_its_organisers_change_an_edition(forum: Forum):
    before = AuditEntry.objects.count()
    for actor in (forum.member, forum.other_organiser):
        with pytest.raises(NotAllowed):
            change_edition(actor=actor, edition_id=forum.edition.pk, draft=edition_draft(), now=NOW)
        with pytest.raises(NotAllowed):
            create_edition(
                actor=actor, organiser_id=forum.host.pk, draft=edition_draft(code="other"), now=NOW
            )
    assert AuditEntry.objects.count() == before
    draft = edition_draft(themes={"en": "Cold"})
    change_edition(actor=forum.organiser, edition_id=forum.edition.pk, draft=draft, now=NOW)
    assert Edition.objects.get().theme_in("zh") == "Cold"


@pytest.mark.parametrize("state", EditionState)
@pytest.mark.parametrize("verb", EDITION_TRANSITIONS)
def test_every_verb_in_every_state(forum: Forum, state: EditionState, verb: str):
    after = NOW + timedelta(days=90)
    Edition.objects.update(state=state, closed_at=after if state == EditionState.ARCHIVED else None)
    sources, target = EDITION_TRANSITIONS[verb]
    with nullcontext() if state in sources else pytest.raises(TransitionRefused):
        move_edition(actor=forum.organiser, edition_id=forum.edition.pk, verb=verb, now=after)
    assert Edition.objects.get().state == (target if state in sources else state)


def test_a_draft_is_seen_by_its_organisers_alone(client: Client, forum: Forum):
    Edition.objects.update(state=EditionState.DRAFT)
    for user, status in (
        (None, 404),
        (forum.member, 404),
        (forum.other_organiser, 404),
        (forum.organiser, 200),
    ):
        client.logout()
        if user:
            client.force_login(user)
        assert client.get("/forum/harbin-2026/").status_code == status
        assert (NAMES["en"] in client.get("/forum/").content.decode()) == (status == 200)


@pytest.mark.parametrize("language", ["zh-hans", "ru", "en"])
def test_an_announced_edition_is_told_in_the_readers_language(client: Client, forum: Forum, language: str):
    client.cookies["django_language"] = language
    page = client.get("/forum/harbin-2026/").content.decode()
    code = language[:2]
    for named in (forum.edition, forum.site, forum.track):
        assert named.name_in(code) in page


def test_an_edition_leads_to_what_is_open_now_and_to_its_keynotes(client: Client, forum: Forum):
    speaker = PersonFactory(language="ru")
    keynote = session(forum, "Frost heave", speaker, kind="keynote")
    terms = RegistrationTerms.objects.create(
        edition=forum.edition, opens_at=NOW, closes_at=NOW.replace(year=2098)
    )
    page = client.get("/forum/harbin-2026/").content.decode()
    assert 'href="/forum/harbin-2026/register/">Register for the forum' in page
    assert speaker.name_in("en") in page
    assert "Frost heave" not in page

    release_programme(actor=forum.organiser, edition_id=forum.edition.pk, now=NOW)
    RegistrationTerms.objects.filter(pk=terms.pk).update(closes_at=NOW.replace(minute=1))
    page = client.get("/forum/harbin-2026/").content.decode()
    assert "Register for the forum" not in page
    assert f'<a href="/forum/harbin-2026/programme/{keynote.pk}/">Frost heave</a>' in page
