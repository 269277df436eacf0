"""What this app holds about an account: what it said of matches."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from qiaomost.accounts.models import User
from qiaomost.common.personal_data import Held, Holder, Traces
from qiaomost.discovery.models import MatchFeedback


def erase(account: User, _now: datetime) -> Traces:
    """Delete the judgements."""
    MatchFeedback.objects.filter(user=account).delete()
    return Traces(erased=(_("Judgements of matches"),))


HOLDER = Holder(
    held=(Held(MatchFeedback, "user", ("record_id", "candidate_id", "verdict", "words", "given_at")),),
    erase=erase,
)
