from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from qiaomost.accounts.models import User
from qiaomost.common.errors import Conflict, TransitionRefused
from qiaomost.common.models import AuditEntry, OutboxEntry
from qiaomost.compliance.models import ConsentRow, ConsentText, Purpose
from qiaomost.compliance.models.chains import GENESIS
from qiaomost.compliance.presenting.consents import CONSEQUENCES
from qiaomost.compliance.selectors import consent as selectors
from qiaomost.compliance.selectors.consent import Wording, has_consent, wordings_in
from qiaomost.compliance.services import consent
from tests.emptying import without_protection
from tests.factories import NOW, UserFactory

pytestmark = pytest.mark.django_db


def shown(purpose: str = "mail_digest", language: str = "zh") -> Wording:
    return next(one for one in wordings_in(language) if one.purpose == purpose)


def given(user: User, purpose: str = "mail_digest", language: str = "zh") -> ConsentRow:
    words = shown(purpose, language)
    return consent.give_consent(actor=user, purpose=purpose, sha256=words.sha256, now=NOW)


def withdrawn(user: User, purpose: str = "mail_digest") -> ConsentRow:
    return consent.withdraw_consent(actor=user, purpose=purpose, now=NOW + timedelta(days=1))


def test_every_purpose_has_words_in_three_languages():
    for language in ("zh", "ru", "en"):
        assert [one.purpose for one in wordings_in(language)] == Purpose.values
    assert set(CONSEQUENCES) == set(Purpose)
    assert len(selectors.wordings()) == 3 * len(Purpose)


def test_consent_keeps_what_was_shown_when_and_in_which_language():
    user = UserFactory()
    row = given(user, "cross_border_transfer", "ru")
    words = shown("cross_border_transfer", "ru")
    assert row.content() == {
        "act": "given",
        "at": "2026-09-01T08:00:00.000000Z",
        "chain": f"account/{user.pk}",
        "previous": GENESIS,
        "purpose": "cross_border_transfer",
        "sequence": 1,
        "text": {"language": "ru", "sha256": words.sha256, "version": 1},
        "v": 1,
    }
    assert ConsentText.objects.get().text == words.text
    assert has_consent(user.pk, "cross_border_transfer")
    assert not has_consent(user.pk, "mail_digest")


def test_withdrawal_is_one_act_that_names_the_words_agreed_to():
    user = UserFactory()
    agreed = given(user)
    taken = withdrawn(user)
    assert (taken.sequence, taken.previous, taken.act) == (2, agreed.hash, "withdrawn")
    assert (taken.text_id, taken.language) == (agreed.text_id, "zh")
    assert not has_consent(user.pk, "mail_digest")
    assert selectors.is_sound(user.pk)


def test_consent_can_be_given_again_after_a_withdrawal():
    user = UserFactory()
    given(user), withdrawn(user), given(user)
    assert [row.act for row in selectors.consents_of(user.pk)] == ["given", "withdrawn", "given"]
    assert list(selectors.consents_in_force(user.pk)) == ["mail_digest"]
    assert selectors.is_sound(user.pk)


def test_purposes_are_withdrawn_one_by_one():
    user = UserFactory()
    given(user), given(user, "publish_profile"), withdrawn(user)
    assert list(selectors.consents_in_force(user.pk)) == ["publish_profile"]


def test_agreeing_again_to_the_same_version_is_no_act_in_whatever_language():
    user = UserFactory()
    first = given(user)
    assert given(user, language="en").pk == first.pk
    assert ConsentRow.objects.count() == 1


def test_new_version_is_agreed_to_anew(monkeypatch: pytest.MonkeyPatch):
    user = UserFactory()
    old = given(user)
    new = Wording("mail_digest", 2, "zh", "新的文字")
    monkeypatch.setattr(consent, "wordings", lambda: {new.sha256: new})
    row = consent.give_consent(actor=user, purpose="mail_digest", sha256=new.sha256, now=NOW)
    assert (row.sequence, row.version, row.previous) == (2, 2, old.hash)
    assert sorted(ConsentText.objects.values_list("version", flat=True)) == [1, 2]


@pytest.mark.parametrize(
    ("purpose", "words"), [("mail_digest", "0" * 64), ("publish_profile", None)], ids=["old", "other purpose"]
)
def test_words_that_are_not_the_present_ones_are_refused(purpose: str, words: str | None):
    user = UserFactory()
    with pytest.raises(Conflict):
        consent.give_consent(actor=user, purpose=purpose, sha256=words or shown().sha256, now=NOW)
    counts = [model.objects.count() for model in (ConsentRow, ConsentText, AuditEntry, OutboxEntry)]
    assert counts == [0, 0, 0, 0]


def test_nothing_to_withdraw_is_refused_and_nothing_written():
    user, other = UserFactory(), UserFactory()
    given(other)
    with pytest.raises(TransitionRefused):
        withdrawn(user)
    given(user), withdrawn(user)
    with pytest.raises(TransitionRefused):
        withdrawn(user)
    assert selectors.consents_of(user.pk).count() == 2


def test_acts_are_audited_and_announced():
    user = UserFactory()
    given(user), withdrawn(user)
    assert list(AuditEntry.objects.order_by("pk").values_list("verb", "actor")) == [
        ("give_consent", user.pk),
        ("withdraw_consent", user.pk),
    ]
    topics = OutboxEntry.objects.order_by("pk").values_list("topic", "payload")
    payload = {"account_id": str(user.pk), "purpose": "mail_digest"}
    assert list(topics) == [
        ("compliance.consent_given", payload),
        ("compliance.consent_withdrawn", payload),
    ]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE compliance_consentrow SET act = 'given'",
        "DELETE FROM compliance_consentrow",
        "UPDATE compliance_consenttext SET text = 'other'",
        "DELETE FROM compliance_consenttext",
    ],
)
def test_acts_and_words_are_final_for_the_database(statement: str):
    user = UserFactory()
    given(user), withdrawn(user)
    with pytest.raises(IntegrityError, match="rows are final"), transaction.atomic():
        connection.cursor().execute(statement)
    assert selectors.is_sound(user.pk)


@pytest.mark.parametrize(
    ("table", "statement"),
    [
        ("compliance_consentrow", "UPDATE compliance_consentrow SET act = 'given' WHERE sequence = 2"),
        ("compliance_consentrow", "DELETE FROM compliance_consentrow WHERE sequence = 2"),
        ("compliance_consenttext", "UPDATE compliance_consenttext SET text = 'other'"),
    ],
    ids=["changed", "dropped", "other words"],
)
def test_tampering_is_found(table: str, statement: str):
    user = UserFactory()
    given(user), withdrawn(user), given(user)
    with without_protection(table):
        connection.cursor().execute(statement)
    assert not selectors.is_sound(user.pk)


@pytest.mark.parametrize(
    "values",
    [{"sequence": 2}, {"previous": GENESIS}, {"purpose": "other"}, {"act": "thought"}],
    ids=["the number again", "a fork", "unknown purpose", "unknown act"],
)
def test_database_refuses_an_act_that_can_not_be(values: dict[str, Any]):
    user = UserFactory()
    given(user)
    last = withdrawn(user)
    fields = {field.attname: getattr(last, field.attname) for field in ConsentRow._meta.concrete_fields}
    fields |= {"id": None, "sequence": 3, "previous": last.hash, "hash": "f" * 64} | values
    with pytest.raises(IntegrityError), transaction.atomic():
        ConsentRow.objects.create(**fields)
    assert ConsentRow.objects.count() == 2
