"""What the pages show: the side-by-side editor with its suggestions, and concepts in a list."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from qiaomost.translation.drafts import LanguageForms, Suggested, TermUse, joined, segments_of
from qiaomost.translation.models import Concept
from qiaomost.translation.selectors import Context, forms_of, glossary, suggestions
from qiaomost.translation.services import translate_text
from qiaomost.translation.states import ConceptState, Label

Ask = Callable[[Sequence[str], str, str], list[Suggested]]
"""Takes segments, their level and their scope; returns a suggestion for each."""


@dataclass(frozen=True, slots=True)
class EditorText:
    """A text to translate; ``name`` is that of its field, level and scope say who may read it.

    A list has one entry a line.
    """

    name: str
    words: str
    level: str
    scope: str = ""
    is_list: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a segment; ``wanted`` is the word of the term base where it is a term."""

    text: str
    wanted: str = ""


@dataclass(frozen=True, slots=True)
class EditorSegment:
    """A segment of the source with its suggestion."""

    number: int
    pieces: tuple[Piece, ...]
    suggested: Suggested

    @property
    def wanted(self) -> list[tuple[str, str]]:
        """The terms of the segment, each once, with what is wanted for them."""
        return list(dict.fromkeys((use.found, use.wanted) for use in self.suggested.terms))

    @property
    def is_machine(self) -> bool:
        return self.suggested.label == Label.MACHINE


@dataclass(frozen=True, slots=True)
class EditorRow:
    """A text in the editor. ``whole`` is its translation where there is a suggestion for each segment."""

    name: str
    segments: tuple[EditorSegment, ...]
    whole: str
    is_list: bool = False

    @property
    def is_withheld(self) -> bool:
        """Whether something of it was not sent, because its level may not leave the node."""
        return any(one.suggested.is_withheld for one in self.segments)


def from_memory(source: str, target: str) -> Ask:
    """Suggest from memory and terms alone."""
    words = glossary(source, target)
    return lambda texts, level, scope: suggestions(texts, Context(source, target, level, scope), words=words)


def from_machine(source: str, target: str, now: datetime) -> Ask:
    """Suggest from memory and terms, and from the node's provider where they have nothing good."""
    return lambda texts, level, scope: translate_text(
        texts=texts, source=source, target=target, level=level, scope=scope, now=now
    )


def editor_rows(texts: Sequence[EditorText], *, target: str, ask: Ask) -> list[EditorRow]:
    """Return the rows of an editor, in the order of ``texts``; ``ask`` is called once for each level and scope.

    Raises what ``ask`` raises.
    """
    cut = {text.name: segments_of(text.words) for text in texts}
    suggested: dict[str, list[Suggested]] = {}
    for level, scope in dict.fromkeys((text.level, text.scope) for text in texts):
        some = [text for text in texts if (text.level, text.scope) == (level, scope)]
        answers = iter(ask([one for text in some for one in cut[text.name]], level, scope))
        suggested |= {text.name: [next(answers) for _ in cut[text.name]] for text in some}
    return [_row(text, suggested[text.name], target) for text in texts]


def _row(text: EditorText, found: Sequence[Suggested], target: str) -> EditorRow:
    segments = tuple(
        EditorSegment(number, tuple(_pieces(one.source, one.terms)), one) for number, one in enumerate(found)
    )
    is_whole = bool(found) and all(one.text for one in found)
    whole = joined(text.words, [one.text for one in found], target) if is_whole else ""
    return EditorRow(text.name, segments, whole, text.is_list)


def _pieces(text: str, terms: Sequence[TermUse]) -> Iterator[Piece]:
    at = 0
    for use in terms:
        if use.start > at:
            yield Piece(text[at : use.start])
        yield Piece(text[use.start : use.end], use.wanted)
        at = use.end
    if at < len(text):
        yield Piece(text[at:])


def taken(rows: Sequence[EditorRow], choice: str, typed: str, target: str) -> tuple[str, str] | None:
    """Do what a button of the editor asks, without script: return the name of a field and its new words.

    ``choice`` is ``name.all`` or ``name.number``; a single segment goes to the end of what was ``typed``.
    """
    name, _, which = choice.partition(".")
    row = next((row for row in rows if row.name == name), None)
    if row is None:
        return None
    if which == "all":
        return (name, row.whole) if row.whole else None
    chosen = next((one.suggested.text for one in row.segments if str(one.number) == which), "")
    between = "\n" if row.is_list else "" if target == "zh" else " "
    return (name, f"{typed}{between}{chosen}" if typed.strip() else chosen) if chosen else None


@dataclass(frozen=True, slots=True)
class ConceptRow:
    """A concept in a list, with its forms by language."""

    concept: Concept
    forms: list[tuple[str, LanguageForms]]

    @property
    def is_retired(self) -> bool:
        return self.concept.state == ConceptState.RETIRED


def concept_rows(concepts: Iterable[Concept]) -> list[ConceptRow]:
    """Return concepts for a list, Chinese first; reads the prefetched rows."""
    rows = []
    for concept in concepts:
        forms = forms_of(concept)
        rows.append(
            ConceptRow(concept, [(code, forms[code]) for code in ("zh", "ru", "en") if code in forms])
        )
    return rows
