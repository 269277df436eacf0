"""State machines as data: ``{verb: (states it may start from, state it leads to)}``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from django.utils.translation import gettext as _

from qiaomost.common.errors import TransitionRefused

State = TypeVar("State", bound=str)
Transitions = Mapping[str, tuple[frozenset[State], State]]


def next_state(table: Transitions[State], state: State, verb: str) -> State:
    """Return the state that ``verb`` leads to.

    Raises:
        TransitionRefused: ``verb`` is not legal in ``state``.
    """
    sources, target = table[verb]
    if state not in sources:
        raise TransitionRefused(
            _("“%(verb)s” is not possible in state “%(state)s”.") % {"verb": verb, "state": state}
        )
    return target


def verbs_of(table: Transitions[State], state: State) -> list[str]:
    """Return the verbs that are legal in ``state``, in the order of the table."""
    return [verb for verb, (sources, _target) in table.items() if state in sources]
