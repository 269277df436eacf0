"""The terms of an agreement as fields: by languages, template and part; rows of the annexes that come and go."""

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
from qiaomost.common.inputs import DayInput
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
from qiaomost.partnering.states import Side

CURRENCIES = ("CNY", "RUB", "USD", "EUR")
LONG = frozenset({"requirements", "starting_point", "fields", "subject"})
PARTY_FIELDS: Mapping[str, Any] = {
    "name": _("Full name of the party"),
    "address": _("Address"),
    "signatory": _("Signatory"),
    "position": _("Position"),
    "authority": _("Acting on the basis of"),
}
ORIGINS = (
    (RightOrigin.BACKGROUND.value, _("existing before")),
    (RightOrigin.FOREGROUND.value, _("created by the work")),
)
MAY_MISS = {
    "m": ("payment", "criteria", "end_user", "at", "gone"),
    "r": ("origin", "sender", "owner", "at", "gone"),
}
"""Row of an annex → what may stay empty in it."""

NOT_TYPED = ("_origin", "_at")
"""Fields that are filled in before anybody typed."""


@dataclass(frozen=True, slots=True)
class Group:
    """A part of the form: its heading, its fields, and whether it may stay closed."""

    legend: str | Promise
    fields: Sequence[forms.BoundField]
    is_optional: bool = False
    is_filled: bool = False


