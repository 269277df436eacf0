"""Sessions as organisers work on them: written, peopled, placed, confirmed and cancelled.

The public sees none of it before a release. Each change raises the session's version; whoever changes an older one is
told that somebody else was faster.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from qiaomost.accounts.models import User
from qiaomost.catalogue.states import TextOrigin
from qiaomost.common import audit
from qiaomost.common.errors import Conflict, Invalid, NotFound
from qiaomost.common.languages import LanguageCode
from qiaomost.common.transitions import next_state
from qiaomost.forum.models import Appearance, Edition, Room, Session, SessionText
from qiaomost.forum.models.editions import ABOUT_LIMIT, NAME_LIMIT
from qiaomost.forum.services.editions import lock_edition
from qiaomost.forum.states import SESSION_TRANSITIONS, AppearanceRole, SessionState
from qiaomost.network.models import Person

MINUTES = (5, 720)
"""Shortest and longest session."""


@dataclass(frozen=True, slots=True)
class SessionDraft:
    """What a session is, without where it lies. ``original`` is the language in which its texts were written."""

    track_id: int
    kind: str
    minutes: int
    titles: Mapping[str, str]
    abstracts: Mapping[str, str]
    original: str
    spoken: Sequence[str] = ()
    interpreted: Sequence[str] = ()
    is_pinned: bool = False


@transaction.atomic
def create_session(*, actor: User | None, edition_id: UUID, draft: SessionDraft, now: datetime) -> Session:
    """Add a planned session without a place.

    Raises:
        NotFound, NotAllowed: ``actor`` does not organise the edition.
        Invalid: a value breaks a rule.
    """
    edition = lock_edition(actor, edition_id)
    session = Session(edition=edition)
    _write(session, draft)
    audit.record(actor, "create_session", session, now=now)
    return session


@transaction.atomic
def change_session(
    *, actor: User, edition_id: UUID, session_id: UUID, version: int, draft: SessionDraft, now: datetime
) -> Session:
    """Change what a session is.

    Raises:
        NotFound, NotAllowed: ``actor`` does not organise the edition, or it has no such session.
        Conflict: it is no longer at ``version``.
        Invalid: a value breaks a rule.
    """
    session = _lock(actor, edition_id, session_id, version)
    session.version += 1
    _write(session, draft)
    audit.record(actor, "change_session", session, now=now)
    return session


@transaction.atomic
def place_session(
    *,
    actor: User,
    edition_id: UUID,
    session_id: UUID,
    version: int,
    room_id: int | None,
    starts_at: datetime | None,
    now: datetime,
) -> Session:
    """Give a session its room and start, or with ``None`` for both take it off the timetable.

    What clashes is shown and not refused: an organiser may know better, or mend it with the next move.

    Raises:
        NotFound, NotAllowed: ``actor`` does not organise the edition, or it has no such session or room.
        Conflict: the session is no longer at ``version``.
        Invalid: one of room and start is missing, or the start is not within the edition's days.
    """
    session = _lock(actor, edition_id, session_id, version)
    room = _room(session.edition, room_id)
    if (room is None) != (starts_at is None):
        raise Invalid(fields={"starts_at": _("Give both a room and a start.")})
    if room is not None and starts_at is not None:
        day = starts_at.astimezone(room.site.zone).date()
        if not session.edition.first_day <= day <= session.edition.last_day:
            raise Invalid(fields={"starts_at": _("This is not a day of the edition.")})
    session.room, session.starts_at, session.version = room, starts_at, session.version + 1
    session.save(update_fields=["room", "starts_at", "version"])
    audit.record(actor, "place_session", session, now=now, room=room_id, starts_at=str(starts_at or ""))
    return session


@transaction.atomic
def move_session(
    *, actor: User, edition_id: UUID, session_id: UUID, version: int, verb: str, now: datetime
) -> Session:
    """Confirm, cancel or restore a session.

    Raises:
        NotFound, NotAllowed: ``actor`` does not organise the edition, or it has no such session.
        Conflict: it is no longer at ``version``.
        TransitionRefused: ``verb`` is not possible in its state.
    """
    session = _lock(actor, edition_id, session_id, version)
    session.state = next_state(SESSION_TRANSITIONS, SessionState(session.state), verb)
    session.version += 1
    session.save(update_fields=["state", "version"])
    audit.record(actor, f"{verb}_session", session, now=now)
    return session


@transaction.atomic
def add_appearance(
    *,
    actor: User,
    edition_id: UUID,
    session_id: UUID,
    person_id: UUID,
    role: str,
    is_vip: bool = False,
    now: datetime,
) -> Appearance:
    """Let a person of the network appear in a session; twice in one role is once.

    Raises:
        NotFound, NotAllowed: ``actor`` does not organise the edition, or there is no such session or person.
        Invalid: the role is not known.
    """
    session = _lock(actor, edition_id, session_id)
    if role not in AppearanceRole.values:
        raise Invalid(fields={"role": _("This value is not known.")})
    person = Person.objects.filter(pk=person_id).first()
    if person is None:
        raise NotFound
    defaults = {"is_vip": is_vip, "position": session.appearances.count()}
    row, is_new = Appearance.objects.get_or_create(
        session=session, person=person, role=role, defaults=defaults
    )
    if is_new:
        _touch(session)
        audit.record(actor, "add_appearance", session, now=now, person=str(person_id), role=role)
    return row


@transaction.atomic
def remove_appearance(
    *, actor: User, edition_id: UUID, session_id: UUID, appearance_id: int, now: datetime
) -> None:
    """Take a person out of a session.

    Raises:
        NotFound, NotAllowed: ``actor`` does not organise the edition, or there is no such session or appearance.
    """
    session = _lock(actor, edition_id, session_id)
    if not session.appearances.filter(pk=appearance_id).delete()[0]:
        raise NotFound
    _touch(session)
    audit.record(actor, "remove_appearance", session, now=now, appearance=appearance_id)


def _lock(actor: User, edition_id: UUID, session_id: UUID, version: int | None = None) -> Session:
    edition = lock_edition(actor, edition_id)
    session = Session.objects.select_for_update().filter(pk=session_id, edition=edition).first()
    if session is None:
        raise NotFound
    if version is not None and version != session.version:
        raise Conflict
    session.edition = edition
    return session


def _touch(session: Session) -> None:
    session.version += 1
    session.save(update_fields=["version"])


def _room(edition: Edition, room_id: int | None) -> Room | None:
    if room_id is None:
        return None
    room = Room.objects.select_related("site").filter(pk=room_id, site__edition=edition).first()
    if room is None:
        raise NotFound
    return room


def _write(session: Session, draft: SessionDraft) -> None:
    for name in ("track_id", "kind", "minutes", "is_pinned"):
        setattr(session, name, getattr(draft, name))
    session.spoken, session.interpreted = list(draft.spoken), list(draft.interpreted)
    problems = _problems(session, draft)
    try:
        session.full_clean(exclude=["track", "spoken", "interpreted"], validate_constraints=not problems)
    except ValidationError as error:
        problems = {name: " ".join(words) for name, words in error.message_dict.items()} | problems
    if problems:
        raise Invalid(fields=problems)
    session.save()
    origins = {one.language: _origin(one, draft) for one in session.texts.all()}
    session.texts.all().delete()
    SessionText.objects.bulk_create(
        SessionText(
            session=session,
            language=code,
            title=title,
            abstract=draft.abstracts.get(code, ""),
            origin=TextOrigin.ORIGINAL if code == draft.original else origins.get(code, TextOrigin.HUMAN),
        )
        for code, title in draft.titles.items()
        if title
    )


def _origin(text: SessionText, draft: SessionDraft) -> TextOrigin:
    """What a machine wrote stays labelled until somebody writes it anew."""
    words = (draft.titles.get(text.language, ""), draft.abstracts.get(text.language, ""))
    is_untouched = (text.title, text.abstract) == words
    return TextOrigin.MACHINE if is_untouched and text.origin == TextOrigin.MACHINE else TextOrigin.HUMAN


def _problems(session: Session, draft: SessionDraft) -> dict[str, str]:
    problems = {}
    if not draft.titles.get(draft.original):
        problems["original"] = _("Give a title in the original language.")
    if not session.edition.tracks.filter(pk=draft.track_id).exists():
        problems["track_id"] = _("This value is not known.")
    if {*draft.spoken, *draft.interpreted} - set(LanguageCode.values):
        problems["spoken"] = _("This value is not known.")
    if not MINUTES[0] <= draft.minutes <= MINUTES[1]:
        problems["minutes"] = _("Between %(least)s and %(most)s minutes.") % {
            "least": MINUTES[0],
            "most": MINUTES[1],
        }
    return problems | _text_problems(draft)


def _text_problems(draft: SessionDraft) -> dict[str, str]:
    problems = {}
    for code in LanguageCode.values:
        if len(draft.titles.get(code, "")) > NAME_LIMIT:
            problems[f"title_{code}"] = _("This is too long.")
        if len(draft.abstracts.get(code, "")) > ABOUT_LIMIT:
            problems[f"abstract_{code}"] = _("This is too long.")
        if draft.abstracts.get(code) and not draft.titles.get(code):
            problems[f"title_{code}"] = _("Give a title for this abstract.")
    return problems
