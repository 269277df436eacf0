from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.test import Client

from qiaomost.forum.models import CheckType, Edition, FormField, Registration, Room, TimeBand
from qiaomost.network.models import Role
from tests.factories import MembershipFactory
from tests.qiaomost.forum.conftest import Forum, register
from tests.qiaomost.forum.programming import NINE, session

NEW = "/forum/new/"
TYPED = {
    "code": "moscow-2027",
    "name_zh": "第十二届论坛",
    "name_ru": "XII форум",
    "name_en": "12th forum",
    "first_day": "2027-06-01",
    "last_day": "2027-06-02",
}


def typed(forum: Forum, **values: Any) -> dict[str, Any]:
    return {**TYPED, "organiser_id": str(forum.host.pk), **values}


def furnish(forum: Forum) -> None:
    """What is copied, and what is not."""
    for day in (0, 2):
        starts = NINE + timedelta(days=day)
        TimeBand.objects.create(site=forum.site, starts_at=starts, ends_at=starts + timedelta(hours=2))
    common = {"edition": forum.edition, "names": {"zh": "问", "ru": "В", "en": "Q"}}
    exhibits = FormField.objects.create(code="exhibits", kind="yes_no", **common)
    FormField.objects.create(code="stand", kind="text", shown_if=exhibits, shown_if_value="yes", **common)
    forum.category.access_code = "SECRET"
    forum.category.save()
    check = CheckType.objects.create(kind="site", rule="once", site=forum.site, **common)
    check.categories.set([forum.category])
    session(forum)
    register(forum.edition, forum.category)


def test_an_organiser_begins_an_edition_with_the_structure_of_the_one_before(client: Client, forum: Forum):
    furnish(forum)
    client.force_login(forum.organiser)
    assert NEW in client.get("/forum/").content.decode()
    site = {
        "site_0_code": "moscow",
        "site_0_time_zone": "Europe/Moscow",
        "site_0_name_zh": "莫斯科",
        "site_0_name_ru": "Москва",
        "site_0_name_en": "Moscow",
    }
    parts = ["sites", "bands", "tracks", "forms", "checks"]
    answer = client.post(NEW, typed(forum, previous_id=str(forum.edition.pk), parts=parts, **site))
    assert answer.status_code == 302
    made = Edition.objects.get(code="moscow-2027")
    assert (made.state, made.previous, made.organiser) == ("draft", forum.edition, forum.host)
    assert list(made.sites.values_list("code", "time_zone")) == [
        ("moscow", "Europe/Moscow"),
        ("harbin", "Asia/Shanghai"),
    ]
    assert Room.objects.get(site__edition=made).names == forum.room.names
    band = TimeBand.objects.get(site__edition=made)  # the third day is not in an edition of two
    assert band.starts_at == datetime(2027, 6, 1, 1, tzinfo=UTC)
    assert made.tracks.get().code == "cold"
    category = made.categories.get()
    assert (category.code, category.access_code) == ("delegate", "")
    fields = {one.code: one for one in made.form_fields.all()}
    assert fields["stand"].shown_if == fields["exhibits"]
    check = made.checks.get()
    assert (check.site.code, [one.edition for one in check.categories.all()]) == ("harbin", [made])
    assert (made.sessions.count(), Registration.objects.filter(edition=made).count()) == (0, 0)
    client.logout()
    assert client.get("/forum/moscow-2027/").status_code == 404


def test_what_is_wrong_is_told_and_nothing_is_written(client: Client, forum: Forum):
    client.force_login(forum.organiser)
    half = {"site_1_code": "moscow", "site_1_time_zone": "Europe/Moscow", "site_1_name_en": "Moscow"}
    for values, field in (
        (half, "site_1_name_en"),
        ({"parts": ["tracks"]}, "parts"),
        ({"code": "calls"}, "code"),
        ({"code": forum.edition.code}, "code"),
        ({"last_day": "2027-05-01"}, "last_day"),
    ):
        answer = client.post(NEW, typed(forum, **values))
        assert (answer.status_code, field in answer.context["form"].errors) == (422, True), field
        assert "第十二届论坛" in answer.content.decode()
    assert Edition.objects.get() == forum.edition


def test_only_organisers_begin_editions_and_of_their_own_organisation(client: Client, forum: Forum):
    client.force_login(forum.member)
    assert client.get(NEW).status_code == 403
    assert NEW not in client.get("/forum/").content.decode()
    client.force_login(forum.other_organiser)
    assert client.post(NEW, typed(forum)).status_code == 422
    client.force_login(MembershipFactory(role=Role.ADMINISTRATOR).user)
    assert client.post(NEW, typed(forum)).status_code == 302
    assert Edition.objects.count() == 2
