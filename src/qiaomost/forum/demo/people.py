"""The invented participants of the demonstration's edition."""

from __future__ import annotations

import random
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from qiaomost.catalogue.demo.content import SOURCE
from qiaomost.forum.models import Appearance, Category, Edition, Registration
from qiaomost.forum.states import AppearanceRole, RegistrationState
from qiaomost.network.drafts import PersonDraft
from qiaomost.network.models import Organisation, Person
from qiaomost.network.services import create_person

FILE = Path(__file__).with_name("names.toml")
PARTICIPANTS, INTERPRETERS = 700, 48
SEED = 2027
UNDECIDED, WITHDRAWN = 25, 15
"""So many of the invented registrations wait for the organisers, or were withdrawn; the others are accepted while their
category has places, and on the waiting list after that."""

MADE_BEFORE = timedelta(days=60)
"""Registrations were made between so long ago and yesterday."""


def invent_people(count: int, *, now: datetime, prefix: str = "forum") -> list[Person]:
    """Make so many persons in the organisations of the catalogue; half of them from each country."""
    draw = random.Random(f"{SEED} {prefix}")  # noqa: S311 - the same people on every machine
    own = Organisation.objects.filter(source=SOURCE).order_by("source_id")
    homes = {
        country: list(own.filter(country=country).values_list("pk", flat=True)) for country in ("CN", "RU")
    }
    drafts = _drafts(draw, homes, count, prefix)
    return [create_person(actor=None, draft=draft, now=now) for draft in drafts]


def register_people(
    edition: Edition,
    categories: Mapping[str, Category],
    strangers: Sequence[Person],
    interpreters: Sequence[Person],
    kept: Mapping[str, int],
    now: datetime,
) -> list[Registration]:
    """Register everybody: those of the catalogue and of the programme, the interpreters, and ``strangers``.

    ``kept`` are places, by category, that stay free for others.
    """
    draw = random.Random(SEED)  # noqa: S311 - the same on every machine
    appearing = Appearance.objects.filter(session__edition=edition)
    speakers = set(appearing.exclude(role=AppearanceRole.INTERPRETER).values_list("person_id", flat=True))
    new = [one.pk for one in (*strangers, *interpreters)]
    rows = [
        _row(edition, one, categories["speaker" if one.pk in speakers else "delegate"], draw, now)
        for one in Person.objects.filter(source=SOURCE).exclude(pk__in=new).order_by("source_id")
    ]
    rows += [
        _row(edition, one, categories["interpreter"], draw, now, speaks=["zh", "ru"]) for one in interpreters
    ]
    taken = Counter(row.category_id for row in rows)
    taken.update({categories[code].pk: places for code, places in kept.items()})
    ends = [RegistrationState.SUBMITTED] * UNDECIDED + [RegistrationState.WITHDRAWN] * WITHDRAWN
    for number, person in enumerate(strangers, start=len(ends) - len(strangers)):
        row = _row(edition, person, categories[_category(person, draw)], draw, now)
        row.state = ends[number] if number >= 0 else _state(row, taken)
        row.queued_at = row.made_at if row.state == RegistrationState.WAITING else None
        rows.append(row)
    return Registration.objects.bulk_create(rows)


def _state(row: Registration, taken: Counter[int]) -> RegistrationState:
    """Accepted while there are places, else on the waiting list."""
    quota = row.category.quota
    if quota is not None and taken[row.category_id] >= quota:
        return RegistrationState.WAITING
    taken[row.category_id] += 1
    return RegistrationState.ACCEPTED


def strangers_needed() -> int:
    """How many persons have to be invented beside those who are there already, interpreters among them."""
    return PARTICIPANTS - Person.objects.filter(source=SOURCE).count()


def _row(
    edition: Edition,
    person: Person,
    category: Category,
    draw: random.Random,
    now: datetime,
    *,
    speaks: list[str] | None = None,
) -> Registration:
    others = {"zh": "ru", "ru": "zh"}
    learnt = [others.get(person.language, "en")] if draw.random() < 0.12 else []
    learnt += ["en"] if draw.random() < 0.3 else []
    return Registration(
        edition=edition,
        person=person,
        user_id=person.user_id,
        organisation_id=person.organisation_id,
        category=category,
        state=RegistrationState.ACCEPTED,
        language=person.language,
        speaks=speaks or list(dict.fromkeys([person.language, *learnt])),
        is_vip=category.code == "guest",
        made_at=now - timedelta(days=1) - draw.random() * MADE_BEFORE,
    )


def _category(person: Person, draw: random.Random) -> str:
    if person.position.get("en") == "doctoral student":
        return "youth"
    return draw.choices(("delegate", "exhibitor", "guest"), weights=(86, 11, 3))[0]


def _drafts(
    draw: random.Random, homes: Mapping[str, Sequence[UUID]], count: int, prefix: str
) -> Iterator[PersonDraft]:
    taken: set[tuple[str, ...]] = set()
    for number in range(count):
        country = ("CN", "RU")[number % 2]
        name = _name(draw, country)
        while tuple(name.values()) in taken:
            name = _name(draw, country)
        taken.add(tuple(name.values()))
        yield PersonDraft(
            language="zh" if country == "CN" else "ru",
            **name,
            organisation_id=draw.choice(homes[country]),
            position=draw.choice(_names()["position"]),
            source=SOURCE,
            source_id=f"{prefix}-{number:03}",
        )


def _name(draw: random.Random, country: str) -> dict[str, Any]:
    names = _names()
    if country == "CN":
        return {"family": draw.choice(names["zh_family"]), "given": draw.choice(names["zh_given"])}
    is_woman = draw.random() < 0.4
    patronymic = draw.choice(names["ru_patronymics"])[is_woman]
    given = draw.choice(names["ru_women" if is_woman else "ru_men"])
    return {
        "family": draw.choice(names["ru_family"]) + "а" * is_woman,
        "given": given,
        "patronymic": patronymic,
    }


@cache
def _names() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))