class TermsFields(VerbForm):
    """Fields of the terms of one kind of agreement in two or three languages, put together by the forms below it."""

    def __init__(
        self,
        *args: Any,
        kind: AgreementKind,
        languages: tuple[str, ...],
        end_users: Sequence[tuple[str, str]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.languages, self.template = kind, languages, templates()[kind]
        self.end_users, self.rows = end_users, {"m": 0, "r": 0}
        self.placed: dict[str, list[int]] = {"m": [], "r": []}

    def clean(self) -> dict[str, Any]:
        """Rows of the annexes are whole, or left out."""
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        for prefix, count in self.rows.items():
            for row in range(count):
                self._require_whole(prefix, row, typed)
        return typed

    def refuse(self, error: Invalid) -> None:
        """Show a refusal beside the field that it is about, whatever language of it."""
        for name, message in error.fields.items():
            self.add_error(self._field_of(name), str(message))

    def _require_whole(self, prefix: str, row: int, typed: Mapping[str, Any]) -> None:
        begin = f"{prefix}{row}_"
        names = {name for name in self.fields if name.startswith(begin)}
        given = {name for name in names if typed.get(name) and not name.endswith(NOT_TYPED)}
        if not given or typed.get(f"{begin}gone"):
            return
        may_miss = tuple(f"{begin}{name}" for name in MAY_MISS[prefix])
        missing = {name for name in names - given if not name.startswith(may_miss)}
        criteria = {name for name in names if name.startswith(f"{begin}criteria_")}
        missing |= criteria - given if criteria & given else set()
        for name in missing - set(self.errors):
            self.add_error(name, _("Fill in the whole row, or none of it."))

    def _field_of(self, name: str) -> str | None:
        first = self.languages[0]
        kind, _dot, at = name.partition(".")
        candidates = [name, f"{name}_{first}", f"{name}_name_{first}", at]
        placed = self.placed.get({"milestones": "m", "rights": "r"}.get(kind, ""), [])
        if at.isdecimal() and int(at) < len(placed):
            prefix = f"{kind[0]}{placed[int(at)]}"
            candidates = [f"{prefix}_end_user", f"{prefix}_title_{first}"]
        return next((one for one in candidates if one in self.fields), None)

    def _add_subject(self) -> None:
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

    def _add_first(self) -> None:
        self.fields["first"] = forms.ChoiceField(
            label=_("Which side is the %(role)s") % {"role": self.template.role_names[0][_reader()]},
            choices=Side.choices,
        )

    def _add_parties(self) -> None:
        for side in Side:
            for name, label in PARTY_FIELDS.items():
                self._add_words(f"{side.value}_{name}", label, required=name not in {"address", "authority"})

    def _add_price(self) -> None:
        amount: dict[str, Any] = {"max_digits": 14, "decimal_places": 2, "required": False, "min_value": 0}
        self.fields["value"] = forms.DecimalField(label=_("Price"), **amount)
        self.fields["technical_value"] = forms.DecimalField(
            label=_("Of this the technical value"),
            help_text=_("The part that counts for the registration of technical contracts."),
            **amount,
        )
        self._add_currency()

    def _add_currency(self) -> None:
        self.fields["currency"] = forms.ChoiceField(
            label=_("Currency"), choices=[(code, code) for code in CURRENCIES]
        )

    def _add_values(self) -> None:
        for name in self.template.parameters():
            self._add_parameter(name, parameters()[name])

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

    def _add_milestones(self, count: int) -> None:
        self.rows["m"] = count
        for row in range(count):
            self._add_words(f"m{row}_title", _("What is done"), required=False)
            self._add_words(f"m{row}_deliverable", _("What is handed over"), required=False)
            self._add_words(f"m{row}_criteria", _("Acceptance criteria, if any"), required=False)
            self.fields[f"m{row}_due"] = forms.DateField(label=_("Due on"), required=False, widget=DayInput())
            self.fields[f"m{row}_payment"] = forms.DecimalField(
                label=_("Payment, if any"), required=False, max_digits=14, decimal_places=2, min_value=0
            )
            self.fields[f"m{row}_end_user"] = forms.TypedChoiceField(
                label=_("End user who accepts it"),
                choices=[("", _("to be named later")), *self.end_users],
                coerce=int,
                empty_value=None,
                required=False,
            )

    def _add_rights(self, count: int) -> None:
        self.rows["r"] = count
        for row in range(count):
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

    def _row_groups(self, prefix: str) -> Iterator[Group]:
        legend = _("Milestone %(number)s") if prefix == "m" else _("Intellectual property right %(number)s")
        for row in range(self.rows[prefix]):
            yield self._group(legend % {"number": row + 1}, (f"{prefix}{row}_",), is_optional=True)

    def _group(
        self, legend: Any, prefixes: tuple[str, ...], *, exact: bool = False, is_optional: bool = False
    ) -> Group:
        names = [name for name in self.fields if (name in prefixes if exact else name.startswith(prefixes))]
        if not exact:
            names = [name for name in names if name not in {"value", "technical_value"}]
        fields = [self[name] for name in names]
        is_filled = any(
            field.errors or (field.value() and not field.name.endswith(NOT_TYPED)) for field in fields
        )
        return Group(legend, fields, is_optional, is_filled)

    def _words(self, name: str) -> dict[str, str]:
        return {code: self.cleaned_data[f"{name}_{code}"] for code in self.languages}

    def _languages(self) -> Languages:
        authentic = tuple(code for code in self.languages if code in self.cleaned_data["authentic"])
        return Languages(self.languages, authentic, self.cleaned_data["prevailing"])

    def _values(self) -> dict[str, Any]:
        return {
            name: self._words(f"values.{name}")
            if parameters()[name].kind == "words"
            else self.cleaned_data[f"values.{name}"]
            for name in self.template.parameters()
        }

    def _party(self, side: Side) -> Party:
        name, address, who, position, authority = (
            self._words(f"{side.value}_{field}") for field in PARTY_FIELDS
        )
        return Party(name, address, Signatory(who, position, authority))

    def _milestones(self, currency: str) -> tuple[Milestone, ...]:
        typed = self.cleaned_data
        self.placed["m"] = self._placed("m", "due")
        return tuple(
            Milestone(
                self._words(f"m{row}_title"),
                self._words(f"m{row}_deliverable"),
                typed[f"m{row}_due"],
                money(typed[f"m{row}_payment"], currency),
                {code: words for code, words in self._words(f"m{row}_criteria").items() if words},
                end_user_id=typed[f"m{row}_end_user"],
            )
            for row in self.placed["m"]
        )

    def _rights(self, first: Side) -> tuple[Right, ...]:
        typed = self.cleaned_data
        self.placed["r"] = self._placed("r", f"title_{self.languages[0]}")
        return tuple(
            Right(
                self._words(f"r{row}_title"),
                RightOrigin(typed[f"r{row}_origin"] or RightOrigin.FOREGROUND),
                tuple(
                    Share(party, typed[f"r{row}_{side.value}"])
                    for party, side in enumerate((first, first.other))
                    if typed.get(f"r{row}_{side.value}")
                ),
                self._words(f"r{row}_territory"),
            )
            for row in self.placed["r"]
        )

    def _placed(self, prefix: str, filled: str) -> list[int]:
        """The rows that are filled in and not taken out, in the order that was typed; new ones come last."""
        typed, count = self.cleaned_data, self.rows[prefix]
        rows = [
            row
            for row in range(count)
            if typed.get(f"{prefix}{row}_{filled}") and not typed.get(f"{prefix}{row}_gone")
        ]
        return sorted(rows, key=lambda row: typed.get(f"{prefix}{row}_at") or count + 1)


def money(amount: Decimal | None, currency: str) -> Money | None:
    """Return a sum, or nothing where none was typed."""
    return Money(amount, currency) if amount is not None else None


def _reader() -> str:
    return content_language(get_language() or "en")
