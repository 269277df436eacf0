"""What export control asks for at each stage: a pure decision over facts, and no legal advice.

The later a stage, the more it asks: a stage is never open while an earlier one is closed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db import models
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from qiaomost.common.errors import Message
from qiaomost.compliance.models import Control, ControlList, DocumentKind
from qiaomost.compliance.states.classification import UNDECIDED, ClassificationState
from qiaomost.network.models import Country


class GateStage(models.TextChoices):
    INTRODUCTION = "introduction", _("Introduction")
    ROOM = "room", _("Room")
    FILE = "file", _("Files and technical data")
    SIGNATURE = "signature", _("Signature")


class Level(models.TextChoices):
    """How much of a record may cross the border."""

    OPEN = "open", _("All that its owner shares")
    ABSTRACT_ONLY = "abstract_only", _("The public abstract only")
    CLOSED = "closed", _("Nothing")


@dataclass(frozen=True, slots=True)
class Requirement:
    """Something that has to be on record first; ``code`` is ``classification`` or a kind of document."""

    code: str
    text: Message


@dataclass(frozen=True, slots=True)
class Gate:
    """Whether a stage may begin, and if not, what is missing; where it is forbidden no document opens it."""

    stage: GateStage
    is_open: bool
    is_forbidden: bool
    missing: tuple[Requirement, ...]
    level: Level


@dataclass(frozen=True, slots=True)
class Finding:
    """What officers have said of a record for one list, on one day; control and code are of the last entry named."""

    control_list: str
    state: ClassificationState
    control: str = ""
    code: str = ""
    needs_consent: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """All that decides: countries of owner and recipient, findings, kinds of documents in force between the two."""

    owner: str
    recipient: str
    findings: tuple[Finding, ...] = ()
    documents: frozenset[str] = frozenset()
    is_exempt: bool = False


REQUIRED_LIST: Mapping[str, ControlList] = {
    Country.CN: ControlList.CN_TECHNOLOGIES,
    Country.RU: ControlList.RU_DUAL_USE,
}
"""The list that a record of a country always has to be checked against, even where a node has not imported it."""

S, D = GateStage, DocumentKind

CLASSIFIED_BEFORE: Mapping[str, frozenset[GateStage]] = {
    Country.CN: frozenset({S.ROOM, S.FILE, S.SIGNATURE}),
    Country.RU: frozenset({S.FILE, S.SIGNATURE}),
}
"""Owner's country → the stages that nothing undecided may enter."""

ENTRY_NEEDS: Mapping[tuple[str, str], Mapping[GateStage, tuple[DocumentKind, ...]]] = {
    (Country.CN, Control.RESTRICTED): {
        S.ROOM: (D.CN_LETTER_OF_INTENT, D.CN_EXPORT_LICENCE),
        S.FILE: (D.CN_LETTER_OF_INTENT, D.CN_EXPORT_LICENCE),
        S.SIGNATURE: (D.CN_EXPORT_LICENCE,),
    },
    (Country.CN, Control.DUAL_USE): {
        S.ROOM: (D.CN_EXPORT_LICENCE,),
        S.FILE: (D.CN_EXPORT_LICENCE,),
        S.SIGNATURE: (D.CN_EXPORT_LICENCE,),
    },
}
"""Owner's country and control of a listed entry → for each stage the documents, any one of which will do."""

ALWAYS_NEEDS: Mapping[str, Mapping[GateStage, tuple[DocumentKind, ...]]] = {
    Country.RU: {S.FILE: (D.RU_IDENTIFICATION_CONCLUSION,), S.SIGNATURE: (D.RU_IDENTIFICATION_CONCLUSION,)},
}
"""Owner's country → what a stage needs whatever the classification says."""

CONSENT_NEEDS: Mapping[GateStage, tuple[DocumentKind, ...]] = {
    S.FILE: (D.RU_AUTHORITY_CONSENT,),
    S.SIGNATURE: (D.RU_AUTHORITY_CONSENT,),
}
"""What a listed entry needs, besides, that asks for the authority's consent."""


def decide(stage: GateStage, facts: Facts) -> Gate:
    """Decide whether ``stage`` may begin.

    What an officer called prohibited stays forbidden until an officer has answered for the new edition.
    """
    if facts.is_exempt or facts.owner == facts.recipient:
        return Gate(stage, is_open=True, is_forbidden=False, missing=(), level=Level.OPEN)
    if any(finding.control == Control.PROHIBITED for finding in facts.findings):
        return Gate(stage, is_open=False, is_forbidden=True, missing=(), level=Level.CLOSED)
    missing = _missing(stage, facts)
    level = Level.ABSTRACT_ONLY if _missing(S.FILE, facts) else Level.OPEN
    return Gate(stage, is_open=not missing, is_forbidden=False, missing=missing, level=level)


def findings_of(facts: Facts) -> tuple[Finding, ...]:
    """Return the findings, with the list that is required among them even where nothing is known of it."""
    required = REQUIRED_LIST[facts.owner]
    if any(finding.control_list == required for finding in facts.findings):
        return facts.findings
    return (Finding(required, ClassificationState.UNCLASSIFIED), *facts.findings)


def _missing(stage: GateStage, facts: Facts) -> tuple[Requirement, ...]:
    wanted = dict.fromkeys((*_answers(stage, facts), *_documents(stage, facts)))
    return tuple(wanted)


def _answers(stage: GateStage, facts: Facts) -> Iterator[Requirement]:
    if stage in CLASSIFIED_BEFORE[facts.owner]:
        for finding in findings_of(facts):
            if finding.state in UNDECIDED:
                yield classification_wanted(finding.control_list)


def _documents(stage: GateStage, facts: Facts) -> Iterator[Requirement]:
    for any_of in _alternatives(stage, facts):
        if any_of and not facts.documents & set(any_of):
            yield Requirement(any_of[0].value, any_of[0].label)


def _alternatives(stage: GateStage, facts: Facts) -> Iterator[tuple[DocumentKind, ...]]:
    yield ALWAYS_NEEDS.get(facts.owner, {}).get(stage, ())
    for finding in facts.findings:
        if finding.state == ClassificationState.LISTED:
            yield ENTRY_NEEDS.get((facts.owner, finding.control), {}).get(stage, ())
            yield CONSENT_NEEDS.get(stage, ()) if finding.needs_consent else ()


def classification_wanted(control_list: str) -> Requirement:
    """Return the requirement that an officer answers for a list, in the edition in force."""
    text = format_lazy(
        _("Classification by the owner’s compliance officer ({list})"), list=ControlList(control_list).label
    )
    return Requirement("classification", text)
