from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from qiaomost.accounts.models import User
from qiaomost.forum.models import Category, Edition, Registration, Room, Site, Track
from qiaomost.forum.services.editions import EditionDraft, create_edition, move_edition
from qiaomost.forum.states import RegistrationState
from qiaomost.network.models import Organisation, Person, Role
from tests.factories import NOW, MembershipFactory, OrganisationFactory, PersonFactory

NAMES = {
    "zh": "第十一届中俄工程技术论坛",
    "ru": "XI Российско-китайский инженерный форум",
    "en": "11th China–Russia Engineering Forum",
}


@dataclass(frozen=True)
class Forum:
    """An announced edition with one site, one room and one track, and those who have to do with it."""

    edition: Edition
    site: Site
    room: Room
    track: Track
    category: Category
    host: Organisation
    organiser: User
    member: User
    other_organiser: User


def edition_draft(**values: object) -> EditionDraft:
    """An edition of three days in October 2026."""
    given = {
        "code": "harbin-2026",
        "names": NAMES,
        "first_day": date(2026, 10, 20),
        "last_day": date(2026, 10, 22),
    }
    return EditionDraft(**(given | values))  # type: ignore[arg-type]


def register(
    edition: Edition,
    category: Category,
    *,
    country: str = "CN",
    user: User | None = None,
    state: RegistrationState = RegistrationState.ACCEPTED,
    **person: object,
) -> Registration:
    """A registration as a row, with a person of its own."""
    language = "zh" if country == "CN" else "ru"
    somebody: Person = PersonFactory(
        language=language, user=user, organisation=OrganisationFactory(country=country), **person
    )
    return Registration.objects.create(
        edition=edition,
        person=somebody,
        user=user,
        organisation=somebody.organisation,
        category=category,
        state=state,
        language=language,
        speaks=[language],
        made_at=NOW,
    )


@pytest.fixture
def forum(db: None) -> Forum:
    host = OrganisationFactory(kind="association")
    organiser = MembershipFactory(organisation=host, role=Role.ORGANISER).user
    edition = create_edition(actor=organiser, organiser_id=host.pk, draft=edition_draft(), now=NOW)
    edition = move_edition(actor=organiser, edition_id=edition.pk, verb="announce", now=NOW)
    site = Site.objects.create(
        edition=edition,
        code="harbin",
        time_zone="Asia/Shanghai",
        names={"zh": "哈尔滨", "ru": "Харбин", "en": "Harbin"},
    )
    names = {"zh": "松花江厅", "ru": "Зал «Сунгари»", "en": "Songhua Hall"}
    room = Room.objects.create(site=site, names=names, capacity=200, booths=2)
    track = Track.objects.create(
        edition=edition,
        code="cold",
        kind="sub_forum",
        names={"zh": "寒区工程", "ru": "Строительство в холодных регионах", "en": "Cold-region engineering"},
    )
    category = Category.objects.create(
        edition=edition, code="delegate", names={"zh": "代表", "ru": "Делегат", "en": "Delegate"}
    )
    return Forum(
        edition=edition,
        site=site,
        room=room,
        track=track,
        category=category,
        host=host,
        organiser=organiser,
        member=MembershipFactory().user,
        other_organiser=MembershipFactory(role=Role.ORGANISER).user,
    )
