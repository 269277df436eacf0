"""What the pages of the stage and of an edition's end ask for. The rules are the services'."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qiaomost.accounts.models import User
from qiaomost.catalogue.models import Record
from qiaomost.common.inputs import DayInput, MomentField
from qiaomost.common.languages import LanguageCode
from qiaomost.forum.forms.clocks import ChosenClockForm
from qiaomost.forum.models import Edition, Session
from qiaomost.forum.presenting.stage import ceremony_choices
from qiaomost.forum.services.signings import StagePlace, beginning_of
from qiaomost.forum.states.after import ExportFormat
from qiaomost.network.forms import ThreefoldForm, VerbForm
from qiaomost.network.models import Organisation
from qiaomost.partnering.models.agreements import Kind
from qiaomost.partnering.services.agreements import PAPER_KINDS, PaperDraft, PaperSignatures
from qiaomost.partnering.states import Side


class StageForm(ChosenClockForm):
    """Which ceremony, which place in it, and when: on the clock of the ceremony's site."""

    session = forms.ChoiceField(label=_("Signing ceremony"))
    position = forms.IntegerField(label=_("Place in the order"), min_value=1, max_value=999, initial=1)
    starts_at = MomentField(label=_("Starts at, on the clock of the site"))

    def __init__(self, *args: Any, ceremonies: Sequence[Session], reader: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ceremonies = {str(one.pk): one for one in ceremonies}
        self.fields["session"].choices = ceremony_choices(ceremonies, reader)  # type: ignore[attr-defined]
        self.set_clock("session", {str(one.pk): one.room.site.zone for one in ceremonies if one.room})

    def place(self) -> StagePlace:
        """Return what was typed."""
        session = self.ceremonies[self.cleaned_data["session"]]
        return StagePlace(session.pk, self.cleaned_data["position"], self.cleaned_data["starts_at"])


class PartiesForm(forms.Form):
    """The two organisations of a paper agreement."""

    one = forms.ChoiceField(label=_("One party"))
    other = forms.ChoiceField(label=_("The other party"))

    def __init__(self, *args: Any, organisations: Sequence[Organisation], reader: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = sorted((one.name_in(reader), str(one.pk)) for one in organisations)
        choices = [("", "—"), *((pk, words) for words, pk in named)]
        for name in ("one", "other"):
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean_other(self) -> str:
        """Two of them, not one twice."""
        other: str = self.cleaned_data["other"]
        if other == self.cleaned_data.get("one"):
            raise forms.ValidationError(_("An agreement has two sides."))
        return other


class PaperForm(StageForm, ThreefoldForm):
    """A paper agreement of two organisations: what it is about, who answers for it, and when they report."""

    lines = {"subject": pgettext_lazy("agreement", "Title")}
    field_order = (
        *(
            "record",
            "kind",
            "subject_zh",
            "subject_ru",
            "subject_en",
            "one_owner",
            "other_owner",
            "report_by",
        ),
        *("session", "position", "starts_at"),
    )
    record = forms.ChoiceField(
        label=_("Record of one of the two that it is about"),
        help_text=_("Its owner is one side, the other organisation the other."),
    )
    kind = forms.ChoiceField(
        label=_("Kind of agreement"), choices=[(kind.value, kind.label) for kind in PAPER_KINDS]
    )
    one_owner = forms.ChoiceField()
    other_owner = forms.ChoiceField()
    report_by = forms.DateField(label=_("They report by"), widget=DayInput())

    def __init__(
        self,
        *args: Any,
        parties: tuple[Organisation, Organisation],
        records: Sequence[Record],
        members: dict[Any, Sequence[tuple[User, str]]],
        reader: str,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, reader=reader, **kwargs)
        self.parties, self.records = parties, {str(one.pk): one for one in records}
        titles = [
            (pk, f"{_title(one, reader)} · {_owner(one, parties, reader)}")
            for pk, one in self.records.items()
        ]
        self.fields["record"].choices = titles  # type: ignore[attr-defined]
        for name, organisation in zip(("one_owner", "other_owner"), parties, strict=True):
            field = self.fields[name]
            field.label = _("Answers for %(organisation)s") % {"organisation": organisation.name_in(reader)}
            field.choices = [(str(user.pk), words) for user, words in members[organisation.pk]]  # type: ignore[attr-defined]
        self.order_fields(self.field_order)

    def draft(self, edition: Edition) -> PaperDraft:
        """Return what was typed; the side that owns the record is the owner's."""
        typed, one = self.cleaned_data, self.parties[0]
        record = self.records[typed["record"]]
        is_first = record.organisation_id == one.pk
        owners = (typed["one_owner"], typed["other_owner"])
        owner, partner = owners if is_first else reversed(owners)
        site = edition.sites.first()
        return PaperDraft(
            record_id=record.pk,
            partner_id=self.parties[1 if is_first else 0].pk,
            kind=Kind(typed["kind"]),
            subject=self.in_languages("subject"),
            owners={Side.OWNER: UUID(owner), Side.SENDER: UUID(partner)},
            report_by=typed["report_by"],
            beginning=beginning_of(edition),
            place={code: site.name_in(code) if site else "" for code in LanguageCode.values},
        )

    def refuse(self, error: Any) -> None:
        """Put what a side's owner is refused for beside the field of that organisation."""
        is_first = self.records[self.cleaned_data["record"]].organisation_id == self.parties[0].pk
        sides = ("owner_owner", "sender_owner") if is_first else ("sender_owner", "owner_owner")
        fields = dict(zip(sides, ("one_owner", "other_owner"), strict=True))
        for name, message in error.fields.items():
            shown = {"subject": "subject_zh", **fields}.get(name, name)
            self.add_error(shown if shown in self.fields else None, str(message))


class SignedPaperForm(VerbForm):
    """Who has signed the paper for each side, when and where, and its copy."""

    sender_name = forms.CharField(max_length=200)
    sender_position = forms.CharField(label=_("Position"), max_length=200)
    owner_name = forms.CharField(max_length=200)
    owner_position = forms.CharField(label=_("Position"), max_length=200)
    signed_on = forms.DateField(label=_("Signed on"), widget=DayInput())
    place = forms.CharField(label=_("Place"), max_length=200)
    file = forms.FileField(label=_("Signed copy"), help_text=_("A PDF or a picture of the signed pages."))

    def __init__(self, *args: Any, parties: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for side, organisation in zip(Side, parties, strict=True):
            label = _("Signed for %(organisation)s by") % {"organisation": organisation}
            self.fields[f"{side.value}_name"].label = label

    def signatures(self, edition: Edition, reader: str) -> PaperSignatures:
        """Return what was typed."""
        typed = self.cleaned_data
        people = {side: (typed[f"{side.value}_name"], typed[f"{side.value}_position"]) for side in Side}
        return PaperSignatures(people, typed["signed_on"], typed["place"], edition.name_in(reader))


class PreviousForm(VerbForm):
    previous = forms.ChoiceField(
        label=_("The edition before, whose agreements this stage shows as well"), required=False
    )

    def __init__(self, *args: Any, editions: Sequence[Edition], reader: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(str(one.pk), one.name_in(reader)) for one in editions]
        self.fields["previous"].choices = [("", "—"), *named]  # type: ignore[attr-defined]


class ExportForm(VerbForm):
    format = forms.ChoiceField(label=pgettext_lazy("file", "Format"), choices=ExportFormat.choices)


def _owner(record: Record, parties: Sequence[Organisation], reader: str) -> str:
    return next((one.name_in(reader) for one in parties if one.pk == record.organisation_id), "")


def _title(record: Record, reader: str) -> str:
    titles = {text.language: text.title for text in record.texts.all()}
    return next((titles[code] for code in (reader, record.source_language, *titles) if code in titles), "")
