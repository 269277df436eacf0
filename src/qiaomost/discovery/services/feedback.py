"""What people say of a match. It is kept for evaluation and changes no ranking."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from qiaomost.accounts.models import User
from qiaomost.catalogue.models import Record
from qiaomost.catalogue.permissions import can_see
from qiaomost.common import audit
from qiaomost.common.errors import Invalid, NotFound
from qiaomost.discovery.models import FEEDBACK_WORDS_LIMIT, MatchFeedback, Verdict
from qiaomost.network.selectors import standing_of
from qiaosearch.matching import COUNTERPARTS
from qiaosearch.text.normalise import clean


@transaction.atomic
def give_feedback(
    *, actor: User, record_id: UUID, candidate_id: UUID, verdict: str, words: str = "", now: datetime
) -> MatchFeedback:
    """Say whether a candidate is relevant to a record; what ``actor`` said of this pair before is replaced.

    Raises:
        NotFound: ``actor`` may not know of one of the two.
        Invalid: the two are no counterparts, the verdict is not known, or the words are too many.
    """
    record, candidate = _pair(actor, record_id, candidate_id)
    words = clean(words).strip()
    _check(record, candidate, verdict, words)
    given, _made = MatchFeedback.objects.update_or_create(
        user=actor,
        record=record,
        candidate=candidate,
        defaults={"verdict": verdict, "words": words, "given_at": now},
    )
    audit.record(
        actor, "give_feedback", record, now=now, candidate=str(candidate.pk), verdict=str(given.verdict)
    )
    return given


@transaction.atomic
def remove_feedback(*, actor: User, record_id: UUID, candidate_id: UUID, now: datetime) -> None:
    """Take back what ``actor`` said of this pair.

    Raises:
        NotFound: ``actor`` has said nothing of it.
    """
    mine = MatchFeedback.objects.filter(user=actor, record_id=record_id, candidate_id=candidate_id)
    given = mine.select_related("record").first()
    if given is None:
        raise NotFound
    given.delete()
    audit.record(actor, "remove_feedback", given.record, now=now, candidate=str(candidate_id))


def _pair(actor: User, record_id: UUID, candidate_id: UUID) -> tuple[Record, Record]:
    found = Record.objects.in_bulk([record_id, candidate_id])
    standing = standing_of(actor)
    if not all(id_ in found and can_see(standing, found[id_]) for id_ in (record_id, candidate_id)):
        raise NotFound
    return found[record_id], found[candidate_id]


def _check(record: Record, candidate: Record, verdict: str, words: str) -> None:
    if candidate.kind not in COUNTERPARTS[record.kind]:
        raise Invalid(fields={"candidate": _("Records of these two kinds do not answer each other.")})
    if verdict not in Verdict.values:
        raise Invalid(fields={"verdict": _("Choose one of the two answers.")})
    if len(words) > FEEDBACK_WORDS_LIMIT:
        most = {"most": FEEDBACK_WORDS_LIMIT}
        raise Invalid(fields={"words": _("At most %(most)d characters are kept.") % most})
