"""How compliance reacts to what happens (see ``qiaomost.wiring``), and what its officers are mailed."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from qiaomost.accounts import mail
from qiaomost.common.encoder import site_encoder
from qiaomost.compliance.models import NewsKind
from qiaomost.compliance.services.consent import hide_unwanted_profile
from qiaomost.compliance.services.screening import ask_for_screening, screen_party
from qiaomost.compliance.services.suggesting import encode_entries
from qiaomost.compliance.services.telling import Batch, mark_batch, officer_notices_due
from qiaomost.network.models import Organisation, Person

OF_SCREENING = {NewsKind.HIT_OPEN, NewsKind.HIT_PROPOSED}

logger = logging.getLogger(__name__)


def on_edition_imported(payload: Mapping[str, Any]) -> None:
    """Encode the entries of a new edition, so that officers get hints."""
    del payload  # whatever lacks its vector is encoded
    encode_entries(site_encoder())


def on_organisation_joined(payload: Mapping[str, Any]) -> None:
    """Screen an organisation that is a member now, or is called otherwise."""
    organisation_id = UUID(payload["organisation_id"])
    if Organisation.objects.filter(pk=organisation_id).exists():
        screen_party(actor=None, organisation_id=organisation_id, now=timezone.now())


def on_person_joined(payload: Mapping[str, Any]) -> None:
    """Screen a person who has an account now, or is called otherwise."""
    person_id = UUID(payload["person_id"])
    if Person.objects.filter(pk=person_id).exists():
        screen_party(actor=None, person_id=person_id, now=timezone.now())


def on_list_imported(payload: Mapping[str, Any]) -> None:
    """Ask for a screening of every party of the network: a job for each, so that none holds up the others."""
    del payload  # whichever list it is, all in force are compared
    ask_for_screening(now=timezone.now())


def on_record_published(payload: Mapping[str, Any]) -> None:
    """Keep a profile back whose person does not want it shown; one that others wrote since they said so."""
    hide_unwanted_profile(record_id=UUID(payload["record_id"]), now=timezone.now())


def mail_officer_notices(*, now: datetime) -> int:
    """Mail each officer what is new for them, in one mail without a name; returns how many mails were due."""
    batches = officer_notices_due(now=now)
    try:
        mail.deliver_each(batches, lambda batch: _send_batch(batch, now))
    except (mail.MailInFlight, OSError):
        logger.exception("notices to officers: some wait for the next round")
    return len(batches)


def _send_batch(batch: Batch, now: datetime) -> None:
    counts: Counter[str] = Counter()
    for row in batch.rows:
        counts[row.kind] += row.count
    kinds = set(counts)
    mail.send_once(
        f"officer-notices:{batch.number}",
        "compliance/mail/officer",
        batch.user.email,
        language=batch.user.language,
        now=now,
        editions=[row for row in batch.rows if row.edition_id is not None],
        counts=counts,
        desk=reverse("compliance-desk") if kinds - OF_SCREENING else "",
        screening=reverse("screening-desk") if kinds & OF_SCREENING else "",
    )
    mark_batch(batch, now=now)
