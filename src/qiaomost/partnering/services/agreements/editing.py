"""The text of an agreement: every save is a version, and nobody overwrites what they have not read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from qiaomost.accounts.models import User
from qiaomost.catalogue.drafts import cleaned_prose
from qiaomost.common import audit
from qiaomost.common.errors import Conflict, Invalid, NotFound, TransitionRefused
from qiaomost.network.services.checks import line
from qiaomost.partnering.documents import RECITALS, AgreementDocument, Clause, Words, stale_after
from qiaomost.partnering.documents.stored import from_json
from qiaomost.partnering.models import Agreement, AgreementVersion
from qiaomost.partnering.selectors.agreements import last_version
from qiaomost.partnering.services.agreements.drafting import add_version
from qiaomost.partnering.services.agreements.steps import (
    lock_agreement,
    permit_verb,
    require_act,
    require_room,
)

BODY_LIMIT = 20_000
HEADING_LIMIT = 300
WHAT_LIMIT = 300


@dataclass(frozen=True, slots=True)
class SectionText:
    """A section as somebody has written it, by language; the recitals have no heading."""

    heading: Words
    body: Words


@transaction.atomic
def save_section(
    *,
    actor: User,
    agreement_id: UUID,
    section: str,
    text: SectionText,
    base: int,
    what: str,
    now: datetime,
) -> AgreementVersion:
    """Write a section anew, as the next version; another section that was saved meanwhile stays.

    Args:
        actor: who writes.
        agreement_id: the agreement.
        section: the name of a clause, or ``recitals``.
        text: all its languages.
        base: the number of the version that ``actor`` had before their eyes.
        what: what has changed, in words of one's own; may be empty.
        now: the time.

    Raises:
        NotFound, NotAllowed: ``actor`` may not see or edit it, or there is no such section.
        TransitionRefused: it is not being drafted, or the case has no open room.
        Conflict: somebody has written this section since ``base``; nothing is written.
        Invalid: a language is empty or too long, or nothing has changed.
    """
    agreement = _to_edit(actor, agreement_id)
    text = _cleaned(text)
    last = last_version(agreement)
    before = from_json(last.document)
    present = section_of(before, section)
    _require_words(text, before.languages.shown, section)
    if last.number != base and section_of(document_at(agreement, base), section) != present:
        raise Conflict(_("Somebody has saved this section meanwhile. Both texts are shown below."))
    after = _with_section(before, section, text)
    if after == before:
        raise Invalid(fields={"what": _("Nothing has changed.")})
    stale = stale_after(before, after, last.stale)
    version = add_version(
        agreement,
        after,
        actor=actor,
        now=now,
        number=last.number + 1,
        what=line(what)[:WHAT_LIMIT],
        section=section,
        stale={name: sorted(languages) for name, languages in stale.items()},
    )
    audit.record(actor, "edit_agreement", agreement.case, now=now, version=version.number, section=section)
    return version


@transaction.atomic
def declare_in_step(*, actor: User, agreement_id: UUID, number: int, now: datetime) -> AgreementVersion:
    """Declare that all languages of the last version say the same.

    Raises:
        NotFound, NotAllowed: ``actor`` may not see it, or is no lawyer, lead or adviser of the case.
        TransitionRefused: it is not being drafted, or no language lags behind.
        Conflict: ``number`` is not the last version any more.
    """
    agreement = lock_agreement(agreement_id)
    permit_verb(actor, agreement, "declare_in_step")
    require_act(agreement, "declare_in_step")
    version = last_version(agreement)
    if version.number != number:
        raise Conflict(_("Another version has been saved meanwhile. Read it first."))
    if not version.stale:
        raise TransitionRefused(_("No language lags behind."))
    audit.record(
        actor, "declare_in_step", agreement.case, now=now, version=version.number, stale=version.stale
    )
    version.stale, version.declared_by, version.declared_at = {}, actor, now
    version.save(update_fields=["stale", "declared_by", "declared_at"])
    return version


def section_of(document: AgreementDocument, section: str) -> SectionText:
    """Return a section of a document.

    Raises:
        NotFound: it has none of that name.
    """
    if section == RECITALS:
        return SectionText({}, document.recitals)
    for clause in document.clauses:
        if clause.name == section:
            return SectionText(clause.heading, clause.body)
    raise NotFound


def _to_edit(actor: User, agreement_id: UUID) -> Agreement:
    agreement = lock_agreement(agreement_id)
    permit_verb(actor, agreement, "edit")
    require_act(agreement, "edit")
    require_room(agreement.case)
    return agreement


def document_at(agreement: Agreement, number: int) -> AgreementDocument:
    """Return the text of a version.

    Raises:
        NotFound: there is none of this number.
    """
    version = agreement.versions.filter(number=number).first()
    if version is None:
        raise NotFound
    return from_json(version.document)


def _cleaned(text: SectionText) -> SectionText:
    return SectionText(
        {code: line(words) for code, words in text.heading.items()},
        {code: cleaned_prose(words) for code, words in text.body.items()},
    )


def _require_words(text: SectionText, languages: Sequence[str], section: str) -> None:
    problems = {}
    for code in languages:
        if not 0 < len(text.body.get(code, "")) <= BODY_LIMIT:
            problems[f"body_{code}"] = _("Between 1 and 20,000 characters.")
        if section != RECITALS and not 0 < len(text.heading.get(code, "")) <= HEADING_LIMIT:
            problems[f"heading_{code}"] = _("Between 1 and 300 characters.")
    if problems:
        raise Invalid(fields=problems)


def _with_section(document: AgreementDocument, section: str, text: SectionText) -> AgreementDocument:
    shown = document.languages.shown
    if section == RECITALS:
        return replace(document, recitals=_written(document.recitals, text.body, shown))
    clauses = tuple(
        Clause(
            clause.id,
            _written(clause.heading, text.heading, shown),
            _written(clause.body, text.body, shown),
        )
        if clause.name == section
        else clause
        for clause in document.clauses
    )
    return replace(document, clauses=clauses)


def _written(before: Words, after: Words, shown: Sequence[str]) -> Words:
    """The new words by language; where a browser changed no more than spaces, those before it."""
    return {
        code: before[code] if cleaned_prose(before[code]) == cleaned_prose(after[code]) else after[code]
        for code in shown
    }
