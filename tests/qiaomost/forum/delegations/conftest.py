from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from openpyxl import Workbook

from qiaomost.accounts.models import User
from qiaomost.forum.drafts.delegations import DelegationDraft
from qiaomost.forum.models import Delegation, Registration
from qiaomost.forum.services.delegations.keeping import create_delegation
from tests.factories import NOW, OrganisationFactory, UserFactory
from tests.qiaomost.forum.conftest import Forum
from tests.qiaomost.forum.registering import opened

NAMES = {"zh": "乌拉尔代表团", "ru": "Делегация Урала", "en": "Ural delegation"}
HEADS = ("ФИО", "Должность", "Адрес электронной почты", "Глава делегации", "Рейс или поезд прибытия")


@dataclass(frozen=True)
class Scene:
    """An open edition with a Russian delegation, and those who have to do with it."""

    forum: Forum
    delegation: Delegation
    contact: User

    @property
    def at(self) -> str:
        return f"/forum/harbin-2026/delegations/{self.delegation.pk}"


def account(address: str) -> User:
    """An account that has confirmed its address."""
    user = UserFactory(email=address, language="ru")
    EmailAddress.objects.create(user=user, email=address, verified=True, primary=True)
    return user


def as_(user: User, language: str = "ru") -> Client:
    client = Client()
    client.force_login(user)
    client.cookies["django_language"] = language
    return client


def workbook(*rows: Sequence[Any], heads: Sequence[str] = HEADS) -> io.BytesIO:
    """A list as somebody fills it in; behind an apostrophe, ``=`` is text, else a formula."""
    book = Workbook()
    sheet: Any = book.active
    for row in (heads, *rows):
        sheet.append(list(row))
    for cell in (cell for row in sheet for cell in row if str(cell.value).startswith("'")):
        cell.value, cell.data_type = cell.value[1:], "s"
        cell.data_type = "s"
    stream = io.BytesIO()
    book.save(stream)
    stream.seek(0)
    stream.name = "list.xlsx"
    return stream


def names_of(delegation: Delegation) -> list[str]:
    rows = delegation.members.select_related("registration__person")
    return [str(one.registration.person) for one in rows]


def states() -> list[str]:
    return sorted(Registration.objects.values_list("state", flat=True))


@pytest.fixture
def scene(forum: Forum) -> Scene:
    opened(forum)
    contact = account("contact@example.org")
    draft = DelegationDraft(
        names=NAMES,
        country="RU",
        category="delegate",
        contact_address="Contact@example.org",
        organisation_id=OrganisationFactory(country="RU").pk,
    )
    delegation = create_delegation(actor=forum.organiser, edition_id=forum.edition.pk, draft=draft, now=NOW)
    return Scene(forum, delegation, contact)
