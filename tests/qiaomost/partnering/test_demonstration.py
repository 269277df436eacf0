"""The parts of the demonstration: loaded once, taken by a click, and nowhere but in a demonstration."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override

from qiaomost.accounts.models import User
from qiaomost.compliance.demo.loading import load_sample_controls
from qiaomost.network.models import Membership, Organisation, OrganisationName, Role
from qiaomost.network.selectors import standing_of
from qiaomost.partnering.demo.calls import load_calls
from qiaomost.partnering.demo.cases import load_cases, stories
from qiaomost.partnering.demo.people import account_of, load_people, personas
from qiaomost.partnering.models import (
    Agreement,
    Call,
    Case,
    ImpactRequest,
    MessageTranslation,
    Milestone,
    RoomMessage,
)
from qiaomost.partnering.presenting.story import story_of
from tests.factories import NOW, OrganisationFactory, RecordFactory


@pytest.fixture
def _loaded(db: None) -> None:
    for code in {persona.organisation for persona in personas()}:
        if not code.startswith("org-as"):
            OrganisationFactory(source="demonstration", source_id=code)
    load_people(now=NOW)


@pytest.mark.usefixtures("_loaded")
def test_people_are_loaded_once():
    before = (User.objects.count(), Membership.objects.count(), Organisation.objects.count())
    load_people(now=NOW)
    assert (User.objects.count(), Membership.objects.count(), Organisation.objects.count()) == before
    assert before[:2] == (len(personas()), len(personas()))
    assert standing_of(account_of("shao")).has_role(Role.ADVISER)
    assert not account_of("shao").has_usable_password()


@pytest.mark.usefixtures("_loaded")
def test_part_is_taken_in_a_demonstration_alone(settings: Any):
    client = Client(HTTP_ACCEPT_LANGUAGE="zh-hans")
    assert client.get("/demonstration/").status_code == 404
    assert client.post("/demonstration/shao/").status_code == 404
    settings.QIAOMOST = settings.QIAOMOST.model_copy(update={"demonstration": True})
    assert "拉里奥诺娃" in client.get("/demonstration/").content.decode()
    assert client.post("/demonstration/nobody/").status_code == 404
    with override("en"):  # whoever takes a part reads on in its language, tests that follow do not
        taken = client.post("/demonstration/larionova/")
    assert (taken.status_code, taken.headers["Location"]) == (302, "/cases/")
    assert str(account_of("larionova").pk) == client.session["_auth_user_id"]
    assert 'lang="ru"' in client.get("/cases/").content.decode()


KINDS = {"ach": "achievement", "exp": "expert", "cha": "challenge"}
COUNTRIES = {"org-ct-01": "CN", "org-ct-02": "CN", "org-ct-05": "RU", "org-ct-07": "RU"}
REACHED = {
    "held_back": "nda",
    "closed": "closed",
    "working": "running",
    "confirmed": "outcome_confirmed",
}


@pytest.fixture
def _told(_loaded: None) -> None:
    """Everything that is told, twice: the second time changes nothing."""
    for code, country in COUNTRIES.items():
        Organisation.objects.filter(source_id=code).update(country=country)
        OrganisationName.objects.filter(organisation__source_id=code).update(name=code)
    organisations = {persona.code: persona.organisation for persona in personas()}
    owners = {story.record: organisations[story.recipient] for story in stories()}
    owners |= {story.own_record: organisations[story.sender] for story in stories() if story.own_record}
    for code, organisation in (owners | {"cha-ct-02": "org-ct-02", "cha-ct-09": "org-ct-07"}).items():
        record = RecordFactory(
            kind=KINDS[code[:3]],
            organisation=Organisation.objects.get(source="demonstration", source_id=organisation),
            author=None,
            state="published",
            source="demonstration",
            source_id=code,
        )
        record.texts.update(acceptance_criteria=["一", "二", "三", "四", "五"])
    load_sample_controls(now=NOW)
    for _time in range(2):
        load_cases(now=NOW)
        load_calls(now=NOW)


@pytest.mark.usefixtures("_told")
def test_cases_are_told_by_the_same_verbs_as_on_their_pages():
    told = {}
    for case in Case.objects.select_related("record", "interest", "cooperation"):
        phase = getattr(case, "cooperation", None) or case.interest
        told[case.record.source_id] = phase.state
    assert told == {story.record: REACHED.get(story.target, story.target) for story in stories()}
    states = Agreement.objects.order_by("created_at").values_list("case__record__source_id", "state")
    assert list(states) == [
        ("cha-ct-08", "in_force"),
        ("ach-ct-07", "in_force"),
        ("ach-ct-01", "legal_review"),
    ]
    running = Milestone.objects.filter(case__record__source_id="ach-ct-07").order_by("number")
    assert [(one.state, one.due_on < NOW.date()) for one in running] == [
        ("accepted", True),
        ("due", True),
        ("due", False),
    ]
    asked = ImpactRequest.objects.order_by("side").values_list("side", "state")
    assert list(asked) == [("owner", "answered"), ("sender", "asked")]
    assert list(Call.objects.order_by("state").values_list("state", flat=True)) == ["notice", "open"]
    messages = RoomMessage.objects.all()
    assert messages.count() == MessageTranslation.objects.filter(origin="human").count() == 10
    _assert_chains_go_forward()


def _assert_chains_go_forward() -> None:
    standing = standing_of(account_of("luo"))
    days = [
        station.days
        for case in Case.objects.all()
        for station in story_of(case, standing, "zh", NOW).stations
        if station.days is not None
    ]
    assert min(days) == 0
    assert max(days) > 300
