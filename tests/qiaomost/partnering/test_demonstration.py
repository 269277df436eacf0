"""The parts of the demonstration: loaded once, taken by a click, and nowhere but in a demonstration."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from qiaomost.accounts.models import User
from qiaomost.network.models import Membership, Organisation, Role
from qiaomost.network.selectors import standing_of
from qiaomost.partnering.demo.people import account_of, load_people, personas
from tests.factories import NOW, OrganisationFactory


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
