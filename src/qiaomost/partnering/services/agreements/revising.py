"""The terms of an agreement after its first draft: a change writes all languages anew where people have not."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qiaomost.accounts.models import User
from qiaomost.catalogue.drafts import cleaned_prose
from qiaomost.common.errors import Conflict, Invalid, NotFound, TransitionRefused
from qiaomost.network.services.checks import line
from qiaomost.partnering.documents import (
    AgreementDocument,
    AgreementKind,
    Money,
    Redrafted,
    Right,
    Share,
    redraft,
    stale_after,
    templates,
)
from qiaomost.partnering.documents.stored import from_json
from qiaomost.partnering.events import Topic
from qiaomost.partnering.models import Agreement, AgreementVersion
from qiaomost.partnering.selectors.agreements import last_version
from qiaomost.partnering.services.agreements.drafting import (
    AgreementDraft,
    add_version,
    drafted,
    listed_values,
)
from qiaomost.partnering.services.agreements.editing import WHAT_LIMIT, document_at
from qiaomost.partnering.services.agreements.steps import (
    lock_agreement,
    move,
    permit_verb,
    require_room,
    tell_of,
)
from qiaomost.partnering.services.milestones import client_side, side_of_party
from qiaomost.partnering.states import Side
from qiaomost.partnering.states.agreements import ACTS, AgreementState


class TermsPart(enum.StrEnum):
    """What is changed together, with one form."""

    SUBJECT = "subject"
    PARTIES = "parties"
    PRICE = "price"
    VALUES = "values"
    MILESTONES = "milestones"
    RIGHTS = "rights"


PART_LABELS: Mapping[str, Any] = {
    TermsPart.SUBJECT: gettext_lazy("Subject, place and languages"),
    TermsPart.PARTIES: gettext_lazy("Parties and signatories"),
    TermsPart.PRICE: gettext_lazy("Price"),
    TermsPart.VALUES: gettext_lazy("Term, law and other terms"),
    TermsPart.MILESTONES: gettext_lazy("Milestones"),
    TermsPart.RIGHTS: gettext_lazy("Intellectual property"),
}

_FIELDS: Mapping[TermsPart, tuple[str, ...]] = {
    TermsPart.SUBJECT: ("subject", "place", "languages"),
    TermsPart.PARTIES: ("parties", "first"),
    TermsPart.PRICE: ("value", "technical_value"),
    TermsPart.VALUES: ("values",),
    TermsPart.MILESTONES: ("milestones",),
    TermsPart.RIGHTS: ("rights",),
}


@transaction.atomic
def revise_agreement(
    *,
    actor: User,
    agreement_id: UUID,
    part: TermsPart,
    draft: AgreementDraft,
    base: int,
    what: str,
    now: datetime,
) -> AgreementVersion:
    """Change one part of the terms, as the next version; what others changed of the other parts meanwhile stays.

    Clauses that follow from the terms are filled again in every language; a clause written by hand stays, and lags
    behind in all languages where the terms overtook it. What lawyers and officers said counts no more: an agreement
    that was before them goes back to drafting and is put before them again.

    Args:
        actor: who changes it.
        agreement_id: the agreement.
        part: what is changed; only its fields of ``draft`` count.
        draft: the terms, as ``terms_of`` returns them, with the change.
        base: the number of the version that ``actor`` had before their eyes.
        what: what has changed and why; may be empty as long as it is being drafted.
        now: the time.

    Raises:
        NotFound, NotAllowed: ``actor`` may not see it, or is no lawyer, lead or adviser of the case.
        TransitionRefused: a side has signed, or the case has no open room.
        Conflict: somebody has changed this part since ``base``; nothing is written.
        Invalid: a field is wrong, nothing has changed, or there is no reason and it was before others.
    """
    agreement = _to_revise(actor, agreement_id)
    last = last_version(agreement)
    present = terms_of(agreement, from_json(last.document))
    if last.number != base and not is_same_part(
        part, terms_of(agreement, document_at(agreement, base)), present
    ):
        raise Conflict(_("Somebody has changed these terms meanwhile. Both are shown below."))
    changed = _merged(part, present, draft)
    said = _said(agreement, what)
    for name, value in listed_values(changed).items():
        setattr(agreement, name, value)
    before = from_json(last.document)
    redrafted = redraft(before, _drafted(agreement, changed))
    if redrafted.document == before:
        raise Invalid(fields={"what": _("Nothing has changed.")})
    agreement.save(update_fields=list(listed_values(changed)))
    version = add_version(
        agreement,
        redrafted.document,
        actor=actor,
        now=now,
        number=last.number + 1,
        what=said,
        section=part.value,
        stale=_stale(before, redrafted, last.stale),
    )
    if agreement.state != AgreementState.DRAFTING:
        move(agreement, "send_back")
    tell_of(agreement, Topic.AGREEMENT_REVISED, actor=actor, now=now, part=part.value, version=version.number)
    return version


def terms_of(agreement: Agreement, document: AgreementDocument) -> AgreementDraft:
    """Return the terms of a version as a draft has them."""
    sides = [
        side_of_party(agreement.case, document, at) or fallback
        for at, fallback in enumerate((Side.SENDER, Side.OWNER))
    ]
    if sides[0] == sides[1]:
        sides[1] = sides[0].other
    return AgreementDraft(
        kind=AgreementKind(agreement.kind),
        subject=document.subject or agreement.subject,
        languages=document.languages,
        place=document.place,
        parties=dict(zip(sides, document.parties, strict=False)),
        first=sides[0],
        values=dict(document.values),
        value=document.value or _money(agreement, "value"),
        technical_value=document.technical_value or _money(agreement, "technical_value"),
        milestones=document.milestones,
        rights=document.rights,
    )


def is_same_part(part: TermsPart, one: AgreementDraft, other: AgreementDraft) -> bool:
    """Whether two drafts have the same terms in ``part``."""
    return all(getattr(one, name) == getattr(other, name) for name in _FIELDS[part])


def has_part(kind: AgreementKind, part: TermsPart) -> bool:
    """Whether agreements of this kind have such terms."""
    template = templates()[kind]
    if part in {TermsPart.MILESTONES, TermsPart.RIGHTS}:
        return template.has_annexes
    return part != TermsPart.VALUES or bool(template.parameters())


def _to_revise(actor: User, agreement_id: UUID) -> Agreement:
    agreement = lock_agreement(agreement_id)
    permit_verb(actor, agreement, "revise")
    if agreement.state not in ACTS["revise"]:
        raise TransitionRefused(_("A signed agreement is changed by an amendment."), code="signed_already")
    require_room(agreement.case)
    if agreement.paper_of_id is not None:
        raise TransitionRefused(_("The text of this agreement is on paper alone."), code="on_paper")
    if agreement.agreementsignature_set.filter(round=agreement.round).exists() and (
        agreement.state == AgreementState.APPROVED
    ):
        raise TransitionRefused(
            _("A side has signed this text. Take it back to drafting first, and say why."), code="side_signed"
        )
    return agreement


def _said(agreement: Agreement, what: str) -> str:
    said = line(cleaned_prose(what))[:WHAT_LIMIT]
    if agreement.state != AgreementState.DRAFTING and not said:
        raise Invalid(fields={"what": _("Others have read it already: say what has changed, and why.")})
    return said


def _merged(part: TermsPart, present: AgreementDraft, draft: AgreementDraft) -> AgreementDraft:
    """The terms of the last version with this part of ``draft``, and what follows from it in the others."""
    if not has_part(present.kind, part):
        raise NotFound
    changed = replace(present, **{name: getattr(draft, name) for name in _FIELDS[part]})
    changed = replace(changed, languages=replace(changed.languages, shown=present.languages.shown))
    if changed.first != present.first:
        changed = replace(changed, rights=tuple(_turned(right) for right in present.rights))
    if changed.value is not None:
        changed = _in_one_currency(changed, changed.value.currency)
    return changed


def _turned(right: Right) -> Right:
    """The same owners of a right once the other party stands first."""
    shares = (Share(1 - share.party, share.percent) for share in right.shares)
    return replace(right, shares=tuple(sorted(shares, key=lambda share: share.party)))


def _in_one_currency(draft: AgreementDraft, currency: str) -> AgreementDraft:
    """Payments of the plan are parts of the price."""
    return replace(
        draft,
        milestones=tuple(
            replace(one, payment=replace(one.payment, currency=currency)) if one.payment else one
            for one in draft.milestones
        ),
    )


def _drafted(agreement: Agreement, draft: AgreementDraft) -> AgreementDocument:
    """The draft as its template gives it; end users are of the side that accepts.

    Raises:
        Invalid: a field is wrong, or an end user is of the side that performs.
    """
    document = drafted(agreement, draft)
    accepting = client_side(agreement.case, document)
    of_it = set(agreement.case.participants.filter(side=accepting).values_list("pk", flat=True))
    wrong = {
        f"milestones.{at}": _("Who accepts a milestone is of the side for which the work is done.")
        for at, one in enumerate(document.milestones)
        if one.end_user_id is not None and one.end_user_id not in of_it
    }
    if wrong:
        raise Invalid(fields=wrong)
    return document


def _stale(
    before: AgreementDocument, redrafted: Redrafted, stale: Mapping[str, list[str]]
) -> dict[str, list[str]]:
    """Languages that lag behind: behind another one, or, all of them, behind terms that overtook a clause."""
    after = redrafted.document
    lagging = {name: sorted(codes) for name, codes in stale_after(before, after, stale).items()}
    return lagging | {name: sorted(after.languages.shown) for name in redrafted.overtaken}


def _money(agreement: Agreement, name: str) -> Money | None:
    amount = getattr(agreement, name)
    return Money(amount, agreement.currency) if amount is not None else None
