"""Invented accounts of the demonstration. They have no password: a visitor takes a part by choosing it."""

from __future__ import annotations

import secrets
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction

from qiaomost.accounts.models import User
from qiaomost.catalogue.demo.content import SOURCE
from qiaomost.network.drafts import OrganisationDraft, PersonDraft, PlaceDraft
from qiaomost.network.models import STAFF_ROLES, Membership, Organisation
from qiaomost.network.services import create_organisation, create_person

FILE = Path(__file__).with_name("personas.toml")
DOMAIN = "demonstration.invalid"
"""Top-level domain that can't exist (RFC 2606): no mail leaves for anybody."""


@dataclass(frozen=True, slots=True)
class Persona:
    """A part that a visitor of the demonstration may take."""

    code: str
    organisation: str
    role: str
    language: str
    name: Mapping[str, str]
    position: Mapping[str, str]

    @property
    def email(self) -> str:
        """The address by which the account is known."""
        return f"{self.code}@{DOMAIN}"


@cache
def personas() -> tuple[Persona, ...]:
    """All parts, in the order in which they are offered."""
    return tuple(Persona(**row) for row in _file()["persona"])


def account_of(code: str) -> User:
    """The account of a persona that has been loaded."""
    return User.objects.get(email=f"{code}@{DOMAIN}")


@transaction.atomic
def load_people(*, now: datetime) -> None:
    """Bring the associations and accounts of the demonstration in; what is there stays as it is."""
    for row in _new_organisations():
        create_organisation(actor=None, draft=row, now=now)
    for persona in personas():
        if not User.objects.filter(email=persona.email).exists():
            _make(persona, now)


def _make(persona: Persona, now: datetime) -> None:
    user = User.objects.create_user(persona.email, language=persona.language)
    EmailAddress.objects.create(user=user, email=persona.email, verified=True, primary=True)
    organisation = Organisation.objects.get(source=SOURCE, source_id=persona.organisation)
    if (
        persona.role in STAFF_ROLES
    ):  # the role counts only with a second factor, of which nobody knows the secret
        secret = {"secret": secrets.token_hex(16)}
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data=secret)
    Membership.objects.create(user=user, organisation=organisation, role=persona.role)
    draft = PersonDraft(
        language=persona.language,
        **persona.name,
        organisation_id=organisation.pk,
        user_id=user.pk,
        position=persona.position,
        source=SOURCE,
        source_id=persona.code,
    )
    create_person(actor=None, draft=draft, now=now)


def give_second_factor(user: User) -> None:
    """Let an invented account's staff role count; nobody knows the secret."""
    secret = {"secret": secrets.token_hex(16)}
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data=secret)


def _new_organisations() -> Iterator[OrganisationDraft]:
    for row in _file()["organisation"]:
        if not Organisation.objects.filter(source=SOURCE, source_id=row["id"]).exists():
            values: dict[str, Any] = {name: row[name] for name in ("country", "kind", "names")}
            place = PlaceDraft(cities=row["cities"])
            yield OrganisationDraft(
                **values,
                place=place,
                is_member=True,
                is_demonstration=True,
                source=SOURCE,
                source_id=row["id"],
            )


@cache
def _file() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))
