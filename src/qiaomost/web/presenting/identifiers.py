"""Numbers under which registers know an organisation, as a page shows them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, pairwise

from django.utils.translation import gettext as _

from qiaomost.network.identifiers import IdentifierKind, is_ror, normal_form
from qiaomost.network.models import Organisation

_INN_OF_A_PERSON = 12
"""Digits of the ИНН of a person, which is not shown; that of an organisation has ten."""
_GROUPS = {
    IdentifierKind.USCC: (2, 6, 9, 1),
    IdentifierKind.OGRN: (1, 2, 2, 7, 1),
    IdentifierKind.INN: (4, 5, 1),
    IdentifierKind.LEI: (4, 14, 2),
}
"""Characters that belong together: registrar, year or region, the number itself, check digits."""


@dataclass(frozen=True, slots=True)
class Identifier:
    """``groups`` make up ``value``; ``address`` is that of the register, where it has one for each identifier."""

    scheme: str
    label: str
    value: str
    groups: tuple[str, ...]
    is_right: bool
    address: str = ""


def identifiers_of(organisation: Organisation) -> Iterator[Identifier]:
    """Those that are not empty, with whether the check digits are right."""
    if organisation.ror:
        address = f"https://ror.org/{organisation.ror}"
        yield Identifier("ror", "ROR", address, (address,), is_ror(organisation.ror), address)
    labels = {
        IdentifierKind.USCC: _("Unified social credit code"),
        IdentifierKind.OGRN: _("OGRN"),
        IdentifierKind.INN: _("INN"),
        IdentifierKind.LEI: "LEI",
    }
    for kind, label in labels.items():
        value = getattr(organisation, kind)
        is_private = kind is IdentifierKind.INN and len(value) == _INN_OF_A_PERSON
        if value and not is_private:
            address = f"https://search.gleif.org/#/record/{value}" if kind is IdentifierKind.LEI else ""
            is_right = normal_form(kind, value) == value
            yield Identifier(kind, label, value, _grouped(kind, value), is_right, address)


def _grouped(kind: IdentifierKind, value: str) -> tuple[str, ...]:
    """Parts of ``value``; one of another length, as an ОГРНИП, stays whole."""
    sizes = _GROUPS[kind]
    if sum(sizes) != len(value):
        return (value,)
    return tuple(value[start:end] for start, end in pairwise(accumulate(sizes, initial=0)))
