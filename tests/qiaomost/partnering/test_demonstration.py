"""The parts of the demonstration: loaded once, taken by a click, and nowhere but in a demonstration."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from qiaomost.accounts.models import User
from qiaomost.compliance.demo.loading import load_sample_controls
from qiaomost.network.models import Membership, Organisation, Role
from qiaomost.network.selectors import standing_of
from qiaomost.partnering.demo.cases import load_cases, stories
from qiaomost.partnering.demo.people import account_of, load_people, personas
from qiaomost.partnering.models import Case
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
    taken = client.post("/demonstration/larionova/")
    assert (taken.status_code, taken.headers["Location"]) == (302, "/cases/")
    assert str(account_of("larionova").pk) == client.session["_auth_user_id"]
    assert 'lang="ru"' in client.get("/cases/").content.decode()


OWNERS = {"cheng": "org-ct-05", "kravtsova": "org-ct-01"}
REACHED = {"held_back": "nda", "closed": "closed"}


@pytest.mark.usefixtures("_loaded")
def test_cases_are_told_by_the_same_verbs_as_on_their_pages():
    for story in stories():
        owner = Organisation.objects.get(source="demonstration", source_id=OWNERS[story.sender])
        kind = {"ach": "achievement", "exp": "expert"}[story.record[:3]]
        country = {"org-ct-05": "RU", "org-ct-01": "CN"}[OWNERS[story.sender]]
        Organisation.objects.filter(pk=owner.pk).update(country=country)
        RecordFactory(
            kind=kind,
            organisation=owner,
            author=None,
            state="published",
            source="demonstration",
            source_id=story.record,
        )
    Organisation.objects.filter(source_id="org-ct-07").update(country="RU")
    load_sample_controls(now=NOW)
    load_cases(now=NOW)
    load_cases(now=NOW)
    told = {}
    for case in Case.objects.select_related("record", "interest", "cooperation"):
        phase = getattr(case, "cooperation", None) or case.interest
        told[case.record.source_id] = phase.state
    assert told == {story.record: REACHED.get(story.target, story.target) for story in stories()}
