"""What is read of the translation memory."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet
from rapidfuzz import fuzz, process

from qiaomost.network.permissions import Standing
from qiaomost.translation.drafts import digest, normal, segments_of, words_of
from qiaomost.translation.models import Segment, SegmentWord
from qiaomost.translation.permissions import can_search_memory
from qiaomost.translation.states import Level

SIMILAR = 70
"""Percent of similarity from which a segment of the memory is offered."""

RARE = 6
COMMON = 1000
"""Words by which similar segments are looked for; what is in so many segments or more tells nothing."""


WHOLE = 20


@dataclass(frozen=True, slots=True)
class Context:
    """For which direction, level and case a translation is wanted; ``scope`` counts at level ``room`` alone."""

    source: str
    target: str
    level: str
    scope: str = ""

    @property
    def case(self) -> str:
        """The scope under which segments of this level are stored."""
        return self.scope if self.level == Level.ROOM else ""


@dataclass(frozen=True, slots=True)
class Found:
    """A segment of the memory and how similar its source is, in percent."""

    source_text: str
    target_text: str
    similarity: int
    is_machine: bool
    provider: str = ""


def segments_for(context: Context) -> QuerySet[Segment]:
    """All segments that may be offered in ``context``: of its level or a wider one, of a room in that room alone."""
    wider = Level.values[: Level.values.index(context.level) + 1]
    shown = Q(level__in=[level for level in wider if level != Level.ROOM])
    if context.level == Level.ROOM:
        shown |= Q(level=Level.ROOM, scope=context.scope)
    return Segment.objects.filter(shown, source_language=context.source, target_language=context.target)


def exact(texts: Iterable[str], context: Context) -> dict[str, Found]:
    """Normalised text → its segment; what a person approved comes before a machine's, the newest first."""
    hashes = {digest(text): text for text in map(normal, texts) if text}
    rows = segments_for(context).filter(source_hash__in=hashes)
    ordered = rows.order_by(F("approved_at").asc(nulls_first=True), "created_at", "pk")
    return {
        row.source_normal: Found(row.source_text, row.target_text, 100, row.approved_at is None, row.provider)
        for row in ordered  # the best comes last, and stays
    }


def similar(texts: Sequence[str], context: Context) -> dict[str, Found]:
    """Normalised text → the most similar approved segment, from ``SIMILAR`` percent on; three queries.

    Only segments that share one of a text's ``RARE`` rarest words are compared. Similarity is rapidfuzz's ``ratio`` of
    normalised texts: the share of characters that a longest common subsequence has in both.
    """
    words = {text: words_of(text) for text in map(normal, texts) if text}
    rare = _rare_words(words)
    chosen = {word for some in rare.values() for word in some}
    if not chosen:
        return {}
    by_word: dict[int, set[int]] = defaultdict(set)
    for word, segment in SegmentWord.objects.filter(word__in=chosen).values_list("word", "segment_id"):
        by_word[word].add(segment)
    named = segments_for(context).filter(pk__in=SegmentWord.objects.filter(word__in=chosen).values("segment"))
    rows = {
        row.pk: row for row in named.filter(approved_at__isnull=False).defer("target_normal").order_by("pk")
    }
    found = {}
    for text, some in rare.items():
        candidates = {pk: rows[pk] for word in some for pk in by_word[word] if pk in rows}
        if best := _most_similar(text, candidates):
            found[text] = best
    return found


def _rare_words(words: Mapping[str, Sequence[int]]) -> dict[str, list[int]]:
    """Text → its rarest words in the memory, of those that are not in too many segments."""
    every = {word for some in words.values() for word in some}
    counted = SegmentWord.objects.filter(word__in=every).values("word").annotate(number=Count("pk"))
    numbers = {row["word"]: row["number"] for row in counted}
    rare = {}
    for text, some in words.items():
        known = sorted((word for word in some if numbers.get(word, COMMON) < COMMON), key=numbers.__getitem__)
        rare[text] = known[:RARE]
    return rare


def _most_similar(text: str, candidates: Mapping[int, Segment]) -> Found | None:
    choices = {pk: row.source_normal for pk, row in sorted(candidates.items())}
    hit = process.extractOne(text, choices, scorer=fuzz.ratio, score_cutoff=SIMILAR)
    if hit is None:
        return None
    row = candidates[hit[2]]
    return Found(row.source_text, row.target_text, min(int(hit[1]), 99), is_machine=False)


def machine_made(source_text: str, target_text: str, context: Context) -> bool:
    """Whether a translation has a machine's sentence in it, word for word, that nobody has approved; one query.

    A sentence of ``WHOLE`` characters or more counts wherever it stands; a shorter one only as a sentence of its own.
    """
    sources = [digest(normal(one)) for one in segments_of(source_text)]
    typed, parts = normal(target_text), {normal(one) for one in segments_of(target_text)}
    rows = segments_for(context).filter(source_hash__in=sources)
    made: set[tuple[str, str]] = set()
    approved: set[tuple[str, str]] = set()
    for source, target, approved_at in rows.values_list("source_hash", "target_normal", "approved_at"):
        if target in parts or (len(target) >= WHOLE and target in typed):
            (made if approved_at is None else approved).add((source, target))
    return bool(made - approved)


def search_memory(
    standing: Standing, *, text: str = "", source: str = "", target: str = ""
) -> QuerySet[Segment]:
    """Approved segments that have ``text`` in either language, newest first; never those of a room.

    None for those who may not search the memory.
    """
    if not can_search_memory(standing):
        return Segment.objects.none()
    rows = Segment.objects.filter(approved_at__isnull=False).exclude(level=Level.ROOM)
    if wanted := normal(text):
        rows = rows.filter(Q(source_normal__contains=wanted) | Q(target_normal__contains=wanted))
    if source:
        rows = rows.filter(source_language=source)
    if target:
        rows = rows.filter(target_language=target)
    return rows.order_by("-approved_at", "-pk")


def segments_to_export(*, levels: Sequence[str], source: str = "", target: str = "") -> QuerySet[Segment]:
    """Approved segments of some levels in the order of their making; iterate with a ``chunk_size``."""
    rows = Segment.objects.filter(approved_at__isnull=False, level__in=levels).exclude(level=Level.ROOM)
    if source:
        rows = rows.filter(source_language=source)
    if target:
        rows = rows.filter(target_language=target)
    return rows.order_by("pk")
