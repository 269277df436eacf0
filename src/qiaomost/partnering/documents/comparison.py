"""Two versions of an agreement side by side: what was put in and taken out, and which translations lag behind."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import Literal

from django.utils.functional import Promise

from qiaomost.common.languages import LanguageCode
from qiaomost.partnering.documents.layout import arrange
from qiaomost.partnering.documents.library import wording
from qiaomost.partnering.documents.values import AgreementDocument, Words
from qiaosearch.text.segment import split_words

Kind = Literal["equal", "insert", "delete"]
Status = Literal["same", "changed", "added", "removed"]


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text that both versions have, or only the new one, or only the old one."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class ComparedText:
    """One language of a section."""

    language: str
    heading: tuple[Run, ...]
    body: tuple[Run, ...]

    @property
    def language_name(self) -> str | Promise:
        return LanguageCode(self.language).label

    @property
    def is_changed(self) -> bool:
        return any(run.kind != "equal" for run in (*self.heading, *self.body))


@dataclass(frozen=True, slots=True)
class ComparedSection:
    """A clause, or ``particulars``, ``recitals``, ``milestones``, ``rights``; ``name`` has no version."""

    name: str
    status: Status
    texts: tuple[ComparedText, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """All sections in the order of the new version; what was removed stands where it was."""

    sections: tuple[ComparedSection, ...]

    @property
    def changed(self) -> tuple[ComparedSection, ...]:
        return tuple(section for section in self.sections if section.status != "same")


@dataclass(frozen=True, slots=True)
class _Section:
    heading: Words
    body: Words


_NOTHING = _Section({}, {})


def compare_documents(old: AgreementDocument, new: AgreementDocument) -> Comparison:
    """Compare two versions section by section and word by word, each language by itself.

    Chinese words are those of the segmenter. A clause is known by its name, whatever its version and its place.
    """
    before, after = _sections(old), _sections(new)
    languages = tuple(dict.fromkeys([*new.languages.shown, *old.languages.shown]))
    return Comparison(
        tuple(
            _compared(name, before.get(name), after.get(name), languages)
            for name in _merged(list(before), list(after))
        )
    )


def compare_texts(old: str, new: str) -> tuple[Run, ...]:
    """Return the runs of both texts; those that are not deleted make up ``new``, those not inserted ``old``."""
    before, after = split_words(old), split_words(new)
    steps: list[Run] = []
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            steps.append(Run("equal", "".join(before[a:b])))
        else:
            steps += [Run("delete", "".join(before[a:b])), Run("insert", "".join(after[c:d]))]
    return tuple(_joined(steps))


def stale_languages(old: AgreementDocument, new: AgreementDocument) -> dict[str, frozenset[str]]:
    """Return, by name of clause (or ``recitals``), the languages that stayed as they were while another changed.

    Only languages that both versions show count, and spaces and line breaks do not. A clause that is new and has no
    words yet in a language is stale in that language.
    """
    shared = [language for language in new.languages.shown if language in old.languages.shown]
    before, stale = _texts(old), {}
    for name, section in _texts(new).items():
        earlier = before.get(name, _NOTHING)
        same = {language for language in shared if _words(earlier, language) == _words(section, language)}
        if same and len(same) < len(shared):
            stale[name] = frozenset(same)
    return stale


def stale_after(
    before: AgreementDocument, after: AgreementDocument, stale: Mapping[str, Collection[str]]
) -> dict[str, frozenset[str]]:
    """Return the languages that lag behind after an edit, by section as in ``Comparison``.

    Args:
        before: the text before the edit.
        after: the text after it.
        stale: what lagged behind ``before``. A language that lags and is edited catches up; it leaves nothing behind.
    """
    lagging: dict[str, frozenset[str]] = {}
    old, shown = _sections(before), frozenset(after.languages.shown)
    for name, section in _sections(after).items():
        earlier = old.get(name, _NOTHING)
        edited = {one for one in shown if _words(earlier, one) != _words(section, one)}
        behind = frozenset(stale.get(name, ())) & shown
        still = behind - edited if edited <= behind else shown - edited
        if still:
            lagging[name] = still
    return lagging


def _texts(document: AgreementDocument) -> dict[str, _Section]:
    """The sections that people write, by name; a name that is there twice gets a number."""
    found = {"recitals": _Section({}, document.recitals)}
    for clause in document.clauses:
        times = sum(name.partition("#")[0] == clause.name for name in found)
        found[f"{clause.name}#{times + 1}" if times else clause.name] = _Section(clause.heading, clause.body)
    return found


def _sections(document: AgreementDocument) -> dict[str, _Section]:
    sheet = arrange(document)
    facts = [row for row in sheet.rows if row.style in {"title", "facts", "party"}]
    particulars = {lang: "\n".join(row.cells[lang] for row in facts) for lang in sheet.languages}
    annexed = {
        table.name: _Section(table.caption, {lang: table.text(lang) for lang in sheet.languages})
        for table in sheet.annexes
    }
    first = _Section(wording()["label"]["particulars"], particulars)
    texts = _texts(document)
    recitals = _Section(wording()["label"]["recitals"], texts["recitals"].body)
    return {"particulars": first, **texts, "recitals": recitals, **annexed}


def _words(section: _Section, language: str) -> list[str]:
    return f"{section.heading.get(language, '')}\n{section.body.get(language, '')}".split()


def _merged(before: Sequence[str], after: Sequence[str]) -> Iterator[str]:
    """The names of the new version in their order; one that is gone follows what it stood behind."""
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind != "equal":
            yield from (name for name in before[a:b] if name not in after)
        yield from after[c:d]


def _compared(
    name: str, old: _Section | None, new: _Section | None, languages: Sequence[str]
) -> ComparedSection:
    before, after = old or _NOTHING, new or _NOTHING
    texts = tuple(
        ComparedText(
            language,
            compare_texts(before.heading.get(language, ""), after.heading.get(language, "")),
            compare_texts(before.body.get(language, ""), after.body.get(language, "")),
        )
        for language in languages
    )
    status: Status = "same"
    if old is None or new is None:
        status = "added" if old is None else "removed"
    elif any(text.is_changed for text in texts):
        status = "changed"
    return ComparedSection(name, status, texts)


def _joined(steps: Sequence[Run]) -> Iterator[Run]:
    """Neighbouring changes as one deletion and one insertion; a space between two changes belongs to both."""
    for is_equal, group in groupby(_without_bridges(steps), key=lambda run: run.kind == "equal"):
        runs = list(group)
        kinds: tuple[Kind, ...] = ("equal",) if is_equal else ("delete", "insert")
        for kind in kinds:
            text = "".join(run.text for run in runs if run.kind == kind)
            if text:
                yield Run(kind, text)


def _without_bridges(steps: Sequence[Run]) -> Iterator[Run]:
    for at, run in enumerate(steps):
        if run.kind == "equal" and run.text.isspace() and 0 < at < len(steps) - 1 and "\n" not in run.text:
            yield from (Run("delete", run.text), Run("insert", run.text))
        else:
            yield run
