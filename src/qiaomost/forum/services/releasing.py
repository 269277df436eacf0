"""Releases of the programme: numbered versions, and the mails to those whose sessions changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from qiaomost.accounts.models import User
from qiaomost.common import audit
from qiaomost.common.errors import Conflict, TransitionRefused
from qiaomost.common.languages import INTERFACE_CODES
from qiaomost.forum.comparing import Change, Content, carried_on, changes, digest
from qiaomost.forum.models import Edition, ProgrammeVersion
from qiaomost.forum.selectors.programme import content_of, draft_content, last_version
from qiaomost.forum.selectors.telling import concerned_by, time_and_place, title_of
from qiaomost.forum.services.editions import lock_edition
from qiaomost.forum.services.mailing import prepare_mail

MOST_TOLD = 40
"""So many changes stand in one mail; the rest is on the page."""


@dataclass(frozen=True, slots=True)
class NextVersion:
    """What a release would make public now. ``sign`` stands for exactly this content."""

    number: int
    content: Content
    changes: Sequence[Change]
    sign: str


def next_version(edition: Edition) -> NextVersion:
    """Return what would be released, compared with the last version."""
    last = last_version(edition)
    before = content_of(last) if last else None
    number = last.number + 1 if last else 1
    content = draft_content(edition)
    for part in ("sites", "rooms", "tracks"):  # where a cancelled session lay may be gone by now
        content[part] = {**(before or {}).get(part, {}), **content[part]}
    content["sessions"] = carried_on(content["sessions"], before, number)
    return NextVersion(number, content, changes(before, content), digest(content))


@transaction.atomic
def release_programme(
    *, actor: User | None, edition_id: UUID, sign: str | None = None, now: datetime
) -> ProgrammeVersion:
    """Make the confirmed and placed sessions public as the next version, and prepare mails to those concerned.

    Args:
        sign: of the content that ``actor`` looked at; ``None`` takes whatever there is.

    Raises:
        NotFound, NotAllowed: ``actor`` does not organise the edition.
        Conflict: the programme has changed since ``actor`` looked at it.
        TransitionRefused: nothing differs from the last version.
    """
    edition = lock_edition(actor, edition_id)
    coming = next_version(edition)
    if sign is not None and sign != coming.sign:
        raise Conflict(_("The programme has changed since you looked at it. Look at the differences again."))
    last = last_version(edition)
    if last is not None and content_of(last) == coming.content:
        raise TransitionRefused(_("Nothing differs from the last version."))
    version = ProgrammeVersion.objects.create(
        edition=edition, number=coming.number, content=coming.content, released_at=now, released_by=actor
    )
    audit.record(actor, "release_programme", edition, now=now, number=version.number)
    _tell(version, coming.changes, now=now)
    return version


def _tell(version: ProgrammeVersion, found: Sequence[Change], *, now: datetime) -> None:
    told: Mapping[User, list[Change]] = defaultdict(list)
    people = concerned_by([UUID(change.after["id"]) for change in found])
    for change in found:
        for user in people.get(change.after["id"], ()):
            told[user].append(change)
    for user, own in told.items():
        with override(INTERFACE_CODES[user.language]):
            prepare_mail(
                version.edition,
                address=user.email,
                user=user,
                language=user.language,
                subject=_("Programme of “%(edition)s”") % {"edition": version.edition.name_in(user.language)},
                body=_body(version, own, user.language),
                cause=f"programme:{version.number}",
                now=now,
            )


def _body(version: ProgrammeVersion, own: Sequence[Change], reader: str) -> str:
    said = {
        "new": pgettext("session", "In the programme"),
        "moved": pgettext("session", "Moved"),
        "renamed": pgettext("session", "Renamed"),
        "changed": pgettext("session", "Changed"),
        "cancelled": pgettext("session", "Cancelled"),
    }
    lines = [_("These sessions of yours, or that you have marked, changed in the programme:"), ""]
    for change in own[:MOST_TOLD]:
        kinds = ", ".join(said[kind] for kind in change.kinds)
        lines.append(f"• {kinds}: {title_of(change.after, reader)}")
        if change.after["state"] != "cancelled":
            lines.append(f"  {time_and_place(version.content, change.after, reader)}")
    page = reverse("forum-schedule", args=[version.edition.code])
    lines += [
        "",
        _("Your schedule: %(address)s") % {"address": settings.QIAOMOST.site_url + page},
    ]
    return "\n".join(lines)
