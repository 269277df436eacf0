"""Two invented delegations of the demonstration's edition, one of each country."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction

from qiaomost.forum.drafts import RegistrationDraft
from qiaomost.forum.drafts.delegations import DelegationDraft, MemberDraft
from qiaomost.forum.drafts.issuing import LetterDraft
from qiaomost.forum.models import Delegation, DelegationMember, Edition, Issuer, Site, Stay
from qiaomost.forum.services.delegations.keeping import create_delegation
from qiaomost.forum.services.issuing.letters import issue_letter
from qiaomost.forum.services.registering import keep_stay, register_other
from qiaomost.network.drafts import PersonDraft
from qiaomost.network.services import create_person
from qiaomost.partnering.demo.people import account_of

FILE = Path(__file__).with_name("delegations.toml")
SOURCE = "demonstration-delegation"


@transaction.atomic
def load_delegations(edition: Edition, *, now: datetime) -> None:
    """Bring the delegations in, all or nothing; where there are some, nothing is done."""
    if edition.delegations.exists():
        return
    sites = {one.code: one for one in edition.sites.all()}
    for number, row in enumerate(_rows()):
        contact = account_of(row["persona"])
        draft = DelegationDraft(
            names=row["names"],
            country=row["country"],
            category=row["category"],
            contact_address=contact.email,
            organisation_id=contact.person.organisation_id,
        )
        delegation = create_delegation(actor=None, edition_id=edition.pk, draft=draft, now=now)
        for position, member in enumerate(row["member"]):
            _member(delegation, _draft(member, sites), f"{number}-{position}", now)
    _letters(edition, now)


def _letters(edition: Edition, now: datetime) -> None:
    """Letters for those guests of the organisers' country who gave their passports."""
    Issuer.objects.create(edition=edition, **_file()["issuer"])
    organiser, site = account_of("bai"), edition.sites.all()[0]
    guests = Stay.objects.filter(registration__edition=edition, site=site).exclude(passport_number="")
    invited = guests.filter(registration__delegate__delegation__country="RU").order_by("passport_number")
    for stay in invited.select_related("registration"):
        draft = LetterDraft(
            languages=("zh", "ru"),
            starts_on=edition.first_day - timedelta(days=2),
            ends_on=edition.last_day + timedelta(days=2),
            routes={code: site.name_in(code) for code in ("zh", "ru")},
            has_written_consent=True,
        )
        issue_letter(
            actor=organiser,
            edition_id=edition.pk,
            registration_id=stay.registration_id,
            draft=draft,
            now=now,
        )


def places_of_delegations() -> Counter[str]:
    """Category → how many of its places are for those who come in a delegation."""
    places: Counter[str] = Counter()
    for row in _rows():
        places[row["category"]] += len(row["member"])
    return places


def _rows() -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = _file()["delegation"]
    return rows


def _file() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def _member(delegation: Delegation, draft: MemberDraft, source_id: str, now: datetime) -> None:
    name = PersonDraft(
        draft.language,
        draft.family,
        draft.given,
        draft.patronymic,
        organisation_id=delegation.organisation_id,
        source=SOURCE,
        source_id=source_id,
    )
    registration = register_other(
        actor=None,
        person=create_person(actor=None, draft=name, now=now),
        category=delegation.category,
        draft=RegistrationDraft("", draft.language, draft.speaks, position_words=draft.position_words),
        is_invited=True,
        now=now,
    )
    keep_stay(registration, draft.stay)
    DelegationMember.objects.create(
        delegation=delegation,
        registration=registration,
        position=int(source_id.partition("-")[2]),
        is_head=draft.is_head,
        address=draft.address,
    )


def _draft(row: dict[str, Any], sites: Mapping[str, Site]) -> MemberDraft:
    stay = dict(row.pop("stay"))
    stay["site"] = sites[stay["site"]]
    for name in {"arrives_at", "departs_at"} & stay.keys():
        stay[name] = datetime.fromisoformat(stay[name]).replace(tzinfo=stay["site"].zone)
    for name in {"born_on", "passport_expires_on"} & stay.keys():
        stay[name] = date.fromisoformat(stay[name])
    return MemberDraft(stay=stay, **row | {"speaks": tuple(row["speaks"])})
