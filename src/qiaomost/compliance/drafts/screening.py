"""Lines of a list in FollowTheMoney's format: what is read of them, and what is wrong with them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _

from qiaomost.compliance.comparing.parties import Listed, ListedName, PartyKind
from qiaomost.network.identifiers import IdentifierKind, kinds_of, normal_form
from qiaosearch.text.normalise import clean

SCHEMATA: Mapping[str, tuple[PartyKind, ...]] = {
    "Person": (PartyKind.PERSON,),
    "Organization": (PartyKind.ORGANISATION,),
    "Company": (PartyKind.ORGANISATION,),
    "PublicBody": (PartyKind.ORGANISATION,),
    "LegalEntity": (PartyKind.ORGANISATION, PartyKind.PERSON),
}
"""Schema → what it may be in the network. Ships, addresses and whatever else a list has are passed over."""

NAME_FIELDS = ("name", "alias", "previousName", "weakAlias")
IDENTIFIER_FIELDS: Mapping[str, IdentifierKind | None] = {
    "uscCode": IdentifierKind.USCC,
    "innCode": IdentifierKind.INN,
    "ogrnCode": IdentifierKind.OGRN,
    "leiCode": IdentifierKind.LEI,
    "registrationNumber": None,
    "taxNumber": None,
}
"""Field → its kind of identifier; ``None`` where the check digits have to tell."""

ID_LIMIT = 255
LINE_LIMIT = 1_000_000
"""Characters; a longer line is no party."""


@dataclass(frozen=True, slots=True)
class ListDraft:
    """What is said of an edition as a whole; ``sha256`` is of the file."""

    list_name: str
    name: str
    source_address: str
    sha256: str


@dataclass(frozen=True, slots=True)
class ListedDraft:
    """A party of the list; names and identifiers as pairs with their field or kind, all in a fixed order."""

    entity_id: str
    schema: str
    names: tuple[tuple[str, str], ...]
    identifiers: tuple[tuple[str, str], ...] = ()
    countries: tuple[str, ...] = ()
    birth_dates: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    programmes: tuple[str, ...] = ()

    def digest(self) -> str:
        """Return a digest of what the list says of the party."""
        return hashlib.sha256(json.dumps(asdict(self), ensure_ascii=True).encode()).hexdigest()

    def compared(self) -> Listed:
        """Return what of it is compared."""
        return compared(self.names, self.identifiers)


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that can't be read, and why."""

    number: int
    reason: str


def compared(names: Any, identifiers: Any) -> Listed:
    """Return names and identifiers, as pairs, in the form that is compared."""
    return Listed(
        tuple(ListedName(text, field) for field, text in names),
        frozenset((kind, value) for kind, value in identifiers),
    )


def read_line(number: int, line: str) -> ListedDraft | BadLine | None:
    """Return the party of a line, what is wrong with it, or ``None`` for what is no party."""
    if len(line) > LINE_LIMIT:
        return BadLine(number, _("The line is too long."))
    try:
        entity = json.loads(line)
    except (ValueError, RecursionError):
        return BadLine(number, _("This is no JSON."))
    if not isinstance(entity, dict) or not isinstance(entity.get("schema"), str):
        return BadLine(number, _("There is no schema."))
    if entity["schema"] not in SCHEMATA:
        return None
    return _party(number, entity)


def _party(number: int, entity: Mapping[str, Any]) -> ListedDraft | BadLine:
    entity_id, properties = entity.get("id"), entity.get("properties")
    if not isinstance(entity_id, str) or not 0 < len(entity_id) <= ID_LIMIT:
        return BadLine(number, _("There is no id, or it is too long."))
    if not isinstance(properties, dict):
        return BadLine(number, _("There are no properties."))
    names = [(field, text) for field in NAME_FIELDS for text in _values(properties, field)]
    caption = entity.get("caption")
    if not names and isinstance(caption, str) and clean(caption).strip():
        names = [("caption", " ".join(clean(caption).split()))]
    if not names:
        return BadLine(number, _("There is no name."))
    return ListedDraft(
        entity_id=entity_id,
        schema=entity["schema"],
        names=tuple(dict.fromkeys(names)),
        identifiers=tuple(sorted(set(_identifiers(properties)))),
        countries=tuple(sorted({*_values(properties, "country"), *_values(properties, "nationality")})),
        birth_dates=tuple(sorted(set(_values(properties, "birthDate")))),
        topics=tuple(sorted(set(_values(properties, "topics")))),
        programmes=tuple(sorted(set(_values(properties, "programId")))),
    )


def _identifiers(properties: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield identifiers with right check digits alone: a party of the network has no others to meet them."""
    for field, kind in IDENTIFIER_FIELDS.items():
        for text in _values(properties, field):
            if kind is None:
                yield from ((found.value, value) for found, value in kinds_of(text))
            elif value := normal_form(kind, text):
                yield kind.value, value


def _values(properties: Mapping[str, Any], field: str) -> list[str]:
    values = properties.get(field, [])
    texts = values if isinstance(values, list) else [values]
    lines = [" ".join(clean(text).split()) for text in texts if isinstance(text, str)]
    return [line for line in lines if line]
