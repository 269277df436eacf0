"""Hits as officers see them: the two sides beside each other, the words for every way in which they met."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from qiaomost.common.errors import Message
from qiaomost.common.models import AuditEntry
from qiaomost.common.transitions import verbs_of
from qiaomost.compliance.comparing.parties import Way, script_of
from qiaomost.compliance.models import Screening, ScreeningHit
from qiaomost.compliance.permissions.parties import can_decide_hits
from qiaomost.compliance.states.screening import DECIDED, HIT_TRANSITIONS, HitState
from qiaomost.network.permissions import Standing

WAYS: Mapping[str, Message] = {
    Way.IDENTIFIER: _("The identifier is equal"),
    Way.SAME_SPELLING: _("Written alike"),
    Way.SAME_SOUND: _("Sounds alike"),
    Way.INITIALS: _("Family name and initials are equal"),
    Way.ALIKE: _("Spelt similarly"),
}

KINDS: Mapping[str, Message] = {
    "uscc": _("unified social credit code"),
    "inn": _("INN"),
    "ogrn": _("OGRN or OGRNIP"),
    "lei": _("LEI"),
    "name": _("name"),
    "alias": _("other name"),
    "previousName": _("former name"),
    "weakAlias": _("weak alias: many are called so"),
    "caption": _("caption"),
}

VERBS: Mapping[str, Message] = {
    "propose_confirm": _("Propose: it is the same party"),
    "propose_dismiss": _("Propose: it is another party"),
    "confirm": _("Confirm: it is the same party"),
    "dismiss": _("Dismiss: it is another party"),
    "send_back": _("Send back"),
    "reopen": _("Reopen"),
}

SAID: Mapping[str, Message] = {
    "propose_confirm": _("proposed to confirm"),
    "propose_dismiss": _("proposed to dismiss"),
    "confirm": _("confirmed as the second person"),
    "dismiss": _("dismissed as the second person"),
    "send_back": _("sent back"),
    "reopen": _("reopened"),
}

LANGUAGES: Mapping[str, str] = {"han": "zh-hans", "cyrillic": "ru", "latin": "en"}
"""Script → the language that a browser shows it in."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A pair that met."""

    kind: Message
    ours: str
    theirs: str
    our_language: str
    their_language: str
    way: Message
    score: float


@dataclass(frozen=True, slots=True)
class Word:
    """What somebody said of a hit."""

    entry: AuditEntry
    said: Message


@dataclass(frozen=True, slots=True)
class HitShown:
    """A hit with its evidence, what the reader may do, and all that was said."""

    hit: ScreeningHit
    language: str
    pieces: tuple[Piece, ...]
    names: tuple[tuple[Message, str, str], ...]
    identifiers: tuple[tuple[Message, str], ...]
    verbs: tuple[tuple[str, Message], ...]
    waits_for_another: bool
    words: tuple[Word, ...]


def hits_shown(
    screening: Screening, standing: Standing, said: Mapping[str, Sequence[AuditEntry]]
) -> list[HitShown]:
    """Return the hits of a screening as ``standing`` sees them, the strongest first."""
    may = screening.is_current and can_decide_hits(standing, screening)
    return [_shown(hit, said.get(hit.digest, ()), may, standing) for hit in screening.hits.all()]


def inputs_shown(inputs: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Return what was compared: names with their language, identifiers with their kind."""
    return {
        "names": [(text, LANGUAGES.get(script_of(text), "")) for text, _language, _parts in inputs["names"]],
        "identifiers": [(KINDS[kind], value) for kind, value in inputs["identifiers"]],
    }


def _shown(hit: ScreeningHit, said: Iterable[AuditEntry], may: bool, standing: Standing) -> HitShown:
    is_first = hit.proposed_by_id is not None and hit.proposed_by_id == standing.user_id
    legal = verbs_of(HIT_TRANSITIONS, HitState(hit.state)) if may else []
    verbs = [verb for verb in legal if not (is_first and HIT_TRANSITIONS[verb][1] in DECIDED)]
    return HitShown(
        hit=hit,
        language=_language(str(hit.listed)),
        pieces=tuple(map(_piece, hit.evidence)),
        names=tuple((KINDS[field], text, _language(text)) for field, text in hit.listed.names),
        identifiers=tuple((KINDS[kind], value) for kind, value in hit.listed.identifiers),
        verbs=tuple((verb, VERBS[verb]) for verb in verbs),
        waits_for_another=len(verbs) < len(legal),
        words=tuple(Word(entry, SAID[entry.verb]) for entry in said),
    )


def _piece(stored: Mapping[str, Any]) -> Piece:
    return Piece(
        kind=KINDS[stored["kind"]],
        ours=stored["ours"],
        theirs=stored["theirs"],
        our_language=LANGUAGES.get(stored["our_script"], ""),
        their_language=LANGUAGES.get(stored["their_script"], ""),
        way=WAYS[stored["way"]],
        score=stored["score"],
    )


def _language(text: str) -> str:
    return LANGUAGES.get(script_of(text), "")
