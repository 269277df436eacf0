"""Who takes part in the 1:1 meetings, under which rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from qiaomost.accounts.models import User
from qiaomost.accounts.secrets import digest_of, new_secret
from qiaomost.catalogue.drafts import cleaned_prose
from qiaomost.common import audit
from qiaomost.common.errors import Invalid, Message, NotFound, TransitionRefused
from qiaomost.forum.models import BlockedTime, Edition, MeetingProfile, MeetingRules, Site
from qiaomost.forum.models.meetings import DAILY_LIMIT, WORDS_LIMIT
from qiaomost.forum.selectors.meetings import records_to_show, registration_of, rules_of
from qiaomost.forum.services.editions import lock_edition

MOST_BLOCKED, MOST_RECORDS = 30, 12
Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class RulesDraft:
    """Who may meet whom and until when one asks; see ``MeetingRules``."""

    is_open: bool
    asked_until: datetime
    most_requests: int = 20
    across_countries: bool = False
    pairs: Sequence[Sequence[str]] = ()
    minutes: int = 25
    pause: int = 5


@dataclass(frozen=True, slots=True)
class ProfileDraft:
    """What somebody seeks and offers, where, and when not."""

    is_listed: bool
    words: str
    language: str
    record_ids: Sequence[UUID] = ()
    site_ids: Sequence[int] = ()
    daily_limit: int = 8
    blocked: Sequence[Span] = ()


@transaction.atomic
def set_rules(*, actor: User | None, edition_id: UUID, draft: RulesDraft, now: datetime) -> MeetingRules:
    """Write the rules of an edition's meetings.

    Raises:
        NotFound, NotAllowed: ``actor`` does not organise it.
        Invalid: a value breaks a rule.
    """
    edition = lock_edition(actor, edition_id)
    wrong: dict[str, Message] = {}
    if not 10 <= draft.minutes <= 120:
        wrong["minutes"] = _("Between 10 and 120 minutes.")
    known = set(edition.categories.values_list("code", flat=True))
    if any(len(pair) != 2 or not set(pair) <= known for pair in draft.pairs):
        wrong["pairs"] = _("Name two categories of this edition in each pair.")
    if wrong:
        raise Invalid(fields=wrong)
    values = {one.name: getattr(draft, one.name) for one in fields(draft)}
    values["pairs"] = [list(pair) for pair in draft.pairs]
    rules, _made = MeetingRules.objects.update_or_create(edition=edition, defaults=values)
    audit.record(actor, "set_meeting_rules", rules, now=now)
    return rules


@transaction.atomic
def write_profile(*, actor: User, edition: Edition, draft: ProfileDraft, now: datetime) -> MeetingProfile:
    """Opt in, opt out, and say what one seeks and offers.

    Raises:
        NotFound: ``actor`` takes no part in the edition.
        TransitionRefused: its organisers have not opened the meetings.
        Invalid: a field breaks a rule.
    """
    registration = registration_of(actor.pk, edition)
    rules = rules_of(edition)
    if rules is None or not rules.is_open:
        raise TransitionRefused(_("The organisers have not opened the 1:1 meetings yet."), code="not_open")
    records = list(records_to_show(registration).filter(pk__in=draft.record_ids))
    sites = list(Site.objects.filter(edition=edition, pk__in=draft.site_ids))
    _check(draft, len(records), len(sites))
    profile, _made = MeetingProfile.objects.update_or_create(
        registration=registration,
        defaults={
            "is_listed": draft.is_listed,
            "words": cleaned_prose(draft.words),
            "language": draft.language,
            "daily_limit": draft.daily_limit,
        },
    )
    profile.records.set(records)
    profile.sites.set(sites)
    profile.blocked.all().delete()
    BlockedTime.objects.bulk_create(
        [BlockedTime(profile=profile, starts_at=start, ends_at=end) for start, end in draft.blocked]
    )
    audit.record(actor, "write_meeting_profile", profile, now=now, is_listed=draft.is_listed)
    return profile


@transaction.atomic
def make_calendar_address(*, actor: User, edition: Edition, now: datetime) -> str:
    """Return a new key for the calendar of ``actor``'s meetings; it is shown once, the one before stops working.

    Raises:
        NotFound: ``actor`` has no profile.
    """
    secret = new_secret()
    mine = MeetingProfile.objects.filter(registration=registration_of(actor.pk, edition))
    if not mine.update(calendar_digest=digest_of(secret)):
        raise NotFound
    audit.record(actor, "make_meeting_calendar", mine.get(), now=now)
    return secret


def _check(draft: ProfileDraft, records: int, sites: int) -> None:
    wrong: dict[str, Message] = {}
    if len(cleaned_prose(draft.words)) > WORDS_LIMIT:
        wrong["words"] = _("This is too long.")
    if draft.is_listed and not cleaned_prose(draft.words) and not draft.record_ids:
        wrong["words"] = _("Say what you seek or offer, or choose a record.")
    if records != len(set(draft.record_ids)) or records > MOST_RECORDS:
        wrong["records"] = _("Choose published records of your organisation.")
    if sites != len(set(draft.site_ids)) or (draft.is_listed and not sites):
        wrong["sites"] = _("Choose where you can be met.")
    if not 1 <= draft.daily_limit <= DAILY_LIMIT:
        wrong["daily_limit"] = _("Between 1 and 20.")
    if len(draft.blocked) > MOST_BLOCKED or any(end <= start for start, end in draft.blocked):
        wrong["blocked"] = _("A time ends after it begins.")
    if wrong:
        raise Invalid(fields=wrong)
