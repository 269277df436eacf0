"""Those whom one may meet, with what they seek and offer, and why they are recommended."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from qiaomost.catalogue.models import Record
from qiaomost.catalogue.selectors import record_for, text_for
from qiaomost.common.languages import LanguageCode
from qiaomost.discovery.engine import SearchUnavailable
from qiaomost.discovery.quoting import Quotation, quoted_pairs
from qiaomost.discovery.selectors import matches_of
from qiaomost.forum.models import MeetingProfile, MeetingRequest, MeetingRules
from qiaomost.forum.selectors.meetings import partners_for, requests_of
from qiaomost.forum.states.meetings import OPEN_REQUESTS
from qiaomost.network.permissions import Standing
from qiaosearch.matching import COUNTERPARTS
from qiaosearch.text.normalise import clean
from qiaosearch.types import Match

LOOKED_AT = 60
"""So many candidates for each of one's records are looked through for those of participants."""

MOST_RECOMMENDED = 20


@dataclass(frozen=True, slots=True)
class Title:
    record_id: str
    kind: str
    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Why:
    """One's own record, the other's, how well they fit (of 100), and the passages and terms that meet."""

    mine: Title
    theirs: Title
    fit: int
    pairs: tuple[tuple[Quotation, Quotation], ...]
    terms: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Partner:
    """A participant as another one sees them."""

    profile: MeetingProfile
    name: str
    position: str
    organisation: str
    country: str
    languages: tuple[str, ...]
    needs_interpreter: bool
    records: tuple[Title, ...]
    request: MeetingRequest | None = None
    why: tuple[Why, ...] = ()


@dataclass(frozen=True, slots=True)
class Recommended:
    """Partners with reasons, best first; ``is_unavailable``: the search can't answer now."""

    partners: tuple[Partner, ...] = ()
    is_unavailable: bool = False


def directory_of(mine: MeetingProfile, rules: MeetingRules, standing: Standing, reader: str) -> list[Partner]:
    """Everybody whom ``mine`` may meet; a constant number of queries."""
    asked = open_requests(mine)
    return [partner_of(one, mine, reader, asked.get(one.pk)) for one in partners_for(mine, rules, standing)]


@dataclass(frozen=True, slots=True)
class LookedFor:
    """What somebody looks for among the participants; nothing means everybody."""

    words: str = ""
    kind: str = ""
    without_interpreter: bool = False


def those_fitting(partners: Iterable[Partner], wish: LookedFor) -> list[Partner]:
    """Partners of whom each word is said somewhere: name in any script, organisation, words, titles of records."""
    words = clean(wish.words).casefold().split()
    return [
        one
        for one in partners
        if (not wish.without_interpreter or not one.needs_interpreter)
        and (not wish.kind or any(record.kind == wish.kind for record in one.profile.records.all()))
        and all(word in _said_of(one) for word in words)
    ]


def _said_of(partner: Partner) -> str:
    registration = partner.profile.registration
    names = [f"{name.family} {name.given}" for name in registration.person.names.all()]
    organisation = registration.organisation
    names += organisation.forms().values() if organisation else ()
    titles = [text.title for record in partner.profile.records.all() for text in record.texts.all()]
    return "\n".join((partner.name, *names, partner.position, partner.profile.words, *titles)).casefold()


def open_requests(mine: MeetingProfile) -> dict[UUID, MeetingRequest]:
    """Other participant → the request that is open between the two."""
    rows = requests_of(mine).filter(state__in=OPEN_REQUESTS)
    return {one.asked_id if one.asker_id == mine.pk else one.asker_id: one for one in rows}


def partner_of(
    profile: MeetingProfile, mine: MeetingProfile, reader: str, request: MeetingRequest | None = None
) -> Partner:
    """What is shown of ``profile``; reads what ``listed_profiles`` fetched."""
    registration = profile.registration
    organisation, position = registration.organisation, registration.person.position
    return Partner(
        profile=profile,
        name=registration.person.name_in(reader),
        position=position.get(reader) or position.get("en") or "",
        organisation=organisation.name_in(reader) if organisation else "",
        country=organisation.get_country_display() if organisation else "",
        languages=labels_of(registration.speaks),
        needs_interpreter=not set(registration.speaks) & set(mine.registration.speaks),
        records=tuple(title_of(record, reader) for record in profile.records.all()),
        request=request,
    )


def labels_of(codes: Iterable[str]) -> tuple[str, ...]:
    """Names of languages."""
    return tuple(str(LanguageCode(code).label) for code in codes if code in LanguageCode.values)


def title_of(record: Record, reader: str) -> Title:
    """A record by its title; reads the prefetched texts."""
    text = text_for(record, reader)
    return Title(str(record.pk), record.get_kind_display(), text.title, text.language)


def recommended_to(
    mine: MeetingProfile, rules: MeetingRules, standing: Standing, reader: str, now: datetime
) -> Recommended:
    """Match one's published records against those of the others, in whichever languages they are written."""
    partners = {one.profile.pk: one for one in directory_of(mine, rules, standing, reader)}
    owners: dict[str, list[tuple[UUID, Title]]] = {}
    for pk, one in partners.items():
        for title in one.records:
            owners.setdefault(title.record_id, []).append((pk, title))
    try:
        found = [why for record in mine.records.all() for why in _whys(record, owners, standing, reader, now)]
    except SearchUnavailable:
        return Recommended(is_unavailable=True)
    whys: dict[UUID, list[Why]] = {}
    for pk, why in sorted(found, key=lambda pair: -pair[1].fit):
        whys.setdefault(pk, []).append(why)
    best = [replace(partners[pk], why=tuple(reasons[:2])) for pk, reasons in whys.items()]
    return Recommended(tuple(best[:MOST_RECOMMENDED]))


def _whys(
    own: Record,
    owners: Mapping[str, Sequence[tuple[UUID, Title]]],
    standing: Standing,
    reader: str,
    now: datetime,
) -> list[tuple[UUID, Why]]:
    record, mine = record_for(standing, own.pk), title_of(own, reader)
    kinds: Sequence[str] = COUNTERPARTS[record.kind]
    matches = [
        match
        for kind in kinds
        for match in matches_of(
            standing=standing, record=record, kind=kind, reader=reader, now=now, limit=LOOKED_AT
        )
        if match.document.id in owners
    ]
    return [(pk, _why(mine, title, one)) for one in matches for pk, title in owners[one.document.id]]


def _why(mine: Title, theirs: Title, match: Match) -> Why:
    asks_me = match.document.kind == "challenge"
    problem, solution = (theirs, mine) if asks_me else (mine, theirs)
    pairs = quoted_pairs(match, problem=problem.kind, solution=solution.kind)
    return Why(mine, theirs, round(match.score * 100), pairs, match.explanation.terms)
