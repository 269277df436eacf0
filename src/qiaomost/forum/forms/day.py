"""What the organisers' pages of the day ask for: what went wrong, and meetings at a fixed place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.dateformat import format as formatted
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from qiaomost.common.inputs import MomentField
from qiaomost.forum.forms.clocks import ClockedForm
from qiaomost.forum.models import Edition, MeetingInterpreter, MeetingProfile, MeetingSlot, MeetingTable
from qiaomost.forum.models.meetings import WORDS_LIMIT
from qiaomost.forum.presenting.meetings.wording import pair_words
from qiaomost.forum.selectors.meetings import profiles
from qiaomost.forum.selectors.registrations import zone_of
from qiaomost.forum.selectors.telling import table_in_words
from qiaomost.forum.services.meetings.disturbing import DisturbanceDraft
from qiaomost.forum.services.meetings.fixing import FixedDraft
from qiaomost.forum.states.meetings import DisturbanceKind
from qiaomost.network.forms import VerbForm

Choices = Sequence[tuple[str, str]]
EMPTY = {"interpreter": _("whoever is free, where one is needed")}


class DisturbanceForm(ClockedForm):
    subject = forms.ChoiceField(label=_("Who or what"))
    starts_at = MomentField(label=_("From; now, if it is left empty"), required=False)
    ends_at = MomentField(
        label=_("Until: when they arrive, or when it can be had again"),
        help_text=_("Left empty, it lasts to the end."),
        required=False,
    )

    def __init__(self, *args: Any, groups: Sequence[tuple[str, Choices]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["subject"].choices = [("", "—"), *groups]  # type: ignore[attr-defined]

    def draft(self) -> DisturbanceDraft:
        kind, _sep, subject = self.cleaned_data["subject"].partition(":")
        return DisturbanceDraft(kind, subject, self.cleaned_data["starts_at"], self.cleaned_data["ends_at"])


class ReplanForm(VerbForm):
    seconds = forms.IntegerField(label=_("Seconds to search"), min_value=1, max_value=120, initial=3)


class FixedForm(VerbForm):
    one = forms.ChoiceField(label=pgettext_lazy("1:1 meeting", "One side"))
    other = forms.ChoiceField(label=pgettext_lazy("1:1 meeting", "The other side"))
    slot = forms.ChoiceField(label=pgettext_lazy("1:1 meeting", "Time"))
    table = forms.ChoiceField(label=pgettext_lazy("1:1 meeting", "Table"))
    interpreter = forms.ChoiceField(label=pgettext_lazy("1:1 meeting", "Interpreter"), required=False)
    words = forms.CharField(
        label=_("Why the two meet"),
        help_text=_("Needed where neither has asked the other; both read it."),
        max_length=WORDS_LIMIT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, choices: dict[str, Choices], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, offered in choices.items():
            self.fields[name].choices = [("", EMPTY.get(name, "—")), *offered]  # type: ignore[attr-defined]

    def draft(self) -> FixedDraft:
        given = self.cleaned_data
        return FixedDraft(
            one_id=UUID(given["one"]),
            other_id=UUID(given["other"]),
            slot_id=int(given["slot"]),
            table_id=int(given["table"]),
            interpreter_id=int(given["interpreter"]) if given["interpreter"] else None,
            words=given["words"],
        )


def disturbance_form(typed: QueryDict | None, edition: Edition, reader: str) -> DisturbanceForm:
    """The form with everybody and everything that can be missing."""
    groups = [
        (
            str(DisturbanceKind.PARTICIPANT.label),
            _keyed(DisturbanceKind.PARTICIPANT, people(edition, reader)),
        ),
        (str(DisturbanceKind.TABLE.label), _keyed(DisturbanceKind.TABLE, tables(edition, reader))),
        (
            str(DisturbanceKind.INTERPRETER.label),
            _keyed(DisturbanceKind.INTERPRETER, interpreters(edition, reader)),
        ),
    ]
    return DisturbanceForm(typed, groups=groups, zone=zone_of(edition))


def fixed_form(typed: QueryDict | None, edition: Edition, reader: str, now: datetime) -> FixedForm:
    """The form with those who opted in, and the times that are still to come."""
    everybody = people(edition, reader)
    return FixedForm(
        typed,
        choices={
            "one": everybody,
            "other": everybody,
            "slot": slots(edition, reader, now),
            "table": tables(edition, reader),
            "interpreter": interpreters(edition, reader),
        },
    )


def people(edition: Edition, reader: str) -> list[tuple[str, str]]:
    """Those who opted in, by name, with their organisation."""
    rows = profiles().filter(registration__edition=edition, is_listed=True, registration__state="accepted")
    return sorted(((str(one.pk), _named(one, reader)) for one in rows), key=lambda one: one[1])


def tables(edition: Edition, reader: str) -> list[tuple[str, str]]:
    """The tables in order of site, room and number."""
    rows = MeetingTable.objects.filter(room__site__edition=edition).select_related("room__site")
    ordered = rows.order_by("room__site__position", "room__position", "number")
    return [(str(one.pk), table_in_words(one, reader)) for one in ordered]


def interpreters(edition: Edition, reader: str) -> list[tuple[str, str]]:
    """The interpreters with their languages."""
    rows = MeetingInterpreter.objects.filter(edition=edition).select_related("person")
    return [
        (str(one.pk), f"{one.person.name_in(reader)} ({', '.join(map(pair_words, one.pairs))})")
        for one in rows.prefetch_related("person__names")
    ]


def slots(edition: Edition, reader: str, now: datetime) -> list[tuple[str, str]]:
    """The times that are still to come, each by the clock of its site."""
    rows = MeetingSlot.objects.filter(site__edition=edition, starts_at__gt=now).select_related("site")
    moment = pgettext("format of a moment", "j F Y, H:i")
    return [
        (
            str(one.pk),
            f"{formatted(one.starts_at.astimezone(one.site.zone), moment)} · {one.site.name_in(reader)}",
        )
        for one in rows
    ]


def _named(one: MeetingProfile, reader: str) -> str:
    organisation = one.registration.organisation
    name = one.registration.person.name_in(reader)
    return f"{name} ({organisation.name_in(reader)})" if organisation else name


def _keyed(kind: DisturbanceKind, choices: Choices) -> Choices:
    return [(f"{kind.value}:{pk}", label) for pk, label in choices]
