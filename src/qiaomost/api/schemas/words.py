"""The words that several shapes share."""

from __future__ import annotations

from typing import Annotated, Literal

from django.db.models import TextChoices
from django.utils.translation import gettext_noop as _
from ninja import Schema
from pydantic import Field

Language = Literal["zh", "ru", "en"]
Kind = Literal["achievement", "challenge", "expert"]
Country = Literal["CN", "RU"]
SubjectCode = Annotated[str, Field(pattern=r"^[1-9](\.[1-9][0-9]?)?$")]
Level = Annotated[int, Field(ge=1, le=9)]

Id = Annotated[str, Field(description=_("Stays the same for good."))]
Original = Annotated[Language, Field(description=_("Language of the original."))]
Shown = Annotated[Language, Field(description=_("Language in which the title is given."))]
Title = Annotated[str, Field(description=_("In your language, else in English, else as it was written."))]
City = Annotated[str, Field(description=_("In your language where its name is known."))]
Page = Annotated[str, Field(description=_("Address of its page on the site."))]
Codes = Annotated[list[str], Field(description=_("Codes of `/subjects`."))]
Instant = Annotated[
    str, Field(description=_("Date and time (ISO 8601)."), json_schema_extra={"format": "date-time"})
]


def of(choices: type[TextChoices]) -> object:
    """A field that holds a value of ``choices``, or nothing."""
    return Field(json_schema_extra={"enum": ["", *choices.values]})


class Neighbours(Schema):
    """Addresses of the pages beside this one; the header ``Link`` says the same."""

    next: Annotated[str | None, Field(description=_("Address of the next page; `null` on the last."))]
    previous: Annotated[str | None, Field(description=_("Address of the page before; `null` on the first."))]
