"""What participants are told of their meetings, each in their own language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext, gettext_noop

from qiaomost.common.languages import INTERFACE_CODES
from qiaomost.forum.models import MeetingProfile, MeetingRequest, MeetingResult
from qiaomost.forum.services.mailing import prepare_mail

REQUEST_WORDS: Mapping[str, tuple[str, str]] = {
    "ask": (
        gettext_noop("%(person)s asks you for a meeting"),
        gettext_noop("%(person)s (%(organisation)s) asks you for a meeting at “%(edition)s”."),
    ),
    "accept": (
        gettext_noop("%(person)s accepts the meeting"),
        gettext_noop("%(person)s (%(organisation)s) accepts the meeting. You will be told where and when."),
    ),
    "decline": (
        gettext_noop("%(person)s declines the meeting"),
        gettext_noop("%(person)s (%(organisation)s) declines the meeting."),
    ),
    "propose": (
        gettext_noop("%(person)s proposes something else"),
        gettext_noop("%(person)s (%(organisation)s) proposes another day or a colleague for the meeting."),
    ),
    "agree": (
        gettext_noop("%(person)s agrees to your proposal"),
        gettext_noop("%(person)s (%(organisation)s) agrees to the day that you proposed."),
    ),
    "withdraw": (
        gettext_noop("%(person)s gives the meeting up"),
        gettext_noop("%(person)s (%(organisation)s) gives the meeting up."),
    ),
}
"""Verb → subject and first paragraph of what the other side is told."""

RESULT_WORDS: Mapping[str, tuple[str, str]] = {
    "cancel": (
        gettext_noop("Your meeting with %(person)s is cancelled"),
        gettext_noop(
            "The organisers of “%(edition)s” have cancelled your meeting with %(person)s (%(organisation)s):"
        ),
    ),
    "restore": (
        gettext_noop("Your meeting with %(person)s takes place after all"),
        gettext_noop(
            "The organisers of “%(edition)s” have taken back that your meeting with %(person)s (%(organisation)s) is "
            "cancelled. Read on the page “My meetings” where and when it is."
        ),
    ),
}
"""Verb → subject and first paragraph of what both sides are told."""


def tell_of_request(
    request: MeetingRequest, verb: str, *, to: MeetingProfile, about: MeetingProfile, now: datetime
) -> None:
    """Write the mail to whoever has to know; it goes out at once. The words of the other side stand as written."""
    subject, body = REQUEST_WORDS[verb]
    words = request.reason if verb == "ask" else request.answer if verb in {"decline", "propose"} else ""
    cause = f"meeting-{request.pk}-{verb}-{request.version}"
    send_words(to, subject, (body,), names_of(about, to), words=words, cause=cause, now=now)


def names_of(about: MeetingProfile, to: MeetingProfile) -> dict[str, str]:
    """Who and where it is about, in the language of whoever reads it."""
    reader, registration = to.registration.language, about.registration
    organisation = registration.organisation
    return {
        "person": registration.person.name_in(reader),
        "organisation": organisation.name_in(reader) if organisation else "—",
        "edition": registration.edition.name_in(reader),
    }


def send_words(
    to: MeetingProfile,
    subject: str,
    paragraphs: tuple[str, ...],
    names: Mapping[str, object],
    *,
    cause: str,
    now: datetime,
    words: str = "",
) -> None:
    """Put message ids into the language of ``to`` and let the mail go."""
    registration = to.registration
    address = registration.user.email if registration.user else ""
    if not address:
        return
    with translation.override(INTERFACE_CODES[registration.language]):
        said = [gettext(one) % names for one in paragraphs]
        head = gettext(subject) % names
    prepare_mail(
        registration.edition,
        address=address,
        user=registration.user,
        language=registration.language,
        subject=head,
        body="\n\n".join([*said, words]).strip(),
        cause=cause,
        now=now,
        release=True,
    )


def tell_of_result(result: MeetingResult, verb: str, *, now: datetime) -> None:
    """Tell both sides of a meeting what the organisers did with it."""
    subject, body = RESULT_WORDS[verb]
    request = result.request
    for to, about in ((request.asker, request.asked), (request.asked, request.asker)):
        cause = f"meeting-{request.pk}-{verb}-{now:%Y%m%d%H%M%S}"
        send_words(to, subject, (body,), names_of(about, to), words=result.why, cause=cause, now=now)
