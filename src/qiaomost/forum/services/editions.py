"""Editions: made, changed, announced, archived."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from qiaomost.accounts.models import User
from qiaomost.common import audit
from qiaomost.common.errors import Invalid, NotAllowed, NotFound, TransitionRefused
from qiaomost.common.transitions import next_state
from qiaomost.forum.models import Edition
from qiaomost.forum.models.editions import ABOUT_LIMIT, NAME_LIMIT
from qiaomost.forum.permissions import can_organise, can_see
from qiaomost.forum.states import EDITION_TRANSITIONS, EditionState
from qiaomost.network.models import Role
from qiaomost.network.selectors import standing_of

TAKEN_CODES = frozenset({"new", "calls", "contributions"})
"""Words that addresses below that of the forum begin with."""


@dataclass(frozen=True, slots=True)
class EditionDraft:
    """What an edition says of itself; texts by language."""

    code: str
    names: Mapping[str, str]
    first_day: date
    last_day: date
    themes: Mapping[str, str] = field(default_factory=dict)
    about: Mapping[str, str] = field(default_factory=dict)
    previous_id: UUID | None = None


def lock_edition(actor: User | None, edition_id: UUID) -> Edition:
    """Read an edition that ``actor`` organises (``None``: the system) and keep others from changing it meanwhile.

    Raises:
        NotFound: there is none.
        NotAllowed: ``actor`` does not organise it.
    """
    edition = Edition.objects.select_for_update().filter(pk=edition_id).first()
    if edition is None:
        raise NotFound
    if actor is not None and not can_organise(standing_of(actor), edition):
        raise NotAllowed
    return edition


@transaction.atomic
def create_edition(
    *,
    actor: User | None,
    organiser_id: UUID,
    draft: EditionDraft,
    now: datetime,
    is_demonstration: bool = False,
) -> Edition:
    """Begin an edition; only its organisers see it until it is announced.

    Raises:
        NotAllowed: ``actor`` is no organiser of ``organiser_id``.
        Invalid: a value breaks a rule.
    """
    standing = standing_of(actor)
    is_organiser = (organiser_id, Role.ORGANISER.value) in standing.memberships
    if actor is not None and not (standing.is_administrator or is_organiser):
        raise NotAllowed
    edition = Edition(organiser_id=organiser_id, is_demonstration=is_demonstration)
    _write(edition, draft)
    audit.record(actor, "create_edition", edition, now=now)
    return edition


@transaction.atomic
def change_edition(*, actor: User, edition_id: UUID, draft: EditionDraft, now: datetime) -> Edition:
    """Change what an edition says of itself.

    Raises:
        NotFound, NotAllowed: ``actor`` does not organise it.
        Invalid: a value breaks a rule.
    """
    edition = lock_edition(actor, edition_id)
    _write(edition, draft)
    audit.record(actor, "change_edition", edition, now=now)
    return edition


@transaction.atomic
def move_edition(*, actor: User | None, edition_id: UUID, verb: str, now: datetime) -> Edition:
    """Announce, archive (close) or reopen an edition.

    Raises:
        NotFound, NotAllowed: ``actor`` does not organise it.
        TransitionRefused: ``verb`` is not possible in its state, or it is to be closed before its last day.
    """
    edition = lock_edition(actor, edition_id)
    edition.state = next_state(EDITION_TRANSITIONS, EditionState(edition.state), verb)
    is_closed = edition.state == EditionState.ARCHIVED
    if is_closed and localdate(now) < edition.last_day:
        raise TransitionRefused(_("An edition is closed on its last day or later."), code="not_over")
    edition.closed_at = now if is_closed else None
    edition.save(update_fields=["state", "closed_at"])
    audit.record(actor, f"{verb}_edition", edition, now=now)
    return edition


@transaction.atomic
def follow_edition(*, actor: User, edition_id: UUID, previous_id: UUID | None, now: datetime) -> Edition:
    """Say which edition was the one before, whose agreements the stage then shows as well.

    Raises:
        NotFound, NotAllowed: ``actor`` does not organise it.
        Invalid: there is no such edition for ``actor``, or it did not begin earlier.
    """
    edition = lock_edition(actor, edition_id)
    previous = Edition.objects.filter(pk=previous_id).first() if previous_id else None
    is_known = previous is not None and can_see(standing_of(actor), previous)
    if previous_id and not (is_known and previous and previous.first_day < edition.first_day):
        raise Invalid(fields={"previous": _("Choose an edition that began earlier.")})
    edition.previous = previous
    edition.save(update_fields=["previous"])
    audit.record(actor, "follow_edition", edition, now=now, previous=previous.code if previous else "")
    return edition


def _write(edition: Edition, draft: EditionDraft) -> None:
    for name in ("code", "names", "themes", "about", "first_day", "last_day", "previous_id"):
        setattr(edition, name, getattr(draft, name))
    problems = _problems(draft)
    try:
        edition.full_clean(validate_constraints=not problems)
    except ValidationError as error:
        problems = {name: " ".join(words) for name, words in error.message_dict.items()} | problems
    if problems:
        raise Invalid(fields=problems)
    edition.save()


def _problems(draft: EditionDraft) -> dict[str, str]:
    problems = {}
    if draft.code in TAKEN_CODES:
        problems["code"] = _("This word has a meaning of its own in addresses. Choose another.")
    if not all(draft.names.get(code) for code in ("zh", "ru", "en")):
        problems["names"] = _("Give the name in all three languages.")
    if any(len(words) > NAME_LIMIT for words in (*draft.names.values(), *draft.themes.values())):
        problems["names"] = _("This is too long.")
    if any(len(words) > ABOUT_LIMIT for words in draft.about.values()):
        problems["about"] = _("This is too long.")
    if draft.last_day < draft.first_day:
        problems["last_day"] = _("The last day is not before the first.")
    return problems
