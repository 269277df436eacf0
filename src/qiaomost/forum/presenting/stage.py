"""The stage of an edition: what was signed there, and what has become of it since."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from statistics import median

from django.utils.dateformat import format as formatted
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from qiaomost.common.errors import Message
from qiaomost.forum.models import Edition, Session, Signing
from qiaomost.forum.selectors.signings import signed_on_stage, signings_of
from qiaomost.forum.services.signings import missing
from qiaomost.forum.states.after import SigningState
from qiaomost.partnering.models import Agreement
from qiaomost.partnering.presenting.agreements import Row, row_of
from qiaomost.partnering.selectors.progress import Progress, progress_of
from qiaomost.partnering.states.agreements import ENDED, AgreementState


@dataclass(frozen=True, slots=True)
class Step:
    """A link of the chain: when it was passed, how many days after the one before, and what it says."""

    key: str
    label: str
    words: str
    on: date | None
    days: int | None

    @property
    def is_passed(self) -> bool:
        """Whether the agreement has come so far."""
        return self.on is not None


@dataclass(frozen=True, slots=True)
class StageRow:
    """An agreement on stage, as everybody reads it."""

    row: Row
    steps: tuple[Step, ...]
    ended: str
    days: int | None


@dataclass(frozen=True, slots=True)
class StagePart:
    """The agreements of one edition, and how many have come how far: (label, count) by step."""

    edition: Edition
    name: str
    rows: tuple[StageRow, ...]
    counts: tuple[tuple[str, int], ...]
    to_force: float | None


@dataclass(frozen=True, slots=True)
class DeskRow:
    """An agreement on stage, as the organisers plan it."""

    signing: Signing
    row: Row
    state: str
    session: str
    missing: tuple[str, ...]
    is_shown: bool
    is_paper: bool
    offered_by: str


def stage_part(edition: Edition, reader: str) -> StagePart:
    """What was signed on the stage of an edition and may be shown; eight queries."""
    signings = list(signed_on_stage(edition))
    progress = progress_of(one.agreement for one in signings)
    rows = tuple(stage_row(one.agreement, progress[one.agreement_id], reader) for one in signings)
    return StagePart(edition, edition.name_in(reader), rows, counts_of(rows), _to_force(rows))


def stage_row(agreement: Agreement, progress: Progress, reader: str) -> StageRow:
    """Return the chain of an agreement: signed, in force, milestones, outcome, industrial use."""
    steps = tuple(_steps(agreement, progress))
    passed = [one.on for one in steps if one.on]
    over = AgreementState(agreement.state) in ENDED - {AgreementState.COMPLETED}
    return StageRow(
        row=row_of(agreement, reader),
        steps=steps,
        ended=str(agreement.get_state_display()) if over else "",
        days=(passed[-1] - passed[0]).days if len(passed) > 1 else None,
    )


def counts_of(rows: Sequence[StageRow]) -> tuple[tuple[str, int], ...]:
    """How many agreements have passed each step, in the order of the chain."""
    labels = [one.label for one in rows[0].steps] if rows else []
    return tuple((label, sum(row.steps[at].is_passed for row in rows)) for at, label in enumerate(labels))


def desk_rows(edition: Edition, reader: str, *, now: datetime) -> list[DeskRow]:
    """The ceremony in its order, and what is offered."""
    signings = list(signings_of(edition))
    wanted = missing([one.agreement for one in signings], reader, now=now)
    return [_desk_row(one, wanted.get(one.agreement_id, ()), reader) for one in signings]


def ceremony_choices(sessions: Iterable[Session], reader: str) -> list[tuple[str, str]]:
    """Ceremonies as a form offers them: title, day, hours and site."""
    found = []
    for one in sessions:
        if one.room and one.starts_at and one.ends_at:
            starts, ends = (at.astimezone(one.room.site.zone) for at in (one.starts_at, one.ends_at))
            day = formatted(starts, pgettext("format of a date", "j F Y"))
            when = f"{day}, {starts:%H:%M}–{ends:%H:%M}"
            found.append((str(one.pk), f"{one.title_in(reader)} · {when} · {one.room.site.name_in(reader)}"))
    return found


def _steps(agreement: Agreement, progress: Progress) -> Iterator[Step]:
    signed = agreement.signed_at.astimezone(UTC).date() if agreement.signed_at else None
    done = progress.accepted_on if progress.milestones else None
    told = _("%(done)s of %(all)s accepted") % {"done": progress.accepted, "all": progress.milestones}
    links = (
        ("signed", pgettext("agreement on stage", "Signed"), "", signed),
        ("in_force", pgettext("agreement on stage", "In force"), "", agreement.in_force_on),
        (
            "milestones",
            pgettext("agreement on stage", "Milestones reached"),
            told if progress.milestones else "",
            done,
        ),
        (
            "outcome",
            pgettext("agreement on stage", "Outcome confirmed"),
            "; ".join(progress.outcomes),
            progress.outcome_on,
        ),
        ("industrial", pgettext("agreement on stage", "In industrial use"), "", progress.industrial_on),
    )
    before: date | None = None
    for key, label, words, on in links:
        yield Step(key, label, words, on, (on - before).days if on and before else None)
        before = on or before


def _to_force(rows: Sequence[StageRow]) -> float | None:
    spans = [row.steps[1].days for row in rows if row.steps[1].days is not None]
    return median(spans) if spans else None


def _desk_row(one: Signing, wanted: Iterable[Message], reader: str) -> DeskRow:
    person = getattr(one.offered_by, "person", None)
    return DeskRow(
        signing=one,
        row=row_of(one.agreement, reader),
        state=str(SigningState(one.state).label),
        session=one.session.title_in(reader) if one.session else "",
        missing=tuple(map(str, wanted)),
        is_shown=one.agreement.is_shown,
        is_paper=one.agreement.paper_of_id is not None,
        offered_by=person.name_in(reader) if person else "",
    )
