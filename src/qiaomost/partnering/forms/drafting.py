"""What a first draft of an agreement asks for: fields by the languages and the template that were chosen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from qiaomost.common.errors import Invalid
from qiaomost.common.languages import LanguageCode, content_language
from qiaomost.network.forms import VerbForm
from qiaomost.partnering.documents import (
    AgreementKind,
    Languages,
    Milestone,
    Money,
    Party,
    Right,
    RightOrigin,
    Share,
    Signatory,
    defaults,
    parameters,
    templates,
)
from qiaomost.partnering.documents.library import Parameter
from qiaomost.partnering.services.agreements import AgreementDraft
from qiaomost.partnering.states import Side

CURRENCIES = ("CNY", "RUB", "USD", "EUR")
MILESTONES, RIGHTS = 5, 4
LONG = frozenset({"requirements", "starting_point", "fields", "subject"})
PARTY_FIELDS: Mapping[str, Any] = {
    "name": _("Full name of the party"),
    "address": _("Address"),
    "signatory": _("Signatory"),
    "position": _("Position"),
    "authority": _("Acting on the basis of"),
}
DAY = {"type": "date"}
ORIGINS = (
    (RightOrigin.BACKGROUND.value, _("existing before")),
    (RightOrigin.FOREGROUND.value, _("created by the work")),
)


@dataclass(frozen=True, slots=True)
class Group:
    """A part of the form: its heading, its fields, and whether it may stay closed."""

    legend: str | Promise
    fields: Sequence[forms.BoundField]
    is_optional: bool = False
    is_filled: bool = False


class DraftForm(VerbForm):
    """The values of one template in two or three languages, the parties, rights and milestones."""

    def __init__(self, *args: Any, kind: AgreementKind, languages: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.languages, self.template = kind, languages, templates()[kind]
        self._add_general()
        for side in Side:
            for name, label in PARTY_FIELDS.items():
                self._add_words(f"{side.value}_{name}", label, required=name not in {"address", "authority"})
        for name in self.template.parameters():
            self._add_parameter(name, parameters()[name])
        if self.template.has_annexes:
            self._add_annexes()

    def groups(self) -> Iterator[Group]:
        """Yield the parts of the form in their order."""
        yield self._group(_("What it is about"), ("subject_", "place_", "authentic", "prevailing", "first"))
        for side in Side:
            yield self._group(side.label, (f"{side.value}_",))
        yield self._group(_("Terms of the template"), ("values.",))
        yield self._group(_("Price"), ("value", "technical_value", "currency"), exact=True)
        if self.template.has_annexes:
            for row in range(MILESTONES):
                yield self._group(
                    _("Milestone %(number)s") % {"number": row + 1}, (f"m{row}_",), is_optional=True
                )
            for row in range(RIGHTS):
                yield self._group(
                    _("Intellectual property right %(number)s") % {"number": row + 1},
                    (f"r{row}_",),
                    is_optional=True,
                )

    def draft(self) -> AgreementDraft:
        """Return what was typed."""
        typed = self.cleaned_data
        first = Side(typed["first"])
        currency = typed["currency"]
        return AgreementDraft(
            kind=self.kind,
            subject=self._words("subject"),
            languages=Languages(
                self.languages,
                tuple(code for code in self.languages if code in typed["authentic"]),
                typed["prevailing"],
            ),
            place=self._words("place"),
            parties={side: self._party(side) for side in Side},
            first=first,
            values={name: self._value(name) for name in self.template.parameters()},
            value=_money(typed["value"], currency),
            technical_value=_money(typed["technical_value"], currency),
            milestones=tuple(self._milestones(currency)),
            rights=tuple(self._rights(first)),
        )

    def clean(self) -> dict[str, Any]:
        """Rows of the annexes are whole, or left out."""
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        for prefix, count, may_miss in (
            ("m", MILESTONES, {"payment"}),
            ("r", RIGHTS, {"origin", "sender", "owner"}),
        ):
            for row in range(count if self.template.has_annexes else 0):
                names = [name for name in self.fields if name.startswith(f"{prefix}{row}_")]
                given = {name for name in names if typed.get(name) and not name.endswith("_origin")}
                for name in set(names) - given if given else ():
                    if name.partition("_")[2] not in may_miss and name not in self.errors:
                        self.add_error(name, _("Fill in the whole row, or none of it."))
        return typed

    def refuse(self, error: Invalid) -> None:
        """Show a refusal beside the field that it is about, whatever language of it."""
        for name, message in error.fields.items():
            self.add_error(self._field_of(name), str(message))

    def _field_of(self, name: str) -> str | None:
        first = self.languages[0]
        row = name.partition(".")[2]
        candidates = (name, f"{name}_{first}", f"{name}_name_{first}", f"r{row}_title_{first}", row)
        return next((one for one in candidates if one in self.fields), None)

    def _add_general(self) -> None:
        self._add_words("subject", _("Subject, as lists and the register name it"))
        self._add_words("place", _("Place of signing"))
        codes = [(code, LanguageCode(code).label) for code in self.languages]
        self.fields["authentic"] = forms.MultipleChoiceField(
            label=_("Authentic languages"),
            choices=codes,
            initial=[code for code in self.languages if code != "en"],
            widget=forms.CheckboxSelectMultiple,
        )
        self.fields["prevailing"] = forms.ChoiceField(
            label=_("If the texts differ"),
            choices=[("", _("both are equally authentic")), *codes],
            required=False,
        )
        self.fields["first"] = forms.ChoiceField(
            label=_("Which side is the %(role)s") % {"role": self.template.role_names[0][_reader()]},
            choices=Side.choices,
        )
        amount: dict[str, Any] = {"max_digits": 14, "decimal_places": 2, "required": False, "min_value": 0}
        self.fields["value"] = forms.DecimalField(label=_("Price"), **amount)
        self.fields["technical_value"] = forms.DecimalField(
            label=_("Of this the technical value"),
            help_text=_("The part that counts for the registration of technical contracts."),
            **amount,
        )
        self.fields["currency"] = forms.ChoiceField(
            label=_("Currency"), choices=[(code, code) for code in CURRENCIES]
        )

    def _add_words(self, name: str, label: Any, *, required: bool = True, is_long: bool = False) -> None:
        for code in self.languages:
            widget = forms.Textarea(attrs={"rows": 3}) if is_long else forms.TextInput()
            widget.attrs["lang"] = code
            self.fields[f"{name}_{code}"] = forms.CharField(
                label=f"{label} · {LanguageCode(code).label}",
                required=required,
                max_length=4000 if is_long else 300,
                widget=widget,
            )

    def _add_parameter(self, name: str, parameter: Parameter) -> None:
        label = parameter.label[_reader()]
        if parameter.kind == "words":
            self._add_words(f"values.{name}", label, is_long=name in LONG)
            return
        choices = [(code, choice.label[_reader()]) for code, choice in parameter.choices.items()]
        field = forms.ChoiceField(choices=choices) if choices else forms.CharField(max_length=20)
        field.label, field.initial = label, defaults(self.template).get(name)
        self.fields[f"values.{name}"] = field

    def _add_annexes(self) -> None:
        for row in range(MILESTONES):
            self._add_words(f"m{row}_title", _("What is done"), required=False)
            self._add_words(f"m{row}_deliverable", _("What is handed over"), required=False)
            self.fields[f"m{row}_due"] = forms.DateField(
                label=_("Due on"), required=False, widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d")
            )
            self.fields[f"m{row}_payment"] = forms.DecimalField(
                label=_("Payment, if any"), required=False, max_digits=14, decimal_places=2, min_value=0
            )
        for row in range(RIGHTS):
            self._add_words(f"r{row}_title", _("Right"), required=False)
            self._add_words(f"r{row}_territory", _("Territory"), required=False)
            self.fields[f"r{row}_origin"] = forms.ChoiceField(
                label=_("Origin"), choices=ORIGINS, required=False
            )
            for side in Side:
                self.fields[f"r{row}_{side.value}"] = forms.DecimalField(
                    label=_("Share in per cent: %(side)s") % {"side": side.label},
                    required=False,
                    min_value=0,
                    max_value=100,
                )

    def _group(
        self, legend: Any, prefixes: tuple[str, ...], *, exact: bool = False, is_optional: bool = False
    ) -> Group:
        names = [name for name in self.fields if (name in prefixes if exact else name.startswith(prefixes))]
        if not exact:
            names = [name for name in names if name not in {"value", "technical_value"}]
        fields = [self[name] for name in names]
        is_filled = any(
            field.errors or (field.value() and not field.name.endswith("_origin")) for field in fields
        )
        return Group(legend, fields, is_optional, is_filled)

    def _words(self, name: str) -> dict[str, str]:
        return {code: self.cleaned_data[f"{name}_{code}"] for code in self.languages}

    def _value(self, name: str) -> Any:
        return (
            self._words(f"values.{name}")
            if parameters()[name].kind == "words"
            else self.cleaned_data[f"values.{name}"]
        )

    def _party(self, side: Side) -> Party:
        name, address, who, position, authority = (
            self._words(f"{side.value}_{field}") for field in PARTY_FIELDS
        )
        return Party(name, address, Signatory(who, position, authority))

    def _milestones(self, currency: str) -> Iterator[Milestone]:
        for row in range(MILESTONES):
            if self.cleaned_data.get(f"m{row}_due"):
                yield Milestone(
                    self._words(f"m{row}_title"),
                    self._words(f"m{row}_deliverable"),
                    self.cleaned_data[f"m{row}_due"],
                    _money(self.cleaned_data[f"m{row}_payment"], currency),
                )

    def _rights(self, first: Side) -> Iterator[Right]:
        for row in range(RIGHTS):
            if self.cleaned_data.get(f"r{row}_title_{self.languages[0]}"):
                percents = [self.cleaned_data.get(f"r{row}_{side.value}") for side in (first, first.other)]
                yield Right(
                    self._words(f"r{row}_title"),
                    RightOrigin(self.cleaned_data[f"r{row}_origin"] or RightOrigin.FOREGROUND),
                    tuple(Share(party, percent) for party, percent in enumerate(percents) if percent),
                    self._words(f"r{row}_territory"),
                )


def _money(amount: Decimal | None, currency: str) -> Money | None:
    return Money(amount, currency) if amount is not None else None


def _reader() -> str:
    return content_language(get_language() or "en")
