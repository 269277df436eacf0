"""The demonstration's edition as a whole: its programme, then what its participants do before it begins."""

from __future__ import annotations

from datetime import datetime

from qiaomost.forum.demo.calls import load_contribution_calls
from qiaomost.forum.demo.checks import load_checks
from qiaomost.forum.demo.delegations import load_delegations
from qiaomost.forum.demo.edition import load_edition, read_edition
from qiaomost.forum.demo.meetings import load_meetings
from qiaomost.forum.demo.past import close_past_edition, load_past_edition, read_past
from qiaomost.forum.demo.registration import load_registration
from qiaomost.forum.demo.stage import load_stage
from qiaomost.forum.models import Edition


def load_forum(*, now: datetime) -> None:
    """Bring everything in, each part all or nothing; what is there stays as it is."""
    load_edition(now=now)
    edition = Edition.objects.get(code=read_edition()["code"])
    load_registration(edition, now=now)
    load_delegations(edition, now=now)
    load_contribution_calls(edition, now=now)
    load_checks(edition, now=now)
    load_meetings(edition, now=now)


def load_past(*, now: datetime) -> None:
    """Bring in the edition before, which is over; its stage takes agreements of the demonstration cases.

    The cases have to be there, and the people of the forum.
    """
    past = load_past_edition(now=now)
    load_stage(past, read_past(), now=now)
    close_past_edition(past, read_past())
    Edition.objects.filter(code=read_edition()["code"], previous=None).update(previous=past)
