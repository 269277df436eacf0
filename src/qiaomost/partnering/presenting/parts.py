"""The parts of the demonstration, as its page offers them."""

from __future__ import annotations

from dataclasses import dataclass

from qiaomost.accounts.models import User
from qiaomost.network.models import Membership
from qiaomost.partnering.demo.people import personas
from qiaomost.partnering.presenting.parties import name_of


@dataclass(frozen=True, slots=True)
class Part:
    """An invented person with their role and organisation, in the reader's language."""

    code: str
    user: User
    name: str
    position: str
    role: str
    organisation: str
    country: str


def parts(reader: str) -> list[Part]:
    """Return the parts that have been loaded; a constant number of queries."""
    known = {persona.email: persona for persona in personas()}
    rows = Membership.objects.filter(user__email__in=known).select_related("user__person", "organisation")
    rows = rows.prefetch_related("user__person__names", "organisation__names")
    found = {row.user.email: row for row in rows}
    return [
        Part(
            code=persona.code,
            user=found[email].user,
            name=name_of(found[email].user, reader),
            position=persona.position.get(reader, ""),
            role=str(found[email].get_role_display()),
            organisation=found[email].organisation.name_in(reader),
            country=str(found[email].organisation.get_country_display()),
        )
        for email, persona in known.items()
        if email in found
    ]
