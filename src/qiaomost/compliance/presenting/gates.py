"""The gates of a record in plain words: towards the other country, and towards each recipient with documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from qiaomost.catalogue.models import Record
from qiaomost.compliance.gates import Gate, GateStage
from qiaomost.compliance.models import ExportDocument
from qiaomost.compliance.rules import Facts, Finding, Level, decide
from qiaomost.compliance.selectors.classifying import CLASSIFIED_KINDS
from qiaomost.network.models import Country, Organisation


@dataclass(frozen=True, slots=True)
class Outlook:
    """The gates towards one recipient; without ``recipient``, towards anybody there."""

    country: str
    recipient: Organisation | None
    level: Level
    gates: tuple[Gate, ...]

    @property
    def is_forbidden(self) -> bool:
        """Whether nothing opens them."""
        return any(gate.is_forbidden for gate in self.gates)


def outlooks_of(
    record: Record, findings: Sequence[Finding], documents: Sequence[ExportDocument], *, on: date
) -> list[Outlook]:
    """Return the gates towards anybody of the other country, then towards each recipient that a document names."""
    owner = Country(record.organisation.country)
    other = Country.RU if owner == Country.CN else Country.CN
    is_exempt = record.kind not in CLASSIFIED_KINDS
    facts = Facts(owner, other, tuple(findings), is_exempt=is_exempt)
    recipients = {document.recipient_id: document.recipient for document in documents}
    outlooks = [_outlook(facts, other, None)]
    for recipient in recipients.values():
        valid = [one.kind for one in documents if one.recipient_id == recipient.pk and one.is_valid_on(on)]
        outlooks.append(_outlook(replace(facts, documents=frozenset(valid)), other, recipient))
    return outlooks


def _outlook(facts: Facts, country: Country, recipient: Organisation | None) -> Outlook:
    gates = tuple(decide(stage, facts) for stage in GateStage)
    return Outlook(str(country.label), recipient, gates[0].level, gates)
