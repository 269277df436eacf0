"""What the pages of milestones, outcomes and impact ask for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from qiaomost.catalogue.models import Stage as ReadinessStage
from qiaomost.common.languages import LanguageCode
from qiaomost.network.forms import VerbForm
from qiaomost.partnering.forms.cases import words_field
from qiaomost.partnering.models.cases import WORDS_LIMIT
from qiaomost.partnering.models.outcomes import TITLE_LIMIT, TRANSLATED_TITLE_LIMIT
from qiaomost.partnering.services import Figures, OutcomeDraft, Upload
from qiaomost.partnering.states.outcomes import Band, Currency, OutcomeKind, Territory

NONE = [("", "—")]


class Files(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files; none is also an answer."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label=_("Files"), required=False, widget=Files(), **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[bytes]]:
        return [super(FilesField, self).clean(one, initial) for one in data or []]


def uploads_of(form: VerbForm) -> list[Upload]:
    """Return the files that came with a form."""
    return [Upload(one.name, one) for one in form.cleaned_data["uploads"]]


class ReportForm(VerbForm):
    language = forms.ChoiceField(label=_("Language you write in"), choices=LanguageCode.choices)
    text = words_field(_("What has been done?"))
    uploads = FilesField()

    def report(self) -> dict[str, Any]:
        """Return what the service asks for."""
        return {**{name: self.cleaned_data[name] for name in ("language", "text")}, "files": uploads_of(self)}


class AcceptForm(VerbForm):
    text = words_field(_("A word on the acceptance"), required=False, rows=2)


class RefuseForm(VerbForm):
    text = words_field(_("Why?"), rows=3)


class TranslationForm(VerbForm):
    title = forms.CharField(label=_("Title"), max_length=TRANSLATED_TITLE_LIMIT)
    description = words_field(_("Description"), limit=2 * WORDS_LIMIT)


class DisputeForm(VerbForm):
    reason = words_field(_("What is wrong with it?"), rows=3)


class EndUserForm(VerbForm):
    participant_id = forms.TypedChoiceField(label=_("End user who accepts"), coerce=int)

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["participant_id"].choices = people  # type: ignore[attr-defined]


class OutcomeForm(VerbForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=OutcomeKind.choices)
    language = forms.ChoiceField(label=_("Language you write in"), choices=LanguageCode.choices)
    title = forms.CharField(label=_("Title"), max_length=TITLE_LIMIT)
    description = words_field(_("Description"))
    territory = forms.ChoiceField(
        label=_("Territory"),
        choices=[*NONE, *Territory.choices],
        required=False,
        help_text=_("For a patent or a licence."),
    )
    value = forms.DecimalField(label=_("Value"), max_digits=14, decimal_places=2, required=False)
    band = forms.ChoiceField(label=_("or its band, a year"), choices=[*NONE, *Band.choices], required=False)
    currency = forms.ChoiceField(label=_("Currency"), choices=[*NONE, *Currency.choices], required=False)
    jobs = forms.IntegerField(label=_("Jobs created"), min_value=1, required=False)
    links = forms.CharField(
        label=_("DOIs and addresses that prove it"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One in each line."),
        required=False,
    )
    uploads = FilesField()

    def draft(self) -> OutcomeDraft:
        """Return what was typed."""
        typed = {name: value for name, value in self.cleaned_data.items() if name != "uploads"}
        return OutcomeDraft(**typed, files=uploads_of(self))


class ImpactForm(VerbForm):
    is_industrialised = forms.TypedChoiceField(
        label=_("Is it in industrial use?"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda text: text == "yes",
    )
    stage = forms.ChoiceField(label=_("Stage"), choices=ReadinessStage.choices)
    band = forms.ChoiceField(label=_("Yearly revenue"), choices=[*NONE, *Band.choices], required=False)
    currency = forms.ChoiceField(label=_("Currency"), choices=[*NONE, *Currency.choices], required=False)
    jobs = forms.IntegerField(label=_("Jobs created"), min_value=0, initial=0)
    projects = forms.IntegerField(label=_("Follow-up projects"), min_value=0, initial=0)

    def figures(self) -> Figures:
        """Return what was typed."""
        return Figures(**self.cleaned_data)
