"""What a harvester may ask, and how it goes on with a long list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.core import signing
from django.http import QueryDict

from qiaomost.catalogue.models import RecordKind
from qiaomost.catalogue.selectors.harvesting import Change

PREFIX = "oai_dc"
SECONDS = "%Y-%m-%dT%H:%M:%SZ"
DAYS = "%Y-%m-%d"
SALT = "qiaomost.exchange.oai"

LISTS = ({"metadataPrefix"}, {"from", "until", "set"})
VERBS: Mapping[str, tuple[set[str], set[str]]] = {
    "Identify": (set(), set()),
    "ListMetadataFormats": (set(), {"identifier"}),
    "ListSets": (set(), {"resumptionToken"}),
    "ListIdentifiers": LISTS,
    "ListRecords": LISTS,
    "GetRecord": ({"identifier", "metadataPrefix"}, set()),
}
"""Verb → the arguments that it needs, and those that it may have."""

TOKEN = "resumptionToken"  # noqa: S105 (an argument's name)
RESUMED = {"verb", TOKEN}


class Refused(Exception):
    """What the protocol calls an error: its ``code``, and a sentence in English, the protocol's language."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


@dataclass(frozen=True, slots=True)
class Selection:
    """Which records a list has: changed from ``since`` on and before ``before``, of one kind where one is given.

    Of changes at ``since`` itself, those of records up to ``after`` have been given already.
    """

    since: datetime | None = None
    before: datetime | None = None
    kind: str = ""
    after: UUID | None = None

    def from_here(self, last: Change) -> str:
        """Return the token with which a harvester goes on after ``last``."""
        following = replace(self, since=last.changed_at, after=last.record_id)
        moments = [moment.isoformat() if moment else "" for moment in (following.since, following.before)]
        return signing.dumps([*moments, self.kind, str(following.after)], salt=SALT)


def arguments_of(given: QueryDict) -> dict[str, str]:
    """Return the arguments of a request, each once, with those that its verb needs and no other.

    Raises:
        Refused: the protocol does not know such a request.
    """
    verbs = given.getlist("verb")
    if len(verbs) != 1 or verbs[0] not in VERBS:
        raise Refused("badVerb", f"Give one verb of {', '.join(VERBS)}.")
    if repeated := [name for name in given if len(given.getlist(name)) > 1]:
        raise Refused("badArgument", f"Given more than once: {', '.join(repeated)}.")
    needed, possible = VERBS[verbs[0]]
    arguments = {name: str(given[name]) for name in given}
    if given.keys() == RESUMED and (needed, possible) == LISTS:
        return arguments
    if unknown := given.keys() - needed - possible - {"verb"}:
        raise Refused("badArgument", f"Not an argument here: {', '.join(sorted(unknown))}.")
    if missing := needed - given.keys():
        raise Refused("badArgument", f"Missing: {', '.join(sorted(missing))}.")
    return arguments


def selection_of(arguments: Mapping[str, str]) -> Selection:
    """Return what a list is asked for, at its beginning or where a token goes on.

    Raises:
        Refused: a time, a set or a token can't be read.
    """
    if TOKEN in arguments:
        return _resumed(arguments[TOKEN])
    since, until = (_moment(arguments.get(name, "")) for name in ("from", "until"))
    forms = {len(arguments[name]) for name in ("from", "until") if name in arguments}
    if len(forms) > 1 or (since and until and since[0] > until[0]):
        raise Refused("badArgument", "from and until have one form, and from is not the later one.")
    kind = arguments.get("set", "").removeprefix("kind:")
    if "set" in arguments and arguments["set"] not in sets():
        raise Refused("badArgument", f"The sets are {', '.join(sets())}.")
    return Selection(since[0] if since else None, until[1] if until else None, kind)


def sets() -> dict[str, str]:
    """Return the sets of the repository with their names, in English as all words of the protocol."""
    return {f"kind:{kind.value}": f"{kind.value.capitalize()}s" for kind in RecordKind}


def _moment(text: str) -> tuple[datetime, datetime] | None:
    """The beginning and the end of a day or a second; nothing for nothing."""
    if not text:
        return None
    for form, length in ((SECONDS, timedelta(seconds=1)), (DAYS, timedelta(days=1))):
        try:
            begin = datetime.strptime(text, form).replace(tzinfo=UTC)
            return begin, begin + length
        except (ValueError, OverflowError):
            continue
    raise Refused("badArgument", "A time is YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ.")


def _resumed(token: str) -> Selection:
    try:
        since, before, kind, after = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        raise Refused("badResumptionToken", "This token is not one of ours: begin the list anew.") from None
    begin, end = (datetime.fromisoformat(text) if text else None for text in (since, before))
    return Selection(begin, end, kind, UUID(after))
