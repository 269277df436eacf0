"""An agreement as its pages show it: where it stands, what each side has said, its text column by column."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from qiaomost.common.languages import LanguageCode
from qiaomost.network.permissions import Standing
from qiaomost.partnering.documents import RECITALS, AgreementDocument, AgreementKind, Words
from qiaomost.partnering.documents.layout import arrange
from qiaomost.partnering.documents.stored import from_json
from qiaomost.partnering.models import Agreement, AgreementVersion, Case, Participant
from qiaomost.partnering.models.cases import ParticipantRole
from qiaomost.partnering.permissions.agreements import Seats, is_of_the_case, seats_in, sides_for
from qiaomost.partnering.presenting.parties import name_of
from qiaomost.partnering.presenting.terms import Terms, terms_rows
from qiaomost.partnering.presenting.waiting import words_of
from qiaomost.partnering.presenting.work import amount_of
from qiaomost.partnering.selectors.agreements import Said, said_of, versions_of
from qiaomost.partnering.selectors.waiting import Spoken, spoken_of
from qiaomost.partnering.services.milestones import CLIENT_PARTY, with_the_difficulty
from qiaomost.partnering.states import Side
from qiaomost.partnering.states.agreements import (
    ACTS,
    AGREEMENT_TRANSITIONS,
    AGREEMENT_VERBS,
    NOT_ON_PAPER,
    AgreementState,
)


@dataclass(frozen=True, slots=True)
class Named:
    """A text and the language in which it stands there."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Row:
    """An agreement in a list."""

    agreement: Agreement
    subject: Named
    parties: tuple[str, str]
    kind: str
    state: str
    waiting: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the text: language, heading, body, and whether it lags. ``is_written``: people edit its words.

    Where all languages lag, the terms have overtaken what people wrote there. ``part`` is the part of the terms that
    says what a section that is not written says.
    """

    name: str
    cells: Sequence[tuple[str, str, str, bool]]
    is_written: bool = True
    part: str = ""

    @property
    def is_overtaken(self) -> bool:
        return all(is_stale for *_words, is_stale in self.cells)


@dataclass(frozen=True, slots=True)
class AgreementPage:
    """What the page of an agreement shows to somebody with ``seats``."""

    row: Row
    seats: Seats
    version: AgreementVersion
    versions: Sequence[tuple[AgreementVersion, str]]
    said: Sequence[tuple[str, str, Said]]
    sections: Sequence[Section]
    stale: Sequence[str]
    offered: frozenset[str]
    is_of_the_case: bool
    terms: Sequence[Terms]
    technical_price: str
    stage: str


def row_of(agreement: Agreement, reader: str, spoken: Spoken | None = None) -> Row:
    """Return the row; reads what ``selectors.agreements`` prefetched. Who has ``spoken`` tells what it waits for."""
    case = agreement.case
    parties = tuple(case.organisation_of(side).name_in(reader) for side in Side)
    return Row(
        agreement=agreement,
        subject=_named(agreement.subject, reader),
        parties=(parties[0], parties[1]),
        kind=str(agreement.get_kind_display()),
        state=str(agreement.get_state_display()),
        waiting=words_of(agreement, case, spoken, reader) if spoken is not None else "",
    )


def rows_of(agreements: Iterable[Agreement], reader: str) -> list[Row]:
    """Return the rows of a public list, which tells nothing of what goes on."""
    return [row_of(agreement, reader) for agreement in agreements]


def own_rows_of(agreements: Iterable[Agreement], reader: str) -> list[Row]:
    """Return the rows of a list for those who may see the agreements; three queries more."""
    shown = list(agreements)
    spoken = spoken_of(shown)
    return [row_of(agreement, reader, spoken[agreement.pk]) for agreement in shown]


def agreement_page(agreement: Agreement, standing: Standing, reader: str) -> AgreementPage:
    """Return the page; ``agreement`` comes from ``selectors.agreements.agreement_for``."""
    seats, versions = seats_in(standing, agreement.case), versions_of(agreement)
    last = versions[0]
    organisations = {side: agreement.case.organisation_of(side).name_in(reader) for side in Side}
    said = said_of(agreement, last)
    return AgreementPage(
        row=row_of(agreement, reader, spoken_of([agreement])[agreement.pk]),
        seats=seats,
        version=last,
        versions=[(version, name_of(version.author, reader)) for version in versions],
        said=[(str(one.side.label), organisations[one.side], one) for one in said],
        sections=sections_of(from_json(last.document), last.stale),
        stale=_stale_names(last),
        offered=_offered(agreement, seats, said, last),
        stage=_named(agreement.stage, reader).text,
        is_of_the_case=is_of_the_case(seats),
        terms=terms_rows(agreement, last, reader),
        technical_price=amount_of(agreement.technical_value, agreement.currency, reader),
    )


def sections_of(document: AgreementDocument, stale: Mapping[str, Sequence[str]]) -> list[Section]:
    """Return the text section by section: the particulars, the recitals, the clauses, the annexes."""
    sheet, shown = arrange(document), document.languages.shown
    head = [row for row in sheet.rows if row.style in {"title", "facts", "party"}]
    particulars = {code: "\n".join(one.cells[code] for one in head) for code in shown}
    nothing = dict.fromkeys(shown, "")
    rows: list[tuple[str, Words, Words, str]] = [
        ("particulars", nothing, particulars, "parties"),
        (RECITALS, nothing, document.recitals, ""),
        *((clause.name, clause.heading, clause.body, "") for clause in document.clauses),
        *(
            (table.name, table.caption, {code: table.text(code) for code in shown}, table.name)
            for table in sheet.annexes
        ),
    ]
    return [
        Section(
            name,
            [(code, heading.get(code, ""), body[code], code in stale.get(name, ())) for code in shown],
            is_written=not part,
            part=part,
        )
        for name, heading, body, part in rows
    ]


def draft_initial(case: Case, kind: AgreementKind, languages: Sequence[str]) -> dict[str, str]:
    """Return what the form of a draft begins with: both parties, who stands first, signatories, the record's title."""
    client = with_the_difficulty(case)
    given: dict[str, str] = {"first": client.other if CLIENT_PARTY.get(kind) else client}
    for side in Side:
        organisation = case.organisation_of(side)
        person = getattr(_signatory(case, side), "person", None)
        for code in languages:
            given[f"{side.value}_name_{code}"] = organisation.name_in(code)
            given[f"{side.value}_address_{code}"] = organisation.address_in(code)
            given[f"{side.value}_signatory_{code}"] = person.name_in(code) if person else ""
            given[f"{side.value}_position_{code}"] = person.position.get(code, "") if person else ""
    titles = {text.language: text.title for text in case.record.texts.all()}
    given |= {f"subject_{code}": titles[code] for code in languages if code in titles}
    return given


