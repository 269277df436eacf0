"""Verbs of those who answer: begin, edit, submit, take back, withdraw; name a team and confirm a share of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from qiaomost.accounts.models import User
from qiaomost.catalogue.drafts import cleaned_prose
from qiaomost.catalogue.permissions import can_see
from qiaomost.common.errors import Conflict, Invalid, Message, NotAllowed, NotFound, TransitionRefused
from qiaomost.network.models import Organisation
from qiaomost.network.permissions import Standing
from qiaomost.network.selectors import standing_of
from qiaomost.partnering.drafts.answers import AnswerDraft, answer_problems
from qiaomost.partnering.events.calls import CallTopic
from qiaomost.partnering.models import Answer, AnswerWords, Call, TeamMember
from qiaomost.partnering.permissions.calls import can_write_answer, is_owners
from qiaomost.partnering.services.answers.steps import (
    lock_answer,
    lock_call,
    move_answer,
    permit_answer,
    require_open,
    roles_before,
    tell_call,
)
from qiaomost.partnering.states.answers import AnswerState

TEAM_LIMIT = 10
WHOLE = 100


@transaction.atomic
def start_answer(
    *, actor: User, call_id: UUID, organisation_id: UUID, draft: AnswerDraft, now: datetime
) -> Answer:
    """Begin an answer for an organisation of ``actor``, which leads it with the whole share.

    Raises:
        NotFound: there is no such call, or ``actor`` may not know of its challenge.
        NotAllowed: ``actor`` does not belong to the organisation, or belongs to the owner's.
        TransitionRefused: the call is closed.
        Conflict: the organisation answers this call already.
        Invalid: a value breaks a rule, or the organisation may not answer.
    """
    call, standing = lock_call(call_id), standing_of(actor)
    if not can_see(standing, call.record):
        raise NotFound
    if not standing.belongs_to(organisation_id) or is_owners(standing, call):
        raise NotAllowed(_("Those who belong to the owner of a challenge can’t answer it."))
    require_open(call, now)
    if Answer.objects.filter(call=call, organisation_id=organisation_id).exclude(state="withdrawn").exists():
        raise Conflict(_("Your organisation has begun an answer to this challenge already."))
    problems = _may_not_answer(call, [organisation_id], "organisation") | answer_problems(
        draft, list(call.criteria.all()), is_whole=False
    )
    if problems:
        raise Invalid(fields=problems)
    answer = Answer(call=call, organisation_id=organisation_id, author=actor, started_at=now, changed_at=now)
    _write(answer, draft)
    TeamMember.objects.create(
        answer=answer, organisation_id=organisation_id, share=WHOLE, confirmed_by=actor, confirmed_at=now
    )
    tell_call(call, CallTopic.ANSWER_STARTED, actor=actor, now=now, answer=answer)
    return answer


@transaction.atomic
def edit_answer(*, actor: User, answer_id: UUID, draft: AnswerDraft, now: datetime) -> Answer:
    """Change a draft.

    Raises:
        NotFound, NotAllowed: ``actor`` may not know of the answer, or does not belong to its leader.
        TransitionRefused: it is no draft, or the call is closed.
        Invalid: a value breaks a rule.
    """
    call, answer = lock_answer(answer_id)
    _require_draft(actor, call, answer, now)
    problems = answer_problems(draft, list(call.criteria.all()), is_whole=False)
    if problems:
        raise Invalid(fields=problems)
    answer.changed_at = now
    _write(answer, draft)
    return answer


@transaction.atomic
def set_team(*, actor: User, answer_id: UUID, shares: Mapping[UUID, int], now: datetime) -> Answer:
    """Name the organisations that give the answer, its leader among them, with shares of a hundred.

    A member whose share stays the same keeps its confirmation; the others are asked anew.

    Raises:
        NotFound, NotAllowed: ``actor`` may not know of the answer, or does not belong to its leader.
        TransitionRefused: it is no draft, or the call is closed.
        Invalid: the shares do not add up to 100, or an organisation may not answer.
    """
    call, answer = lock_answer(answer_id)
    _require_draft(actor, call, answer, now)
    problems = _team_problems(call, answer, shares)
    if problems:
        raise Invalid(fields=problems)
    answer.team.exclude(organisation_id__in=shares).delete()
    for organisation_id, share in shares.items():
        _seat(answer, organisation_id, share, actor, now)
    if answer.team.filter(confirmed_at__isnull=True).exists():
        tell_call(call, CallTopic.TEAM_ASKED, actor=actor, now=now, answer=answer)
    return answer


@transaction.atomic
def confirm_share(*, actor: User, answer_id: UUID, share: int, now: datetime) -> TeamMember:
    """Confirm, for one's organisation, that it is of the team and with which share: the one that was read.

    Raises:
        NotFound: ``actor`` may not know of the answer.
        NotAllowed: no organisation of theirs waits for a confirmation.
        TransitionRefused: it is no draft, or the call is closed.
        Conflict: the share was changed meanwhile.
    """
    call, answer = lock_answer(answer_id)
    standing = standing_of(actor)
    roles_before(standing, call, answer)
    waiting = answer.team.filter(
        organisation_id__in=standing.organisations, confirmed_at__isnull=True
    ).first()
    if waiting is None or is_owners(standing, call):
        raise NotAllowed
    require_open(call, now)
    if answer.state != AnswerState.DRAFT:
        raise TransitionRefused
    if waiting.share != share:
        raise Conflict(_("The share has been changed meanwhile; read it again."))
    waiting.confirmed_by, waiting.confirmed_at = actor, now
    waiting.save(update_fields=["confirmed_by", "confirmed_at"])
    tell_call(call, CallTopic.TEAM_CONFIRMED, actor=actor, now=now, answer=answer)
    return waiting


@transaction.atomic
def submit_answer(*, actor: User, answer_id: UUID, now: datetime) -> Answer:
    """Submit a draft: whole, confirmed by all of its team, and without a name by which reviewers know whose it is.

    Raises:
        NotFound, NotAllowed: ``actor`` may not know of the answer, or does not belong to its leader.
        TransitionRefused: it is no draft, the call is closed, or a member has not confirmed its share.
        Conflict: an organisation of the team has submitted another answer.
        Invalid: a criterion is not answered, or the words name one of the organisations.
    """
    call, answer = lock_answer(answer_id)
    permit_answer(actor, call, answer, "submit")
    require_open(call, now)
    _require_confirmed(call, answer)
    criteria, draft = list(call.criteria.all()), draft_of(answer)
    problems = answer_problems(draft, criteria, is_whole=True) or _named(answer, draft)
    if problems:
        raise Invalid(fields=problems)
    answer.submitted_at = now
    return move_answer(call, answer, "submit", actor=actor, now=now, fields=("submitted_at",))


@transaction.atomic
def revise_answer(*, actor: User, answer_id: UUID, now: datetime) -> Answer:
    """Take a submitted answer back to a draft; it counts only if it is submitted again before the deadline.

    Raises:
        NotFound, NotAllowed: ``actor`` may not know of the answer, or does not belong to its leader.
        TransitionRefused: it is not submitted, or the call is closed.
    """
    return _before_deadline("revise", actor, answer_id, now)


@transaction.atomic
def withdraw_answer(*, actor: User, answer_id: UUID, now: datetime) -> Answer:
    """Withdraw an answer before the deadline; the owner never learns of it.

    Raises:
        NotFound, NotAllowed: ``actor`` may not know of the answer, or does not belong to its leader.
        TransitionRefused: it is withdrawn already, or the call is closed.
    """
    return _before_deadline("withdraw", actor, answer_id, now)


def draft_of(answer: Answer) -> AnswerDraft:
    """What an answer says now, in the form in which it is edited."""
    return AnswerDraft(
        answer.language, answer.title, {one.criterion_id: one.text for one in answer.words.all()}
    )


def require_draft(actor: User, answer_id: UUID, now: datetime) -> tuple[Call, Answer]:
    """Lock a draft that ``actor`` may change.

    Raises:
        NotFound, NotAllowed, TransitionRefused: as of ``edit_answer``.
    """
    call, answer = lock_answer(answer_id)
    _require_draft(actor, call, answer, now)
    return call, answer


def _before_deadline(verb: str, actor: User, answer_id: UUID, now: datetime) -> Answer:
    call, answer = lock_answer(answer_id)
    permit_answer(actor, call, answer, verb)
    require_open(call, now)
    return move_answer(call, answer, verb, actor=actor, now=now)


def _require_draft(actor: User, call: Call, answer: Answer, now: datetime) -> None:
    standing: Standing = standing_of(actor)
    roles_before(standing, call, answer)
    if not can_write_answer(standing, call, answer):
        raise NotAllowed
    require_open(call, now)
    if answer.state != AnswerState.DRAFT:
        raise TransitionRefused


def _write(answer: Answer, draft: AnswerDraft) -> None:
    answer.language, answer.title = draft.language, cleaned_prose(draft.title)
    answer.save()
    for criterion in answer.call.criteria.all():
        words = cleaned_prose(draft.words.get(criterion.pk, ""))
        AnswerWords.objects.update_or_create(answer=answer, criterion=criterion, defaults={"text": words})


def _may_not_answer(call: Call, organisations: Collection[UUID], field: str) -> dict[str, Message]:
    """What the rules that a machine checks say of those who answer."""
    found = list(Organisation.objects.filter(pk__in=organisations, is_member=True))
    if len(found) != len(set(organisations)) or call.record.organisation_id in organisations:
        return {field: _("Only other members of the network answer.")}
    if call.countries and any(one.country not in call.countries for one in found):
        return {field: _("This call is for organisations of another country.")}
    if call.kinds and any(one.kind not in call.kinds for one in found):
        return {field: _("This call is for another kind of organisation.")}
    return {}


def _team_problems(call: Call, answer: Answer, shares: Mapping[UUID, int]) -> dict[str, Message]:
    if answer.organisation_id not in shares or not 1 <= len(shares) <= TEAM_LIMIT:
        return {
            "team": _("The leader is of the team, which has at most %(most)d members.") % {"most": TEAM_LIMIT}
        }
    if any(share < 1 for share in shares.values()) or sum(shares.values()) != WHOLE:
        total = sum(shares.values())
        return {"team": _("The shares add up to %(total)d, not to 100.") % {"total": total}}
    return _may_not_answer(call, list(shares), "team")


def _seat(answer: Answer, organisation_id: UUID, share: int, actor: User, now: datetime) -> None:
    member = answer.team.filter(organisation_id=organisation_id).first()
    if member is not None and member.share == share and member.confirmed_at is not None:
        return
    leads = organisation_id == answer.organisation_id
    confirmation = (
        {"confirmed_by": actor, "confirmed_at": now}
        if leads
        else {"confirmed_by": None, "confirmed_at": None}
    )
    TeamMember.objects.update_or_create(
        answer=answer, organisation_id=organisation_id, defaults={"share": share, **confirmation}
    )


def _require_confirmed(call: Call, answer: Answer) -> None:
    team = list(answer.team.all())
    if sum(one.share for one in team) != WHOLE or any(one.confirmed_at is None for one in team):
        raise TransitionRefused(
            _("Not every member of the team has confirmed its share."), code="team_not_confirmed"
        )
    others = TeamMember.objects.filter(
        answer__call=call,
        answer__state=AnswerState.SUBMITTED,
        organisation_id__in=[one.organisation_id for one in team],
    )
    if others.exclude(answer=answer).exists():
        raise Conflict(_("An organisation of the team has submitted another answer to this challenge."))


def _named(answer: Answer, draft: AnswerDraft) -> dict[str, Message]:
    """Fields in which one of the organisations calls itself by a name, which reviewers may not read yet."""
    team = answer.team.prefetch_related("organisation__names")
    names = {name.name.casefold() for one in team for name in one.organisation.names.all()}
    fields = {"title": draft.title} | {f"words_{key}": words for key, words in draft.words.items()}
    told: Message = _("This names one of your organisations; the first review knows no names.")
    return {field: told for field, words in fields.items() if any(name in words.casefold() for name in names)}
