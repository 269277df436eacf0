"""What may be asked. A parameter that is a list is repeated: ``kind=challenge&kind=expert``."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.utils.translation import gettext_noop as _
from ninja import Schema
from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field

from qiaomost.api.schemas.words import Country, Kind, Language, Level, SubjectCode
from qiaomost.discovery.selectors import MAX_PAGE, PAGE_SIZE

MAX_MATCHES = 50
MAX_LIST_PAGE = 10_000
MAX_LIST_SIZE = 100
NAME_LIMIT = 100

Reader = Annotated[
    Language | None,
    Field(
        description=_("Language of titles, names and messages; if absent, what `Accept-Language` prefers.")
    ),
]
Kinds = Annotated[list[Kind], Field(description=_("Only these kinds."))]
Countries = Annotated[list[Country], Field(description=_("Only from these countries."))]
Subjects = Annotated[list[SubjectCode], Field(description=_("OECD Fields of R&D; 2 finds 2.5 as well."))]


class Paging(Schema):
    """Which part of a list."""

    page: Annotated[int, Field(ge=1, le=MAX_LIST_PAGE, description=_("From 1."))] = 1
    size: Annotated[int, Field(ge=1, le=MAX_LIST_SIZE, description=_("Entries of a page."))] = PAGE_SIZE


class RecordListParameters(Paging):
    """Which published records."""

    id: Annotated[list[UUID], Field(max_length=MAX_LIST_SIZE, description=_("Only these, at most 100."))] = []
    kind: Kinds = []
    country: Countries = []
    subject: Subjects = []
    language: Annotated[list[Language], Field(description=_("Only records written in these languages."))] = []
    organisation: Annotated[
        UUID | None, Field(description=_("Only this owner's, without those where it stays anonymous."))
    ] = None
    open_for_interest: Annotated[
        bool | None, Field(description=_("Only those that take expressions of interest, or only the others."))
    ] = None
    reader: Reader = None


class OrganisationListParameters(Paging):
    """Which organisations."""

    q: Annotated[
        str,
        Field(
            max_length=NAME_LIMIT,
            description=_("Words of a name, city or region in any language; or ROR, USCC, OGRN, INN, LEI."),
        ),
    ] = ""
    country: Countries = []
    reader: Reader = None


class ExpertListParameters(Paging):
    """Which experts."""

    name: Annotated[
        str,
        Field(
            max_length=NAME_LIMIT,
            description=_("A name in any script and order; who is named most fully comes first."),
        ),
    ] = ""
    country: Countries = []
    subject: Subjects = []
    reader: Reader = None


class SearchParameters(Schema):
    """What a search may be asked."""

    q: Annotated[
        str,
        Field(
            description=_(
                "At most 4,000 characters, in any of the three languages. Empty: all, newest first."
            )
        ),
    ] = ""
    kind: Kinds = []
    country: Countries = []
    subject: Subjects = []
    language: Annotated[list[Language], Field(description=_("Only passages in these languages."))] = []
    readiness_min: Annotated[Level | None, Field(description=_("Lowest technology readiness level."))] = None
    readiness_max: Annotated[Level | None, Field(description=_("Highest technology readiness level."))] = None
    sort: Annotated[
        Literal["best", "newest", "readiness", "deadline"],
        Field(
            description=_("What comes first: the best match, the newest, the readiest, the nearest deadline.")
        ),
    ] = "best"
    page: Annotated[int, Field(ge=1, le=MAX_PAGE, description=_("From 1; a page has 20 records."))] = 1
    reader: Reader = None


class MatchParameters(Schema):
    """What matches may be asked."""

    kind: Annotated[
        Kind | None,
        Field(
            description=_(
                "For a challenge: achievement (taken if absent) or expert; for the others: challenge."
            )
        ),
    ] = None
    limit: Annotated[int, Field(ge=1, le=MAX_MATCHES, description=_("How many at most."))] = 10
    reader: Reader = None


_TIME = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,6})?([Zz]|[+-]\d\d:\d\d)")


def _as_written(value: Any) -> Any:
    """Take RFC 3339 alone, of all that pydantic would; a plus sign arrives as a space where it was not encoded."""
    words = str(value).replace(" ", "+")
    if not _TIME.fullmatch(words):
        raise ValueError("a time with its zone, such as 2027-01-31T08:00:00Z")
    return words


def _in_utc(value: datetime) -> datetime:
    try:
        return value.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("out of range") from error


class ChangeParameters(Schema):
    """From where on changes are told."""

    since: Annotated[
        Annotated[AwareDatetime, BeforeValidator(_as_written), AfterValidator(_in_utc)] | None,
        Field(
            description=_(
                "A time with its zone, such as `2027-01-31T08:00:00Z`; if absent, from the beginning."
            )
        ),
    ] = None
    after: Annotated[
        UUID | None,
        Field(description=_("Of changes at that very time, only those after this record; `next` has it.")),
    ] = None
    size: Annotated[int, Field(ge=1, le=MAX_LIST_SIZE, description=_("Entries of a page."))] = MAX_LIST_SIZE
    reader: Reader = None


class RecordParameters(Schema):
    """How a record is shown."""

    reader: Reader = None
