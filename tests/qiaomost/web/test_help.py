"""The help: complete in three languages, reached from every page, and true to the roles that there are."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import override

from qiaomost.network.models import Role
from qiaomost.web.views.help import PAGES

pytestmark = pytest.mark.django_db

NAMES = ["help", *(f"help-{name}" for name in PAGES[1:])]


@pytest.mark.parametrize("language", ["zh-hans", "ru", "en"])
def test_help_is_reached_from_the_foot_of_a_page_and_leads_through_its_pages(language: str, client: Client):
    said = {"accept-language": language}
    foot = client.get(reverse("organisations"), headers=said).content.decode().partition("<footer")[2]
    assert f'href="{reverse("help")}"' in foot
    titles = set()
    for name in NAMES:
        shown = client.get(reverse(name), headers=said).content.decode()
        assert [place for place in NAMES if f'href="{reverse(place)}"' in shown] == NAMES
        assert len(re.findall(r'aria-current="page"', shown)) == 1
        titles.add(re.findall(r"<h1>(.*?)</h1>", shown)[0])
    assert len(titles) == len(NAMES)


@pytest.mark.parametrize("language", ["zh-hans", "ru", "en"])
def test_help_names_every_role_by_its_name(language: str, client: Client):
    shown = client.get(reverse("help-roles"), headers={"accept-language": language}).content.decode()
    with override(language):
        expected = [escape(role.label) for role in Role]
    assert re.findall(r"<h2>(.*?)</h2>", shown) == expected


def test_help_asks_nothing_of_the_database(client: Client, django_assert_num_queries):
    for name in NAMES:
        with django_assert_num_queries(0):
            assert client.get(reverse(name)).status_code == 200
