"""An edition of the forum: its sites and rooms, its tracks, and the time bands in which sessions may lie."""

from __future__ import annotations

import uuid
import zoneinfo
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qiaomost.common.languages import in_language, reading_order
from qiaomost.forum.states import EditionState, TrackKind
from qiaomost.network.models import Organisation
from qiaomost.partnering.states.rooms import zone_name

NAME_LIMIT, ABOUT_LIMIT = 200, 4000
Words = Mapping[str, str]
"""Language → text, as the organisers wrote it."""


def validate_time_zone(value: str) -> None:
    """Refuse what is no zone of the IANA data base."""
    if value not in zoneinfo.available_timezones():
        raise ValidationError(_("“%(value)s” is no time zone."), params={"value": value})


class Named(models.Model):
    """Something with a name in each of the three languages; ``name_in`` picks the reader's."""

    names = models.JSONField(_("name"), default=dict, help_text=_("Language → name."))

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name_in("en")

    def name_in(self, language: str) -> str:
        """Return the name for a reader of ``language``."""
        return in_language(self.names, reading_order(language)) or ""


class Edition(Named):
    """One forum, e.g. the 11th. ``previous`` is the one before, whose outcomes its stage shows."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.SlugField(_("short name in addresses"), max_length=40, unique=True)
    themes = models.JSONField(_("theme"), default=dict, blank=True)
    about = models.JSONField(_("about"), default=dict, blank=True)
    organiser = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="editions", verbose_name=_("organiser")
    )
    previous = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("previous edition")
    )
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    state = models.CharField(
        _("state"), max_length=9, choices=EditionState.choices, default=EditionState.DRAFT
    )
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    is_demonstration = models.BooleanField(_("invented, for the demonstration"), default=False)

    class Meta:
        verbose_name = pgettext_lazy("forum", "edition")
        verbose_name_plural = _("editions")
        ordering = ("-first_day", "pk")
        constraints = [
            models.CheckConstraint(
                name="edition_state_known", condition=models.Q(state__in=EditionState.values)
            ),
            models.CheckConstraint(
                name="edition_closed_has_date",
                condition=models.Q(state=EditionState.ARCHIVED, closed_at__isnull=False)
                | ~models.Q(state=EditionState.ARCHIVED) & models.Q(closed_at__isnull=True),
            ),
            models.CheckConstraint(
                name="edition_days_in_order", condition=models.Q(last_day__gte=models.F("first_day"))
            ),
        ]

    def theme_in(self, language: str) -> str:
        """Return the theme for a reader of ``language``."""
        return in_language(self.themes, reading_order(language)) or ""

    def about_in(self, language: str) -> str:
        """Return what the edition is about, for a reader of ``language``."""
        return in_language(self.about, reading_order(language)) or ""


class Site(Named):
    """A place of an edition with a clock of its own; with a link, one can also take part from afar."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="sites")
    code = models.SlugField(_("short name"), max_length=40)
    position = models.PositiveSmallIntegerField(default=0)
    addresses = models.JSONField(pgettext_lazy("place", "address"), default=dict, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, validators=[validate_time_zone])
    link = models.URLField(_("link for those who take part from afar"), blank=True)

    class Meta:
        verbose_name = _("site")
        verbose_name_plural = _("sites")
        ordering = ("position", "pk")
        constraints = [models.UniqueConstraint(fields=["edition", "code"], name="site_code_unique")]

    def address_in(self, language: str) -> str:
        """Return the address for a reader of ``language``."""
        return in_language(self.addresses, reading_order(language)) or ""

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The clock of the place."""
        return zoneinfo.ZoneInfo(self.time_zone)

    @property
    def clock(self) -> str:
        """What people call that clock, in the active language."""
        return zone_name(self.time_zone)


class Room(Named):
    """A room of a site: how many it seats, and how many interpretation booths it has."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="rooms")
    position = models.PositiveSmallIntegerField(default=0)
    capacity = models.PositiveIntegerField(_("seats"))
    booths = models.PositiveSmallIntegerField(_("interpretation booths"), default=0)

    class Meta:
        verbose_name = _("room")
        verbose_name_plural = _("rooms")
        ordering = ("site", "position", "pk")
        constraints = [
            models.CheckConstraint(name="room_seats_somebody", condition=models.Q(capacity__gte=1))
        ]


class Track(Named):
    """A strand of the programme: main forum, a sub-forum, an activity, the exhibition."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="tracks")
    code = models.SlugField(_("short name"), max_length=40)
    kind = models.CharField(_("kind"), max_length=10, choices=TrackKind.choices)
    position = models.PositiveSmallIntegerField(default=0)
    about = models.JSONField(_("about"), default=dict, blank=True)
    colour = models.CharField(
        _("colour"), max_length=7, default="#31598c", validators=[RegexValidator(r"^#[0-9a-f]{6}$")]
    )

    class Meta:
        verbose_name = _("track")
        verbose_name_plural = _("tracks")
        ordering = ("position", "pk")
        constraints = [
            models.UniqueConstraint(fields=["edition", "code"], name="track_code_unique"),
            models.CheckConstraint(name="track_kind_known", condition=models.Q(kind__in=TrackKind.values)),
        ]

    def about_in(self, language: str) -> str:
        """Return what the track is about, for a reader of ``language``."""
        return in_language(self.about, reading_order(language)) or ""


class TimeBand(models.Model):
    """A stretch of a site's day in which sessions or meetings may lie; the grid of the schedule editor."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="bands")
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"))
    is_for_meetings = models.BooleanField(_("for 1:1 meetings"), default=False)

    class Meta:
        verbose_name = _("time band")
        verbose_name_plural = _("time bands")
        ordering = ("starts_at", "pk")
        constraints = [
            models.CheckConstraint(
                name="time_band_runs_forward", condition=models.Q(ends_at__gt=models.F("starts_at"))
            )
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M}–{self.ends_at:%H:%M} UTC"
