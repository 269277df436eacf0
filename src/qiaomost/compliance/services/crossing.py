"""Reads of personal data from the other country: counted, never judged."""

from __future__ import annotations

from datetime import UTC, datetime

from django.conf import settings
from django.db import transaction

from qiaomost.accounts.models import User
from qiaomost.compliance.models import CrossBorderRead
from qiaomost.network.models import Person


@transaction.atomic
def count_cross_border_read(
    *, subject: Person, recipient: User, recipient_country: str, now: datetime
) -> bool:
    """Count that ``recipient`` reads data of ``subject``, once a day (UTC); returns whether they cross a border.

    The data lie in the country of the person's organisation, of this node where the person has none.
    """
    home = subject.organisation.country if subject.organisation else settings.QIAOMOST.node_country
    if recipient_country == home:
        return False
    read = CrossBorderRead(
        subject=subject,
        recipient_id=recipient.pk,
        recipient_country=recipient_country,
        day=now.astimezone(UTC).date(),
    )
    CrossBorderRead.objects.bulk_create([read], ignore_conflicts=True)
    return True
