"""What this app holds about an account: which translations it approved."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from qiaomost.accounts.models import User
from qiaomost.common.personal_data import Held, Holder, Kept, Traces
from qiaomost.translation.models import Segment


def erase(_account: User, _now: datetime) -> Traces:
    """Leave everything: a sentence of the memory shows the account’s number alone."""
    return Traces(
        erased=(),
        kept=(
            Kept(
                _("Translations that the account approved"),
                _("They are the organisation’s work, and show the account’s number alone."),
            ),
        ),
    )


HOLDER = Holder(
    held=(Held(Segment, "approved_by", ("source_language", "target_language", "approved_at")),), erase=erase
)
