"""Rows for tests, and drafts for the services."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import factory
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator

from qiaomost.accounts.models import User
from qiaomost.catalogue.drafts import AchievementFacts, RecordDraft, TextDraft
from qiaomost.catalogue.models import Achievement, Challenge, Expert, Record, RecordText, Review
from qiaomost.catalogue.states import EDITABLE, LIFETIME, RecordState, TextOrigin, TextState
from qiaomost.network.models import (
    STAFF_ROLES,
    Membership,
    Organisation,
    OrganisationName,
    Person,
    PersonName,
    Role,
)
from qiaomost.translation.drafts import ConceptDraft, LanguageForms

NOW = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)
"""The clock of most tests."""


class UserFactory(factory.django.DjangoModelFactory[User]):
    class Meta:
        model = User

        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"user{n}@example.org")

    @factory.post_generation
    def password(self, create: bool, extracted: str | None, **_: Any) -> None:
        """With a password, the account can sign in: its address is confirmed."""
        if extracted:
            self.set_password(extracted)
            self.save()
            EmailAddress.objects.create(user=self, email=self.email, verified=True, primary=True)


class SecondFactorFactory(factory.django.DjangoModelFactory[Authenticator]):
    """Codes from an app."""

    class Meta:
        model = Authenticator
        django_get_or_create = ("user", "type")

    user = factory.SubFactory(UserFactory)
    type = Authenticator.Type.TOTP
    data = factory.LazyFunction(lambda: {"secret": TOTP_SECRET})


TOTP_SECRET = "JBSWY3DPEHPK3PXP"


HARBIN = {"zh": "哈尔滨", "ru": "Харбин", "en": "Harbin"}


class OrganisationFactory(factory.django.DjangoModelFactory[Organisation]):
    class Meta:
        model = Organisation
        skip_postgeneration_save = True

    country = "CN"
    region = factory.LazyAttribute(lambda made: "CN-HL" if made.country == "CN" else "")
    cities = factory.LazyAttribute(lambda made: HARBIN if made.country == "CN" else {})
    kind = "institute"
    is_member = True

    @factory.post_generation
    def name(self, create: bool, extracted: str | None, **_: Any) -> None:
        OrganisationName.objects.create(
            organisation=self, language="zh", name=extracted or "松北寒区工程研究院"
        )


class PersonFactory(factory.django.DjangoModelFactory[Person]):
    class Meta:
        model = Person
        skip_postgeneration_save = True

    language = "zh"
    organisation = factory.SubFactory(OrganisationFactory)

    @factory.post_generation
    def name(self, create: bool, extracted: tuple[str, str] | None, **_: Any) -> None:
        family, given = extracted or ("张", "伟")
        PersonName.objects.create(person=self, language=self.language, family=family, given=given)


class MembershipFactory(factory.django.DjangoModelFactory[Membership]):
    """A membership in force: whoever has a staff role has a second factor, unless ``second_factor=False``."""

    class Meta:
        model = Membership
        skip_postgeneration_save = True

    user = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    role = Role.MEMBER

    @factory.post_generation
    def second_factor(self, create: bool, extracted: bool | None, **_: Any) -> None:
        if self.role in STAFF_ROLES and extracted is not False:
            SecondFactorFactory(user=self.user)


class RecordFactory(factory.django.DjangoModelFactory[Record]):
    """A record with its original text and the facts of its kind, in whatever state, with the rows that this needs."""

    class Meta:
        model = Record
        skip_postgeneration_save = True

    kind = "achievement"
    state = RecordState.DRAFT
    organisation = factory.SubFactory(OrganisationFactory)
    author = factory.SubFactory(UserFactory)
    source_language = "zh"
    created_at = NOW - timedelta(days=3)
    updated_at = NOW - timedelta(days=3)
    published_at = factory.LazyAttribute(lambda row: NOW if row.state in WITH_DATES else None)
    expires_at = factory.LazyAttribute(lambda row: NOW + LIFETIME if row.state in WITH_DATES else None)

    @factory.post_generation
    def content(self, create: bool, extracted: Any, **facts: Any) -> None:
        approved = {"state": TextState.APPROVED, "approved_at": NOW}
        sought = {"desired_outcome": "不低于三百次冻融循环。"} if self.kind == "challenge" else {}
        given = {**(approved if self.state in SCREENED else {}), **sought}
        RecordTextFactory(record=self, language=self.source_language, **given)
        if self.state in EDITABLE:
            self.subjects.add("2.1")  # without which it could not be submitted
        model = {"achievement": Achievement, "challenge": Challenge, "expert": Expert}[self.kind]
        if self.kind == "expert":
            facts.setdefault("person", PersonFactory(organisation=self.organisation))
        model.objects.create(record=self, **facts)
        if self.state == RecordState.UNDER_REVIEW:
            Review.objects.create(record=self, round=1, submitted_by=self.author, opened_at=NOW)


WITH_DATES = frozenset({RecordState.PUBLISHED, RecordState.ON_HOLD, RecordState.EXPIRED})
SCREENED = WITH_DATES | {RecordState.CLEARED}


class RecordTextFactory(factory.django.DjangoModelFactory[RecordText]):
    class Meta:
        model = RecordText

    record = factory.SubFactory(RecordFactory)
    language = "zh"
    origin = TextOrigin.ORIGINAL
    title = "寒区混凝土抗冻融耐久性提升技术"
    summary = "引气剂与矿物掺合料复掺。"
    description = "冻融循环三百次后，相对动弹性模量不低于百分之九十。"


def text_draft(**values: Any) -> TextDraft:
    """An original in Chinese, unless ``values`` say otherwise."""
    given = {
        "language": "zh",
        "title": "寒区混凝土抗冻融耐久性提升技术",
        "description": "复掺引气剂。",
    }
    return TextDraft(**(given | values))


def translation_draft(**values: Any) -> TextDraft:
    """A person's translation into Russian, unless ``values`` say otherwise."""
    given = {"language": "ru", "title": "Повышение морозостойкости бетона", "origin": TextOrigin.HUMAN.value}
    return text_draft(**({"description": "Комплексная добавка."} | given | values))


def record_draft(**values: Any) -> RecordDraft:
    """A draft of an achievement with one text; ``organisation_id`` has to be given."""
    given: dict[str, Any] = {"facts": AchievementFacts(trl=6), "texts": (text_draft(),), "subjects": ("2.1",)}
    return RecordDraft(**(given | values))


def concept_draft(**values: Any) -> ConceptDraft:
    """A concept with forms in three languages, one of them not to be used."""
    forms = {
        "zh": LanguageForms("技术转让", ("技术转移",)),
        "ru": LanguageForms("передача технологии", ("трансфер технологий",), ("технический трансферт",)),
        "en": LanguageForms("technology transfer"),
    }
    return ConceptDraft(**({"subject": "cooperation", "forms": forms, "code": ""} | values))
