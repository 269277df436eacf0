"""What every verb of the network does first: permission, clean words, the rules of the models."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.core.exceptions import ValidationError
from django.db.models import Model

from qiaomost.common.errors import Invalid, NotAllowed
from qiaosearch.text.normalise import clean


def require(allowed: bool) -> None:
    """Raise ``NotAllowed`` unless ``allowed``."""
    if not allowed:
        raise NotAllowed


def line(text: str) -> str:
    """Return ``text`` as one line, without controls."""
    return " ".join(clean(text).split())


def validate(rows: Iterable[Model], exclude: set[str] | None = None) -> None:
    """Run the rules that the models declare, constraints of uniqueness included."""
    for row in rows:
        try:
            row.full_clean(exclude=exclude)
        except ValidationError as error:
            raise Invalid(fields=_messages(error)) from error


def _messages(error: ValidationError) -> Mapping[str, str]:
    return {name.strip("_"): " ".join(messages) for name, messages in error.message_dict.items()}
