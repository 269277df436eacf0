"""Letters of invitation for visas: for accepted participants, with their consent, out of their passport data."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from qiaomost.accounts.models import User
from qiaomost.common import audit
from qiaomost.common.errors import Invalid, Message, NotFound, TransitionRefused
from qiaomost.compliance.models import Purpose
from qiaomost.compliance.selectors.consent import has_consent
from qiaomost.compliance.services.consent import give_consent
from qiaomost.forum.drafts.issuing import LetterDraft
from qiaomost.forum.models import IssuedDocument, Registration, Stay
from qiaomost.forum.rules.letter_words import Days, letter_part
from qiaomost.forum.services.editions import lock_edition
from qiaomost.forum.services.issuing.documents import issue, issuer_of
from qiaomost.forum.services.issuing.telling import tell_issued
from qiaomost.forum.services.registration_steps import lock_registration
from qiaomost.forum.states import RegistrationState
from qiaomost.forum.states.issued import PAIRS, IssuedKind

ROUTE_LIMIT = 300


@transaction.atomic
def issue_letter(
    *, actor: User, edition_id: UUID, registration_id: UUID, draft: LetterDraft, now: datetime
) -> IssuedDocument:
    """Issue a letter; the participant is told.

    Whoever has an account agrees in the ledger of consents; for somebody without one, an organiser states that the
    consent lies before them in writing, and the audit trail keeps that they did.

    Raises:
        NotFound, NotAllowed: ``actor`` does not organise the edition, or it has no such registration.
        TransitionRefused: it is not accepted, has a letter in force, or nobody has said who issues.
        Invalid: consent or passport data are missing, or a value breaks a rule.
    """
    edition = lock_edition(actor, edition_id)
    registration = Registration.objects.filter(pk=registration_id, edition=edition).first()
    if registration is None:
        raise NotFound
    registration = lock_registration(registration_id)
    _require_possible(registration)
    issuer = issuer_of(edition)
    stay = Stay.objects.filter(registration=registration).first()
    problems = _problems(registration, stay, draft)
    if problems or stay is None:
        raise Invalid(fields=problems)
    days = Days(draft.starts_on, draft.ends_on)
    parts = [
        letter_part(issuer, registration, stay, days, draft.routes[code].strip(), code)
        for code in draft.languages
    ]
    content = {
        "parts": parts,
        "holder": stay.passport_name,
        "ending": stay.passport_number[-3:],
        "from": draft.starts_on.isoformat(),
        "until": draft.ends_on.isoformat(),
        "consent": "ledger" if registration.user_id else "written",
    }
    document = issue(actor, registration, IssuedKind.LETTER, content, now)
    tell_issued(document, now=now)
    return document


@transaction.atomic
def ask_for_letter(*, actor: User, registration_id: UUID, sha256: str, now: datetime) -> None:
    """Agree that passport data are used for a letter.

    Raises:
        NotFound: the registration is not ``actor``'s.
        TransitionRefused: it is not accepted.
        Conflict: the words of the consent have changed since they were shown.
    """
    registration = lock_registration(registration_id)
    if registration.user_id != actor.pk:
        raise NotFound
    if registration.state != RegistrationState.ACCEPTED:
        raise TransitionRefused
    give_consent(actor=actor, purpose=Purpose.VISA_INVITATION, sha256=sha256, now=now)
    audit.record(actor, "ask_for_letter", registration, now=now)


def _require_possible(registration: Registration) -> None:
    if registration.state != RegistrationState.ACCEPTED:
        raise TransitionRefused(_("Only those who are accepted get a letter."))
    held = IssuedDocument.objects.filter(registration=registration, kind=IssuedKind.LETTER, revoked_at=None)
    if held.exists():
        raise TransitionRefused(_("There is a letter in force. Revoke it first."), code="in_force")


def _problems(registration: Registration, stay: Stay | None, draft: LetterDraft) -> dict[str, Message]:
    problems: dict[str, Message] = {}
    if stay is None or not stay.has_whole_passport:
        problems["passport"] = _("Passport data are missing.")
    elif stay.passport_expires_on and stay.passport_expires_on < draft.ends_on:
        problems["passport"] = _("The passport runs out before the end of the stay.")
    if registration.user_id is None:
        agreed = draft.has_written_consent
    else:
        agreed = has_consent(registration.user_id, Purpose.VISA_INVITATION)
    if not agreed:
        problems["has_written_consent"] = _("The person has not agreed to the use of their passport data.")
    return problems | _wrong_draft(draft, registration.edition.first_day, registration.edition.last_day)


def _wrong_draft(draft: LetterDraft, first: date, last: date) -> dict[str, Message]:
    problems: dict[str, Message] = {}
    if draft.languages not in PAIRS:
        problems["languages"] = _("Choose one of the pairs of languages.")
    if draft.starts_on > draft.ends_on or draft.ends_on < first or draft.starts_on > last:
        problems["ends_on"] = _("The stay has to reach into the days of the forum, and ends after it begins.")
    routes = [draft.routes.get(code, "").strip() for code in draft.languages]
    if not all(routes) or any(len(words) > ROUTE_LIMIT for words in routes):
        problems["route_zh"] = _("Give the route in both languages of the letter.")
    return problems
