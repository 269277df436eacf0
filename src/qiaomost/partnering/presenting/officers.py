"""What cases want of a compliance officer, for the desk of officers, which lies in an app below."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from qiaomost.compliance.permissions.officers import organisations_as_officer
from qiaomost.compliance.presenting.inbox import OfficerTask
from qiaomost.network.permissions import Standing
from qiaomost.partnering.models import Case
from qiaomost.partnering.presenting.agreements import row_of
from qiaomost.partnering.presenting.parties import title_of
from qiaomost.partnering.selectors.officers import (
    agreements_to_decide,
    asked_to_decide,
    declarations_asked,
)
from qiaomost.partnering.states import Side


def tasks_of_officer(standing: Standing, reader: str) -> Iterable[OfficerTask]:
    """Agreements to decide on, and declarations that the people of a room asked for; a constant number of queries."""
    own = organisations_as_officer(standing)
    if not own:
        return
    agreements = agreements_to_decide(own)
    asked = asked_to_decide(agreements)
    for agreement in agreements:
        row, event = row_of(agreement, reader), asked.get(str(agreement.pk))
        yield OfficerTask(
            text=_("Decide on an agreement: %(kind)s %(number)s")
            % {"kind": row.kind, "number": agreement.number},
            path=reverse("agreement", args=[agreement.pk]),
            about=f"{row.subject.text} · {_between(agreement.case, reader)}",
            language=row.subject.language,
            since=event.at if event else None,
        )
    for event, side in declarations_asked(own):
        title = title_of(event.case, reader)
        yield OfficerTask(
            text=_("Declare what your side hands over: case %(number)s") % {"number": event.case.reference},
            path=reverse("case-declaration", args=[event.case_id, side.value]),
            about=f"{title.text} · {_between(event.case, reader)}",
            language=title.language,
            since=event.at,
        )


def _between(case: Case, reader: str) -> str:
    return " → ".join(case.organisation_of(side).name_in(reader) for side in Side)
