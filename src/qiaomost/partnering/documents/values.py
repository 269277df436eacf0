"""What an agreement says, as values: the services fill them, the printers read them, neither knows the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

Words = Mapping[str, str]
"""Language → text."""

StoredValue = str | Words
"""What a template asked for, as it was typed: a number or the code of a choice, or words by language."""


class AgreementKind(StrEnum):
    """Kinds of agreement; the last five are those of China's technical-contract registration."""

    MOU = "mou"
    NDA = "nda"
    COOPERATION = "cooperation"
    DEVELOPMENT = "development"
    TRANSFER = "transfer"
    LICENCE = "licence"
    CONSULTING = "consulting"
    SERVICE = "service"


class RightOrigin(StrEnum):
    """Where a right comes from: it was there before, or the agreement's work yields it."""

    BACKGROUND = "background"
    FOREGROUND = "foreground"


@dataclass(frozen=True, slots=True)
class Languages:
    """The columns of a document from left to right, which of them are authentic, and which one prevails."""

    shown: tuple[str, ...]
    authentic: tuple[str, ...]
    prevailing: str = ""


@dataclass(frozen=True, slots=True)
class Money:
    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Identifier:
    """A number under which a register knows a party: ``uscc``, ``inn``, ``ogrn``, ``kpp`` or ``lei``."""

    scheme: str
    value: str


@dataclass(frozen=True, slots=True)
class Signatory:
    """Who signs for a party, and on what basis: the charter, a power of attorney with number and date."""

    name: Words
    position: Words
    authority: Words


@dataclass(frozen=True, slots=True)
class Party:
    """A party; ``side`` is what the case calls it, where the document belongs to one."""

    name: Words
    address: Words
    signatory: Signatory
    identifiers: tuple[Identifier, ...] = ()
    email: str = ""
    side: str = ""


@dataclass(frozen=True, slots=True)
class Clause:
    """One article. ``id`` is name/version, such as ``payment/1``; a body's paragraphs end with an empty line."""

    id: str
    heading: Words
    body: Words

    @property
    def name(self) -> str:
        """The id without the version: two versions of a clause are the same clause."""
        return self.id.partition("/")[0]


@dataclass(frozen=True, slots=True)
class Milestone:
    """A row of the plan. ``end_user`` is who accepts it, by language; ``end_user_id`` is their seat in the case."""

    title: Words
    deliverable: Words
    due: date
    payment: Money | None = None
    criteria: Words = field(default_factory=dict)
    end_user: Words = field(default_factory=dict)
    end_user_id: int | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """What a party, counted from 0, owns of a right."""

    party: int
    percent: Decimal


@dataclass(frozen=True, slots=True)
class Right:
    title: Words
    origin: RightOrigin
    shares: tuple[Share, ...]
    territory: Words


@dataclass(frozen=True, slots=True)
class AgreementDocument:
    """The whole of an agreement's text, in all its languages.

    ``template`` names what it was drafted from, such as ``nda/1``. ``day`` is empty until it is signed. ``subject``,
    ``values`` and both amounts are what the clauses were filled with, so that they can be filled again.
    """

    kind: AgreementKind
    template: str
    languages: Languages
    title: Words
    number: str
    place: Words
    day: date | None
    parties: tuple[Party, ...]
    recitals: Words
    clauses: tuple[Clause, ...]
    milestones: tuple[Milestone, ...] = ()
    rights: tuple[Right, ...] = ()
    subject: Words = field(default_factory=dict)
    values: Mapping[str, StoredValue] = field(default_factory=dict)
    value: Money | None = None
    technical_value: Money | None = None
