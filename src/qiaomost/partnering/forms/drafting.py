"""What a first draft of an agreement asks for, and what a change of one part of its terms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qiaomost.partnering.documents import Party
from qiaomost.partnering.forms.terms import Group, TermsFields, money
from qiaomost.partnering.services.agreements import AgreementDraft, TermsPart
from qiaomost.partnering.services.agreements.editing import WHAT_LIMIT
from qiaomost.partnering.services.agreements.revising import PART_LABELS
from qiaomost.partnering.states import Side

MILESTONES, RIGHTS = 5, 4
MORE_ROWS = 2


class DraftForm(TermsFields):
    """All terms of one template: the parties, rights and milestones among them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._add_subject()
        self._add_first()
        self._add_price()
        self._add_parties()
        self._add_values()
        if self.template.has_annexes:
            self._add_milestones(MILESTONES)
            self._add_rights(RIGHTS)

    def groups(self) -> Iterator[Group]:
        """Yield the parts of the form in their order."""
        yield self._group(_("What it is about"), ("subject_", "place_", "authentic", "prevailing", "first"))
        for side in Side:
            yield self._group(side.label, (f"{side.value}_",))
        yield self._group(_("Terms of the template"), ("values.",))
        yield self._group(_("Price"), ("value", "technical_value", "currency"), exact=True)
        yield from self._row_groups("m")
        yield from self._row_groups("r")

    def draft(self) -> AgreementDraft:
        """Return what was typed."""
        typed = self.cleaned_data
        first = Side(typed["first"])
        currency = typed["currency"]
        return AgreementDraft(
            kind=self.kind,
            subject=self._words("subject"),
            languages=self._languages(),
            place=self._words("place"),
            parties={side: self._party(side) for side in Side},
            first=first,
            values=self._values(),
            value=money(typed["value"], currency),
            technical_value=money(typed["technical_value"], currency),
            milestones=self._milestones(currency),
            rights=self._rights(first),
        )


class TermsForm(TermsFields):
    """One part of the terms, and the version that its writer has read."""

    base = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, part: TermsPart, present: AgreementDraft, is_before_others: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, kind=present.kind, languages=present.languages.shown, **kwargs)
        self.part, self.present = part, present
        getattr(self, f"_ask_{part.value}")()
        self.fields["what"] = forms.CharField(
            label=_("What has changed, and why"), max_length=WHAT_LIMIT, required=is_before_others
        )

    def groups(self) -> Iterator[Group]:
        """Yield the parts of the form in their order."""
        if self.part in {TermsPart.MILESTONES, TermsPart.RIGHTS}:
            if "currency" in self.fields:
                yield self._group(_("Payments"), ("currency",), exact=True)
            yield from self._row_groups("m")
            yield from self._row_groups("r")
        elif self.part == TermsPart.PARTIES:
            yield self._group(pgettext_lazy("of an agreement", "Roles"), ("first",), exact=True)
            for side in Side:
                yield self._group(side.label, (f"{side.value}_",))
        else:
            names = tuple(name for name in self.fields if name not in {"base", "what"})
            yield self._group(PART_LABELS[self.part], names, exact=True)

    def draft(self) -> AgreementDraft:
        """Return the present terms with what was typed in this part."""
        typed: AgreementDraft = getattr(self, f"_typed_{self.part.value}")()
        return typed

    def _ask_subject(self) -> None:
        self._add_subject()

    def _ask_parties(self) -> None:
        self._add_first()
        self._add_parties()

    def _ask_price(self) -> None:
        self._add_price()

    def _ask_values(self) -> None:
        self._add_values()

    def _ask_milestones(self) -> None:
        self._add_milestones(len(self.present.milestones) + MORE_ROWS)
        self._add_places("m", len(self.present.milestones))
        if self.present.value is None:
            self._add_currency()

    def _ask_rights(self) -> None:
        self._add_rights(len(self.present.rights) + MORE_ROWS)
        self._add_places("r", len(self.present.rights))

    def _add_places(self, prefix: str, filled: int) -> None:
        """Where a row stands, and whether it goes; new rows come last."""
        for row in range(filled):
            self.fields[f"{prefix}{row}_at"] = forms.IntegerField(
                label=_("Place in the list"), required=False, min_value=1, max_value=99, initial=row + 1
            )
            self.fields[f"{prefix}{row}_gone"] = forms.BooleanField(label=_("Take it out"), required=False)

    def _typed_subject(self) -> AgreementDraft:
        subject, place = self._words("subject"), self._words("place")
        return replace(self.present, languages=self._languages(), subject=subject, place=place)

    def _typed_parties(self) -> AgreementDraft:
        parties = {side: self._renamed(side) for side in Side}
        return replace(self.present, parties=parties, first=Side(self.cleaned_data["first"]))

    def _renamed(self, side: Side) -> Party:
        typed, known = self._party(side), self.present.parties[side]
        return replace(known, name=typed.name, address=typed.address, signatory=typed.signatory)

    def _typed_price(self) -> AgreementDraft:
        value, technical_value = (
            money(self.cleaned_data[name], self.cleaned_data["currency"])
            for name in ("value", "technical_value")
        )
        return replace(self.present, value=value, technical_value=technical_value)

    def _typed_values(self) -> AgreementDraft:
        return replace(self.present, values=self._values())

    def _typed_milestones(self) -> AgreementDraft:
        price = self.present.value
        currency = price.currency if price else self.cleaned_data["currency"]
        return replace(self.present, milestones=self._milestones(currency))

    def _typed_rights(self) -> AgreementDraft:
        return replace(self.present, rights=self._rights(self.present.first))
