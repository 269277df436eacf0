"""Forms of compliance officers. The rules are the services'; a form only shows them."""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from qiaomost.common.inputs import DayInput
from qiaomost.compliance.drafts.documents import DocumentDraft
from qiaomost.compliance.models import Answer, ControlEdition, ControlEntry
from qiaomost.compliance.models.classification import GROUNDS_LIMIT
from qiaomost.compliance.models.documents import KINDS_OF, REASON_LIMIT
from qiaomost.network.forms import VerbForm
from qiaomost.network.models import Organisation

NOT_CHOSEN = ("", _("choose"))


class ClassifyForm(VerbForm):
    """An answer for one edition; its entry is named by its code, which the hints offer."""

    answer = forms.ChoiceField(label=_("Your answer"), choices=Answer.choices, widget=forms.RadioSelect)
    code = forms.CharField(
        label=_("Code of the entry, where it is listed"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"list": "codes", "autocomplete": "off"}),
    )
    grounds = forms.CharField(
        label=_("Grounds"),
        max_length=GROUNDS_LIMIT,
        help_text=_(
            "What you compared, and with which control points. It is kept with your name and the date."
        ),
        widget=forms.Textarea(attrs={"rows": 5, "data-limit": GROUNDS_LIMIT}),
    )

    def __init__(self, *args: Any, edition: ControlEdition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.edition = edition

    def written(self) -> list[forms.BoundField]:
        """The fields that are typed into."""
        return [self["code"], self["grounds"]]

    def clean_code(self) -> ControlEntry | None:
        code = self.cleaned_data["code"].strip().upper()
        entry = self.edition.entries.filter(code=code).first() if code else None
        if code and entry is None:
            raise forms.ValidationError(gettext("This edition has no entry “%(code)s”.") % {"code": code})
        return entry

    def values(self) -> dict[str, Any]:
        entry = self.cleaned_data["code"]
        answer, grounds = self.cleaned_data["answer"], self.cleaned_data["grounds"]
        return {"answer": answer, "grounds": grounds, "entry_id": entry.pk if entry else None}

    def refuse(self, error: Any) -> None:
        error.fields = {{"entry": "code"}.get(name, name): words for name, words in error.fields.items()}
        super().refuse(error)


class DocumentForm(VerbForm):
    """A document, with its file."""

    kind = forms.ChoiceField(label=_("Document"))
    recipient = forms.ChoiceField(label=_("Recipient"))
    number = forms.CharField(label=_("Number"), max_length=100)
    issued_on = forms.DateField(label=_("Issued on"), widget=DayInput())
    valid_until = forms.DateField(
        label=_("Valid until"),
        required=False,
        help_text=_("Leave it empty if the document does not run out."),
        widget=DayInput(),
    )
    file = forms.FileField(
        label=_("File"),
        help_text=_("PDF, pictures, office documents, plain text; programs and web pages are refused."),
    )

    def __init__(
        self, *args: Any, country: str, recipients: Sequence[Organisation], reader: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(kind.value, kind.label) for kind in KINDS_OF[country]]
        named = sorted(((str(one.pk), one.name_in(reader)) for one in recipients), key=itemgetter(1))
        self.fields["kind"].choices = [NOT_CHOSEN, *kinds]  # type: ignore[attr-defined]
        self.fields["recipient"].choices = [NOT_CHOSEN, *named]  # type: ignore[attr-defined]

    def draft(self) -> DocumentDraft:
        values = {name: self.cleaned_data[name] for name in ("kind", "number", "issued_on", "valid_until")}
        return DocumentDraft(**values, recipient_id=self.cleaned_data["recipient"])


class WithdrawForm(VerbForm):
    reason = forms.CharField(
        label=_("Why is it withdrawn?"),
        max_length=REASON_LIMIT,
        widget=forms.Textarea(attrs={"rows": 2, "data-limit": REASON_LIMIT}),
    )
