"""What two records have in common, and what not, in sentences that need no key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from qiaomost.catalogue.models import CooperationKind, RecordKind
from qiaomost.common.languages import LanguageCode
from qiaosearch.types import Document


@dataclass(frozen=True, slots=True)
class Point:
    """A sentence; ``is_met`` says whether it speaks for the pair."""

    words: str
    is_met: bool


def points_of(ours: Document, theirs: Document, labels: Mapping[str, str]) -> list[Point]:
    """Return what speaks for a pair and what against it; nothing is said where a side says nothing.

    ``labels`` are those of the fields of science, in the reader's language.
    """
    problem, solution = (theirs, ours) if theirs.kind == RecordKind.CHALLENGE else (ours, theirs)
    return [
        *_fields(problem.subjects, solution.subjects, labels),
        *_readiness(problem.facts.get("trl_min"), solution.readiness),
        *_cooperation(problem.facts.get("cooperation", ()), solution.facts.get("cooperation", ())),
        *_languages(problem, solution),
    ]


def _fields(ours: Sequence[str], theirs: Sequence[str], labels: Mapping[str, str]) -> Iterator[Point]:
    if not ours or not theirs:
        return
    if shared := [code for code in ours if code in theirs]:
        yield Point(_("Same field: %(fields)s.") % {"fields": _listed(shared, labels)}, True)
        return
    sides = {"ours": _listed(ours, labels), "theirs": _listed(theirs, labels)}
    yield Point(_("Different fields: the challenge is in %(ours)s, the answer in %(theirs)s.") % sides, False)


def _readiness(asked: int | None, offered: int | None) -> Iterator[Point]:
    if asked is None or offered is None:
        return
    levels = {"asked": asked, "offered": offered}
    if offered >= asked:
        yield Point(_("Ready enough: TRL %(offered)d, and at least %(asked)d is asked for.") % levels, True)
    else:
        yield Point(_("Less ready than asked for: TRL %(offered)d instead of %(asked)d.") % levels, False)


def _cooperation(wanted: Sequence[str], offered: Sequence[str]) -> Iterator[Point]:
    if not wanted or not offered:
        return
    kinds = {kind.value: str(kind.label) for kind in CooperationKind}
    if met := [kind for kind in wanted if kind in offered]:
        yield Point(_("Wanted and offered: %(kinds)s.") % {"kinds": _listed(met, kinds)}, True)
    if missing := [kind for kind in wanted if kind not in offered]:
        yield Point(_("Wanted, but not offered: %(kinds)s.") % {"kinds": _listed(missing, kinds)}, False)


def _languages(problem: Document, solution: Document) -> Iterator[Point]:
    """Of an expert, the languages that they speak count beside those of the texts."""
    ours, theirs = (side.facts.get("languages_of_work", ()) for side in (problem, solution))
    if not ours or not theirs:
        return
    names = {code.value: str(code.label) for code in LanguageCode}
    shared = {"languages": ", ".join(names.get(code, code) for code in ours if code in theirs)}
    if not shared["languages"]:
        yield Point(_("No common language yet: an interpreter will be needed."), False)
    elif solution.kind == RecordKind.EXPERT:
        yield Point(_("Language that both sides use: %(languages)s.") % shared, True)
    else:
        yield Point(_("Both can be read in %(languages)s.") % shared, True)


def _listed(codes: Iterable[str], labels: Mapping[str, str]) -> str:
    """The labels within a sentence: with a small letter, but for abbreviations."""
    return _("; ").join(_small(labels.get(code, code)) for code in codes)


def _small(label: str) -> str:
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]
