"""The released programme as somebody may read it, what they marked in it, and the working state behind it."""

from __future__ import annotations

from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from qiaomost.accounts.models import User
from qiaomost.accounts.secrets import digest_of
from qiaomost.common.errors import NotFound
from qiaomost.forum.comparing import Content, Item, by_id
from qiaomost.forum.models import (
    Appearance,
    Edition,
    Material,
    ProgrammeVersion,
    Room,
    ScheduleKey,
    Session,
    Site,
    Star,
    Track,
)
from qiaomost.forum.permissions import can_see
from qiaomost.forum.permissions.after import can_read_all_materials
from qiaomost.forum.states import AppearanceRole, SessionKind, SessionState
from qiaomost.network.models import Person
from qiaomost.network.selectors import standing_of

PUBLIC_ROLES = (AppearanceRole.CHAIR, AppearanceRole.SPEAKER, AppearanceRole.PANELLIST)
KEPT = 32
"""So many versions a process keeps; each is read from the database once."""


def last_version(edition: Edition) -> ProgrammeVersion | None:
    """The version that the public sees, without its content; ``content_of`` has that."""
    return edition.versions.defer("content").order_by("-number").first()


def content_of(version: ProgrammeVersion) -> Content:
    """What a version holds; from memory, since it never changes but for its revision."""
    return _content(version.pk, version.revision)


@lru_cache(maxsize=KEPT)
def _content(pk: UUID, _revision: int) -> Content:
    content: dict[str, Any] = ProgrammeVersion.objects.values_list("content", flat=True).get(pk=pk)
    return content


def released_session(edition: Edition, session_id: UUID) -> tuple[ProgrammeVersion, Item]:
    """A session as it was released, and the version that holds it.

    Raises:
        NotFound: the last version has no such session.
    """
    version = last_version(edition)
    item = by_id(content_of(version)).get(str(session_id)) if version else None
    if version is None or item is None:
        raise NotFound
    return version, item


def starred_by(user: User, edition: Edition) -> frozenset[str]:
    """Ids of the sessions that ``user`` has put into their schedule."""
    rows = Star.objects.filter(user=user, session__edition=edition).values_list("session_id", flat=True)
    return frozenset(map(str, rows))


def own_sessions(user: User, edition: Edition) -> frozenset[str]:
    """Ids of the sessions in which ``user`` appears, interpreting included."""
    rows = Appearance.objects.filter(person__user=user, session__edition=edition)
    return frozenset(map(str, rows.values_list("session_id", flat=True)))


def schedule_key(user: User, edition: Edition) -> ScheduleKey | None:
    """The key of ``user``'s schedule, if there is one."""
    return ScheduleKey.objects.filter(user=user, edition=edition).first()


def owner_of_schedule(edition_code: str, secret: str) -> tuple[User, Edition]:
    """Return whose schedule of which edition a key opens.

    Raises:
        NotFound: nobody's, the key is of another edition, the account is closed, or may not see the edition any more.
    """
    rows = ScheduleKey.objects.filter(digest=digest_of(secret), edition__code=edition_code)
    key = rows.filter(user__is_active=True).select_related("user", "edition").first()
    if key is None or not can_see(standing_of(key.user), key.edition):
        raise NotFound
    return key.user, key.edition


def keynote_speakers(edition: Edition) -> QuerySet[Person]:
    """Who holds the confirmed keynotes; public before the programme is. Three queries."""
    held = Appearance.objects.filter(
        session__edition=edition,
        session__kind=SessionKind.KEYNOTE,
        session__state=SessionState.CONFIRMED,
        role=AppearanceRole.SPEAKER,
    )
    people = Person.objects.filter(pk__in=held.values("person")).select_related("organisation").order_by("pk")
    return people.prefetch_related("names", "organisation__names")


def materials_for(user: User | None, session_id: UUID) -> QuerySet[Material]:
    """The files of a session that ``user`` may read, oldest first."""
    rows = Material.objects.filter(session_id=session_id)
    session = Session.objects.select_related("edition").filter(pk=session_id).first()
    reads_all = session is not None and can_read_all_materials(standing_of(user), session, user)
    return rows if reads_all else rows.filter(is_public=True)


def material_for(user: User | None, session_id: UUID, material_id: UUID) -> Material:
    """A file of a session.

    Raises:
        NotFound: the session has no such file for ``user``.
    """
    material = materials_for(user, session_id).filter(pk=material_id).first()
    if material is None:
        raise NotFound
    return material


def draft_sessions(edition: Edition) -> QuerySet[Session]:
    """The sessions as the organisers work on them, with texts, people and places; eight queries."""
    people = Appearance.objects.select_related("person__organisation", "person__user").prefetch_related(
        "person__names", "person__organisation__names"
    )
    rows = edition.sessions.select_related("track", "room__site").order_by("starts_at", "pk")
    return rows.prefetch_related("texts", Prefetch("appearances", people))


def draft_content(edition: Edition) -> dict[str, Any]:
    """The confirmed sessions that have a place, and where they lie, as a version would hold them.

    Persons without their account, interpreters not at all: what is not public never gets into a version.
    """
    rows = draft_sessions(edition).filter(state=SessionState.CONFIRMED, starts_at__isnull=False)
    rooms = Room.objects.filter(site__edition=edition).select_related("site")
    return {
        "sites": {site.code: _site(site) for site in edition.sites.all()},
        "rooms": {str(room.pk): {"names": room.names, "site": room.site.code} for room in rooms},
        "tracks": {track.code: _track(track) for track in edition.tracks.all()},
        "sessions": [_session(row) for row in rows],
    }


def _site(site: Site) -> dict[str, Any]:
    return {"names": site.names, "addresses": site.addresses, "zone": site.time_zone, "link": site.link}


def _track(track: Track) -> dict[str, Any]:
    return {"names": track.names, "kind": track.kind, "colour": track.colour}


def _session(row: Session) -> dict[str, Any]:
    texts = {
        text.language: {"title": text.title, "abstract": text.abstract, "origin": text.origin}
        for text in sorted(row.texts.all(), key=lambda text: text.language)
    }
    return {
        "id": str(row.pk),
        "track": row.track.code,
        "kind": row.kind,
        "state": row.state,
        "room": str(row.room_id),
        "starts_at": row.starts_at.isoformat() if row.starts_at else "",
        "minutes": row.minutes,
        "spoken": row.spoken,
        "interpreted": row.interpreted,
        "texts": texts,
        "people": [_person(one) for one in row.appearances.all() if one.role in PUBLIC_ROLES],
    }


def _person(row: Appearance) -> dict[str, Any]:
    languages = ("zh", "ru", "en")
    place = row.person.organisation
    return {
        "id": str(row.person_id),
        "role": row.role,
        "names": {code: row.person.name_in(code) for code in languages},
        "organisation": {code: place.name_in(code) for code in languages} if place else {},
    }
