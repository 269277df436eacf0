"""What a declaration for a case asks for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, BinaryIO, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from qiaomost.compliance.models import DECLARED, ControlEdition, ControlEntry
from qiaomost.compliance.models.classification import GROUNDS_LIMIT
from qiaomost.compliance.models.documents import KINDS_OF
from qiaomost.compliance.services.declaring import DeclarationDraft, DeclaredDocument
from qiaomost.network.forms import VerbForm

DAY = {"type": "date"}


class DeclarationForm(VerbForm):
    edition = forms.TypedChoiceField(label=_("Control list and edition"), coerce=int)
    answer = forms.ChoiceField(
        label=_("What this side hands over in this case is"),
        choices=[(one.value, one.label) for one in DECLARED],
        widget=forms.RadioSelect,
    )
    code = forms.CharField(label=_("Code of the entry, where it is listed"), required=False, max_length=20)

    def __init__(self, *args: Any, editions: Sequence[ControlEdition], country: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = KINDS_OF[country]
        self.fields["edition"].choices = [  # type: ignore[attr-defined]
            (one.pk, f"{one.get_control_list_display()} · {one.name}") for one in editions
        ]
        for kind in self.kinds:
            self.fields[f"{kind.value}_number"] = forms.CharField(
                label=_("%(document)s: number, if there is one") % {"document": kind.label},
                required=False,
                max_length=100,
            )
            self.fields[f"{kind.value}_until"] = forms.DateField(
                label=_("%(document)s: valid until") % {"document": kind.label},
                required=False,
                widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
            )
            self.fields[f"{kind.value}_file"] = forms.FileField(
                label=_("%(document)s: its file, if you have it") % {"document": kind.label},
                required=False,
                help_text=_("Kept for the officers and advisers of your organisation; nobody else reads it."),
            )
        self.fields["grounds"] = forms.CharField(
            label=_("Grounds"),
            max_length=GROUNDS_LIMIT,
            help_text=_(
                "What you compared, and with which control points. It is kept with your name and the date."
            ),
            widget=forms.Textarea(attrs={"rows": 4}),
        )

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        code = typed.get("code", "").strip().upper()
        entry = ControlEntry.objects.filter(edition_id=typed.get("edition"), code=code).first()
        if code and entry is None:
            self.add_error("code", _("This edition has no entry “%(code)s”.") % {"code": code})
        typed["entry_id"] = entry.pk if entry else None
        for kind in self.kinds:
            if typed.get(f"{kind.value}_file") and not typed.get(f"{kind.value}_number"):
                self.add_error(
                    f"{kind.value}_number", _("Write the number of the document whose file this is.")
                )
        return typed

    def draft(self) -> DeclarationDraft:
        """Return what was typed."""
        typed = self.cleaned_data
        return DeclarationDraft(
            typed["edition"],
            typed["answer"],
            typed["grounds"],
            typed["entry_id"],
            [
                DeclaredDocument(
                    kind.value,
                    typed[f"{kind.value}_number"],
                    typed[f"{kind.value}_until"],
                    *_uploaded(typed.get(f"{kind.value}_file")),
                )
                for kind in self.kinds
                if typed[f"{kind.value}_number"]
            ],
        )


def _uploaded(file: UploadedFile[Any] | None) -> tuple[str, BinaryIO | None]:
    return (file.name or "", cast(BinaryIO, file.file)) if file else ("", None)
