"""What a provider of machine translation is, and how it fails."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class TermPair:
    """A term as the source texts have it, and the term that is wanted for it."""

    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Translation:
    """What a provider made of one text."""

    text: str


class Translator(Protocol):
    """A provider. ``name`` is shown to people; what is not ``is_local`` takes texts out of this node."""

    name: str
    is_local: bool

    def translate(
        self, texts: Sequence[str], *, source: str, target: str, terms: Sequence[TermPair]
    ) -> list[Translation]:
        """Translate ``texts`` (languages as ``zh``, ``ru``, ``en``); one translation each, in their order.

        Raises:
            TranslatorFailed: there is no whole answer; then there is none at all.
        """
        ...


class TranslatorError(Exception):
    """Base of what a provider raises."""


class TranslatorUnavailable(TranslatorError):
    """The setting is wrong, or a package, a folder or a model is missing; the message says which."""


class TranslatorFailed(TranslatorError):
    """The provider did not answer, or answered something else than a translation of each text."""
