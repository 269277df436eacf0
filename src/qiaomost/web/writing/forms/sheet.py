"""The whole of a record as one sheet: several forms that are typed, checked and stored together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Union

from django import forms
from django.http import QueryDict

from qiaomost.catalogue.drafts import RecordDraft
from qiaomost.catalogue.models import Record, RecordKind
from qiaomost.catalogue.selectors import draft_of
from qiaomost.catalogue.states import EDITABLE
from qiaomost.common.errors import Invalid, Message
from qiaomost.common.languages import LanguageCode
from qiaomost.web.writing.forms.facts import EvidenceFormSet, RightFormSet, facts_form
from qiaomost.web.writing.forms.head import HeadForm, Offer, SubjectBranch, initial_head, subject_branches
from qiaomost.web.writing.forms.texts import TextForm

Part = Union[forms.Form, "forms.BaseFormSet[Any]"]  # which takes no type arguments at run time


@dataclass(frozen=True, slots=True)
class Difference:
    """A field of which the stored version and the typed one say different things."""

    label: str
    stored: str
    typed: str


class RecordSheet:
    """A new record of ``kind``, or the stored ``record``; ``data`` is what was typed, if anything was.

    ``description`` is what a new record begins with, such as the words of a search that found nothing.
    """

    def __init__(
        self,
        *,
        kind: str,
        offer: Offer,
        record: Record | None = None,
        data: QueryDict | None = None,
        description: str = "",
    ) -> None:
        self.kind = kind
        self.record = record
        self.offer = offer
        self.errors: list[Message] = []
        self.stored = draft_of(record) if record else None
        self.version = record.version if record else 0
        self.typed_version = self.shown_version = version_in(data, self.version)
        initial = _initial(record, self.stored) if record and self.stored else _blank(offer, description)
        options = {
            name: {"data": data, "prefix": name, "initial": values} for name, values in initial.items()
        }
        language = self.stored.source_language if self.stored else ""
        self.head = HeadForm(kind=kind, offer=offer, is_new=record is None, **options["head"])
        self.text = TextForm(kind=kind, language=language, **options["text"])
        self.facts = facts_form(kind, offer.persons, **options["facts"])
        self.evidence = EvidenceFormSet(**options["evidence"])
        self.rights = RightFormSet(**options["rights"]) if kind == RecordKind.ACHIEVEMENT else None

    @property
    def parts(self) -> list[Part]:
        """All its forms, in the order in which they are read."""
        return [
            part
            for part in (self.head, self.text, self.facts, self.rights, self.evidence)
            if part is not None
        ]

    @property
    def language(self) -> str:
        """The language of the original, as far as it is known yet."""
        if self.stored:
            return self.stored.source_language
        chosen = self.head["source_language"].value()
        return chosen if chosen in LanguageCode.values else self.offer.reader

    @property
    def kind_label(self) -> str:
        """The kind in words."""
        return str(RecordKind(self.kind).label)

    @property
    def can_submit(self) -> bool:
        """Whether it may be handed to a reviewer once it is stored."""
        return self.record is None or self.record.state in EDITABLE

    @property
    def has_errors(self) -> bool:
        """Whether anything that was typed has been refused."""
        return bool(self.errors) or any(_refused(part) for part in self.parts)

    @property
    def faults(self) -> list[forms.BoundField]:
        """The fields that have been refused, in the order in which they are read."""
        return [field for form in self._forms() for field in form if field.errors]

    @property
    def levels(self) -> list[forms.BoundField]:
        """The fields of the disclosure of single sections."""
        return [field for field in self.head if field.name.startswith("level_")]

    @property
    def has_levels(self) -> bool:
        """Whether a section has a level of its own."""
        return any(field.value() for field in self.levels)

    @property
    def subject_tree(self) -> list[SubjectBranch]:
        """The subjects to tick, by upper field."""
        return subject_branches(self.offer, set(self.head["subjects"].value() or ()))

    def is_valid(self) -> bool:
        """Whether everything could be read; the catalogue's rules come when it is stored."""
        valid = [part.is_valid() for part in self.parts]  # each of them, so that all faults show at once
        return all(valid)

    def draft(self) -> RecordDraft:
        """Return what was typed; other languages than the original are left as they are."""
        rights = tuple(row for form in self.rights or () if (row := form.draft()))
        values = self.head.values()
        facts, evidence = self.facts.facts(rights), tuple(draft for _, draft in self._evidence())
        texts = (self.text.draft(self.language),)
        if self.stored:
            return replace(self.stored, facts=facts, evidence=evidence, texts=texts, **values)
        return RecordDraft(facts=facts, evidence=evidence, texts=texts, **values)

    def refuse(self, error: Invalid) -> None:
        """Show each of the catalogue's objections at the field that it is about."""
        for path, message in error.fields.items():
            form, name = self._place(path)
            if form is not None and name in form.fields:
                form.add_error(name, str(message))
            else:
                self.errors.append(message)

    def differences(self) -> list[Difference]:
        """Return the fields of which the stored record says something else than what was typed."""
        found = [difference_of(field) for form in (self.head, self.text, self.facts) for field in form]
        for rows in (self.rights, self.evidence):
            if rows is not None and rows.has_changed():
                found += [difference_of(field) for form in rows for field in form]
        return [difference for difference in found if difference]

    def _forms(self) -> Iterator[forms.Form]:
        for part in (self.text, self.facts, self.head, self.rights or (), self.evidence):
            if isinstance(part, forms.Form):
                yield part
            else:
                yield from part

    def _evidence(self) -> Iterator[tuple[int, Any]]:
        """The rows that are not blank, each with its place in the form."""
        for place, form in enumerate(self.evidence):
            if draft := form.draft():
                yield place, draft

    def _place(self, path: str) -> tuple[forms.Form | None, str]:
        head, _, rest = path.partition(".")
        if head == "texts":
            return self.text, rest.partition(".")[2]
        if head == "facts":
            return self.facts, rest
        if head == "section_disclosure":
            return self.head, f"level_{rest}"
        if head == "evidence" and rest:
            ordinal, _, name = rest.partition(".")
            places = [place for place, _draft in self._evidence()]
            return self.evidence.forms[places[int(ordinal)]], name
        return self.head, head


