"""Contributions as their authors write them: begun, changed until the deadline, submitted."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from qiaomost.accounts.models import User
from qiaomost.catalogue.drafts import cleaned_prose
from qiaomost.catalogue.states import TextOrigin
from qiaomost.common import audit
from qiaomost.common.errors import Conflict, Invalid, NotAllowed, NotFound, TransitionRefused
from qiaomost.common.languages import LanguageCode
from qiaomost.common.transitions import next_state
from qiaomost.forum.drafts.contributions import ContributionDraft, SpeakerDraft, contribution_problems
from qiaomost.forum.models import (
    Contribution,
    ContributionAnswer,
    ContributionCall,
    ContributionText,
    CoSpeaker,
)
from qiaomost.forum.permissions import can_see
from qiaomost.forum.permissions.contributions import is_open, parts_in
from qiaomost.forum.services.calling import lock_call
from qiaomost.forum.states.contributions import CONTRIBUTION_TRANSITIONS, ContributionState, Part
from qiaomost.network.models import Person
from qiaomost.network.permissions import Standing
from qiaomost.network.selectors import person_of, persons_of, standing_of
from qiaomost.network.services.checks import line


def lock_contribution(contribution_id: UUID) -> Contribution:
    """Lock the call of a contribution, then read the contribution.

    Raises:
        NotFound: there is none.
    """
    call_id = Contribution.objects.filter(pk=contribution_id).values_list("call_id", flat=True).first()
    if call_id is None:
        raise NotFound
    lock_call(call_id)
    return Contribution.objects.select_related("call__track__edition", "author").get(pk=contribution_id)


def lock_as(actor: User, contribution_id: UUID, part: Part) -> Contribution:
    """Lock a contribution before which ``actor`` is ``part``.

    Raises:
        NotFound: ``actor`` may not know of it.
        NotAllowed: they may, and are something else.
    """
    contribution = lock_contribution(contribution_id)
    parts = parts_in(standing_of(actor), contribution)
    if not parts:
        raise NotFound
    if part not in parts:
        raise NotAllowed
    return contribution


@transaction.atomic
def start_contribution(*, actor: User, call_id: int, draft: ContributionDraft, now: datetime) -> Contribution:
    """Begin a contribution; nobody but its author sees it until it is submitted.

    Raises:
        NotFound: ``actor`` may not know of the call.
        TransitionRefused: the call is not open.
        Invalid: a value breaks a rule.
    """
    call = lock_call(call_id)
    standing = standing_of(actor)
    if not can_see(standing, call.track.edition):
        raise NotFound
    contribution = Contribution(call=call, author=actor, started_at=now)
    _write(contribution, draft, standing, now=now, is_whole=False)
    audit.record(actor, "start_contribution", contribution, now=now)
    return contribution


@transaction.atomic
def change_contribution(
    *, actor: User, contribution_id: UUID, draft: ContributionDraft, version: int, now: datetime
) -> Contribution:
    """Change a draft, or what is submitted already, which then stays whole.

    Raises:
        NotFound, NotAllowed: ``actor`` did not write it.
        TransitionRefused: it is neither draft nor submitted, or the call is not open.
        Conflict: it was changed since ``version``, in another window for instance.
        Invalid: a value breaks a rule.
    """
    contribution = lock_as(actor, contribution_id, Part.AUTHOR)
    if contribution.state not in (ContributionState.DRAFT, ContributionState.SUBMITTED):
        raise TransitionRefused
    if version != contribution.version:
        raise Conflict
    contribution.version += 1
    is_whole = contribution.state == ContributionState.SUBMITTED
    _write(contribution, draft, standing_of(actor), now=now, is_whole=is_whole)
    audit.record(actor, "change_contribution", contribution, now=now)
    return contribution


@transaction.atomic
def submit_contribution(*, actor: User, contribution_id: UUID, now: datetime) -> Contribution:
    """Submit a draft; it gets the number under which reviewers know it.

    Raises:
        NotFound, NotAllowed: ``actor`` did not write it.
        TransitionRefused: it is no draft, or the call is not open.
        Invalid: something is left out, or the account has no name.
    """
    contribution = lock_as(actor, contribution_id, Part.AUTHOR)
    state = next_state(CONTRIBUTION_TRANSITIONS, ContributionState(contribution.state), "submit")
    _require_open(contribution.call, now)
    problems = contribution_problems(
        draft_of(contribution), contribution.call, list(contribution.call.questions.all()), is_whole=True
    )
    if person_of(actor) is None:
        problems["name"] = _("First write your name on the page of your account.")
    if problems:
        raise Invalid(fields=problems)
    last = contribution.call.contributions.aggregate(last=Max("number"))["last"]
    contribution.state, contribution.number = state, (last or 0) + 1
    contribution.submitted_at = now
    contribution.save(update_fields=["state", "number", "submitted_at"])
    audit.record(actor, "submit_contribution", contribution, now=now)
    return contribution


def draft_of(contribution: Contribution) -> ContributionDraft:
    """What a contribution says, as its author typed it."""
    texts = list(contribution.texts.all())
    return ContributionDraft(
        language=contribution.language,
        kind=contribution.kind,
        minutes=contribution.minutes,
        titles={one.language: one.title for one in texts},
        abstracts={one.language: one.abstract for one in texts},
        answers={one.question_id: one.text for one in contribution.answers.all()},
        speakers=[
            SpeakerDraft(one.person_id, one.language, one.family, one.given, one.address)
            for one in contribution.speakers.all()
        ],
    )


def _require_open(call: ContributionCall, now: datetime) -> None:
    if not is_open(call, now):
        raise TransitionRefused(_("This call is not open for contributions now."), code="not_open")


def _write(
    contribution: Contribution, draft: ContributionDraft, standing: Standing, *, now: datetime, is_whole: bool
) -> None:
    call = contribution.call
    _require_open(call, now)
    questions = list(call.questions.all())
    problems = contribution_problems(draft, call, questions, is_whole=is_whole)
    if problems:
        raise Invalid(fields=problems)
    speakers = _speakers(contribution, draft, standing)
    contribution.language, contribution.kind = draft.language, draft.kind
    contribution.minutes, contribution.changed_at = draft.minutes, now
    contribution.save()
    for rows in (contribution.texts, contribution.answers, contribution.speakers):
        rows.all().delete()
    ContributionText.objects.bulk_create(_texts(contribution, draft))
    answers = {one.pk: cleaned_prose(draft.answers.get(one.pk, "")) for one in questions}
    ContributionAnswer.objects.bulk_create(
        ContributionAnswer(contribution=contribution, question_id=pk, text=text)
        for pk, text in answers.items()
        if text
    )
    CoSpeaker.objects.bulk_create(speakers)


def _texts(contribution: Contribution, draft: ContributionDraft) -> list[ContributionText]:
    return [
        ContributionText(
            contribution=contribution,
            language=code,
            title=line(draft.titles[code]),
            abstract=cleaned_prose(draft.abstracts.get(code, "")),
            origin=TextOrigin.ORIGINAL if code == draft.language else TextOrigin.HUMAN,
        )
        for code in LanguageCode.values
        if draft.titles.get(code, "").strip()
    ]


def _speakers(contribution: Contribution, draft: ContributionDraft, standing: Standing) -> list[CoSpeaker]:
    """Persons come from the author's own organisations, or were named before; anybody else by name and address."""
    before = [one.person_id for one in contribution.speakers.all() if one.person_id]
    known = {
        person.pk: person
        for person in persons_of(standing.organisations, also=before)
        if person.user_id != contribution.author_id
    }
    return [_speaker(contribution, number, one, known) for number, one in enumerate(draft.speakers)]


def _speaker(
    contribution: Contribution, number: int, draft: SpeakerDraft, known: dict[UUID, Person]
) -> CoSpeaker:
    row = CoSpeaker(contribution=contribution, position=number)
    if draft.person_id:
        row.person = known.get(draft.person_id)
        if row.person is None:
            raise Invalid(fields={"persons": _("Choose from the list.")})
        row.language = row.person.language
        return row
    row.language, row.family, row.given = draft.language, line(draft.family)[:100], line(draft.given)[:100]
    row.address = line(draft.address)
    return row
