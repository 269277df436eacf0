"""What the nouns of a forum can be: editions, sessions, registrations, mails."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class EditionState(models.TextChoices):
    """A draft is seen by its organisers alone; an announced edition by everybody; an archived one is closed."""

    DRAFT = "draft", _("In preparation")
    ANNOUNCED = "announced", _("Announced")
    ARCHIVED = "archived", pgettext_lazy("edition of a forum", "Closed")


EDITION_TRANSITIONS: dict[str, tuple[frozenset[EditionState], EditionState]] = {
    "announce": (frozenset({EditionState.DRAFT}), EditionState.ANNOUNCED),
    "archive": (frozenset({EditionState.ANNOUNCED}), EditionState.ARCHIVED),
    "reopen": (frozenset({EditionState.ARCHIVED}), EditionState.ANNOUNCED),
}


class CopiedPart(models.TextChoices):
    """What a new edition can take over from an earlier one, in the order in which it is copied."""

    SITES = "sites", _("Sites and rooms")
    BANDS = "bands", _("Time bands, on the new days")
    TRACKS = "tracks", _("Tracks")
    FORMS = "forms", _("Categories and registration forms")
    CHECKS = "checks", _("Checks at the entrance")


class TrackKind(models.TextChoices):
    MAIN_FORUM = "main_forum", _("Main forum")
    SUB_FORUM = "sub_forum", _("Sub-forum")
    ACTIVITY = "activity", _("Activity")
    EXHIBITION = "exhibition", _("Exhibition")


class SessionKind(models.TextChoices):
    KEYNOTE = "keynote", _("Keynote")
    TALK = "talk", _("Talk")
    PANEL = "panel", _("Round table")
    SIGNING = "signing", _("Signing ceremony")
    MEETINGS = "meetings", _("1:1 meetings")
    CEREMONY = "ceremony", _("Ceremony")
    VISIT = "visit", _("Visit")
    BREAK = "break", _("Break")


class SessionState(models.TextChoices):
    """Only confirmed sessions are released; a cancelled one stays, so that calendars can say so."""

    PLANNED = "planned", _("Planned")
    CONFIRMED = "confirmed", pgettext_lazy("session", "Confirmed")
    CANCELLED = "cancelled", _("Cancelled")


SESSION_TRANSITIONS: dict[str, tuple[frozenset[SessionState], SessionState]] = {
    "confirm": (frozenset({SessionState.PLANNED}), SessionState.CONFIRMED),
    "cancel": (frozenset({SessionState.PLANNED, SessionState.CONFIRMED}), SessionState.CANCELLED),
    "restore": (frozenset({SessionState.CANCELLED}), SessionState.PLANNED),
}


class AppearanceRole(models.TextChoices):
    SPEAKER = "speaker", _("Speaker")
    CHAIR = "chair", _("Chair")
    PANELLIST = "panellist", _("Participant of the round table")
    INTERPRETER = "interpreter", _("Interpreter")


class RegistrationState(models.TextChoices):
    """``accepted`` alone takes part: its badge opens the doors, its meetings are planned."""

    SUBMITTED = "submitted", _("Waiting for the organisers")
    WAITING = "waiting", _("On the waiting list")
    OFFERED = "offered", _("A place is offered")
    ACCEPTED = "accepted", pgettext_lazy("registration", "Accepted")
    REJECTED = "rejected", _("Rejected")
    WITHDRAWN = "withdrawn", _("Withdrawn")


REGISTRATION_TRANSITIONS: dict[str, tuple[frozenset[RegistrationState], RegistrationState]] = {
    "accept": (
        frozenset({RegistrationState.SUBMITTED, RegistrationState.WAITING}),
        RegistrationState.ACCEPTED,
    ),
    "queue": (frozenset({RegistrationState.SUBMITTED}), RegistrationState.WAITING),
    "offer": (frozenset({RegistrationState.WAITING}), RegistrationState.OFFERED),
    "take_up": (frozenset({RegistrationState.OFFERED}), RegistrationState.ACCEPTED),
    "lapse": (frozenset({RegistrationState.OFFERED}), RegistrationState.WAITING),
    "reject": (
        frozenset(
            {
                RegistrationState.SUBMITTED,
                RegistrationState.WAITING,
                RegistrationState.OFFERED,
                RegistrationState.ACCEPTED,
            }
        ),
        RegistrationState.REJECTED,
    ),
    "withdraw": (
        frozenset(
            {
                RegistrationState.SUBMITTED,
                RegistrationState.WAITING,
                RegistrationState.OFFERED,
                RegistrationState.ACCEPTED,
            }
        ),
        RegistrationState.WITHDRAWN,
    ),
}


class MailState(models.TextChoices):
    """A prepared mail can be read and dropped; a released one is sent by the worker, once."""

    PREPARED = "prepared", _("Prepared")
    RELEASED = "released", _("Released")
    SENT = "sent", _("Sent")
    DROPPED = "dropped", _("Dropped")
