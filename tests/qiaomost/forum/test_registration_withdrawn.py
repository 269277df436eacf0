"""A registration ends with the consent that it rests on."""

from __future__ import annotations

from datetime import timedelta

from qiaomost.common.models import OutboxEntry
from qiaomost.compliance.services.consent import withdraw_consent
from qiaomost.forum.handlers import on_consent_withdrawn
from qiaomost.forum.models import Registration
from qiaomost.forum.services.registering import register
from qiaomost.forum.services.registration_steps import withdraw_registrations
from qiaomost.wiring import HANDLERS
from tests.factories import NOW, UserFactory
from tests.qiaomost.forum.conftest import Forum
from tests.qiaomost.forum.registering import opened, registration_draft


def test_registration_is_withdrawn_with_its_consent_and_only_then(forum: Forum):
    user = UserFactory()
    register(actor=user, edition_id=opened(forum).edition.pk, draft=registration_draft(), now=NOW)
    assert withdraw_registrations(account_id=user.pk, now=NOW) == 0
    withdraw_consent(actor=user, purpose="forum_registration", now=NOW)
    entry = OutboxEntry.objects.get(topic="compliance.consent_withdrawn")
    assert (entry.payload["account_id"], on_consent_withdrawn in HANDLERS[entry.topic]) == (
        str(user.pk),
        True,
    )
    assert withdraw_registrations(account_id=user.pk, now=NOW + timedelta(days=90)) == 0
    assert Registration.objects.get().state == "accepted"
    assert [withdraw_registrations(account_id=user.pk, now=NOW) for _ in range(2)] == [1, 0]
    assert Registration.objects.get().state == "withdrawn"
