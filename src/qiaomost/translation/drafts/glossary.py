"""Terms of a text: found before it is translated, checked afterwards. No database.

Chinese forms are found as characters; Russian and English ones as base forms of their words, so that an inflected term
is the same term. Of forms that begin together, the longest counts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from qiaomost.translation.drafts.values import TermFinding, TermUse
from qiaomost.translation.states import FormStatus
from qiaosearch.text.normalise import fold_with_offsets
from qiaosearch.text.segment import Term, term_list, terms

_BREAKS = frozenset(".;:!?…。；：！？\n")


@dataclass(frozen=True, slots=True)
class Form:
    """One form of a concept, as the term base has it."""

    concept_id: UUID
    language: str
    text: str
    key: str
    status: str


def key_of(text: str, language: str) -> str:
    """Return what a form is recognised by: characters in Chinese, base forms with spaces between in the others."""
    if language == "zh":
        return "".join(fold_with_offsets(text)[0].split())
    return " ".join(term_list(text))


class FormIndex:
    """Forms of one language, by their first word or character."""

    def __init__(self, language: str, forms: Iterable[Form]) -> None:
        self._is_chinese = language == "zh"
        self._by_start: dict[str, list[tuple[Sequence[str], Form]]] = defaultdict(list)
        for form in forms:
            parts: Sequence[str] = form.key if self._is_chinese else form.key.split()
            if parts:
                self._by_start[parts[0]].append((parts, form))
        for entries in self._by_start.values():
            entries.sort(key=lambda entry: -len(entry[0]))

    def find(self, text: str) -> Iterator[tuple[list[Form], int, int]]:
        """Yield the forms at each place of ``text`` where there are any; places do not overlap.

        There are several at one place where concepts share a form.
        """
        words, places = _characters(text) if self._is_chinese else _words(text)
        at = 0
        while at < len(words):
            forms, length = self._at(words, at)
            if forms:
                yield forms, places[at][0], places[at + length - 1][1]
            at += length or 1

    def _at(self, words: Sequence[str], at: int) -> tuple[list[Form], int]:
        found: list[Form] = []
        length = 0
        for parts, form in self._by_start.get(words[at], ()):
            if found and len(parts) < length:
                break
            if list(words[at : at + len(parts)]) == list(parts) and _is_whole(words, at, at + len(parts)):
                found.append(form)
                length = len(parts)
        return found, length


def _characters(text: str) -> tuple[Sequence[str], Sequence[tuple[int, int]]]:
    folded, offsets = fold_with_offsets(text)
    starts = offsets if offsets is not None else range(len(folded) + 1)
    kept = [
        (char, starts[i], max(starts[i + 1], starts[i] + 1)) for i, char in enumerate(folded) if char != " "
    ]
    return [char for char, _, _ in kept], [(start, end) for _, start, end in kept]


def _words(text: str) -> tuple[Sequence[str], Sequence[tuple[int, int]]]:
    """Words with their places; where a sentence ends between two of them, an empty word that nothing matches."""
    found: list[Term] = []
    for term in terms(text):
        if found and _BREAKS & set(text[found[-1].end : term.start]):
            found.append(Term("", term.start, term.start))
        found.append(term)
    return [term.term for term in found], [(term.start, term.end) for term in found]


def _is_whole(words: Sequence[str], start: int, end: int) -> bool:
    """In Chinese, whether a Latin form is no part of a longer word: TRL is not in CTRL."""
    left = start > 0 and _is_latin(words[start - 1]) and _is_latin(words[start])
    right = end < len(words) and _is_latin(words[end - 1]) and _is_latin(words[end])
    return not (left or right)


def _is_latin(word: str) -> bool:
    return len(word) == 1 and word.isascii() and word.isalnum()


class Glossary:
    """The forms of two languages of all concepts in use."""

    def __init__(self, source: str, target: str, forms: Iterable[Form]) -> None:
        rows = list(forms)
        self._sources = FormIndex(source, (form for form in rows if form.language == source))
        self._targets = FormIndex(target, (form for form in rows if form.language == target))
        of_target = [form for form in rows if form.language == target]
        self._wanted = {
            form.concept_id: form.text for form in of_target if form.status == FormStatus.PREFERRED
        }
        self._forbidden: dict[UUID, tuple[str, ...]] = defaultdict(tuple)
        for form in of_target:
            if form.status == FormStatus.FORBIDDEN:
                self._forbidden[form.concept_id] += (form.text,)

    def uses(self, text: str) -> tuple[TermUse, ...]:
        """Return the terms of a source text that the term base has a word for in the target language.

        Forms that should not be used are recognised too, since authors write them.
        """
        return tuple(
            TermUse(concept, start, end, text[start:end], self._wanted[concept], self._forbidden[concept])
            for forms, start, end in self._sources.find(text)
            for concept in [form.concept_id for form in forms if form.concept_id in self._wanted][:1]
        )

    def check(self, uses: Sequence[TermUse], translation: str) -> tuple[TermFinding, ...]:
        """Return what a translation makes of the terms of its source: forbidden forms, and terms that are missing."""
        good: set[UUID] = set()
        bad: dict[UUID, str] = {}
        for forms, start, end in self._targets.find(translation):
            good |= {form.concept_id for form in forms if form.status != FormStatus.FORBIDDEN}
            bad |= {
                form.concept_id: translation[start:end]
                for form in forms
                if form.status == FormStatus.FORBIDDEN
            }
        concepts = {use.concept_id: use for use in uses}
        return tuple(
            TermFinding(use.found, use.wanted, bad.get(concept, ""))
            for concept, use in concepts.items()
            if concept in bad or concept not in good
        )
