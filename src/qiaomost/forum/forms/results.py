"""What the pages of one meeting ask its two sides for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qiaomost.catalogue.models import Record
from qiaomost.catalogue.selectors import text_for
from qiaomost.forum.models import MeetingProfile
from qiaomost.forum.models.results import BEST_RATING, NOTE_LIMIT, WHY_LIMIT
from qiaomost.forum.presenting.meetings.results import MeetingPage
from qiaomost.forum.selectors.meetings import records_to_continue, records_to_show
from qiaomost.forum.selectors.results import party_of
from qiaomost.forum.services.meetings.results import Report
from qiaomost.forum.states.results import ABSENT, Party, Said
from qiaomost.network.forms import VerbForm
from qiaomost.network.permissions import Standing
from qiaomost.partnering.forms import InterestForm
from qiaomost.partnering.models.cases import WORDS_LIMIT

RATINGS = [(str(mark), str(mark)) for mark in range(BEST_RATING, 0, -1)]


class ReportForm(VerbForm):
    said = forms.ChoiceField(label=_("What became of the meeting?"), required=False)
    rating = forms.ChoiceField(
        label=_("How useful was it?"),
        help_text=_("5 is best. It goes into the organisers’ figures alone; nobody sees your mark."),
        choices=[("", "—"), *RATINGS],
        required=False,
    )
    note = forms.CharField(
        label=_("Note for yourself"),
        help_text=_("What was said, and what comes next. Nobody else reads it."),
        max_length=NOTE_LIMIT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args: Any, choices: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["said"].choices = choices  # type: ignore[attr-defined]
        if not choices:  # it has not begun
            del self.fields["said"], self.fields["rating"]

    def report(self) -> Report:
        given = self.cleaned_data
        rating = int(given["rating"]) if given.get("rating") else None
        return Report(given.get("said", ""), given["note"], rating)


class ContinueForm(InterestForm):
    record = forms.ChoiceField(label=_("Record of the other side"))
    field_order = ("record", "organisation", "language", "offer", "request", "experience", "own_record")

    def __init__(self, *args: Any, theirs: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["record"].choices = theirs  # type: ignore[attr-defined]


class CancelForm(VerbForm):
    why = forms.CharField(label=_("Why? Both sides read it."), max_length=WHY_LIMIT)


def report_form(typed: QueryDict | None, page: MeetingPage, mine: MeetingProfile) -> ReportForm:
    """The form of one's own side, with what it said before."""
    said = page.mine
    values = {"said": said.said, "note": said.note, "rating": str(said.rating or "")} if said else {}
    return ReportForm(typed, choices=_choices(page, mine) if page.has_begun else [], initial=values)


def _choices(page: MeetingPage, mine: MeetingProfile) -> list[tuple[str, Any]]:
    own = party_of(page.request, mine)
    other = Party.ASKED if own == Party.ASKER else Party.ASKER
    return [
        ("", "—"),
        (Said.HELD.value, Said.HELD.label),
        (ABSENT[other].value, pgettext_lazy("1:1 meeting", "The other side did not come")),
        (ABSENT[own].value, pgettext_lazy("1:1 meeting", "I could not come")),
    ]


def continue_form(
    typed: QueryDict | None, page: MeetingPage, mine: MeetingProfile, standing: Standing, reader: str
) -> ContinueForm:
    """An expression of interest, begun with what both sides published and what one noted."""
    other = page.place.other.profile
    theirs = _titles(records_to_continue(other, standing), reader)
    own = _titles(records_to_show(mine.registration), reader)
    organisation = mine.registration.organisation
    return ContinueForm(
        typed,
        theirs=theirs,
        organisations=[(str(organisation.pk), organisation.name_in(reader))] if organisation else [],
        records=own,
        initial=_begun(page, mine, own),
    )


def _begun(page: MeetingPage, mine: MeetingProfile, own: list[tuple[str, str]]) -> Mapping[str, str]:
    shown = {str(pk) for pk in mine.records.values_list("pk", flat=True)}
    asked_by_me = page.request.asker_id == mine.pk and not page.request.is_arranged
    reason = page.request.reason if asked_by_me else ""
    return {
        "language": mine.registration.language,
        "offer": mine.words[:WORDS_LIMIT],
        "request": (page.mine.note if page.mine else "") or reason,
        "own_record": next((pk for pk, _title in own if pk in shown), ""),
        "organisation": str(mine.registration.organisation_id or ""),
    }


def _titles(records: Iterable[Record], reader: str) -> list[tuple[str, str]]:
    return [(str(one.pk), f"{one.get_kind_display()}: {text_for(one, reader).title}") for one in records]


def record_id_of(form: ContinueForm) -> UUID:
    """The record that was chosen."""
    return UUID(form.cleaned_data["record"])
