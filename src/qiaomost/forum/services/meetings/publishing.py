"""Whether a plan may still take the place of the one that counts."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from qiaomost.common.errors import Conflict
from qiaomost.forum.models import Edition, MeetingPlan
from qiaomost.forum.selectors.differences import difference_of
from qiaomost.forum.selectors.meeting_plans import published_plan


def require_not_begun(edition: Edition, now: datetime) -> None:
    """A plan from scratch must not move what is being held.

    Raises:
        Conflict: a meeting of the published plan has begun.
    """
    plan = published_plan(edition)
    if plan is not None and plan.meetings.filter(slot__starts_at__lte=now).exists():
        raise Conflict(_("The meetings have begun. Re-plan from now on instead of planning anew."))


def require_current(plan: MeetingPlan, before: MeetingPlan | None, now: datetime) -> None:
    """What ``plan`` starts from has to be true still.

    Raises:
        Conflict: another plan was published since, or it changes a meeting whose time has come.
    """
    if plan.based_on_id is None:
        require_not_begun(plan.edition, now)
    elif before is None or plan.based_on_id != before.pk:
        raise Conflict(_("Another plan was published meanwhile. Re-plan once more."))
    elif any(place.slot.starts_at <= now for place in difference_of(plan, before).places()):
        raise Conflict(
            _("The time of a meeting that this plan changes has come meanwhile. Re-plan once more.")
        )
