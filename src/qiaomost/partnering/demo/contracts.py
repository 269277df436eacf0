"""Agreements of the demonstration: drafted from their template, reviewed, signed with a copy, shown in the register."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from qiaomost.network.models import Organisation
from qiaomost.partnering.demo.telling import Telling, organisation_of
from qiaomost.partnering.documents import (
    AgreementKind,
    Languages,
    Milestone,
    Money,
    Party,
    Right,
    RightOrigin,
    Share,
    Signatory,
    agreement_pdf,
    defaults,
    parameters,
    templates,
)
from qiaomost.partnering.documents.filling import Value
from qiaomost.partnering.documents.stored import from_json
from qiaomost.partnering.models import Agreement
from qiaomost.partnering.selectors.agreements import last_version
from qiaomost.partnering.services import agreements
from qiaomost.partnering.services.agreements import AgreementDraft, SignatureDraft
from qiaomost.partnering.states import Side

SHOWN = ("zh", "ru")
CHARTER = {"zh": "章程", "ru": "Устав"}
HARBIN = {"zh": "哈尔滨", "ru": "г. Харбин"}

Step = Mapping[str, Any]


def _draft(telling: Telling, step: Step) -> None:
    told = step["agreement"]
    agreements.start_agreement(
        actor=telling.person(step["by"]),
        case_id=telling.case().pk,
        draft=_values(telling, told),
        now=telling.clock,
    )


def _values(telling: Telling, told: Step) -> AgreementDraft:
    currency = told.get("currency", "CNY")
    owner, sender = telling.record.organisation, telling.organisation
    return AgreementDraft(
        kind=AgreementKind(told["kind"]),
        subject=told["subject"],
        languages=Languages(SHOWN, SHOWN),
        place=HARBIN,
        parties={Side.SENDER: _party(telling, sender), Side.OWNER: _party(telling, owner)},
        first=Side(told["first"]),
        values=_terms(told),
        value=Money(Decimal(told["price"]), currency),
        technical_value=Money(Decimal(told["technical"]), currency),
        milestones=tuple(
            Milestone(
                row["title"],
                row["deliverable"],
                telling.day(row["due"]),
                Money(Decimal(row["payment"]), currency),
            )
            for row in told["milestone"]
        ),
        rights=tuple(_right(row) for row in told.get("right", ())),
    )


def _terms(told: Step) -> dict[str, Value]:
    template = templates()[AgreementKind(told["kind"])]
    given: dict[str, Value] = dict(defaults(template))
    for name in template.parameters():
        if parameters()[name].kind == "words":
            given[name] = told.get("words", {}).get(name, told["subject"])
        elif name in told:
            given[name] = told[name]
    return given


def _party(telling: Telling, organisation: Organisation) -> Party:
    leads = (telling.sender, telling.recipient)
    person = next(user.person for user in leads if organisation_of(user) == organisation)
    return Party(
        name={code: organisation.name_in(code) for code in SHOWN},
        address={code: organisation.address_in(code) for code in SHOWN},
        signatory=Signatory(
            {code: person.name_in(code) for code in SHOWN},
            {code: person.position[code] for code in SHOWN},
            CHARTER,
        ),
    )


def _right(row: Step) -> Right:
    shares = tuple(Share(party, Decimal(share)) for party, share in enumerate(row["shares"]) if share != "0")
    return Right(row["title"], RightOrigin(row["origin"]), shares, row["territory"])


def _sign(telling: Telling, step: Step) -> None:
    agreement, user = _agreement(telling), telling.person(step["by"])
    version, person = last_version(agreement), user.person
    agreements.sign_agreement(
        **_by(telling, step),
        draft=SignatureDraft(
            version.sha256,
            person.name_in(person.language),
            person.position[person.language],
            telling.clock.date(),
            step["place"],
        ),
        name=f"{agreement.number}.pdf",
        content=io.BytesIO(agreement_pdf(from_json(version.document))),
    )


def _enter_into_force(telling: Telling, step: Step) -> None:
    agreements.enter_into_force(
        **_by(telling, step), begins_on=telling.clock.date(), ends_on=telling.day(step["ends_in"])
    )


def _plain(service: Callable[..., Any], *words: str, **more: Any) -> Callable[[Telling, Step], Any]:
    """A verb of the agreement, with these words of the step."""
    return lambda telling, step: service(**_by(telling, step), **{word: step[word] for word in words}, **more)


def _by(telling: Telling, step: Step) -> dict[str, Any]:
    agreement = _agreement(telling)
    return {"actor": telling.person(step["by"]), "agreement_id": agreement.pk, "now": telling.clock}


def _agreement(telling: Telling) -> Agreement:
    return telling.case().agreements.latest("ordinal")


CONTRACT_STEPS: Mapping[str, Callable[[Telling, Step], Any]] = {
    "draft": _draft,
    "submit": _plain(agreements.submit_for_review),
    "review": _plain(agreements.review_agreement, "comments", is_approved=True),
    "approve_translation": _plain(agreements.approve_translation),
    "request_approvals": _plain(agreements.request_approvals),
    "decide_approval": _plain(agreements.decide_approval, "reference", "reason", is_granted=True),
    "sign": _sign,
    "register": _plain(agreements.register_agreement, "cn_number", "ru_number"),
    "enter_into_force": _enter_into_force,
    "show": _plain(agreements.show_in_register, is_shown=True),
}
