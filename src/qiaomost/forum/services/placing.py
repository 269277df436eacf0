"""A confirmed contribution becomes a session of the programme, with its texts and its speakers."""

from __future__ import annotations

from datetime import datetime

from qiaomost.forum.models import Appearance, Contribution, CoSpeaker, Session, SessionText
from qiaomost.forum.states import AppearanceRole, SessionKind, SessionState
from qiaomost.network.drafts import PersonDraft
from qiaomost.network.models import Person
from qiaomost.network.services.entries import create_person

SOURCE = "forum-contribution"
"""Where persons come from who were invited by name and address."""


def session_of(contribution: Contribution, *, now: datetime) -> Session:
    """Return the session of a contribution; made the first time, inside the caller's transaction."""
    if contribution.session is not None:
        return contribution.session
    track = contribution.call.track
    session = Session.objects.create(
        edition=track.edition,
        track=track,
        kind=contribution.kind,
        minutes=contribution.minutes,
        spoken=[contribution.language],
    )
    SessionText.objects.bulk_create(
        SessionText(
            session=session, language=one.language, title=one.title, abstract=one.abstract, origin=one.origin
        )
        for one in contribution.texts.all()
    )
    is_panel = contribution.kind == SessionKind.PANEL
    role = AppearanceRole.PANELLIST if is_panel else AppearanceRole.SPEAKER
    persons = [Person.objects.get(user=contribution.author)]
    persons += [_person_of(one, now) for one in contribution.speakers.select_related("person")]
    Appearance.objects.bulk_create(
        Appearance(session=session, person=person, role=role, position=number)
        for number, person in enumerate(dict.fromkeys(persons))
    )
    return session


def cancel_session(session: Session) -> None:
    """Keep the session as cancelled, so that calendars can say so."""
    session.state = SessionState.CANCELLED
    session.version += 1
    session.save(update_fields=["state", "version"])


def _person_of(speaker: CoSpeaker, now: datetime) -> Person:
    if speaker.person is not None:
        return speaker.person
    draft = PersonDraft(
        language=speaker.language,
        family=speaker.family,
        given=speaker.given,
        source=SOURCE,
        source_id=str(speaker.pk),
    )
    speaker.person = create_person(actor=None, draft=draft, now=now)
    speaker.save(update_fields=["person"])
    return speaker.person
