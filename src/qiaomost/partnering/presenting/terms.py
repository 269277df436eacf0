"""The terms of an agreement: what they are in a line each, and as a form to change one part of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import ngettext

from qiaomost.partnering.documents import Money, Run, Words, compare_texts, parameters, templates
from qiaomost.partnering.documents.formatting import money
from qiaomost.partnering.documents.stored import from_json
from qiaomost.partnering.models import Agreement, AgreementVersion, Case
from qiaomost.partnering.presenting.parties import name_of
from qiaomost.partnering.services.agreements import AgreementDraft, TermsPart
from qiaomost.partnering.services.agreements.revising import PART_LABELS, has_part, terms_of
from qiaomost.partnering.services.milestones import client_side
from qiaomost.partnering.states import Side

TOLD_VALUES = ("governing_law", "arbitration", "term_months")


@dataclass(frozen=True, slots=True)
class Terms:
    """One part of the terms: its name in addresses, what it is called, and what was settled."""

    part: str
    label: str
    lines: Sequence[str]


@dataclass(frozen=True, slots=True)
class Difference:
    """A field in which somebody's change differs from the one that was saved meanwhile."""

    label: str
    runs: Sequence[Run]


def terms_rows(agreement: Agreement, version: AgreementVersion, reader: str) -> list[Terms]:
    """Return the parts of the terms that this kind of agreement has."""
    draft = terms_of(agreement, from_json(version.document))
    return [
        Terms(part.value, str(PART_LABELS[part]), [line for line in _TOLD[part](draft, reader) if line])
        for part in TermsPart
        if has_part(draft.kind, part)
    ]


def terms_initial(draft: AgreementDraft) -> dict[str, Any]:
    """Return what the form of any part begins with."""
    given: dict[str, Any] = {
        "authentic": list(draft.languages.authentic),
        "prevailing": draft.languages.prevailing,
        "first": draft.first.value,
        "value": draft.value.amount if draft.value else None,
        "technical_value": draft.technical_value.amount if draft.technical_value else None,
        "currency": _currency(draft),
    }
    given |= _by_language("subject", draft.subject) | _by_language("place", draft.place)
    for side, party in draft.parties.items():
        who = party.signatory
        given |= _by_language(f"{side.value}_name", party.name)
        given |= _by_language(f"{side.value}_address", party.address)
        given |= _by_language(f"{side.value}_signatory", who.name)
        given |= _by_language(f"{side.value}_position", who.position)
        given |= _by_language(f"{side.value}_authority", who.authority)
    for name, value in draft.values.items():
        given |= (
            _by_language(f"values.{name}", value)
            if isinstance(value, Mapping)
            else {f"values.{name}": str(value)}
        )
    return given | _milestones(draft) | _rights(draft)


def end_users_of(agreement: Agreement, version: AgreementVersion, reader: str) -> list[tuple[str, str]]:
    """Return who may be named to accept milestones: seats of the side for which the work is done, with names."""
    side = client_side(agreement.case, from_json(version.document))
    return people_of(agreement.case, (side,), reader)


def people_of(case: Case, sides: Iterable[Side], reader: str) -> list[tuple[str, str]]:
    """Return the seats of these sides with names; reads ``case.participants``."""
    of = set(sides)
    seats = [one for one in case.participants.all() if one.side in of]
    return [(str(seat.pk), name_of(seat.user, reader)) for seat in seats]


def differences(form: forms.Form, present: Mapping[str, Any]) -> list[Difference]:
    """Return the fields of a bound form in which what was typed differs from ``present``."""
    return [
        Difference(str(field.label), compare_texts(saved, typed))
        for name, field in form.fields.items()
        if name not in {"base", "what"}
        for saved, typed in [(_shown(field, present.get(name)), _shown(field, form.cleaned_data.get(name)))]
        if saved != typed
    ]


def _shown(field: forms.Field, value: Any) -> str:
    labels = {str(code): str(label) for code, label in getattr(field, "choices", ())}
    if value is None or value is False:
        return labels.get("", "")
    if isinstance(value, (list, tuple)):
        return ", ".join(labels.get(str(one), str(one)) for one in value)
    return labels.get(str(value), str(value))


def _by_language(name: str, words: Words) -> dict[str, str]:
    return {f"{name}_{code}": text for code, text in words.items()}


def _currency(draft: AgreementDraft) -> str:
    sums = [draft.value, *(one.payment for one in draft.milestones)]
    return next((one.currency for one in sums if one), "CNY")


def _milestones(draft: AgreementDraft) -> dict[str, Any]:
    given: dict[str, Any] = {}
    for row, one in enumerate(draft.milestones):
        given |= _by_language(f"m{row}_title", one.title)
        given |= _by_language(f"m{row}_deliverable", one.deliverable)
        given |= _by_language(f"m{row}_criteria", one.criteria)
        given |= {
            f"m{row}_due": one.due,
            f"m{row}_payment": one.payment.amount if one.payment else None,
            f"m{row}_end_user": one.end_user_id,
            f"m{row}_at": row + 1,
        }
    return given


def _rights(draft: AgreementDraft) -> dict[str, Any]:
    given: dict[str, Any] = {}
    sides = (draft.first, draft.first.other)
    for row, one in enumerate(draft.rights):
        given |= _by_language(f"r{row}_title", one.title) | _by_language(f"r{row}_territory", one.territory)
        given |= {f"r{row}_origin": one.origin.value, f"r{row}_at": row + 1}
        given |= {f"r{row}_{sides[share.party].value}": share.percent for share in one.shares}
    return given


def _worded(words: Words, reader: str) -> str:
    return next((words[code] for code in (reader, "en", *words) if words.get(code)), "")


def _told_subject(draft: AgreementDraft, reader: str) -> Iterator[str]:
    yield _worded(draft.place, reader)


def _told_parties(draft: AgreementDraft, reader: str) -> Iterator[str]:
    roles = templates()[draft.kind].role_names
    for role, side in zip(roles, (draft.first, draft.first.other), strict=False):
        party = draft.parties[side]
        yield f"{role[reader]} · {_worded(party.name, reader)} · {_worded(party.signatory.name, reader)}"


def _told_price(draft: AgreementDraft, reader: str) -> Iterator[str]:
    yield _sum(draft.value, reader)


def _told_values(draft: AgreementDraft, reader: str) -> Iterator[str]:
    for name in TOLD_VALUES:
        value = draft.values.get(name)
        if value is not None and name in parameters():
            known = parameters()[name]
            choice = known.choices.get(str(value))
            yield f"{known.label[reader]} · {choice.label[reader] if choice else value}"


def _told_milestones(draft: AgreementDraft, reader: str) -> Iterator[str]:
    count = len(draft.milestones)
    yield ngettext("%(count)s milestone", "%(count)s milestones", count) % {"count": count}


def _told_rights(draft: AgreementDraft, reader: str) -> Iterator[str]:
    count = len(draft.rights)
    yield ngettext("%(count)s right", "%(count)s rights", count) % {"count": count}


def _sum(value: Money | None, reader: str) -> str:
    return money(value, reader) if value else "—"


_TOLD = {
    TermsPart.SUBJECT: _told_subject,
    TermsPart.PARTIES: _told_parties,
    TermsPart.PRICE: _told_price,
    TermsPart.VALUES: _told_values,
    TermsPart.MILESTONES: _told_milestones,
    TermsPart.RIGHTS: _told_rights,
}
