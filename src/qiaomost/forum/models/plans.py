"""What meetings need (tables, slots, interpreters, ways between sites) and the plans that give it to them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from qiaomost.forum.models.editions import Edition, Room, Site
from qiaomost.forum.models.meetings import MeetingRequest
from qiaomost.forum.states.meetings import NoMeeting, PlanState
from qiaomost.network.models import Person

Q = models.Q


class MeetingTable(models.Model):
    """A table for two and an interpreter, by its number in a room."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="meeting_tables")
    number = models.PositiveSmallIntegerField(_("number"))

    class Meta:
        verbose_name = _("table")
        verbose_name_plural = _("tables")
        ordering = ("room", "number")
        constraints = [models.UniqueConstraint(fields=["room", "number"], name="meeting_table_unique")]

    def __str__(self) -> str:
        return str(self.number)


class MeetingSlot(models.Model):
    """A time at a site in which a meeting may lie; cut out of the time bands for meetings."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="meeting_slots")
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"))

    class Meta:
        verbose_name = _("slot for meetings")
        verbose_name_plural = _("slots for meetings")
        ordering = ("starts_at", "pk")
        constraints = [
            models.UniqueConstraint(fields=["site", "starts_at"], name="meeting_slot_unique"),
            models.CheckConstraint(
                name="meeting_slot_runs_forward", condition=Q(ends_at__gt=models.F("starts_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M} UTC"


class MeetingInterpreter(models.Model):
    """Somebody who interprets at the tables, between ``pairs`` of languages, in ``hours``."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="meeting_interpreters")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("person"))
    pairs = models.JSONField(_("pairs of languages"), default=list)

    class Meta:
        verbose_name = _("interpreter")
        verbose_name_plural = _("interpreters")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["edition", "person"], name="meeting_interpreter_unique")
        ]

    def __str__(self) -> str:
        return str(self.person)


class InterpreterHours(models.Model):
    """When and where an interpreter works."""

    interpreter = models.ForeignKey(MeetingInterpreter, on_delete=models.CASCADE, related_name="hours")
    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+")
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"))

    class Meta:
        verbose_name = _("hours of an interpreter")
        verbose_name_plural = _("hours of interpreters")
        ordering = ("starts_at", "pk")
        constraints = [
            models.CheckConstraint(
                name="interpreter_hours_run_forward", condition=Q(ends_at__gt=models.F("starts_at"))
            )
        ]

    def __str__(self) -> str:
        return f"{self.interpreter} {self.starts_at:%Y-%m-%d %H:%M}"


class Way(models.Model):
    """How long it takes from one site to another; where there is none, nobody goes there and back on these days."""

    one = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+")
    minutes = models.PositiveSmallIntegerField(_("minutes"))

    class Meta:
        verbose_name = _("way between sites")
        verbose_name_plural = _("ways between sites")
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="way_unique"),
            models.CheckConstraint(name="way_between_two", condition=Q(one__lt=models.F("other"))),
        ]

    def __str__(self) -> str:
        return f"{self.one}–{self.other}"


class FixedMeeting(models.Model):
    """A meeting that the organiser has put at its place; every plan keeps it."""

    request = models.OneToOneField(MeetingRequest, on_delete=models.CASCADE, related_name="fixed")
    slot = models.ForeignKey(MeetingSlot, on_delete=models.CASCADE, related_name="+")
    table = models.ForeignKey(MeetingTable, on_delete=models.CASCADE, related_name="+")
    interpreter = models.ForeignKey(MeetingInterpreter, on_delete=models.CASCADE, null=True, related_name="+")

    class Meta:
        verbose_name = _("fixed meeting")
        verbose_name_plural = _("fixed meetings")
        constraints = [models.UniqueConstraint(fields=["slot", "table"], name="fixed_meeting_table_once")]

    def __str__(self) -> str:
        return str(self.request)


class MeetingPlan(models.Model):
    """One run of the scheduler. With ``based_on`` it mends that plan and touches as little of it as can be."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="meeting_plans")
    number = models.PositiveIntegerField(_("number"))
    state = models.CharField(_("state"), max_length=9, choices=PlanState.choices, default=PlanState.WAITING)
    seconds = models.PositiveSmallIntegerField(_("time limit in seconds"), default=30)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    made_at = models.DateTimeField(_("made at"))
    beat_at = models.DateTimeField(null=True)
    is_stopped = models.BooleanField(default=False)
    elapsed_s = models.FloatField(default=0.0)
    value = models.PositiveIntegerField(default=0)
    bound = models.PositiveIntegerField(default=0)
    failure = models.CharField(max_length=500, blank=True, default="")
    published_at = models.DateTimeField(_("published at"), null=True)
    based_on = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="replans")

    class Meta:
        verbose_name = _("plan of meetings")
        verbose_name_plural = _("plans of meetings")
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(fields=["edition", "number"], name="meeting_plan_number_unique"),
            models.CheckConstraint(name="meeting_plan_state", condition=Q(state__in=PlanState.values)),
            models.UniqueConstraint(
                fields=["edition"],
                condition=Q(state=PlanState.PUBLISHED),
                name="meeting_plan_one_published",
            ),
            models.UniqueConstraint(
                fields=["edition"],
                condition=Q(state__in=(PlanState.WAITING, PlanState.RUNNING)),
                name="meeting_plan_one_run",
            ),
            models.CheckConstraint(
                name="meeting_plan_published_has_date",
                condition=~Q(state__in=(PlanState.PUBLISHED, PlanState.REPLACED))
                | Q(published_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition} {self.number}"


class PlannedMeeting(models.Model):
    """A request with its place in a plan."""

    plan = models.ForeignKey(MeetingPlan, on_delete=models.CASCADE, related_name="meetings")
    request = models.ForeignKey(MeetingRequest, on_delete=models.CASCADE, related_name="places")
    slot = models.ForeignKey(MeetingSlot, on_delete=models.PROTECT, related_name="+")
    table = models.ForeignKey(MeetingTable, on_delete=models.PROTECT, related_name="+")
    interpreter = models.ForeignKey(MeetingInterpreter, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("planned meeting")
        verbose_name_plural = _("planned meetings")
        ordering = ("slot__starts_at", "table__number", "pk")
        constraints = [
            models.UniqueConstraint(fields=["plan", "request"], name="planned_meeting_once"),
            models.UniqueConstraint(fields=["plan", "slot", "table"], name="planned_meeting_table_once"),
            models.UniqueConstraint(
                fields=["plan", "slot", "interpreter"],
                condition=Q(interpreter__isnull=False),
                name="planned_meeting_interpreter_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request} · {self.slot}"


class Unplanned(models.Model):
    """A request without a place in a plan, and why. ``alone``: it could not be held if it were the only one."""

    plan = models.ForeignKey(MeetingPlan, on_delete=models.CASCADE, related_name="unplanned")
    request = models.ForeignKey(MeetingRequest, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(_("reason"), max_length=16, choices=NoMeeting.choices)
    alone = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("request without a meeting")
        verbose_name_plural = _("requests without a meeting")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["plan", "request"], name="unplanned_once"),
            models.CheckConstraint(name="unplanned_reason", condition=Q(reason__in=NoMeeting.values)),
        ]

    def __str__(self) -> str:
        return f"{self.request}: {self.get_reason_display()}"
