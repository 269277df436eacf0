"""The NDA of a case as its page shows it, and what keeps the room closed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from qiaomost.catalogue.selectors import text_for
from qiaomost.compliance.gates import GateStage
from qiaomost.network.permissions import Standing
from qiaomost.partnering.documents import exact_text
from qiaomost.partnering.documents.stored import from_json
from qiaomost.partnering.models import Case, Nda
from qiaomost.partnering.permissions import can_carry, can_sign, roles_in
from qiaomost.partnering.selectors.cases import is_signed, last_nda
from qiaomost.partnering.services.crossing import gates_of
from qiaomost.partnering.states import CooperationState, Side


@dataclass(frozen=True, slots=True)
class Signed:
    """A side with its signature, if it has signed."""

    side: str
    name: str
    position: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Held:
    """A record whose gate keeps the room closed, and what is wanted for it."""

    title: str
    language: str
    record_id: str
    is_forbidden: bool
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NdaPage:
    """The text column by column, the signatures, and what this reader may do."""

    version: int
    sha256: str
    terms: str
    columns: Sequence[tuple[str, Sequence[str]]]
    signed: Sequence[Signed]
    held: Sequence[Held]
    can_issue: bool
    can_sign: bool
    can_open: bool
    signatory: Mapping[str, str]


def nda_page(case: Case, standing: Standing, reader: str, now: datetime) -> NdaPage:
    """Return the page; ``case`` comes from ``selectors.cases.case_for``."""
    nda, roles = last_nda(case), roles_in(standing, case)
    state = case.cooperation.state if hasattr(case, "cooperation") else ""
    seat = next((one for one in case.participants.all() if one.user_id == standing.user_id), None)
    has_signed = {one.side for one in nda.signatures.all()} if nda else set()
    is_open_for_signature = nda is not None and state == CooperationState.NDA
    person = getattr(seat.user, "person", None) if seat else None
    return NdaPage(
        version=nda.version if nda else 0,
        sha256=nda.sha256 if nda else "",
        terms=nda.terms if nda else "",
        columns=_columns(nda) if nda else (),
        signed=[_signed(nda, side) for side in Side] if nda else (),
        held=_held(case, reader, now) if state == CooperationState.NDA else (),
        can_issue=state in {CooperationState.INTRODUCED, CooperationState.NDA}
        and can_carry(roles, "open_nda"),
        can_sign=is_open_for_signature
        and seat is not None
        and can_sign(seat)
        and seat.side not in has_signed,
        can_open=is_open_for_signature and bool(nda and is_signed(nda)) and can_carry(roles, "open_nda"),
        signatory={
            "name": person.name_in(person.language) if person else "",
            "position": person.position.get(person.language, "") if person else "",
        },
    )


def title_forms(case: Case) -> dict[str, str]:
    """Return what the form of a new NDA begins with: the record's title as the purpose."""
    return {f"purpose_{language}": text_for(case.record, language).title for language in ("zh", "ru")}


def _columns(nda: Nda) -> list[tuple[str, list[str]]]:
    document = from_json(nda.document)
    return [
        (language, [line for line in exact_text(document, language).splitlines() if line.strip()])
        for language in document.languages.shown
    ]


def _signed(nda: Nda, side: Side) -> Signed:
    mine = next((one for one in nda.signatures.all() if one.side == side), None)
    return Signed(
        str(side.label), mine.name if mine else "", mine.position if mine else "", mine.at if mine else None
    )


def _held(case: Case, reader: str, now: datetime) -> list[Held]:
    rows = []
    for record, gate in gates_of(case, GateStage.ROOM, now=now):
        if not gate.is_open:
            text = text_for(record, reader)
            missing = tuple(str(one.text) for one in gate.missing)
            rows.append(Held(text.title, text.language, str(record.pk), gate.is_forbidden, missing))
    return rows
