from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from qiaomost.common.errors import Conflict, NotAllowed, TransitionRefused
from qiaomost.forum.comparing import CANCELLED, by_id
from qiaomost.forum.models import Appearance, Mail, ProgrammeVersion, Session, SessionText, Star
from qiaomost.forum.personal_data import erase
from qiaomost.forum.selectors.programme import last_version
from qiaomost.forum.services.releasing import next_version, release_programme
from qiaomost.forum.services.schedules import star_session
from tests.factories import NOW, PersonFactory, UserFactory
from tests.qiaomost.forum.conftest import Forum
from tests.qiaomost.forum.programming import NINE, session


def release(forum: Forum, **values: Any) -> ProgrammeVersion:
    return release_programme(actor=forum.organiser, edition_id=forum.edition.pk, now=NOW, **values)


def differing(forum: Forum) -> dict[str, list[str]]:
    """Title → how it differs from the version before."""
    found = next_version(forum.edition).changes
    return {one.after["texts"]["en"]["title"]: [kind.value for kind in one.kinds] for one in found}


def test_a_version_says_what_is_new_moved_renamed_and_cancelled(forum: Forum):
    stays, moved, renamed, gone = (session(forum, title) for title in ("Stays", "Moved", "Renamed", "Gone"))
    session(forum, "Planned", state="planned")
    session(forum, "Unplaced", room=None, starts_at=None)
    first = release(forum)
    assert sorted(by_id(first.content)) == sorted(str(one.pk) for one in (stays, moved, renamed, gone))

    Session.objects.filter(pk=moved.pk).update(starts_at=NINE + timedelta(hours=2))
    SessionText.objects.filter(session=renamed, language="en").update(title="Renamed again")
    Session.objects.filter(pk=gone.pk).update(state=CANCELLED)
    session(forum, "New")
    assert differing(forum) == {
        "Moved": ["moved"],
        "Renamed again": ["renamed"],
        "Gone": ["cancelled"],
        "New": ["new"],
    }
    second = release(forum)
    found = by_id(second.content)
    assert [found[str(one.pk)]["sequence"] for one in (stays, moved, renamed, gone)] == [1, 2, 2, 2]
    assert found[str(gone.pk)]["state"] == CANCELLED
    assert differing(forum) == {}

    Session.objects.filter(pk=gone.pk).update(state="confirmed")
    assert differing(forum) == {"Gone": ["new"]}
    third = by_id(release(forum).content)
    assert [third[str(one.pk)]["sequence"] for one in (stays, gone)] == [1, 3]


def test_what_was_released_is_what_was_looked_at(forum: Forum):
    one = session(forum)
    sign = next_version(forum.edition).sign
    Session.objects.filter(pk=one.pk).update(minutes=45)
    with pytest.raises(Conflict):
        release(forum, sign=sign)
    assert not ProgrammeVersion.objects.exists()
    release(forum, sign=next_version(forum.edition).sign)
    with pytest.raises(TransitionRefused):
        release(forum)
    assert ProgrammeVersion.objects.get().number == 1


def test_strangers_release_nothing(forum: Forum):
    session(forum)
    for actor in (forum.member, forum.other_organiser):
        with pytest.raises(NotAllowed):
            release_programme(actor=actor, edition_id=forum.edition.pk, now=NOW)
    assert not ProgrammeVersion.objects.exists()
    assert not Mail.objects.exists()


def test_those_concerned_are_told_in_their_language_and_nobody_else(forum: Forum):
    speaker, fan = UserFactory(language="ru"), UserFactory(language="zh")
    session(forum, "Other")
    one = session(forum, "Frost", PersonFactory(user=speaker))
    release(forum)
    assert [mail.user for mail in Mail.objects.all()] == [speaker]
    star_session(actor=fan, edition_id=forum.edition.pk, session_id=one.pk, now=NOW)
    Session.objects.filter(pk=one.pk).update(starts_at=NINE + timedelta(hours=1))
    release(forum)
    told = {mail.user: mail for mail in Mail.objects.filter(cause="programme:2")}
    assert set(told) == {speaker, fan}
    assert "Frost (рус.)" in told[speaker].body
    assert "10:00 · Харбин · Зал «Сунгари»" in told[speaker].body
    assert "Frost（中）" in told[fan].body
    assert {mail.state for mail in told.values()} == {"prepared"}


def test_interpreters_are_told_but_never_published(forum: Forum):
    interpreter = UserFactory()
    one = session(forum)
    person = PersonFactory(user=interpreter, name=("Тихая", "Анна"))
    Appearance.objects.create(session=one, person=person, role="interpreter")
    version = release(forum)
    assert version.content["sessions"][0]["people"] == []
    assert [mail.user for mail in Mail.objects.all()] == [interpreter]


def test_an_erased_account_leaves_no_name_in_a_version(forum: Forum):
    user = UserFactory()
    session(forum, "Frost", PersonFactory(user=user, name=("独一无二", "名")))
    release(forum)
    Star.objects.create(user=user, session=Session.objects.get(), starred_at=NOW)
    erase(user, NOW)
    version = last_version(forum.edition)
    assert version is not None
    assert version.revision == 1
    assert "独一无二" not in str(version.content)
    assert not Star.objects.exists()
