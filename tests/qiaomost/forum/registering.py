"""What tests of registration share: terms, people, drafts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from qiaomost.accounts.models import User
from qiaomost.compliance.selectors.consent import wordings_in
from qiaomost.forum.drafts import RegistrationDraft
from qiaomost.forum.models import Category, Registration, RegistrationTerms
from qiaomost.forum.services.registering import register
from qiaomost.network.drafts import PersonDraft
from tests.factories import NOW, UserFactory
from tests.qiaomost.forum.conftest import Forum

CONSENT = {one.purpose: one.sha256 for one in wordings_in("ru")}["forum_registration"]


def opened(forum: Forum, **category: Any) -> Forum:
    """Registration is open, now and at ``NOW``; the category is not moderated unless said."""
    RegistrationTerms.objects.create(
        edition=forum.edition,
        opens_at=NOW - timedelta(days=9),
        closes_at=timezone.now() + timedelta(days=9),
        offer_hours=48,
    )
    Category.objects.filter(pk=forum.category.pk).update(**({"is_moderated": False} | category))
    forum.category.refresh_from_db()
    return forum


def registration_draft(**values: Any) -> RegistrationDraft:
    """A Russian engineer."""
    given = {
        "category": "delegate",
        "language": "ru",
        "speaks": ("ru",),
        "name": PersonDraft("ru", "Ковалёва", "Мария", "Андреевна"),
        "organisation_name": "Институт мерзлотоведения",
        "consents": {"forum_registration": CONSENT},
    }
    return RegistrationDraft(**(given | values))


def registered(forum: Forum, user: User | None = None, *, minute: int = 0, **values: Any) -> Registration:
    """Somebody registers."""
    return register(
        actor=user or UserFactory(language="ru"),
        edition_id=forum.edition.pk,
        draft=registration_draft(**values),
        now=NOW + timedelta(minutes=minute),
    )
