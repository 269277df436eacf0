"""What all kinds of records share, as a form: owner, language, contact, subjects, who may read what."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from qiaomost.catalogue.drafts.rules import SUBJECTS
from qiaomost.catalogue.models import SECTIONS, Disclosure, Record, Subject
from qiaomost.catalogue.selectors import subject_tree
from qiaomost.common.languages import LanguageCode
from qiaomost.network.permissions import Standing
from qiaomost.network.selectors import organisations_of, persons_of
from qiaomost.web.presenting.records import section_label
from qiaomost.web.writing.forms.fields import EMPTY, Choices, field_of, mark_needed

AS_THE_RECORD = ("", _("As the record"))


@dataclass(frozen=True, slots=True)
class Offer:
    """What a writer may choose from, read once for a page, in the reader's language."""

    organisations: Choices
    persons: Choices
    subjects: tuple[Subject, ...]
    reader: str
    own_person: str = ""

    @property
    def subject_choices(self) -> Choices:
        """Every subject, both levels."""
        rows = [row for root in self.subjects for row in (root, *root.children.all())]
        return [(row.code, row.label_in(self.reader)) for row in rows]


def offer_to(standing: Standing, reader: str, record: Record | None = None) -> Offer:
    """Read what ``standing`` may choose from; a present owner's persons are always among it."""
    organisations = list(organisations_of(standing))
    owners = {record.organisation_id} if record else {row.pk for row in organisations}
    persons = list(persons_of(owners, also=_present(record)))
    return Offer(
        organisations=[(str(row.pk), row.name_in(reader)) for row in organisations],
        persons=[(str(row.pk), row.name_in(reader)) for row in persons],
        subjects=tuple(subject_tree()),
        reader=reader,
        own_person=next((str(row.pk) for row in persons if row.user_id == standing.user_id), ""),
    )


def _present(record: Record | None) -> set[UUID]:
    if record is None:
        return set()
    expert = getattr(record, "expert", None)
    return {pk for pk in (record.contact_id, expert.person_id if expert else None) if pk}


@dataclass(frozen=True, slots=True)
class SubjectChoice:
    """A subject to tick."""

    code: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class SubjectBranch:
    """An upper field with its subjects, itself first; ``chosen`` counts those that are ticked."""

    label: str
    choices: tuple[SubjectChoice, ...]
    chosen: int


def subject_branches(offer: Offer, chosen: Collection[str]) -> list[SubjectBranch]:
    """Return the tree of subjects with what is chosen."""
    branches = []
    for root in offer.subjects:
        whole = _("%(field)s as a whole") % {"field": root.label_in(offer.reader)}
        labels = [
            (root.code, whole),
            *((row.code, row.label_in(offer.reader)) for row in root.children.all()),
        ]
        choices = tuple(SubjectChoice(code, str(label), code in chosen) for code, label in labels)
        branches.append(
            SubjectBranch(root.label_in(offer.reader), choices, sum(choice.is_chosen for choice in choices))
        )
    return branches


class HeadForm(forms.Form):
    """Owner and language are asked for a new record only; they never change afterwards."""

    def __init__(self, *args: Any, kind: str, offer: Offer, is_new: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if is_new:
            label = field_of(Record, "organisation").label
            self.fields["organisation"] = forms.ChoiceField(label=label, choices=offer.organisations)
            self.fields["source_language"] = forms.ChoiceField(
                label=_("Language in which you write"),
                choices=[(code, capfirst(label)) for code, label in LanguageCode.choices],
            )
        self.fields["contact"] = forms.ChoiceField(
            required=False,
            label=field_of(Record, "contact").label,
            choices=[EMPTY, *offer.persons],
            help_text=_("Shown on the page of the record."),
        )
        self.fields["subjects"] = forms.MultipleChoiceField(
            required=False,
            label=_("Fields of science"),
            choices=offer.subject_choices,
            help_text=_("At most %(most)d.") % {"most": SUBJECTS},
        )
        mark_needed(self.fields["subjects"], for_review=True)
        self.fields["disclosure"] = forms.ChoiceField(
            label=_("Who may read the record"), choices=Disclosure.choices, initial=Disclosure.PUBLIC
        )
        for section in SECTIONS[kind][1:]:
            self.fields[f"level_{section}"] = forms.ChoiceField(
                required=False,
                label=section_label(kind, section),
                choices=[AS_THE_RECORD, *Disclosure.choices],
            )
        self.fields["open_for_interest"] = forms.BooleanField(
            required=False, initial=True, label=_("Others may express their interest")
        )

    def values(self) -> dict[str, Any]:
        """Return what was typed as fields of ``RecordDraft``; the owner only for a new record."""
        typed = self.cleaned_data
        values: dict[str, Any] = {name: typed[name] for name in ("disclosure", "open_for_interest")}
        values["subjects"] = tuple(typed["subjects"])
        values["contact_id"] = UUID(typed["contact"]) if typed["contact"] else None
        if "organisation" in typed:
            values["organisation_id"] = UUID(typed["organisation"])
        levels = {name.removeprefix("level_"): level for name, level in typed.items() if level}
        known = {name.removeprefix("level_") for name in self.fields if name.startswith("level_")}
        return values | {"section_disclosure": {name: levels[name] for name in known if name in levels}}


def initial_head(record: Record, subjects: tuple[str, ...], levels: Mapping[str, str]) -> dict[str, Any]:
    """Return what the form shows of a stored record."""
    return {
        "contact": str(record.contact_id or ""),
        "subjects": list(subjects),
        "disclosure": record.disclosure,
        "open_for_interest": record.open_for_interest,
        **{f"level_{name}": level for name, level in levels.items()},
    }
