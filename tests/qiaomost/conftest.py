from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from qiaomost.accounts.models import User
from qiaomost.network.models import Organisation, Role
from tests.factories import MembershipFactory, OrganisationFactory, UserFactory


@pytest.fixture(autouse=True)
def _files_in_a_folder_of_the_test(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.STATIC_ROOT = None  # nothing is collected: the finders serve it


@pytest.fixture(autouse=True)
def _language_of_the_last_page_ends_with_its_test() -> Iterator[None]:
    yield
    translation.deactivate()


@dataclass(frozen=True)
class People:
    """The accounts of a small network: the owner's side, a reviewer, a screener, and some who may do nothing."""

    organisation: Organisation
    author: User
    colleague: User
    own_adviser: User
    reviewer: User
    screener: User
    administrator: User
    member_elsewhere: User
    without_membership: User


@pytest.fixture
def people(db: None) -> People:
    home, elsewhere = OrganisationFactory(), OrganisationFactory(country="RU")

    def member(organisation: Organisation, role: Role) -> User:
        return MembershipFactory(organisation=organisation, role=role).user

    return People(
        organisation=home,
        author=member(home, Role.MEMBER),
        colleague=member(home, Role.MEMBER),
        own_adviser=member(home, Role.ADVISER),
        reviewer=member(elsewhere, Role.REVIEWER),
        screener=member(elsewhere, Role.ADVISER),
        administrator=member(elsewhere, Role.ADMINISTRATOR),
        member_elsewhere=member(elsewhere, Role.MEMBER),
        without_membership=UserFactory(),
    )
