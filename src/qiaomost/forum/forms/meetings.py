"""What the pages of the 1:1 meetings ask participants for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qiaomost.catalogue.models import RecordKind
from qiaomost.common.errors import NotFound
from qiaomost.common.inputs import DayInput
from qiaomost.common.languages import LanguageCode
from qiaomost.forum.models import MeetingProfile
from qiaomost.forum.models.meetings import DAILY_LIMIT, WORDS_LIMIT
from qiaomost.forum.presenting.meetings.entrance import Entrance
from qiaomost.forum.presenting.meetings.people import LookedFor, title_of
from qiaomost.forum.selectors.meetings import records_to_show
from qiaomost.forum.services.meetings.profiles import ProfileDraft, Span
from qiaomost.forum.services.meetings.requests import Answer
from qiaomost.network.forms import VerbForm

Choices = Sequence[tuple[str, str]]
_SPAN = re.compile(r"(\d{4}-\d\d-\d\d) (\d\d?:\d\d) ?[-–—] ?(\d\d?:\d\d)")
Area = forms.Textarea(attrs={"rows": 4})


class DirectoryForm(forms.Form):
    """What somebody looks for among the participants; comes with the address."""

    words = forms.CharField(
        label=_("Name in any script, organisation, subject"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    kind = forms.ChoiceField(
        label=_("With"),
        required=False,
        choices=[("", _("any record, or none")), *RecordKind.choices],
    )
    without_interpreter = forms.BooleanField(
        label=_("Only those with whom I share a language"), required=False
    )

    def wish(self) -> LookedFor:
        """What was typed; nothing where it makes no sense."""
        return LookedFor(**self.cleaned_data) if self.is_valid() else LookedFor()


class SpansField(forms.CharField):
    """Times of day, one a line, on the clock of ``zone``: 2026-10-20 09:00–12:00."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 3}), required=False, **kwargs)
        self.zone = ZoneInfo("UTC")

    def clean(self, value: Any) -> list[Span]:
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        return [self._span(line) for line in lines]

    def _span(self, line: str) -> Span:
        found = _SPAN.fullmatch(line)
        try:
            if found is None:
                raise ValueError
            day, *hours = found.groups()
            start, end = (
                datetime.strptime(f"{day} {hour}", "%Y-%m-%d %H:%M").replace(tzinfo=self.zone)
                for hour in hours
            )
        except ValueError:
            raise forms.ValidationError(_("Write each time like 2026-10-20 09:00–12:00.")) from None
        return start, end


def written_spans(spans: Sequence[Span], zone: ZoneInfo) -> str:
    """What ``SpansField`` reads."""
    local = [(start.astimezone(zone), end.astimezone(zone)) for start, end in spans]
    return "\n".join(f"{start:%Y-%m-%d %H:%M}–{end:%H:%M}" for start, end in local)


class ProfileForm(VerbForm):
    is_listed = forms.BooleanField(
        label=_("I take part in the 1:1 meetings"),
        help_text=_(
            "Other participants who do so see your name, organisation and what follows. Nobody else does."
        ),
        required=False,
    )
    words = forms.CharField(
        label=_("What I seek and offer"), max_length=WORDS_LIMIT, required=False, widget=Area
    )
    language = forms.ChoiceField(label=_("Language of the text"), choices=LanguageCode.choices)
    records = forms.MultipleChoiceField(
        label=_("Records of my organisation"),
        help_text=_("They are matched with those of the others, across languages."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    sites = forms.MultipleChoiceField(
        label=_("Where I can be met"), required=False, widget=forms.CheckboxSelectMultiple
    )
    daily_limit = forms.IntegerField(label=_("Meetings a day at most"), min_value=1, max_value=DAILY_LIMIT)
    blocked = SpansField(
        label=_("When I have no time"),
        help_text=_(
            "One time a line, like 2026-10-20 09:00–12:00, on the clock of the first site. "
            "Sessions in which you appear are known."
        ),
    )

    def __init__(self, *args: Any, records: Choices, sites: Choices, zone: ZoneInfo, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["records"].choices = records  # type: ignore[attr-defined]
        self.fields["sites"].choices = sites  # type: ignore[attr-defined]
        self.fields["blocked"].zone = zone  # type: ignore[attr-defined]

    def draft(self) -> ProfileDraft:
        given = self.cleaned_data
        return ProfileDraft(
            is_listed=given["is_listed"],
            words=given["words"],
            language=given["language"],
            record_ids=[UUID(one) for one in given["records"]],
            site_ids=[int(one) for one in given["sites"]],
            daily_limit=given["daily_limit"],
            blocked=given["blocked"],
        )


class AskForm(VerbForm):
    reason = forms.CharField(
        label=_("Why you want to meet"),
        help_text=_("In your own language; the other side reads it before it answers."),
        max_length=WORDS_LIMIT,
        widget=Area,
    )
    day = forms.DateField(
        label=_("Only on this day, if it matters"),
        required=False,
        widget=DayInput(),
    )


class AnswerForm(VerbForm):
    words = forms.CharField(
        label=pgettext_lazy("request for a meeting", "Reason"), max_length=WORDS_LIMIT, required=False
    )
    day = forms.DateField(label=_("Another day"), required=False, widget=DayInput())
    colleague = forms.ChoiceField(label=_("Or a colleague"), required=False)

    def __init__(self, *args: Any, colleagues: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["colleague"].choices = [("", "—"), *colleagues]  # type: ignore[attr-defined]

    def answer(self) -> Answer:
        given = self.cleaned_data
        return Answer(given["words"], given["day"], UUID(given["colleague"]) if given["colleague"] else None)


def profile_form(typed: QueryDict | None, entrance: Entrance, reader: str) -> ProfileForm:
    """The form of one's profile, filled with what is stored.

    Raises:
        NotFound: the visitor takes no part in the edition.
    """
    registration, mine = entrance.registration, entrance.mine
    if registration is None:
        raise NotFound
    sites = list(entrance.edition.sites.all())
    titles = [title_of(record, reader) for record in records_to_show(registration)]
    zone = sites[0].zone if sites else ZoneInfo("UTC")
    return ProfileForm(
        typed,
        records=[(one.record_id, f"{one.kind}: {one.text}") for one in titles],
        sites=[(str(site.pk), site.name_in(reader)) for site in sites],
        zone=zone,
        initial=_stored(mine, zone)
        if mine
        else _fresh(registration.language, [str(one.pk) for one in sites]),
    )


def _fresh(language: str, sites: list[str]) -> dict[str, Any]:
    return {"language": language, "sites": sites[:1], "daily_limit": 8}


def _stored(mine: MeetingProfile, zone: ZoneInfo) -> dict[str, Any]:
    values = {name: getattr(mine, name) for name in ("is_listed", "words", "language", "daily_limit")}
    return values | {
        "records": [str(one.pk) for one in mine.records.all()],
        "sites": [str(one.pk) for one in mine.sites.all()],
        "blocked": written_spans([(one.starts_at, one.ends_at) for one in mine.blocked.all()], zone),
    }
