"""Outcomes: one side claims, the other confirms or disputes; the cooperation follows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from qiaomost.accounts.models import User
from qiaomost.catalogue.drafts import cleaned_prose
from qiaomost.common.errors import Conflict, Invalid, NotAllowed, NotFound, TransitionRefused
from qiaomost.common.languages import LanguageCode
from qiaomost.common.transitions import next_state
from qiaomost.partnering.events import Topic
from qiaomost.partnering.models import Case, Outcome, OutcomeEvidence
from qiaomost.partnering.models.cases import WORDS_LIMIT
from qiaomost.partnering.models.outcomes import TITLE_LIMIT
from qiaomost.partnering.permissions import can_carry
from qiaomost.partnering.permissions.outcomes import acting_side, can_answer_outcome
from qiaomost.partnering.services.evidence import Link, Upload, keep_file, links_of, require_files
from qiaomost.partnering.services.steps import lock_case, permit, settle, tell, words
from qiaomost.partnering.states import COOPERATION_TRANSITIONS, CooperationState, Side
from qiaomost.partnering.states.outcomes import (
    OUTCOME_TRANSITIONS,
    Band,
    Currency,
    EvidenceKind,
    OutcomeKind,
    OutcomeState,
    Territory,
)

C = CooperationState
CLAIMABLE = frozenset({C.COMPLETED, C.OUTCOME_CLAIMED, C.OUTCOME_CONFIRMED})
"""States of the cooperation in which something may be claimed; later outcomes of a confirmed one as well."""

LARGEST_SUM = Decimal(10) ** 12
MOST_JOBS = 1_000_000


@dataclass(frozen=True, slots=True)
class OutcomeDraft:
    """What a side claims. ``links`` has a DOI or an address in each line."""

    kind: str
    language: str
    title: str
    description: str
    territory: str = ""
    value: Decimal | None = None
    band: str = ""
    currency: str = ""
    jobs: int | None = None
    links: str = ""
    files: Sequence[Upload] = ()


@transaction.atomic
def claim_outcome(*, actor: User, case_id: UUID, draft: OutcomeDraft, now: datetime) -> Outcome:
    """Claim, for one's own side, that something has come of the case; several may be claimed, one after the other.

    Raises:
        NotFound, NotAllowed: ``actor`` has no part in the case, or speaks for no side.
        TransitionRefused: the work is not completed.
        Invalid: a value breaks a rule, or a file is not what its name says.
        Conflict: the side has claimed just this, and it waits for an answer.
        GateClosed: export control wants a document before a file crosses the border.
    """
    case = lock_case(case_id)
    side = _side(actor, case)
    if not hasattr(case, "cooperation") or case.cooperation.state not in CLAIMABLE:
        raise TransitionRefused
    facts, links = _facts(draft), links_of(draft.links)
    waiting = Outcome.objects.filter(case=case, side=side, state=OutcomeState.CLAIMED)
    if waiting.filter(kind=facts["kind"], title=facts["title"]).exists():
        raise Conflict(_("Your side has claimed this outcome already."))
    outcome = Outcome.objects.create(case=case, side=side, claimed_by=actor, claimed_at=now, **facts)
    _prove(outcome, links, draft.files, now=now)
    _follow(case, Topic.OUTCOME_CLAIMED, outcome, actor=actor, now=now)
    return outcome


@transaction.atomic
def claim_outcome_again(*, actor: User, outcome_id: UUID, draft: OutcomeDraft, now: datetime) -> Outcome:
    """Claim a disputed outcome once more, in other words or with other evidence; what was said before stays told.

    Raises:
        NotFound, NotAllowed: ``actor`` has no part in the case, or does not speak for the claimant.
        TransitionRefused: it is not disputed.
        Invalid, GateClosed: as with ``claim_outcome``.
    """
    case, outcome = _locked(outcome_id)
    if _side(actor, case) != outcome.side:
        raise NotAllowed
    outcome.state = next_state(OUTCOME_TRANSITIONS, OutcomeState(outcome.state), "claim_again")
    facts, links = _facts(draft), links_of(draft.links)
    if any(facts[name] != getattr(outcome, name) for name in ("language", "title", "description")):
        outcome.translations.all().delete()
    for name, value in facts.items():
        setattr(outcome, name, value)
    outcome.claimed_by, outcome.claimed_at = actor, now
    outcome.answered_by, outcome.answered_side, outcome.answered_at = None, "", None
    outcome.save()
    outcome.evidence.exclude(kind=EvidenceKind.FILE).delete()
    _prove(outcome, links, draft.files, now=now)
    _follow(case, Topic.OUTCOME_CLAIMED, outcome, actor=actor, now=now)
    return outcome


@transaction.atomic
def confirm_outcome(*, actor: User, outcome_id: UUID, now: datetime) -> Outcome:
    """Confirm what the other side claimed.

    Raises:
        NotFound, NotAllowed: ``actor`` has no part in the case, or does not speak for the other side.
        TransitionRefused: it does not wait for an answer.
    """
    case, outcome = _locked(outcome_id)
    return _answer(case, outcome, "confirm", actor=actor, text="", now=now)


@transaction.atomic
def dispute_outcome(*, actor: User, outcome_id: UUID, reason: str, now: datetime) -> Outcome:
    """Dispute what the other side claimed, with a reason.

    Raises:
        NotFound, NotAllowed: ``actor`` has no part in the case, or does not speak for the other side.
        TransitionRefused: it does not wait for an answer.
        Invalid: there is no reason, or it is too long.
    """
    case, outcome = _locked(outcome_id)
    permit(actor, case, lambda roles: can_answer_outcome(roles, outcome))
    text = words(reason, "reason", _("Say what is wrong with it."), _("This is too long."))
    return _answer(case, outcome, "dispute", actor=actor, text=text, now=now)


def _answer(case: Case, outcome: Outcome, verb: str, *, actor: User, text: str, now: datetime) -> Outcome:
    permit(actor, case, lambda roles: can_answer_outcome(roles, outcome))
    outcome.state = next_state(OUTCOME_TRANSITIONS, OutcomeState(outcome.state), verb)
    outcome.answered_by, outcome.answered_at, outcome.answer = actor, now, text
    outcome.answered_side = Side(outcome.side).other
    outcome.save(update_fields=["state", "answered_by", "answered_side", "answered_at", "answer"])
    topic = Topic.OUTCOME_CONFIRMED if verb == "confirm" else Topic.OUTCOME_DISPUTED
    _follow(case, topic, outcome, actor=actor, now=now)
    return outcome


def _follow(case: Case, topic: Topic, outcome: Outcome, *, actor: User, now: datetime) -> None:
    """Let the cooperation stand where its outcomes do: a claim waits, or one is confirmed, or all are disputed."""
    states = set(Outcome.objects.filter(case=case).values_list("state", flat=True))
    if OutcomeState.CLAIMED in states:
        verb = "claim_outcome"
    else:
        verb = "confirm_outcome" if OutcomeState.CONFIRMED in states else "dispute_outcome"
    cooperation, target = case.cooperation, COOPERATION_TRANSITIONS[verb][1]
    if cooperation.state != target:
        cooperation.state = next_state(COOPERATION_TRANSITIONS, CooperationState(cooperation.state), verb)
        cooperation.save(update_fields=["state"])
    settle(case, now=now)
    tell(case, topic, actor=actor, now=now, outcome=str(outcome.pk), kind=outcome.kind)


def _locked(outcome_id: UUID) -> tuple[Case, Outcome]:
    """Lock the outcome's case, then read the outcome as it is now."""
    case_id = Outcome.objects.filter(pk=outcome_id).values_list("case_id", flat=True).first()
    if case_id is None:
        raise NotFound
    return lock_case(case_id), Outcome.objects.get(pk=outcome_id)