def _signatory(case: Case, side: Side) -> object:
    seats: dict[str, Participant] = {one.role: one for one in case.participants.all() if one.side == side}
    seat = seats.get(ParticipantRole.SIGNATORY) or seats.get(ParticipantRole.LEAD)
    return seat.user if seat else None


def _named(words: Mapping[str, str], reader: str) -> Named:
    code = next((one for one in (reader, "en", *words) if words.get(one)), "")
    return Named(words.get(code, ""), code)


def _stale_names(version: AgreementVersion) -> list[str]:
    codes = {code for languages in version.stale.values() for code in languages}
    return [str(LanguageCode(code).label) for code in version.languages if code in codes]


def _offered(
    agreement: Agreement, seats: Seats, said: Sequence[Said], last: AgreementVersion
) -> frozenset[str]:
    """The verbs that these seats may take now."""
    possible = {verb for verb, states in ACTS.items() if agreement.state in states}
    possible |= {
        verb
        for verb, (sources, _target) in AGREEMENT_TRANSITIONS.items()
        if verb in AGREEMENT_VERBS and AgreementState(agreement.state) in sources
    }
    open_sides = {
        "review": {one.side for one in said if one.review is None},
        "decide": {one.side for one in said if one.approval is None},
        "sign": {one.side for one in said if one.signature is None},
    }
    approved = all(one.review and one.review.is_approved for one in said)
    ready = {
        "approve_translation": approved,
        "submit_for_review": not last.stale,
        "declare_in_step": bool(last.stale),
        "revise": agreement.paper_of_id is None
        and not (agreement.state == AgreementState.APPROVED and any(one.signature for one in said)),
    }
    if agreement.paper_of_id is not None:
        possible -= NOT_ON_PAPER
    return frozenset(
        verb
        for verb in possible
        if sides_for(seats, verb) & open_sides.get(verb, set(Side)) and ready.get(verb, True)
    )
