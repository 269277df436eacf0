"""Generated calls of the API, each answer held to the description: no 5xx, no status, header or shape outside it.

    python -m benchmarks.api_contract --calls 5000

The demonstration catalogue is loaded into a fresh node. Schemathesis reads ``/api/v1/openapi.json`` and makes
parameters that fit the description and ones that do not; half of the addresses name records and organisations that
exist. The calls are made in turn by a visitor and by a member's key, each ninth by a wrong key. The same seed makes
the same calls.
"""

from __future__ import annotations

import logging
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import hypothesis
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.generation.modes import GenerationMode
from schemathesis.specs.openapi.checks import (
    allow_header_conformance,
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from benchmarks.node import command_line, fresh_node, show

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
    unsupported_method,
    allow_header_conformance,
]
"""Without ``positive_data_acceptance``: a query of emoji fits the description, and 422 says that it has no word."""

DESCRIPTION = "/api/v1/openapi.json"


def check(
    app: Callable[..., Any],
    *,
    calls: int,
    seed: int,
    ids: Mapping[str, Sequence[str]],
    readers: Sequence[Mapping[str, str]],
) -> Counter[int]:
    """Make ``calls`` calls and hold each answer to the description; returns how often each status was answered.

    Args:
        app: The WSGI application.
        calls: How many calls, without those that a check makes by itself.
        seed: Of the generator.
        ids: Path parameter → ids that exist.
        readers: The headers of each reader; they take turns.

    Raises:
        Exception: an answer is not as described; the message has the call as a line of curl.
    """
    schema = schemathesis.openapi.from_wsgi(DESCRIPTION, app)
    operations = [result.ok() for result in schema.get_all_operations()]
    statuses: Counter[int] = Counter()
    for number, operation in enumerate(operations):
        share = calls // len(operations) + (number < calls % len(operations))
        _call(operation, ids, readers, statuses, calls=share, seed=seed)
    return statuses


def _call(
    operation: Any,
    ids: Mapping[str, Sequence[str]],
    readers: Sequence[Mapping[str, str]],
    statuses: Counter[int],
    *,
    calls: int,
    seed: int,
) -> None:
    """Make exactly ``calls`` calls of one operation: Hypothesis may end early where it has nothing new."""
    named = {parameter.name: list(ids[parameter.name]) for parameter in operation.path_parameters}
    modes = [mode for mode in GenerationMode if mode.is_positive or operation.query]
    existing = st.fixed_dictionaries({name: st.sampled_from(known) for name, known in named.items()})
    made = 0

    @hypothesis.seed(seed)
    @settings(
        max_examples=calls,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(
        case=st.one_of(*(operation.as_strategy(generation_mode=mode) for mode in modes)),
        path=st.one_of(st.none(), existing) if named else st.none(),
    )
    def one(case: Any, path: dict[str, str] | None) -> None:
        nonlocal made
        if path and case.meta.generation.mode.is_positive:
            case.path_parameters = path
        # schemathesis would ask a WSGI application for gzip, and not unpack it
        headers = {"Accept-Encoding": "identity", **readers[made % len(readers)]}
        made += 1
        statuses[case.call_and_validate(headers=headers, checks=CHECKS).status_code] += 1

    while made < calls:
        before = made
        one()
        seed += 1
        if operation.query is None or made == before:
            break


def main() -> int:
    parser = command_line(__doc__)
    parser.add_argument("--calls", type=int, default=5_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--encoder", default="hashing", help="hashing needs no model; what is answered differs"
    )
    options = parser.parse_args()
    with fresh_node(
        encoder=options.encoder, QIAOMOST_API_LIMIT_KEY="1000000", QIAOMOST_API_LIMIT_VISITOR="1000000"
    ):
        figures = measure(options.calls, options.seed)
    show(figures, as_json=options.json)
    return 0


def measure(calls: int, seed: int) -> dict[str, Any]:
    """How often each status was answered; a call that is not as described ends the run with its line of curl."""
    from django.core.handlers.wsgi import WSGIHandler

    logging.disable(logging.WARNING)
    ids, readers = a_loaded_node()
    started = time.monotonic()
    statuses = check(WSGIHandler(), calls=calls, seed=seed, ids=ids, readers=readers)
    return {
        "calls": sum(statuses.values()),
        **{f"answered {status}": count for status, count in sorted(statuses.items())},
        "answered 5xx": sum(count for status, count in statuses.items() if status >= 500),
        "seconds": round(time.monotonic() - started),
    }


def a_loaded_node() -> tuple[dict[str, list[str]], list[dict[str, str]]]:
    """Load the demonstration; returns ids that exist, and the headers of a visitor, a wrong key, and a member's key."""
    from django.utils import timezone

    from qiaomost.accounts.models import User
    from qiaomost.accounts.services import make_key
    from qiaomost.catalogue.demo.loading import load_demonstration
    from qiaomost.catalogue.models import Record
    from qiaomost.discovery.services import reconcile
    from qiaomost.network.models import Membership, Organisation

    now = timezone.now()
    load_demonstration(now=now)
    reconcile()
    ids = {
        "record_id": [str(pk) for pk in Record.objects.order_by("pk").values_list("pk", flat=True)],
        "organisation_id": [
            str(pk) for pk in Organisation.objects.order_by("pk").values_list("pk", flat=True)
        ],
    }
    member = User.objects.create_user("member@example.org")
    Membership.objects.create(user=member, organisation_id=ids["organisation_id"][0])
    _, secret = make_key(actor=member, name="Generated calls", days=30, now=now)
    right, wrong = ({"Authorization": f"Bearer {key}"} for key in (secret, "qm_wrong"))
    return ids, [*([{}, right] * 4), wrong]


if __name__ == "__main__":
    sys.exit(main())
