"""What this app holds about an account: the person that it is, and where it belongs."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from qiaomost.accounts.models import User
from qiaomost.accounts.selectors import addresses_of
from qiaomost.common.models import AuditEntry
from qiaomost.common.personal_data import Held, Holder, Traces
from qiaomost.network.models import (
    Invitation,
    JoinRequest,
    Membership,
    Person,
    PersonName,
    PersonNameKey,
)

NAMELESS = {"zh": ("姓名", "已删除"), "ru": ("Имя", "удалено"), "en": ("erased", "Name")}
"""Language → what stands for family and given name once they are erased, in the order in which names are shown."""


def erase(account: User, _now: datetime) -> Traces:
    """Leave a person without name and account, for the records that point at it."""
    addresses = {account.email.lower(), *addresses_of(account)}
    for person in Person.objects.filter(user=account):
        PersonName.objects.filter(person=person).delete()
        PersonNameKey.objects.filter(person=person).delete()
        PersonName.objects.bulk_create(
            PersonName(person=person, language=language, family=family, given=given)
            for language, (family, given) in NAMELESS.items()
        )
        person.user, person.position, person.language = None, {}, "zh"
        person.orcid = person.source = person.source_id = ""
        person.save()
    Membership.objects.filter(user=account).delete()
    JoinRequest.objects.filter(user=account).delete()
    for invitation in Invitation.objects.filter(address__in=addresses):
        invitation.address = f"{invitation.pk.hex}@erased.invalid"
        invitation.save(update_fields=["address"])
    for entry in AuditEntry.objects.filter(verb="invite", detail__address__in=addresses):
        entry.detail["address"] = "—"
        entry.save(update_fields=["detail"])
    return Traces(
        erased=(
            _("Name in all languages, position, ORCID"),
            _("Memberships, requests to join, the address in invitations"),
        )
    )


HOLDER = Holder(
    held=(
        Held(Person, "user", ("id", "organisation_id", "position", "language", "orcid", "source")),
        Held(PersonName, "person__user", ("language", "family", "given", "patronymic", "is_derived")),
        Held(PersonNameKey, "person__user", ("key",)),
        Held(Membership, "user", ("organisation_id", "role", "is_active", "since")),
        Held(
            JoinRequest, "user", ("organisation_id", "message", "state", "reason", "asked_at", "answered_at")
        ),
        Held(JoinRequest, "answered_by", ("id", "state", "answered_at")),
        Held(Invitation, "accepted_by", ("organisation_id", "address", "role", "language", "sent_at")),
        Held(Invitation, "invited_by", ("id", "organisation_id", "role", "state", "sent_at")),
    ),
    erase=erase,
)
