"""What this app holds about an account: its profile as an expert, and the records that it wrote for others."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from qiaomost.accounts.models import User
from qiaomost.catalogue.models import Attachment, Evidence, Expert, Record, RecordText, Review
from qiaomost.catalogue.services import archive_record
from qiaomost.catalogue.services.steps import announce_change
from qiaomost.catalogue.states import RECORD_TRANSITIONS
from qiaomost.common.personal_data import Held, Holder, Kept, Traces

EMPTY = {
    "title": "—",
    "summary": "",
    "description": "",
    "advantages": "",
    "keywords": [],
    "translated_by": "",
}

OF_A_RECORD = ("id", "kind", "organisation_id", "state", "created_at", "published_at")


def erase(account: User, now: datetime) -> Traces:
    """Empty and archive profiles, take the person off other records as contact; records of others stay."""
    profiles = Record.objects.select_for_update().filter(expert__person__user=account)
    for profile in profiles:
        if profile.state in RECORD_TRANSITIONS["archive"][0]:
            archive_record(actor=None, record_id=profile.pk, now=now)
        RecordText.objects.filter(record=profile).update(**EMPTY)
        Expert.objects.filter(record=profile).update(willing_to=[], languages={})
        Evidence.objects.filter(record=profile).delete()
        Attachment.objects.filter(record=profile).delete()
    for record in Record.objects.select_for_update().filter(contact__user=account):
        record.contact = None
        record.save(update_fields=["contact"])
        announce_change(record, now=now)
    return Traces(
        erased=(
            _("Profile as an expert, with its texts, evidence and files"),
            _("Role as a contact of records"),
        ),
        kept=(
            Kept(
                _("Records that the account wrote, and its reviews"),
                _("They belong to the organisation, and show the account’s number alone."),
            ),
        ),
    )


HOLDER = Holder(
    held=(
        Held(Expert, "person__user", ("record_id", "willing_to", "languages")),
        Held(
            RecordText,
            "record__expert__person__user",
            ("record_id", "language", "origin", "state", *EMPTY),
        ),
        Held(Evidence, "record__expert__person__user", ("record_id", "kind", "title", "address")),
        Held(
            Attachment, "record__expert__person__user", ("record_id", "name", "media_type", "size", "sha256")
        ),
        Held(Record, "contact__user", OF_A_RECORD),
        Held(Record, "author", OF_A_RECORD),
        Held(RecordText, "approved_by", ("record_id", "language", "approved_at")),
        Held(Review, "reviewer", ("record_id", "round", "decision", "opened_at", "closed_at")),
        Held(Review, "submitted_by", ("record_id", "round", "opened_at", "closed_at")),
    ),
    erase=erase,
)
