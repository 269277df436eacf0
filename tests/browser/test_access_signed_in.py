"""What axe-core finds on the pages of those who have signed in, in light and dark."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from qiaomost.accounts.models import User
from qiaomost.compliance.models import DocumentKind
from qiaomost.discovery.services import reconcile
from qiaomost.network.models import Role
from qiaomost.partnering.services.rooms_messages import start_thread
from qiaomost.partnering.states import CooperationState
from qiaosearch.searching import Collection
from tests.browser.conftest import OpenAs
from tests.factories import NOW, MembershipFactory, OrganisationFactory, RecordFactory
from tests.qiaomost.compliance.making import answered, made_edition, recorded
from tests.qiaomost.forum import programming, registering
from tests.qiaomost.forum.conftest import Forum, forum  # noqa: F401
from tests.qiaomost.forum.meetings.conftest import Meetings, meetings, user_of  # noqa: F401
from tests.qiaomost.partnering.conftest import Parties, parties  # noqa: F401
from tests.qiaomost.partnering.test_room_files import FAR

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

GRAVE = {"serious", "critical"}


@pytest.fixture
def paths(index: Collection, settings: Any, parties: Parties) -> dict[str, tuple[User, list[str]]]:  # noqa: F811
    """Role → who has it, and the pages of their work."""
    settings.STATIC_ROOT = None
    record = parties.record
    answered(record, made_edition("ru-dual-use"))
    recorded(record, parties.company, DocumentKind.RU_IDENTIFICATION_CONCLUSION.value, valid_until=FAR)
    case = parties.case_in(CooperationState.NEGOTIATING)
    start_thread(actor=parties.engineer, case_id=case.pk, title="Frost data", text="Good day", now=NOW)
    own = RecordFactory(organisation=parties.company, author=parties.engineer, state="draft")
    reviewer = MembershipFactory(role=Role.REVIEWER, organisation=OrganisationFactory(country="RU")).user
    reconcile()
    desk, room = f"/cases/{case.pk}/", f"/cases/{case.pk}/room/"
    mine = ["/account/", "/account/keys/", "/my/records/", f"/my/records/{own.pk}/edit/", "/cases/"]
    return {
        "member": (parties.engineer, ["/", f"/records/{record.pk}/matches/", *mine, desk, room]),
        "reviewer": (reviewer, ["/reviews/"]),
        "adviser": (parties.cn_adviser, ["/desk/"]),
    }


def _faults(page: Page, path: str) -> list[tuple[str, str, str]]:
    found = Axe().run(page).response["violations"]
    return [
        (path, one["id"], node["html"]) for one in found if one["impact"] in GRAVE for node in one["nodes"]
    ]


@pytest.fixture
def forum_paths(settings: Any, meetings: Meetings) -> dict[str, tuple[User, list[str]]]:  # noqa: F811
    """Participants and organisers of a forum with a session and a meeting that somebody asked for."""
    settings.STATIC_ROOT = None
    registering.opened(meetings.forum)
    programming.session(meetings.forum)
    meetings.ask()
    at = f"/forum/{meetings.edition.code}"
    own = [f"{at}/programme/", f"{at}/my-meetings/", f"{at}/register/"]
    work = [f"{at}/registrations/", f"{at}/organise/schedule/"]
    return {"participant": (user_of(meetings.liu), own), "organiser": (meetings.forum.organiser, work)}


@pytest.mark.parametrize("role", ["member", "reviewer", "adviser"])
def test_axe_finds_no_grave_fault(role: str, open_as: OpenAs, paths: dict[str, tuple[User, list[str]]]):
    assert _grave(open_as, *paths[role]) == []


@pytest.mark.parametrize("role", ["participant", "organiser"])
def test_axe_finds_no_grave_fault_at_the_forum(
    role: str, open_as: OpenAs, forum_paths: dict[str, tuple[User, list[str]]]
):
    assert _grave(open_as, *forum_paths[role]) == []


def _grave(open_as: OpenAs, user: User, own: list[str]) -> list[tuple[str, str, str]]:
    # axe is put into the page as an inline script, which our policy rightly stops
    page = open_as(user, "en-GB", bypass_csp=True)
    faults = []
    for path in own:
        answer = page.goto(path)
        assert (path, answer and answer.status) == (path, 200)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            faults += _faults(page, f"{path} {scheme}")
    return faults
