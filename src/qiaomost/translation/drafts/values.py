"""What verbs take and give: concepts of the term base, suggestions, and what a check of terms found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from qiaomost.translation.states import FormStatus, Label


@dataclass(frozen=True, slots=True)
class LanguageForms:
    """The forms of a concept in one language: the preferred one, others in use, and those not to be used.

    ``note`` says in that language what the concept is or is not.
    """

    preferred: str
    admitted: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    note: str = ""

    def with_status(self) -> list[tuple[str, FormStatus]]:
        """Return all forms, the preferred one first."""
        first = [(self.preferred, FormStatus.PREFERRED)] if self.preferred else []
        others = [(text, FormStatus.ADMITTED) for text in self.admitted]
        return [*first, *others, *((text, FormStatus.FORBIDDEN) for text in self.forbidden)]


@dataclass(frozen=True, slots=True)
class ConceptDraft:
    """A concept; ``forms`` maps a language to its forms; ``code`` is given by files, and made where it is empty."""

    subject: str
    forms: Mapping[str, LanguageForms]
    code: str = ""


@dataclass(frozen=True, slots=True)
class TermUse:
    """A term at ``[start, end)`` of a source text, and what the term base wants for it."""

    concept_id: UUID
    start: int
    end: int
    found: str
    wanted: str
    forbidden: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TermFinding:
    """What is wrong with a term in a translation: ``used`` is the forbidden form, or empty where none was found."""

    found: str
    wanted: str
    used: str = ""


@dataclass(frozen=True, slots=True)
class Suggested:
    """A suggestion for one segment.

    Attributes:
        label: a machine's text is ``machine`` until a person approves it; ``none`` leaves ``text`` empty.
        similarity: of the memory's source text to this one, in percent; 100 for a machine's translation of it.
        origin_text: the memory's source text, where it is another.
        provider: which machine it was.
        is_withheld: it was not sent, because texts of its level do not leave this node.
        terms, findings: of the source text, and what a check of ``text`` against them found.
    """

    source: str
    text: str = ""
    label: Label = Label.NONE
    similarity: int = 0
    origin_text: str = ""
    provider: str = ""
    is_withheld: bool = False
    terms: tuple[TermUse, ...] = ()
    findings: tuple[TermFinding, ...] = ()