def _initial(record: Record, stored: RecordDraft) -> dict[str, Any]:
    facts = asdict(stored.facts)
    if stored.kind == RecordKind.EXPERT:
        facts |= {"person": str(facts["person_id"])}
        facts |= {f"level_{code}": level for code, level in facts["languages"].items()}
    return {
        "head": initial_head(record, stored.subjects, stored.section_disclosure),
        "text": asdict(stored.original),
        "facts": _plain(facts),
        "rights": [asdict(right) for right in getattr(stored.facts, "ip_rights", ())],
        "evidence": [_plain(asdict(row)) | {"target": str(row.target_id or "")} for row in stored.evidence],
    }


def _blank(offer: Offer, description: str) -> dict[str, Any]:
    head = {"source_language": offer.reader, "contact": offer.own_person}
    return {"head": head, "text": {"description": description}, "facts": {}, "rights": [], "evidence": []}


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}


def _refused(part: Part) -> bool:
    if isinstance(part, forms.Form):
        return bool(part.errors)
    return part.is_bound and (bool(part.non_form_errors()) or any(part.errors))


def version_in(data: QueryDict | None, default: int) -> int:
    """Return the version that a form was filled in for."""
    typed = data.get("version", "") if data else ""
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else default


def difference_of(field: forms.BoundField) -> Difference | None:
    """Return how the stored value of a field differs from the typed one, if it does."""
    if not field.field.has_changed(field.initial, field.data):
        return None
    typed = field.form.cleaned_data.get(field.name, field.data)
    return Difference(str(field.label), _shown(field.field, field.initial), _shown(field.field, typed))


def _shown(field: forms.Field, value: Any) -> str:
    """Return a value as a reader is told it."""
    choices = dict(getattr(field, "choices", ()))
    if isinstance(value, bool):
        return "✓" if value else "—"
    if isinstance(value, list | tuple):
        return "\n".join(str(choices.get(item, item)) for item in value) or "—"
    return str(choices.get(value, value) if value not in (None, "") else "—")
