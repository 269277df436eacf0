from __future__ import annotations

import io
import json
from datetime import timedelta
from typing import Any
from zipfile import ZipFile

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import models

from qiaomost.accounts.models import User
from qiaomost.catalogue.models import Record
from qiaomost.common.errors import Conflict, DomainError, Invalid, NotAllowed
from qiaomost.common.models import AuditEntry, OutboxEntry
from qiaomost.compliance.models import ErasureCertificate, LegalHold, ReaderName
from qiaomost.compliance.models.chains import canonical, sha256
from qiaomost.compliance.services import disclosure
from qiaomost.compliance.services.consent import give_consent
from qiaomost.compliance.services.own_data import (
    erase_account,
    export_own_data,
    is_genuine,
    lift_hold,
    place_hold,
)
from qiaomost.network.models import Membership, Person
from qiaomost.wiring import HOLDERS
from tests.factories import NOW, MembershipFactory, PersonFactory, RecordFactory, UserFactory
from tests.qiaomost.compliance.reading import CASE, read
from tests.qiaomost.compliance.test_consent import shown
from tests.qiaomost.conftest import People

pytestmark = pytest.mark.django_db


def somebody(address: str, family: str) -> User:
    """An account with traces in every app that a test can make quickly."""
    membership = MembershipFactory(user=UserFactory(email=address, password="寒区-bridge-2026"))
    user, organisation = membership.user, membership.organisation
    person = PersonFactory(user=user, organisation=organisation, name=(family, "志远"))
    RecordFactory(
        kind="expert", state="published", organisation=organisation, author=user, content__person=person
    )
    RecordFactory(state="published", organisation=organisation, author=user, contact=person)
    give_consent(actor=user, purpose="mail_digest", sha256=shown().sha256, now=NOW)
    read(reader=user, organisation=organisation)
    return user


def files_of(user: User) -> dict[str, list[dict[str, Any]]]:
    stream = io.BytesIO()
    export_own_data(actor=user, holders=HOLDERS, stream=stream, now=NOW)
    archive = ZipFile(stream)
    return {name: json.loads(archive.read(name)) for name in archive.namelist()}


def erased(user: User, **values: Any) -> ErasureCertificate:
    return erase_account(**({"actor": user, "address": user.email, "holders": HOLDERS, "now": NOW} | values))


def test_every_column_that_points_at_an_account_or_person_has_a_holder():
    held = {(one.model, one.by) for holder in HOLDERS.values() for one in holder.held}
    covered = {(model, by.partition("__")[0]) for model, by in held}
    pointing = {
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.related_model in (User, Person)
    }
    assert pointing - covered == set()


def test_every_holder_names_columns_that_are_there():
    user = UserFactory()
    assert [
        one for holder in HOLDERS.values() for one in holder.held if not isinstance(one.rows(user), list)
    ] == []
    names = [one.name for holder in HOLDERS.values() for one in holder.held]
    assert len(names) == len(set(names))


def test_export_has_exactly_ones_own_data():
    user, other = somebody("anna@example.org", "曾"), somebody("boris@example.org", "王")
    mine, theirs = files_of(user), files_of(other)
    assert mine.keys() == theirs.keys()
    [account] = mine["accounts/user-by-pk.json"]
    assert (account["id"], account["email"]) == (str(user.pk), "anna@example.org")
    assert [row["name"] for row in mine["compliance/readername-by-account_id.json"]] == ["曾志远"]
    assert [row["text__text"] for row in mine["compliance/consentrow-by-account.json"]] == [shown().text]
    assert len(mine["compliance/disclosurerow-by-account_id.json"]) == 1
    text = json.dumps(mine, ensure_ascii=False)
    assert not any(word in text for word in ("boris@example.org", "王", str(other.pk), str(other.person.pk)))
    assert "password" not in text


def test_export_is_audited():
    user = UserFactory()
    files_of(user)
    assert AuditEntry.objects.get().verb == "export_own_data"


NAME_ON_THE_SITE = {"zh": "姓名已删除", "ru": "Имя удалено", "en": "Name erased"}


def test_erasure_leaves_a_number():
    user, other = somebody("anna@example.org", "曾"), somebody("boris@example.org", "王")
    person = user.person
    before = files_of(other)
    erased(user)
    gone = User.objects.get(pk=user.pk)
    assert (gone.email, gone.is_active) == (f"{user.pk.hex}@erased.invalid", False)
    assert not gone.has_usable_password()
    person = Person.objects.get(pk=person.pk)
    assert {code: person.name_in(code) for code in NAME_ON_THE_SITE} == NAME_ON_THE_SITE
    assert (person.user_id, person.name_keys.count()) == (None, 0)
    for model in (EmailAddress, Authenticator, Membership):
        assert not model.objects.filter(user=user).exists()
    profile = Record.objects.get(expert__person=person)
    assert (profile.state, [text.title for text in profile.texts.all()]) == ("archived", ["—"])
    assert not Record.objects.filter(contact=person).exists()
    assert files_of(other).keys() == before.keys()
    assert other.person.name_in("zh") == "王志远"


def test_nothing_in_the_database_names_an_erased_person():
    user = somebody("anna@example.org", "曾")
    erased(user)
    found = []
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.CharField | models.TextField | models.JSONField):
                for words in ("anna@example.org", "曾志远"):
                    rows = model._default_manager.filter(**{f"{field.attname}__icontains": words})
                    found += [(model, field.name)] if rows.exists() else []
    assert found == []


