"""A first draft: a template, the case's two parties, and the values that they settled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from qiaomost.accounts.models import User
from qiaomost.common.errors import Invalid, Message, NotAllowed, NotFound
from qiaomost.network.models import Organisation
from qiaomost.network.selectors import standing_of
from qiaomost.network.services.checks import line
from qiaomost.partnering.documents import (
    AgreementDocument,
    AgreementKind,
    Identifier,
    Languages,
    Milestone,
    Money,
    Party,
    Right,
    Words,
    draft_agreement,
    text_sha256,
)
from qiaomost.partnering.documents.filling import Value
from qiaomost.partnering.documents.stored import to_json
from qiaomost.partnering.events import Topic
from qiaomost.partnering.models import Agreement, AgreementVersion, Case
from qiaomost.partnering.permissions.agreements import is_of_the_case, seats_in
from qiaomost.partnering.services.agreements.steps import require_room, tell_of
from qiaomost.partnering.services.steps import lock_case
from qiaomost.partnering.states import Side

SUBJECT_LIMIT = 300
NAME_LIMIT = 300
CENTS = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class AgreementDraft:
    """What the parties settle before the text: ``first`` stands first, as client, assignor or licensor.

    Shares of ``rights`` count the parties in that order.
    """

    kind: AgreementKind
    subject: Words
    languages: Languages
    place: Words
    parties: Mapping[Side, Party]
    first: Side
    values: Mapping[str, Value]
    value: Money | None = None
    technical_value: Money | None = None
    milestones: Sequence[Milestone] = ()
    rights: Sequence[Right] = ()


@transaction.atomic
def start_agreement(*, actor: User, case_id: UUID, draft: AgreementDraft, now: datetime) -> Agreement:
    """Begin an agreement with its first version, drawn up from the template of its kind.

    Raises:
        NotFound, NotAllowed: ``actor`` has no part in the case, or only watches over the node.
        TransitionRefused: the case has no open room.
        Invalid: with one entry for each wrong field, such as ``values.term_months``, ``subject`` or ``rights.0``.
    """
    case = lock_case(case_id)
    seats = seats_in(standing_of(actor), case)
    if not is_of_the_case(seats):
        raise NotAllowed if seats else NotFound
    require_room(case)
    return _begin(case, draft, actor=actor, now=now)


def _begin(case: Case, draft: AgreementDraft, *, actor: User, now: datetime) -> Agreement:
    agreement = Agreement(
        case=case,
        ordinal=case.agreements.count() + 1,
        kind=draft.kind.value,
        created_by=actor,
        created_at=now,
        **listed_values(draft),
    )
    document = drafted(agreement, draft)
    agreement.save()
    add_version(agreement, document, actor=actor, now=now, number=1)
    tell_of(agreement, Topic.AGREEMENT_DRAFTED, actor=actor, now=now, kind=agreement.kind)
    return agreement


def listed_values(draft: AgreementDraft) -> dict[str, Any]:
    """What lists and the register name an agreement by: the columns that follow from its terms."""
    return {
        "subject": {code: line(text) for code, text in draft.subject.items()},
        "value": draft.value.amount if draft.value else None,
        "technical_value": draft.technical_value.amount if draft.technical_value else None,
        "currency": draft.value.currency if draft.value else "",
    }


def add_version(
    agreement: Agreement,
    document: AgreementDocument,
    *,
    actor: User,
    now: datetime,
    number: int,
    what: str = "",
    section: str = "",
    stale: Mapping[str, Sequence[str]] | None = None,
) -> AgreementVersion:
    """Write one version; the database refuses a second one of the same number."""
    return AgreementVersion.objects.create(
        agreement=agreement,
        number=number,
        document=to_json(document),
        sha256=text_sha256(document),
        author=actor,
        at=now,
        what=what,
        section=section,
        stale=dict(stale or {}),
    )


def identifiers_of(organisation: Organisation) -> tuple[Identifier, ...]:
    """The registers' numbers of an organisation, as a document names them."""
    numbers = {"uscc": organisation.uscc, "ogrn": organisation.ogrn}
    return tuple(Identifier(scheme, value) for scheme, value in numbers.items() if value)


def drafted(agreement: Agreement, draft: AgreementDraft) -> AgreementDocument:
    """Return what the template of its kind makes of a draft.

    Raises:
        Invalid: as ``start_agreement``.
    """
    case = agreement.case
    parties = {
        side: replace(party, identifiers=identifiers_of(case.organisation_of(side)), side=side.value)
        for side, party in draft.parties.items()
    }
    problems = _problems(draft)
    try:
        document = draft_agreement(
            kind=draft.kind,
            languages=draft.languages,
            number=agreement.number,
            place=draft.place,
            parties=[parties[draft.first], parties[draft.first.other]],
            values=draft.values,
            value=draft.value,
            technical_value=draft.technical_value,
            milestones=_with_end_users(agreement, draft),
            rights=draft.rights,
            subject=agreement.subject,
        )
    except Invalid as error:
        raise Invalid(fields={**error.fields, **problems}) from error
    if problems:
        raise Invalid(fields=problems)
    return document


def _with_end_users(agreement: Agreement, draft: AgreementDraft) -> list[Milestone]:
    """The plan with the names of those who accept; a seat that is not of the case is no end user."""
    asked = {one.end_user_id for one in draft.milestones if one.end_user_id is not None}
    if not asked:
        return list(draft.milestones)
    seats = agreement.case.participants.filter(pk__in=asked).select_related("user__person")
    names = {
        seat.pk: {code: seat.user.person.name_in(code) for code in draft.languages.shown}
        for seat in seats.prefetch_related("user__person__names")
    }
    wrong: dict[str, Message] = {
        f"milestones.{at}": _("Choose somebody of the case.")
        for at, one in enumerate(draft.milestones)
        if one.end_user_id is not None and one.end_user_id not in names
    }
    if wrong:
        raise Invalid(fields=wrong)
    return [
        replace(one, end_user=names[one.end_user_id] if one.end_user_id is not None else {})
        for one in draft.milestones
    ]


def _problems(draft: AgreementDraft) -> dict[str, Message]:
    problems: dict[str, Message] = {}
    shown = draft.languages.shown
    if not all(0 < len(line(draft.subject.get(code, ""))) <= SUBJECT_LIMIT for code in shown):
        problems["subject"] = _("Say in each language what it is about, in at most 300 characters.")
    if not all(draft.place.get(code, "").strip() for code in shown):
        problems["place"] = _("Name the place in each language.")
    for side, party in draft.parties.items():
        named = (party.name, party.signatory.name, party.signatory.position)
        if not all(0 < len(words.get(code, "").strip()) <= NAME_LIMIT for words in named for code in shown):
            problems[side.value] = _("Name the party, its signatory and the position in each language.")
        elif len({bool(party.address.get(code, "").strip()) for code in shown}) > 1:
            problems[side.value] = _("Write the address in each language, or leave it out in all.")
    if any(not _is_exact(money) for money in (draft.value, draft.technical_value) if money):
        problems["value"] = _("Write the amount with at most two decimals.")
    if draft.technical_value and not draft.value:
        problems["technical_value"] = _("The technical value is a part of the price, in the same currency.")
    return problems


def _is_exact(money: Money) -> bool:
    amount = money.amount
    return amount.is_finite() and 0 <= amount < 10**12 and amount == amount.quantize(CENTS)