def _side(actor: User, case: Case) -> Side:
    side = acting_side(permit(actor, case, lambda roles: can_carry(roles, "claim_outcome")))
    if side is None:
        raise NotAllowed
    return side


def _prove(outcome: Outcome, links: Sequence[Link], files: Sequence[Upload], *, now: datetime) -> None:
    require_files(outcome.case, Side(outcome.side), files, now=now)
    for link in links:
        OutcomeEvidence.objects.create(outcome=outcome, kind=link.kind, address=link.address)
    for upload in files:
        row = OutcomeEvidence(outcome=outcome, kind=EvidenceKind.FILE)
        keep_file(row, upload)
        row.save()


def _facts(draft: OutcomeDraft) -> dict[str, Any]:
    """Return the columns of an outcome.

    Raises:
        Invalid: with every field that breaks a rule.
    """
    title = " ".join(cleaned_prose(draft.title).split())
    description = cleaned_prose(draft.description)
    has_sum = draft.value is not None or bool(draft.band)
    wrong = dict([*_unknown(draft), *_wordless(title, description), *_missing(draft), *_excessive(draft)])
    if wrong:
        raise Invalid(fields=wrong)
    return {
        "kind": draft.kind,
        "language": draft.language,
        "title": title,
        "description": description,
        "territory": draft.territory,
        "value": draft.value,
        "band": draft.band,
        "currency": draft.currency if has_sum else "",
        "jobs": draft.jobs,
    }


def _unknown(draft: OutcomeDraft) -> Iterator[tuple[str, str]]:
    known = {
        "kind": OutcomeKind.values,
        "language": LanguageCode.values,
        "territory": ["", *Territory.values],
        "band": ["", *Band.values],
        "currency": ["", *Currency.values],
    }
    for name, values in known.items():
        if getattr(draft, name) not in values:
            yield name, _("Choose one of the list.")


def _wordless(title: str, description: str) -> Iterator[tuple[str, str]]:
    if not 0 < len(title) <= TITLE_LIMIT:
        yield "title", _("Between 1 and %(limit)s characters.") % {"limit": TITLE_LIMIT}
    if not 0 < len(description) <= WORDS_LIMIT:
        yield "description", _("Between 1 and %(limit)s characters.") % {"limit": WORDS_LIMIT}


def _missing(draft: OutcomeDraft) -> Iterator[tuple[str, str]]:
    if draft.kind == OutcomeKind.PATENT and not draft.territory:
        yield "territory", _("Say where the patent holds.")
    if draft.jobs is None and draft.kind == OutcomeKind.JOBS:
        yield "jobs", _("Say how many.")
    if draft.kind == OutcomeKind.REVENUE and draft.value is None and not draft.band:
        yield "band", _("Name the sum or its band.")
    if (draft.value is not None or draft.band) and not draft.currency:
        yield "currency", _("In which currency?")


def _excessive(draft: OutcomeDraft) -> Iterator[tuple[str, str]]:
    if draft.jobs is not None and not 0 < draft.jobs <= MOST_JOBS:
        yield "jobs", _("Between 1 and a million.")
    if draft.value is not None and not 0 < draft.value < LARGEST_SUM:
        yield "value", _("More than nothing and less than a trillion.")