def test_ledgers_stay_sound_after_an_erasure():
    user = somebody("anna@example.org", "曾")
    erased(user)
    heads = disclosure.heads_kept(CASE)
    assert disclosure.verify_chain(disclosure.chain_of(CASE), heads=heads).is_valid
    assert list(ReaderName.objects.values_list("name", "salt")) == [("", "")]
    assert [str(row.reader) for row in disclosure.chain_of(CASE)] == [str(user.pk)]


def test_certificate_says_what_went_and_what_stays_and_why_and_names_nobody():
    user = somebody("anna@example.org", "曾")
    certificate = erased(user)
    content = certificate.content
    assert (content["account"], content["at"]) == (str(user.pk), "2026-09-01T08:00:00.000000Z")
    assert certificate.sha256 == sha256(canonical(content))
    assert all(set(one) == {"zh", "ru", "en"} and all(one.values()) for one in content["erased"])
    assert {"en": "Name in all languages, position, ORCID"}.items() <= content["erased"][-4].items()
    assert all(one["what"]["ru"] and one["why"]["zh"] for one in content["kept"])
    assert not any(word in json.dumps(content, ensure_ascii=False) for word in ("anna", "曾"))
    assert is_genuine(ErasureCertificate.objects.get())
    certificate.content["at"] = "2025"
    assert not is_genuine(certificate)


def test_certificate_of_another_key_is_not_genuine(settings: Any, monkeypatch: pytest.MonkeyPatch):
    certificate = erased(UserFactory())
    monkeypatch.setattr(certificate, "signature", "0" * 43)
    assert not is_genuine(certificate)


def test_erasure_is_audited_and_announced_without_the_person():
    user = UserFactory()
    certificate = erased(user)
    entry = AuditEntry.objects.get(verb="erase_account")
    assert (entry.actor_id, entry.detail) == (user.pk, {"certificate": certificate.sha256})
    told = OutboxEntry.objects.get(topic="compliance.account_erased")
    assert told.payload == {"account_id": str(user.pk)}


def refused(user: User, error: type[DomainError], **values: Any) -> DomainError:
    before = files_of(user)
    with pytest.raises(error) as caught:
        erased(user, **values)
    after = files_of(user)
    assert after.pop("common/auditentry-by-actor.json")[:-1] == before.pop("common/auditentry-by-actor.json")
    assert after == before
    assert not ErasureCertificate.objects.exists()
    return caught.value


def test_another_address_is_refused_and_nothing_is_erased():
    refused(somebody("anna@example.org", "曾"), Invalid, address="boris@example.org")


def test_address_counts_in_any_case():
    user = UserFactory(email="anna@example.org")
    assert erased(user, address=" Anna@Example.org ").account_id == user.pk


def test_legal_hold_stops_an_erasure_until_it_is_lifted(people: People):
    user = somebody("anna@example.org", "曾")
    hold = place_hold(actor=people.administrator, address="Anna@example.org", reason="诉讼", now=NOW)
    refused(user, NotAllowed)
    lift_hold(actor=people.administrator, hold_id=hold.pk, now=NOW + timedelta(days=1))
    assert erased(user).account_id == user.pk
    verbs = AuditEntry.objects.filter(actor=people.administrator).order_by("pk")
    assert list(verbs.values_list("verb", flat=True)) == ["place_hold", "lift_hold"]


def test_hold_of_somebody_else_stops_nothing(people: People):
    place_hold(actor=people.administrator, address=people.author.email, reason="诉讼", now=NOW)
    assert erased(people.colleague).account_id == people.colleague.pk


@pytest.mark.parametrize("name", ["author", "own_adviser", "reviewer", "without_membership"])
def test_only_administrators_place_and_lift_holds(name: str, people: People):
    user = getattr(people, name)
    with pytest.raises(NotAllowed):
        place_hold(actor=user, address=people.author.email, reason="x", now=NOW)
    assert not LegalHold.objects.exists()
    hold = place_hold(actor=people.administrator, address=people.author.email, reason="x", now=NOW)
    with pytest.raises(NotAllowed):
        lift_hold(actor=user, hold_id=hold.pk, now=NOW)
    assert LegalHold.objects.get().lifted_at is None


@pytest.mark.parametrize(
    ("address", "reason", "fields"),
    [("nobody@example.org", "x", ["address"]), ("", "", ["address", "reason"]), (None, " ", ["reason"])],
)
def test_hold_needs_an_account_and_a_reason(
    address: str | None, reason: str, fields: list[str], people: People
):
    wanted = people.author.email if address is None else address
    with pytest.raises(Invalid) as caught:
        place_hold(actor=people.administrator, address=wanted, reason=reason, now=NOW)
    assert list(caught.value.fields) == fields
    assert not LegalHold.objects.exists()


def test_hold_is_placed_once_and_lifted_once(people: People):
    given: dict[str, Any] = {"actor": people.administrator, "now": NOW}
    hold = place_hold(address=people.author.email, reason="x", **given)
    with pytest.raises(Conflict):
        place_hold(address=people.author.email, reason="y", **given)
    lift_hold(hold_id=hold.pk, **given)
    with pytest.raises(Conflict):
        lift_hold(hold_id=hold.pk, **given)
    assert LegalHold.objects.get().reason == "x"
