"""What each kind of record adds, as forms: its facts, its rights, and what speaks for it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from qiaomost.catalogue.drafts import (
    AchievementFacts,
    ChallengeFacts,
    EvidenceDraft,
    ExpertFacts,
    Facts,
    IpRightDraft,
)
from qiaomost.catalogue.drafts.rules import ADDRESS_LIMIT, COMMAND, EVIDENCE, EVIDENCE_TITLE_LIMIT
from qiaomost.catalogue.models import (
    Achievement,
    Challenge,
    CooperationKind,
    Evidence,
    EvidenceKind,
    Expert,
    IpRight,
    RecordKind,
    Willingness,
)
from qiaomost.catalogue.models.records import SECTION_LIMIT
from qiaomost.common.inputs import DayInput
from qiaomost.common.languages import LanguageCode
from qiaomost.network.models import Country
from qiaomost.web.writing.forms.fields import EMPTY, Choices, Prose, field_of, mark_needed, several_of

RIGHTS = 60
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


TRL_SCALE = _("From 1, an idea, to 9, in industrial use.")


class AchievementForm(forms.Form):
    stage = field_of(Achievement, "stage")
    trl = field_of(Achievement, "trl", help_text=TRL_SCALE)
    production_readiness = field_of(Achievement, "production_readiness")
    market_readiness = field_of(Achievement, "market_readiness")
    cooperation = several_of(Achievement, "cooperation", CooperationKind.choices)

    def facts(self, rights: tuple[IpRightDraft, ...]) -> Facts:
        """Return what was typed, with the rights of the rows beside."""
        values = _tuples(self.cleaned_data)
        return AchievementFacts(**values, ip_rights=rights)


class ChallengeForm(forms.Form):
    deadline = field_of(
        Challenge,
        "deadline",
        widget=DayInput(),
        help_text=_("Until then the challenge stays published, so that others can prepare answers."),
    )
    deliverable = field_of(Challenge, "deliverable")
    budget = field_of(Challenge, "budget", help_text=_("Leave it empty where it is to be negotiated."))
    currency = field_of(Challenge, "currency")
    ip_terms = field_of(Challenge, "ip_terms")
    trl_min = field_of(Challenge, "trl_min", help_text=TRL_SCALE)
    cooperation = several_of(Challenge, "cooperation", CooperationKind.choices)
    is_anonymous = field_of(Challenge, "is_anonymous")

    def facts(self, rights: tuple[IpRightDraft, ...]) -> Facts:
        """Return what was typed; a challenge has no rights of its own."""
        del rights
        return ChallengeFacts(**_tuples(self.cleaned_data))


class ExpertForm(forms.Form):
    willing_to = several_of(Expert, "willing_to", Willingness.choices)

    def __init__(self, *args: Any, persons: Choices, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["person"] = forms.ChoiceField(label=_("Person"), choices=[EMPTY, *persons])
        mark_needed(self.fields["person"])
        levels = [EMPTY, *((level, _("native") if level == "native" else level) for level in COMMAND)]
        for code, label in LanguageCode.choices:
            name = _("Command of the language: %(language)s") % {"language": label}
            self.fields[f"level_{code}"] = forms.ChoiceField(required=False, label=name, choices=levels)
        self.order_fields(["person"])

    def facts(self, rights: tuple[IpRightDraft, ...]) -> Facts:
        """Return what was typed; languages that the form does not ask for stay."""
        del rights
        asked = {f"level_{code}": code for code in LanguageCode.values}
        kept = {
            key: value
            for key, value in self.initial.get("languages", {}).items()
            if key not in asked.values()
        }
        typed = {code: self.cleaned_data[name] for name, code in asked.items() if self.cleaned_data[name]}
        return ExpertFacts(
            person_id=UUID(self.cleaned_data["person"]),
            willing_to=tuple(self.cleaned_data["willing_to"]),
            languages={**typed, **kept},
        )


class IpRightForm(forms.Form):
    status = field_of(IpRight, "status")
    number = field_of(IpRight, "number", max_length=None)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        places = {**dict(Country.choices), "EA": _("Eurasian patent"), "PCT": "PCT"}
        if present := self.initial.get("territory"):
            places.setdefault(present, present)
        label = field_of(IpRight, "territory").label
        self.fields["territory"] = forms.ChoiceField(
            required=False, label=label, choices=[EMPTY, *places.items()]
        )

    def draft(self) -> IpRightDraft | None:
        """Return the row, or nothing where it is blank."""
        return IpRightDraft(**self.cleaned_data) if any(self.cleaned_data.values()) else None


class EvidenceForm(forms.Form):
    kind = field_of(Evidence, "kind", initial=EvidenceKind.PUBLICATION.value)
    title = Prose(label=field_of(Evidence, "title").label, limit=EVIDENCE_TITLE_LIMIT, rows=2)
    year = field_of(Evidence, "year")
    language = field_of(Evidence, "language")
    address = Prose(
        label=field_of(Evidence, "address", assume_scheme="https").label, limit=ADDRESS_LIMIT, rows=1
    )
    target = Prose(label=_("Page of a record of this catalogue"), limit=ADDRESS_LIMIT, rows=1)
    abstract = Prose(label=field_of(Evidence, "abstract").label, limit=SECTION_LIMIT, rows=3)

    def clean_target(self) -> UUID | None:
        """Read the record's id out of its address."""
        typed = self.cleaned_data["target"]
        found = _ID.search(typed)
        if typed and not found:
            raise forms.ValidationError(_("This is not the address of a record."))
        return UUID(found[0]) if found else None

    def draft(self) -> EvidenceDraft | None:
        """Return the row, or nothing where it is blank; a record needs no words of its own."""
        values = dict(self.cleaned_data)
        target = values.pop("target", None)
        if not target and not any(values.get(name) for name in ("title", "abstract", "address", "year")):
            return None
        return EvidenceDraft(**{**values, "target_id": target})


RightFormSet = forms.formset_factory(IpRightForm, extra=1, max_num=RIGHTS, absolute_max=RIGHTS)
EvidenceFormSet = forms.formset_factory(EvidenceForm, extra=1, max_num=EVIDENCE, absolute_max=EVIDENCE)


FactsForm = AchievementForm | ChallengeForm | ExpertForm


def facts_form(kind: str, persons: Choices, **options: Any) -> FactsForm:
    """Return the form of a kind's facts."""
    if kind == RecordKind.EXPERT:
        return ExpertForm(persons=persons, **options)
    return ChallengeForm(**options) if kind == RecordKind.CHALLENGE else AchievementForm(**options)


def _tuples(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
