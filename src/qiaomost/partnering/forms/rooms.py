"""What the pages of a room ask for. The limits and rules are the services'."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from qiaomost.common.inputs import DayInput
from qiaomost.common.languages import LanguageCode
from qiaomost.network.forms import VerbForm
from qiaomost.partnering.models.cases import WORDS_LIMIT
from qiaomost.partnering.models.rooms import MESSAGE_LIMIT, TITLE_LIMIT
from qiaomost.partnering.services.rooms_plans import Meeting
from qiaomost.partnering.services.rooms_translations import LIMIT
from qiaomost.partnering.states.rooms import ZONES


def _area(label: Any, limit: int, rows: int) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows, "data-limit": limit})
    return forms.CharField(label=label, max_length=limit, widget=area)


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=DayInput())


def _time(label: Any) -> forms.TimeField:
    return forms.TimeField(label=label, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))


class MessageForm(VerbForm):
    text = _area(_("Your message, in your own language"), MESSAGE_LIMIT, 4)
    language = forms.ChoiceField(
        label=_("Language you write in"),
        required=False,
        choices=[("", _("recognised by its script")), *LanguageCode.choices],
    )


class ThreadForm(MessageForm):
    title = forms.CharField(label=_("Subject"), max_length=TITLE_LIMIT)
    field_order = ("title", "text", "language")


class TranslationForm(VerbForm):
    text = _area(_("Translation"), LIMIT, 8)


class FileForm(VerbForm):
    file = forms.FileField(label=_("File"))


class DecisionForm(VerbForm):
    text = _area(_("What was decided?"), WORDS_LIMIT, 3)
    decided_on = _day(_("On which day?"))


class TaskForm(VerbForm):
    title = forms.CharField(label=_("What is to be done?"), max_length=TITLE_LIMIT)
    assignee_id = forms.ChoiceField(label=_("By whom?"))
    due_on = _day(_("Until which day?"))

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assignee_id"].choices = people  # type: ignore[attr-defined]


class AppointmentForm(VerbForm):
    title = forms.CharField(label=_("What about?"), max_length=TITLE_LIMIT)
    day = _day(_("Day"))
    starts = _time(_("Begins at"))
    ends = _time(_("Ends at"))
    zone = forms.ChoiceField(label=_("Time zone in which these times are meant"), choices=list(ZONES.items()))
    link = forms.CharField(
        label=_("Address of the video call"),
        required=False,
        max_length=500,
        help_text=_("Begins with https://. Only those in this room see it."),
    )

    def meeting(self) -> Meeting:
        """Return what was typed; times are those of the zone."""
        typed = self.cleaned_data
        zone = ZoneInfo(typed["zone"])
        return Meeting(
            title=typed["title"],
            starts_at=_at(typed["day"], typed["starts"], zone),
            ends_at=_at(typed["day"], typed["ends"], zone),
            zone=typed["zone"],
            link=typed["link"].strip(),
        )


def _at(day: date, hour: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, hour, tzinfo=zone)
