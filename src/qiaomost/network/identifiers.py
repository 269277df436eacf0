"""Identifiers of organisations that carry check digits: pure functions over text.

A normal form is what is stored and compared: capital letters and digits alone. The arithmetic is of ``rigour`` for
GB 32100-2015 (modulus 31), ИНН of 10 and 12 digits, and ISO 17442 with ISO 7064. That of ОГРН (13 digits) and ОГРНИП
(15 digits) is our own: the last digit of the remainder, which ``rigour`` takes for wrong where the remainder of an
ОГРНИП is 11 or 12.
"""

from __future__ import annotations

import enum
import re
import unicodedata
from collections.abc import Callable, Mapping

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from rigour.ids import INN, LEI, USCC


class IdentifierKind(enum.StrEnum):
    """Kinds of identifiers, named as the fields of an organisation are."""

    USCC = "uscc"
    INN = "inn"
    OGRN = "ogrn"
    LEI = "lei"


def _is_ogrn(value: str) -> bool:
    """Order of the Ministry of Finance of Russia of 30 October 2017, No. 165n: modulus 11, for ОГРНИП 13."""
    modulus = 11 if len(value) == 13 else 13
    return int(value[:-1]) % modulus % 10 == int(value[-1])


_FORMATS: Mapping[IdentifierKind, tuple[re.Pattern[str], Callable[[str], bool]]] = {
    IdentifierKind.USCC: (
        re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}"),
        USCC.is_valid,
    ),
    IdentifierKind.INN: (re.compile(r"[0-9]{10}|[0-9]{12}"), INN.is_valid),
    IdentifierKind.OGRN: (re.compile(r"[1-9][0-9]{12}|[34][0-9]{14}"), _is_ogrn),
    IdentifierKind.LEI: (re.compile(r"[0-9A-Z]{18}[0-9]{2}"), LEI.is_valid),
}
_SEPARATORS = re.compile(r"[\s\-‐-―./]+")


_ROR_SIGNS = "0123456789abcdefghjkmnpqrstvwxyz"
_ROR = re.compile(r"0[a-hj-km-np-tv-z0-9]{6}[0-9]{2}")


def is_ror(value: str) -> bool:
    """Whether the check digits of a ROR are right: ISO 7064, modulus 97-10, over Crockford's base 32."""
    if not _ROR.fullmatch(value):
        return False
    number = 0
    for sign in value[:-2]:
        number = number * 32 + _ROR_SIGNS.index(sign)
    return 98 - number * 100 % 97 == int(value[-2:])


def compact(text: str) -> str:
    """Return ``text`` without spaces, hyphens, dots and slashes, in capitals and plain digits."""
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).upper()


def normal_form(kind: IdentifierKind, text: str) -> str | None:
    """Return the identifier in ``text`` in its normal form; ``None`` if its shape or a check digit is wrong."""
    pattern, is_right = _FORMATS[kind]
    value = compact(text)
    return value if pattern.fullmatch(value) and is_right(value) else None


def kinds_of(text: str) -> list[tuple[IdentifierKind, str]]:
    """Return what ``text`` may be, with its normal form, where nobody has said which kind it is."""
    found = ((kind, normal_form(kind, text)) for kind in IdentifierKind)
    return [(kind, value) for kind, value in found if value is not None]


def validate_uscc(value: str) -> None:
    """Refuse what is no unified social credit code in its normal form."""
    _validate(IdentifierKind.USCC, value)


def validate_inn(value: str) -> None:
    """Refuse what is no ИНН in its normal form."""
    _validate(IdentifierKind.INN, value)


def validate_ogrn(value: str) -> None:
    """Refuse what is no ОГРН or ОГРНИП in its normal form."""
    _validate(IdentifierKind.OGRN, value)


def validate_lei(value: str) -> None:
    """Refuse what is no LEI in its normal form."""
    _validate(IdentifierKind.LEI, value)


def _validate(kind: IdentifierKind, value: str) -> None:
    if normal_form(kind, value) != value:
        raise ValidationError(
            _("The length, the characters or the check digits are wrong. Look for a typing error."),
            code="invalid",
        )
