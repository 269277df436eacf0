"""What this app holds about an account: its places in editions, its appearances, its mails."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from qiaomost.accounts.models import User
from qiaomost.common.personal_data import Held, Holder, Kept, Traces
from qiaomost.forum.models import Appearance, Mail, Registration


def erase(account: User, _now: datetime) -> Traces:
    """Delete the mails; who took part stays as a number in the statistics, without a name."""
    Mail.objects.filter(user=account).delete()
    Registration.objects.filter(user=account).update(user=None)
    return Traces(
        erased=(_("Mails of forums"),),
        kept=(
            Kept(
                _("That somebody took part in a forum or spoke there"),
                _("Programme and statistics of a forum stay; they show no name any more."),
            ),
        ),
    )


HOLDER = Holder(
    held=(
        Held(Registration, "user", ("id", "edition_id", "state", "language", "speaks", "made_at")),
        Held(Registration, "person__user", ("id", "edition_id", "state")),
        Held(Appearance, "person__user", ("session_id", "role")),
        Held(Mail, "user", ("edition_id", "address", "subject", "body", "state", "sent_at")),
    ),
    erase=erase,
)
