"""A case whose rooms are read, and its ledger."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from qiaomost.accounts.models import User
from qiaomost.compliance.models import DisclosureRow
from qiaomost.compliance.services import disclosure
from qiaomost.compliance.services.disclosure import Reading, Terms
from qiaomost.network.models import Organisation
from tests.factories import NOW, OrganisationFactory, PersonFactory, UserFactory

CASE = UUID("6b3f6c0e-5b0f-4a54-9c39-9c1c6c7a3d11")
TERMS = Terms("NDA 3, version 2", "ab" * 32)


def message(number: int = 1, **values: Any) -> Reading:
    given = {"action": "read_message", "object_type": "partnering.Message", "object_id": f"message-{number}"}
    return Reading(**(given | {"label": f"Message {number}", "version": "1"} | values))


def a_reader(name: tuple[str, str] = ("曾", "志远"), country: str = "CN") -> tuple[User, Organisation]:
    organisation = OrganisationFactory(country=country)
    user = UserFactory()
    PersonFactory(user=user, organisation=organisation, name=name)
    return user, organisation


def read(count: int = 1, *, case_id: UUID = CASE, **values: Any) -> list[DisclosureRow]:
    """The rows of one page with so many messages, read by somebody new."""
    user, organisation = a_reader()
    given: dict[str, Any] = {"reader": user, "organisation": organisation, "terms": TERMS, "now": NOW}
    given["readings"] = [message(number) for number in range(1, count + 1)]
    return disclosure.append_many(case_id=case_id, **(given | values))
