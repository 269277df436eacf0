"""What this app holds about an account: what it said of matches, and which searches it keeps."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from qiaomost.accounts.models import User
from qiaomost.common.personal_data import Held, Holder, Traces
from qiaomost.discovery.models import MatchFeedback, News, Watch


def erase(account: User, _now: datetime) -> Traces:
    """Delete the judgements, and the searches with their news."""
    MatchFeedback.objects.filter(user=account).delete()
    Watch.objects.filter(user=account).delete()
    return Traces(erased=(_("Judgements of matches"), _("Saved searches and what was new in them")))


HOLDER = Holder(
    held=(
        Held(MatchFeedback, "user", ("record_id", "candidate_id", "verdict", "words", "given_at")),
        Held(Watch, "user", ("name", "criteria", "record_id", "frequency", "made_at", "told_on")),
        Held(News, "watch__user", ("watch_id", "record_id", "found_at", "seen_at", "mailed_at")),
    ),
    erase=erase,
)
