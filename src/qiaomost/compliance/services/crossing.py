"""Reads of personal data from the other country: counted, never judged."""

from __future__ import annotations

from datetime import UTC, datetime

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from qiaomost.accounts.models import User
from qiaomost.catalogue.models import Record, RecordKind
from qiaomost.compliance.models import CrossBorderRead
from qiaomost.network.models import Person
from qiaomost.network.selectors import memberships_of


@transaction.atomic
def count_cross_border_read(
    *, subject: Person, recipient: User, recipient_country: str, now: datetime
) -> bool:
    """Count that ``recipient`` reads data of ``subject``, once a day (UTC); returns whether they cross a border.

    The data lie in the country of the person's organisation, of this node where the person has none.
    """
    if recipient_country == home_of(subject):
        return False
    read = CrossBorderRead(
        subject=subject,
        recipient_id=recipient.pk,
        recipient_country=recipient_country,
        day=now.astimezone(UTC).date(),
    )
    CrossBorderRead.objects.bulk_create([read], ignore_conflicts=True)
    return True


def count_profile_read(*, record: Record, reader: User | AnonymousUser, now: datetime) -> None:
    """Count that a signed-in reader of another country is shown an expert; nothing for other records and readers.

    A reader who belongs to organisations of both countries reads at home. A page that is opened again writes nothing.
    """
    if record.kind != RecordKind.EXPERT or not isinstance(reader, User):
        return
    subject = record.expert.person
    countries = {row.organisation.country for row in memberships_of(reader)}
    today = {"subject": subject, "recipient_id": reader.pk, "day": now.astimezone(UTC).date()}
    if not countries or home_of(subject) in countries or CrossBorderRead.objects.filter(**today).exists():
        return
    count_cross_border_read(subject=subject, recipient=reader, recipient_country=min(countries), now=now)


def home_of(subject: Person) -> str:
    """The country in which a person's data lie."""
    return str(subject.organisation.country if subject.organisation else settings.QIAOMOST.node_country)
