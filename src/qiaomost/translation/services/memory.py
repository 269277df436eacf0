"""Writing the translation memory: what a person approved, what a machine made, what a file brings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from qiaomost.accounts.models import User
from qiaomost.common import audit
from qiaomost.common.errors import Invalid
from qiaomost.common.languages import LanguageCode
from qiaomost.network.selectors import standing_of
from qiaomost.translation.drafts import aligned, digest, normal, stored, words_of
from qiaomost.translation.models import SEGMENT_LIMIT, Segment, SegmentWord
from qiaomost.translation.permissions import can_approve_translations, require
from qiaomost.translation.selectors.memory import Context
from qiaomost.translation.states import Level, SegmentOrigin

BATCH = 500


@dataclass(frozen=True, slots=True)
class SegmentDraft:
    """A pair of segments as a file has it."""

    source_language: str
    target_language: str
    source_text: str
    target_text: str
    origin: str = SegmentOrigin.HUMAN.value


@transaction.atomic
def approve_translation(
    *,
    actor: User | None,
    source_text: str,
    target_text: str,
    source: str,
    target: str,
    level: str,
    scope: str = "",
    now: datetime,
) -> list[Segment]:
    """Put a translation that a person has approved into the memory, sentence by sentence.

    A machine's segment that is among them, word for word, is a machine's no more in what readers are told; the memory
    still says who made it. Texts with another number of sentences are kept as a whole.

    Returns:
        The segments that are new, or newly approved.

    Raises:
        NotAllowed: ``actor`` belongs to no member organisation.
        Invalid: a language or level is not known, or a room has no scope.
    """
    require(actor is None or can_approve_translations(standing_of(actor)))
    context = Context(source, target, level, scope)
    rows = [
        _approved(_segment(SegmentDraft(source, target, left, right), context, now), actor, now)
        for left, right in aligned(source_text, target_text)
    ]
    written = _store_approved([row for row in rows if _is_whole(row)])
    if written:
        audit.record(actor, "approve_translation", written[0], now=now, segments=len(written))
    return written


def _store_approved(rows: Sequence[Segment]) -> list[Segment]:
    """Insert what is new, and approve what a machine had made; leave what is approved already."""
    wanted = {_identity(row): row for row in rows}
    present = Segment.objects.select_for_update().filter(
        source_hash__in=[row.source_hash for row in rows], target_hash__in=[row.target_hash for row in rows]
    )
    known = {_identity(row): row for row in present}
    approved = [row for key, row in known.items() if key in wanted and row.approved_at is None]
    for row in approved:
        same = wanted[_identity(row)]
        row.approved_by, row.approved_at = same.approved_by, same.approved_at
    Segment.objects.bulk_update(approved, ["approved_by", "approved_at"])
    new = [row for key, row in wanted.items() if key not in known]
    Segment.objects.bulk_create(new, ignore_conflicts=True)
    return _with_words([*approved, *new])


def _with_words(rows: Sequence[Segment]) -> list[Segment]:
    """Index approved segments that have been written, by their words; returns them as they are stored."""
    wanted = {_identity(row) for row in rows}
    stored_rows = Segment.objects.filter(
        source_hash__in=[row.source_hash for row in rows], approved_at__isnull=False, words__isnull=True
    )
    fresh = [row for row in stored_rows if _identity(row) in wanted]
    SegmentWord.objects.bulk_create(
        SegmentWord(segment=row, word=word) for row in fresh for word in words_of(row.source_normal)
    )
    return fresh


@transaction.atomic
def keep_machine_segments(made: Mapping[str, str], *, context: Context, provider: str, now: datetime) -> None:
    """Keep what a machine made of some texts, as a machine's; what is there already stays as it is."""
    origin = SegmentOrigin.MACHINE.value
    rows = [
        _segment(
            SegmentDraft(context.source, context.target, left, right, origin), context, now, provider=provider
        )
        for left, right in made.items()
    ]
    Segment.objects.bulk_create([row for row in rows if _is_whole(row)], ignore_conflicts=True)


@transaction.atomic
def import_segments(
    *, actor: User | None, drafts: Iterable[SegmentDraft], level: str, now: datetime
) -> tuple[int, int]:
    """Add the segments of a file to the memory, at one level; all or none.

    They count as approved by ``actor``, but for those that the file calls a machine's: these stay a machine's.

    Returns:
        How many are new, and how many were there already or have an empty or overlong side.

    Raises:
        NotAllowed: ``actor`` belongs to no member organisation.
        Invalid: the level is that of a room: a file belongs to no case.
    """
    require(actor is None or can_approve_translations(standing_of(actor)))
    if level not in {Level.PUBLIC, Level.MEMBERS}:
        raise Invalid(fields={"level": _("A file's segments are public or for members.")})
    before, read = Segment.objects.count(), 0
    batch: list[Segment] = []
    for draft in drafts:
        read += 1
        context = Context(draft.source_language, draft.target_language, level)
        row = _segment(draft, context, now)
        if draft.origin != SegmentOrigin.MACHINE:
            row = _approved(row, actor, now)
        if _is_whole(row):
            batch.append(row)
        if len(batch) >= BATCH:
            _insert(batch)
            batch = []
    _insert(batch)
    new = Segment.objects.count() - before
    if new:
        last = Segment.objects.latest("pk")
        audit.record(actor, "import_segments", last, now=now, segments=new, level=level)
    return new, read - new


def _insert(rows: Sequence[Segment]) -> None:
    Segment.objects.bulk_create(rows, ignore_conflicts=True)
    _with_words(rows)


def _segment(draft: SegmentDraft, context: Context, now: datetime, *, provider: str = "") -> Segment:
    """Return a segment that nobody has approved yet."""
    if not {context.source, context.target} <= set(LanguageCode.values) or context.source == context.target:
        raise Invalid(fields={"languages": _("Choose two of the three languages.")})
    if context.level not in Level.values or (context.level == Level.ROOM and not context.scope):
        raise Invalid(fields={"level": _("There is no such level, or it needs a case.")})
    left, right = normal(draft.source_text), normal(draft.target_text)
    return Segment(
        level=context.level,
        scope=context.case,
        source_language=context.source,
        target_language=context.target,
        source_text=stored(draft.source_text),
        source_normal=left,
        source_hash=digest(left),
        target_text=stored(draft.target_text),
        target_normal=right,
        target_hash=digest(right),
        origin=draft.origin,
        provider=provider[:100],
        created_at=now,
    )


def _approved(row: Segment, actor: User | None, now: datetime) -> Segment:
    row.approved_by, row.approved_at = actor, now
    return row


def _is_whole(row: Segment) -> bool:
    return all(0 < len(text) <= SEGMENT_LIMIT for text in (row.source_text, row.target_text))


def _identity(row: Segment) -> tuple[str, ...]:
    """What makes a segment the same one: the fields of the constraint ``segment_once``."""
    pair = (row.source_language, row.target_language)
    return (row.source_hash, row.target_hash, *pair, row.level, row.scope)
