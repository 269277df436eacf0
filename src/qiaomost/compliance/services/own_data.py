"""A person's own data: taken along as files, or erased with a certificate; a legal hold stops the erasure."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.core.signing import Signer
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from qiaomost.accounts.models import User
from qiaomost.common import audit, outbox
from qiaomost.common.errors import Conflict, Invalid, Message, NotAllowed
from qiaomost.common.languages import INTERFACE_CODES
from qiaomost.common.personal_data import Holders, Kept, export
from qiaomost.compliance.models import ErasureCertificate, LegalHold
from qiaomost.compliance.models.chains import canonical, instant, sha256
from qiaomost.network.permissions import can_administer
from qiaomost.network.selectors import standing_of
from qiaomost.network.services.checks import require, validate
from qiaosearch.text.normalise import clean

FORMAT = 1

_SIGNER = Signer(salt="qiaomost.compliance.erasure", algorithm="sha256")


@transaction.atomic
def export_own_data(*, actor: User, holders: Holders, stream: BinaryIO, now: datetime) -> int:
    """Write everything that the node holds about ``actor`` into a ZIP of JSON files; returns how many rows."""
    count = 0
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        for name, rows in export(holders, actor):
            text = json.dumps(rows, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
            archive.writestr(f"{name}.json", f"{text}\n")
            count += len(rows)
    audit.record(actor, "export_own_data", actor, now=now, rows=count)
    return count


@transaction.atomic
def erase_account(*, actor: User, address: str, holders: Holders, now: datetime) -> ErasureCertificate:
    """Erase what the node holds about ``actor``, for good, and certify what was erased and what was kept.

    Args:
        actor: the person; afterwards nobody signs in to the account.
        address: the account's address, typed once more as a confirmation.
        holders: ``qiaomost.wiring.HOLDERS``.
        now: the time on the certificate.

    Raises:
        Invalid: the address is not the account's.
        NotAllowed: a legal hold is in force.
        Conflict: something has to be settled first; the message says what.
    """
    account = User.objects.select_for_update().get(pk=actor.pk)
    if address.strip().lower() != account.email.lower():
        raise Invalid(fields={"address": _("This is not the address of your account.")})
    if LegalHold.objects.filter(account=account, lifted_at=None).exists():
        raise NotAllowed(
            _("A legal hold is in force: nothing may be erased until an administrator lifts it.")
        )
    for holder in holders.values():
        if (obstacle := holder.obstacle(account)) is not None:
            raise Conflict(obstacle)
    traces = [holder.erase(account, now) for holder in holders.values()]
    erased = [message for trace in traces for message in trace.erased]
    kept = [one for trace in traces for one in trace.kept]
    certificate = _certify(account, erased, kept, now)
    audit.record(account, "erase_account", account, now=now, certificate=certificate.sha256)
    outbox.record("compliance.account_erased", now=now, account_id=str(account.pk))
    return certificate


def _certify(
    account: User, erased: Iterable[Message], kept: Iterable[Kept], now: datetime
) -> ErasureCertificate:
    content = {
        "account": str(account.pk),
        "at": instant(now),
        "erased": [_in_each_language(message) for message in erased],
        "kept": [{"what": _in_each_language(one.what), "why": _in_each_language(one.why)} for one in kept],
        "node": settings.QIAOMOST.node_code,
        "v": FORMAT,
    }
    digest = sha256(canonical(content))
    certificate = ErasureCertificate(
        sha256=digest,
        account_id=account.pk,
        erased_at=now,
        content=content,
        signature=_SIGNER.signature(digest),
    )
    certificate.save()
    return certificate


def _in_each_language(message: Message) -> dict[str, str]:
    told = {}
    for language, code in INTERFACE_CODES.items():
        with override(code):
            told[language] = str(message)
    return told


def is_genuine(certificate: ErasureCertificate) -> bool:
    """Whether this node issued the certificate, and it says what it said then."""
    digest = sha256(canonical(certificate.content))
    return digest == certificate.sha256 and _SIGNER.signature(digest) == certificate.signature


@transaction.atomic
def place_hold(*, actor: User, address: str, reason: str, now: datetime) -> LegalHold:
    """Keep an account's data from being erased.

    Raises:
        NotAllowed: ``actor`` does not administer the node.
        Invalid: there is no such account, or no reason.
        Conflict: a hold is in force already.
    """
    require(can_administer(standing_of(actor)))
    account = User.objects.select_for_update().filter(email__iexact=address.strip()).first()
    reason = clean(reason).strip()
    problems = {
        "address": _("There is no account with this address.") if account is None else "",
        "reason": "" if reason else _("Say why; it is kept with your name."),
    }
    if account is None or not reason:
        raise Invalid(fields={name: problem for name, problem in problems.items() if problem})
    if LegalHold.objects.filter(account=account, lifted_at=None).exists():
        raise Conflict(_("A legal hold of this account is in force already."))
    hold = LegalHold(account=account, reason=reason, placed_by=actor, placed_at=now)
    validate([hold])
    hold.save()
    audit.record(actor, "place_hold", hold, now=now)
    return hold


@transaction.atomic
def lift_hold(*, actor: User, hold_id: int, now: datetime) -> LegalHold:
    """End a hold.

    Raises:
        NotAllowed: ``actor`` does not administer the node.
        Conflict: there is no such hold in force.
    """
    require(can_administer(standing_of(actor)))
    hold = LegalHold.objects.select_for_update().filter(pk=hold_id, lifted_at=None).first()
    if hold is None:
        raise Conflict(_("This hold is not in force any more."))
    hold.lifted_by, hold.lifted_at = actor, now
    hold.save(update_fields=["lifted_by", "lifted_at"])
    audit.record(actor, "lift_hold", hold, now=now)
    return hold
