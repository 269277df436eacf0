"""Organisers define checks and hand out stations."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, ProtectedError
from django.utils.translation import gettext as _

from qiaomost.accounts.models import User
from qiaomost.accounts.secrets import digest_of, new_secret
from qiaomost.common import audit
from qiaomost.common.errors import Invalid, Message, NotFound, TransitionRefused
from qiaomost.forum.drafts.checkins import CheckDraft
from qiaomost.forum.models import Category, CheckType, Edition, Scan, Station
from qiaomost.forum.models.editions import NAME_LIMIT
from qiaomost.forum.services.editions import lock_edition


@transaction.atomic
def save_check(
    *,
    actor: User | None,
    edition_id: UUID,
    draft: CheckDraft,
    check_id: int | None = None,
    now: datetime,
) -> CheckType:
    """Add a check, or change the one with ``check_id``; how it counts is settled by its first scan.

    Raises:
        NotFound, NotAllowed: ``actor`` does not organise the edition, or it has no such check.
        Invalid: a value breaks a rule.
    """
    edition = lock_edition(actor, edition_id)
    check = _check(edition, check_id) if check_id else _next_check(edition)
    problems = _problems(edition, check, draft)
    for name in ("names", "kind", "rule", "site_id", "is_open"):
        setattr(check, name, getattr(draft, name))
    try:
        check.full_clean(validate_constraints=not problems)
    except ValidationError as error:
        problems |= {
            name: " ".join(words) for name, words in error.message_dict.items() if name not in problems
        }
    if problems:
        raise Invalid(fields=problems)
    check.save()
    check.categories.set(Category.objects.filter(edition=edition, code__in=draft.categories))
    audit.record(actor, "save_check", edition, now=now, check=check.pk)
    return check


@transaction.atomic
def remove_check(*, actor: User, edition_id: UUID, check_id: int, now: datetime) -> None:
    """Remove a check at which nobody was scanned; another one is closed instead.

    Raises:
        NotFound, NotAllowed: ``actor`` does not organise the edition, or it has no such check.
        TransitionRefused: there are scans.
    """
    edition = lock_edition(actor, edition_id)
    try:
        _check(edition, check_id).delete()
    except ProtectedError:
        raise TransitionRefused(_("People were checked here. Close the check instead.")) from None
    audit.record(actor, "remove_check", edition, now=now, check=check_id)


@transaction.atomic
def save_station(
    *,
    actor: User | None,
    edition_id: UUID,
    name: str,
    checks: Collection[int],
    station_id: UUID | None = None,
    now: datetime,
) -> tuple[Station, str]:
    """Make a station, or change the one with ``station_id``; returns it with its secret, empty for one that was there.

    Raises:
        NotFound, NotAllowed: ``actor`` does not organise the edition, or it has no such station.
        Invalid: the name is taken or missing, or no check was chosen.
    """
    edition = lock_edition(actor, edition_id)
    own = CheckType.objects.filter(edition=edition, pk__in=checks)
    secret = "" if station_id else new_secret()
    station = _station(edition, station_id) if station_id else Station(edition=edition, made_at=now)
    station.name = name.strip()
    if secret:
        station.digest, station.made_by = digest_of(secret), actor
    problems: dict[str, Message] = {} if own else {"checks": _("Choose at least one check.")}
    try:
        station.full_clean(exclude={"made_by"})
    except ValidationError as error:
        problems |= {
            name if name != "__all__" else "name": " ".join(words)
            for name, words in error.message_dict.items()
        }
    if problems:
        raise Invalid(fields=problems)
    station.save()
    station.checks.set(own)
    audit.record(actor, "save_station", edition, now=now, station=str(station.pk))
    return station, secret


@transaction.atomic
def renew_station(*, actor: User, edition_id: UUID, station_id: UUID, now: datetime) -> tuple[Station, str]:
    """Give a station a new link, open again if it was closed; the link before stops working.

    Raises:
        NotFound, NotAllowed: ``actor`` does not organise the edition, or it has no such station.
    """
    edition = lock_edition(actor, edition_id)
    station, secret = _station(edition, station_id), new_secret()
    station.digest, station.revoked_at = digest_of(secret), None
    station.save(update_fields=["digest", "revoked_at"])
    audit.record(actor, "renew_station", edition, now=now, station=str(station.pk))
    return station, secret


@transaction.atomic
def revoke_station(*, actor: User, edition_id: UUID, station_id: UUID, now: datetime) -> Station:
    """Close a station: its link opens nothing any more; twice is once.

    Raises:
        NotFound, NotAllowed: ``actor`` does not organise the edition, or it has no such station.
    """
    edition = lock_edition(actor, edition_id)
    station = _station(edition, station_id)
    if station.revoked_at is None:
        station.revoked_at = now
        station.save(update_fields=["revoked_at"])
        audit.record(actor, "revoke_station", edition, now=now, station=str(station.pk))
    return station


def _problems(edition: Edition, check: CheckType, draft: CheckDraft) -> dict[str, Message]:
    problems: dict[str, Message] = {}
    if not all(draft.names.get(code) for code in ("zh", "ru", "en")):
        problems["names"] = _("Give the name in all three languages.")
    if any(len(words) > NAME_LIMIT for words in draft.names.values()):
        problems["names"] = _("This is too long.")
    if draft.site_id is not None and not edition.sites.filter(pk=draft.site_id).exists():
        problems["site_id"] = _("This value is not known.")
    if check.pk and draft.rule != check.rule and Scan.objects.filter(check_type=check).exists():
        problems["rule"] = _("People were checked here already, so how one counts can't change any more.")
    return problems


def _next_check(edition: Edition) -> CheckType:
    last = edition.checks.aggregate(last=Max("position"))["last"]
    return CheckType(edition=edition, position=0 if last is None else last + 1)


def _check(edition: Edition, check_id: int) -> CheckType:
    check = edition.checks.filter(pk=check_id).first()
    if check is None:
        raise NotFound
    return check


def _station(edition: Edition, station_id: UUID) -> Station:
    station = edition.stations.filter(pk=station_id).first()
    if station is None:
        raise NotFound
    return station
