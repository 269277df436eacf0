"""What the organisers' pages of the programme ask for. The rules are the services'."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qiaomost.common.inputs import DayInput, MomentField
from qiaomost.common.languages import LanguageCode
from qiaomost.forum.forms.clocks import ChosenClockForm
from qiaomost.forum.models import Edition, Room, Session
from qiaomost.forum.services.editions import EditionDraft
from qiaomost.forum.services.sessions import SessionDraft
from qiaomost.forum.services.timetables import LONGEST_S
from qiaomost.forum.states import AppearanceRole, SessionKind, TrackKind
from qiaomost.forum.states.timetables import ProposalScope
from qiaomost.network.forms import ThreefoldForm, VerbForm, spread
from qiaomost.partnering.states.rooms import ZONES, zone_name

NAME = pgettext_lazy("of a thing", "Name")


class EditionForm(ThreefoldForm):
    lines = {"name": NAME, "theme": _("Theme")}
    areas = {"about": _("About")}
    code = forms.SlugField(label=_("Short name in addresses"), max_length=40)
    first_day = forms.DateField(label=_("First day"), widget=DayInput())
    last_day = forms.DateField(label=_("Last day"), widget=DayInput())

    def draft(self, edition: Edition | None = None) -> EditionDraft:
        values = {name: self.cleaned_data[name] for name in ("code", "first_day", "last_day")}
        names, themes, about = map(self.in_languages, ("name", "theme", "about"))
        previous = edition.previous_id if edition else None
        return EditionDraft(names=names, themes=themes, about=about, previous_id=previous, **values)


class SessionForm(ThreefoldForm):
    lines = {"title": _("Title")}
    areas = {"abstract": _("Abstract")}
    track_id = forms.TypedChoiceField(label=pgettext_lazy("of a forum", "Track"), coerce=int)
    kind = forms.ChoiceField(label=pgettext_lazy("of a session", "Kind"), choices=SessionKind.choices)
    minutes = forms.IntegerField(label=_("Length in minutes"), min_value=5, max_value=720, initial=30)
    original = forms.ChoiceField(label=_("Original language of the texts"), choices=LanguageCode.choices)
    spoken = forms.MultipleChoiceField(
        label=pgettext_lazy("in a session", "Languages spoken"),
        choices=LanguageCode.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    interpreted = forms.MultipleChoiceField(
        label=_("Interpreted into"),
        choices=LanguageCode.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    is_pinned = forms.BooleanField(label=_("Stays where it is when a timetable is proposed"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, initial=0)

    def __init__(self, *args: Any, edition: Edition, reader: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tracks = [(track.pk, track.name_in(reader)) for track in edition.tracks.all()]
        self.fields["track_id"].choices = tracks  # type: ignore[attr-defined]

    def draft(self) -> SessionDraft:
        names = ("track_id", "kind", "minutes", "original", "spoken", "interpreted", "is_pinned")
        values = {name: self.cleaned_data[name] for name in names}
        return SessionDraft(
            titles=self.in_languages("title"), abstracts=self.in_languages("abstract"), **values
        )


def session_values(session: Session) -> dict[str, Any]:
    """A session as initial values of its form."""
    texts = list(session.texts.all())
    names = ("track_id", "kind", "minutes", "spoken", "interpreted", "is_pinned", "version")
    original = next((one.language for one in texts if one.origin == "original"), "en")
    titles = {one.language: one.title for one in texts}
    abstracts = {one.language: one.abstract for one in texts}
    values = {name: getattr(session, name) for name in names}
    return {**values, "original": original, **spread(title=titles, abstract=abstracts)}


class PlaceForm(ChosenClockForm):
    """Where and when: the start is on the clock of the room's site. Both empty takes the session off."""

    room_id = forms.TypedChoiceField(
        label=pgettext_lazy("of a forum", "Room"), coerce=int, empty_value=None, required=False
    )
    starts_at = MomentField(label=_("Starts at, on the clock of the site"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, rooms: list[Room], reader: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(room.pk, f"{room.site.name_in(reader)}: {room.name_in(reader)}") for room in rooms]
        self.fields["room_id"].choices = [("", "—"), *named]  # type: ignore[attr-defined]
        self.set_clock("room_id", {str(room.pk): room.site.zone for room in rooms})


class ProposalForm(VerbForm):
    scope = forms.ChoiceField(
        label=_("What may move"),
        choices=ProposalScope.choices,
        initial=ProposalScope.UNPLACED,
        widget=forms.RadioSelect,
    )
    seconds = forms.IntegerField(
        label=_("Time for the search, in seconds"), min_value=1, max_value=LONGEST_S, initial=30
    )


class AppearanceForm(VerbForm):
    role = forms.ChoiceField(label=_("Role"), choices=AppearanceRole.choices)
    is_vip = forms.BooleanField(label=_("guest of honour"), required=False)
    person_id = forms.UUIDField(widget=forms.HiddenInput)


class PartForm(ThreefoldForm):
    """A part of an edition; ``values`` are what the service writes."""

    lines = {"name": NAME}
    plain: tuple[str, ...] = ()

    def values(self) -> dict[str, Any]:
        found = {name: self.cleaned_data[name] for name in self.plain}
        return {**found, "names": self.in_languages("name")}


class SiteForm(PartForm):
    lines = {"name": NAME, "address": pgettext_lazy("place", "address")}
    plain = ("code", "time_zone", "link")
    code = forms.SlugField(label=_("Short name in addresses"), max_length=40)
    time_zone = forms.ChoiceField(label=_("Time zone"), initial="Asia/Shanghai")
    link = forms.URLField(
        label=_("Link for those who take part from afar"), required=False, assume_scheme="https"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        present = self.initial.get("time_zone", "Asia/Shanghai")
        choices = {**ZONES, present: zone_name(present)}
        self.fields["time_zone"].choices = list(choices.items())  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        return {**super().values(), "addresses": self.in_languages("address")}


class SitePartForm(PartForm):
    """A part that lies at a site."""

    site_id = forms.TypedChoiceField(label=pgettext_lazy("of a forum", "Site"), coerce=int)

    def __init__(self, *args: Any, edition: Edition, reader: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sites = [(site.pk, site.name_in(reader)) for site in edition.sites.all()]
        self.fields["site_id"].choices = sites  # type: ignore[attr-defined]


class RoomForm(SitePartForm):
    plain = ("site_id", "capacity", "booths")
    capacity = forms.IntegerField(label=_("Seats"), min_value=1)
    booths = forms.IntegerField(label=_("Interpretation booths"), min_value=0, initial=0)


class TrackForm(PartForm):
    areas = {"about": _("About")}
    plain = ("code", "kind")
    code = forms.SlugField(label=_("Short name in addresses"), max_length=40)
    kind = forms.ChoiceField(label=pgettext_lazy("of a session", "Kind"), choices=TrackKind.choices)

    def values(self) -> dict[str, Any]:
        return {**super().values(), "about": self.in_languages("about")}


class BandForm(SitePartForm):
    """Hours are on the clock of the site."""

    lines: dict[str, Any] = {}
    day = forms.DateField(label=_("Day"), widget=DayInput())
    starts = forms.TimeField(
        label=_("Begins at"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    ends = forms.TimeField(label=_("Ends at"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    is_for_meetings = forms.BooleanField(label=_("for 1:1 meetings"), required=False)

    def __init__(self, *args: Any, edition: Edition, reader: str, **kwargs: Any) -> None:
        super().__init__(*args, edition=edition, reader=reader, **kwargs)
        self.zones = {site.pk: site.zone for site in edition.sites.all()}

    def values(self) -> dict[str, Any]:
        found = self.cleaned_data
        zone = self.zones[found["site_id"]]
        starts, ends = (datetime.combine(found["day"], found[name], zone) for name in ("starts", "ends"))
        return {
            "site_id": found["site_id"],
            "starts_at": starts,
            "ends_at": ends,
            "is_for_meetings": found["is_for_meetings"],
        }
