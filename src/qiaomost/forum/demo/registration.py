"""Registration for the demonstration's edition: opened, with a form, answers, and some who are invited."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction

from qiaomost.compliance.models import Purpose
from qiaomost.compliance.selectors.consent import wordings_in
from qiaomost.compliance.services.consent import give_consent
from qiaomost.forum.models import Answer, Edition, FormField, Registration, RegistrationTerms, Stay
from qiaomost.forum.services.form_building import FieldDraft, set_field, set_terms
from qiaomost.forum.services.inviting import invite_to_register
from qiaomost.forum.states import RegistrationState
from qiaomost.forum.states.registrations import Dietary, FieldKind, FormPhase
from qiaomost.partnering.demo.people import DOMAIN, account_of

FILE = Path(__file__).with_name("registration.toml")
ORGANISER, SEED = "bai", 2028
ASKED = (Purpose.FORUM_REGISTRATION, Purpose.CROSS_BORDER_TRANSFER)
SHARE_OF_STAYS = 0.4
"""So many of those accepted have answered the second form."""

DIETS = {Dietary.NONE: 86, Dietary.VEGETARIAN: 5, Dietary.HALAL: 5, Dietary.NO_GLUTEN: 4}
Row = Mapping[str, Any]


@transaction.atomic
def load_registration(edition: Edition, *, now: datetime) -> None:
    """Open the registration, with what those who are registered already have answered."""
    if RegistrationTerms.objects.filter(edition=edition).exists():
        return
    content = tomllib.loads(FILE.read_text(encoding="utf-8"))
    common: dict[str, Any] = {"actor": account_of(ORGANISER), "edition_id": edition.pk, "now": now}
    set_terms(**common, **_terms(edition, content, now))
    fields = [(row, set_field(**common, draft=_field(n, row))) for n, row in enumerate(content["field"])]
    for row in content["invitation"]:
        address = f"{row['address']}@{DOMAIN}"
        invite_to_register(**common, address=address, category=row["category"], language=row["language"])
    _answer(edition, fields, content["hotel"])
    _agree(edition, now)


def _agree(edition: Edition, now: datetime) -> None:
    """Whoever has an account has agreed to what registration asks; the others were entered by their organisation."""
    for one in Registration.objects.filter(edition=edition, user__isnull=False).select_related("user"):
        if one.user is not None:
            for wording in wordings_in(one.language):
                if wording.purpose in ASKED:
                    give_consent(actor=one.user, purpose=wording.purpose, sha256=wording.sha256, now=now)


def _terms(edition: Edition, content: Row, now: datetime) -> dict[str, Any]:
    zone = edition.sites.all()[0].zone
    first = datetime.combine(edition.first_day, time(), zone)
    opens = first - timedelta(days=content["opens_days_before"])
    return {
        "opens_at": min(opens, now - timedelta(days=90)),
        "closes_at": first - timedelta(days=content["closes_days_before"]),
        "offer_hours": content["offer_hours"],
    }


def _field(position: int, row: Row) -> FieldDraft:
    names = ("code", "kind", "names", "phase", "options", "is_required", "shown_if", "shown_if_value")
    return FieldDraft(position=position, **{name: row[name] for name in names if name in row})


def _answer(edition: Edition, fields: Sequence[tuple[Row, FormField]], hotels: Sequence[Row]) -> None:
    draw = random.Random(SEED)  # noqa: S311 - the same on every machine
    forms = {phase: [pair for pair in fields if pair[1].phase == phase] for phase in FormPhase}
    rows = list(Registration.objects.filter(edition=edition).order_by("person__source_id"))
    accepted = [one for one in rows if one.state == RegistrationState.ACCEPTED]
    staying = [one for one in accepted if one.user_id or draw.random() < SHARE_OF_STAYS]
    Answer.objects.bulk_create(
        [
            *(answer for one in rows for answer in _answers(one, forms[FormPhase.FIRST], draw)),
            *(answer for one in staying for answer in _answers(one, forms[FormPhase.SECOND], draw)),
        ]
    )
    Stay.objects.bulk_create(
        Stay(
            registration=one,
            hotel=draw.choice(hotels)["name"],
            dietary=draw.choices(list(DIETS), weights=list(DIETS.values()))[0],
        )
        for one in staying
    )


def _answers(
    registration: Registration, form: Iterable[tuple[Row, FormField]], draw: random.Random
) -> Iterator[Answer]:
    given: dict[str, Any] = {}
    for row, field in form:
        if row.get("shown_if", row["code"]) in {*given, row["code"]} and draw.random() * 100 < row["share"]:
            given[row["code"]] = value = _value(row, field, draw)
            yield Answer(registration=registration, field=field, value=value)


def _value(row: Row, field: FormField, draw: random.Random) -> Any:
    if field.kind == FieldKind.YES_NO:
        return True
    codes = [one["code"] for one in field.options]
    if field.kind == FieldKind.SEVERAL:
        return sorted(set(draw.choices(codes, weights=row["weights"], k=2)))
    return draw.choices(codes, weights=row["weights"])[0]
