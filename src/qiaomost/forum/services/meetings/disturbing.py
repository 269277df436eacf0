"""What goes wrong on the day, noted by the organisers and lifted again; every later plan takes it into account."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from qiaomost.accounts.models import User
from qiaomost.common import audit
from qiaomost.common.errors import Invalid, NotFound, TransitionRefused
from qiaomost.forum.models import Disturbance, Edition, MeetingInterpreter, MeetingProfile, MeetingTable
from qiaomost.forum.services.editions import lock_edition
from qiaomost.forum.states.meetings import DisturbanceKind


@dataclass(frozen=True, slots=True)
class DisturbanceDraft:
    """``subject`` is the id of a profile, a table or an interpreter; without a start it begins now."""

    kind: str
    subject: str
    starts_at: datetime | None = None
    ends_at: datetime | None = None


@transaction.atomic
def note_disturbance(*, actor: User, edition_id: UUID, draft: DisturbanceDraft, now: datetime) -> Disturbance:
    """Note that somebody is not there or comes late, or that a table or an interpreter can't be had.

    Raises:
        NotFound, NotAllowed: ``actor`` does not organise the edition.
        Invalid: there is no such participant, table or interpreter, or it ends before it begins.
    """
    edition = lock_edition(actor, edition_id)
    starts_at = draft.starts_at or now
    if draft.ends_at is not None and draft.ends_at <= starts_at:
        raise Invalid(fields={"ends_at": _("A time ends after it begins.")})
    row = Disturbance.objects.create(
        edition=edition,
        kind=draft.kind,
        starts_at=starts_at,
        ends_at=draft.ends_at,
        noted_by=actor,
        noted_at=now,
        **_subject(edition, draft),
    )
    audit.record(actor, "note_disturbance", row, now=now)
    return row


@transaction.atomic
def lift_disturbance(*, actor: User, edition_id: UUID, disturbance_id: int, now: datetime) -> Disturbance:
    """Say that it is over or was noted by mistake; later plans count on everybody and everything again.

    Raises:
        NotFound, NotAllowed: there is none, or ``actor`` does not organise the edition.
        TransitionRefused: it was lifted already.
    """
    edition = lock_edition(actor, edition_id)
    row = Disturbance.objects.filter(edition=edition, pk=disturbance_id).first()
    if row is None:
        raise NotFound
    if row.lifted_at is not None:
        raise TransitionRefused
    row.lifted_at = now
    row.save(update_fields=["lifted_at"])
    audit.record(actor, "lift_disturbance", row, now=now)
    return row


def _profile(edition: Edition, subject: str) -> MeetingProfile | None:
    try:
        pk = UUID(subject)
    except ValueError:
        return None
    return MeetingProfile.objects.filter(registration__edition=edition, pk=pk).first()


def _table(edition: Edition, subject: str) -> MeetingTable | None:
    rows = MeetingTable.objects.filter(room__site__edition=edition)
    return rows.filter(pk=int(subject)).first() if subject.isdecimal() else None


def _interpreter(edition: Edition, subject: str) -> MeetingInterpreter | None:
    rows = MeetingInterpreter.objects.filter(edition=edition)
    return rows.filter(pk=int(subject)).first() if subject.isdecimal() else None


SUBJECTS: Mapping[str, tuple[str, Callable[[Edition, str], Model | None]]] = {
    DisturbanceKind.PARTICIPANT: ("profile", _profile),
    DisturbanceKind.TABLE: ("table", _table),
    DisturbanceKind.INTERPRETER: ("interpreter", _interpreter),
}
"""Kind → the column that it names, and how its subject is found."""


def _subject(edition: Edition, draft: DisturbanceDraft) -> dict[str, Model]:
    if draft.kind not in SUBJECTS:
        raise Invalid(fields={"kind": _("Choose from the list.")})
    name, find = SUBJECTS[draft.kind]
    found = find(edition, draft.subject)
    if found is None:
        raise Invalid(fields={"subject": _("Choose from the list.")})
    return {name: found}
