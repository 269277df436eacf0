from __future__ import annotations

from typing import Any

import pytest
from django.test.utils import CaptureQueriesContext

from qiaomost.common.errors import Invalid, NotAllowed
from qiaomost.common.models import AuditEntry
from qiaomost.network.drafts import OrganisationDraft, PersonDraft
from qiaomost.network.models import Membership, Organisation, Person, PersonName
from qiaomost.network.selectors import persons_by_name, standing_of
from qiaomost.network.services import add_membership, create_organisation, create_person
from tests.factories import NOW, OrganisationFactory, SecondFactorFactory, UserFactory
from tests.qiaomost.conftest import People

pytestmark = pytest.mark.django_db


def person(family: str, given: str, language: str = "zh", **more: Any) -> Person:
    draft = PersonDraft(language=language, family=family, given=given, **more)
    return create_person(actor=None, draft=draft, now=NOW)


def organisation_draft(**values: Any) -> OrganisationDraft:
    given: dict[str, Any] = {"country": "RU", "kind": "institute", "names": {"ru": "Институт мерзлоты"}}
    return OrganisationDraft(**(given | values))


@pytest.mark.parametrize(
    "typed", ["张伟", "張偉", "Zhang Wei", "Wei Zhang", "ZHANG, Wei", "Чжан Вэй", "Zhāng Wěi"]
)
@pytest.mark.parametrize(
    ("family", "given", "language"),
    [("张", "伟", "zh"), ("Zhang", "Wei", "en"), ("Чжан", "Вэй", "ru")],
)
def test_person_is_found_by_any_form(typed: str, family: str, given: str, language: str):
    meant = person(family, given, language)
    person("张", "文")
    assert list(persons_by_name(typed)) == [meant]


@pytest.mark.parametrize("typed", ["曾志远", "Zeng Zhiyuan", "Цзэн Чжиюань"])
def test_heteronymic_surname_is_read_as_a_surname(typed: str):
    meant = person("曾", "志远")
    assert list(persons_by_name(typed)) == [meant]


@pytest.mark.parametrize("typed", ["Ковалёва Мария", "Ковалева М. А.", "Maria Kovaleva", "Kovalyova Mariia"])
def test_russian_name_is_found_by_any_spelling(typed: str):
    meant = person("Ковалёва", "Мария", "ru", patronymic="Андреевна")
    person("Смирнова", "Мария", "ru", patronymic="Андреевна")
    assert list(persons_by_name(typed)) == [meant]


@pytest.mark.parametrize("typed", ["", " ", "🙂", "'; DROP TABLE", "\x00", "a" * 10_000])
def test_what_is_no_name_finds_nobody(typed: str):
    person("张", "伟")
    assert list(persons_by_name(typed)) == []


@pytest.mark.parametrize("people_found", [1, 3])
def test_persons_by_name_has_a_constant_number_of_queries(
    people_found: int, django_assert_num_queries: type[CaptureQueriesContext]
):
    for _ in range(people_found):
        person("张", "伟", organisation_id=OrganisationFactory().pk)
    with django_assert_num_queries(3):
        found = [(str(one), str(one.organisation)) for one in persons_by_name("Zhang Wei")]
    assert len(found) == people_found


def test_person_has_its_own_name_and_derived_forms_in_the_right_order():
    made = person("曾", "志远")
    names = {row.language: (row.full(), row.is_derived) for row in made.names.all()}
    assert names == {
        "zh": ("曾志远", False),
        "en": ("Zhiyuan Zeng", True),
        "ru": ("Цзэн Чжиюань", True),
    }


def test_name_is_cleaned():
    made = person(" 张\u202e\x00 ", "伟\n")
    written = PersonName.objects.get(person=made, is_derived=False)
    assert (written.family, written.given) == ("张", "伟")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"family": ""}, "family"),
        ({"family": "张" * 101}, "family"),
        ({"given": "\x00"}, "given"),
        ({"language": "de"}, "language"),
        ({"orcid": "0000-0000"}, "orcid"),
        ({"position": {"\x00": "研究员"}}, "position"),
    ],
)
def test_wrong_person_is_refused_with_the_field(wrong: dict[str, Any], field: str):
    draft = PersonDraft(**({"language": "zh", "family": "张", "given": "伟"} | wrong))
    with pytest.raises(Invalid) as refusal:
        create_person(actor=None, draft=draft, now=NOW)
    assert set(refusal.value.fields) == {field}
    assert (Person.objects.count(), AuditEntry.objects.count()) == (0, 0)


def test_a_source_has_a_person_once():
    person("张", "伟", source="demo", source_id="per-1")
    with pytest.raises(Invalid):
        person("张", "伟", source="demo", source_id="per-1")
    assert Person.objects.count() == 1


def test_organisation_is_created_with_its_names():
    draft = organisation_draft(
        names={"ru": "Институт\u202e мерзлоты", "zh": "冻土所"}, about={"zh": "研究冻土。"}
    )
    made = create_organisation(actor=None, draft=draft, now=NOW)
    assert {row.language: (row.name, row.about) for row in made.names.all()} == {
        "ru": ("Институт мерзлоты", ""),
        "zh": ("冻土所", "研究冻土。"),
    }


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"names": {}}, "names"),
        ({"names": {"ru": ""}}, "name"),
        ({"names": {"de": "Institut"}}, "language"),
        ({"country": "US"}, "country"),
        ({"kind": "club"}, "kind"),
        ({"ogrn": "12"}, "ogrn"),
        ({"ror": "x"}, "ror"),
        ({"uscc": "x"}, "uscc"),
        ({"uscc": "91230199MA1B2C3D44"}, "uscc"),
        ({"inn": "7707083894"}, "inn"),
        ({"ogrn": "1027700132196"}, "ogrn"),
        ({"lei": "529900T8BM49AURSDO56"}, "lei"),
    ],
)
def test_wrong_organisation_is_refused_with_the_field(wrong: dict[str, Any], field: str):
    with pytest.raises(Invalid) as refusal:
        create_organisation(actor=None, draft=organisation_draft(**wrong), now=NOW)
    assert set(refusal.value.fields) == {field}
    assert (Organisation.objects.count(), AuditEntry.objects.count()) == (0, 0)


def test_only_administrators_add_organisations_and_roles(people: People):
    before = AuditEntry.objects.count(), Organisation.objects.count(), Membership.objects.count()
    for actor in (people.author, people.own_adviser, people.reviewer, people.without_membership):
        with pytest.raises(NotAllowed):
            create_organisation(actor=actor, draft=organisation_draft(), now=NOW)
        with pytest.raises(NotAllowed):
            add_membership(
                actor=actor,
                user_id=actor.pk,
                organisation_id=people.organisation.pk,
                role="administrator",
                now=NOW,
            )
    assert before == (AuditEntry.objects.count(), Organisation.objects.count(), Membership.objects.count())
    create_organisation(actor=people.administrator, draft=organisation_draft(), now=NOW)


def test_an_adviser_adds_persons_to_the_own_organisation_only(people: People):
    draft = PersonDraft(language="zh", family="张", given="伟", organisation_id=people.organisation.pk)
    create_person(actor=people.own_adviser, draft=draft, now=NOW)
    for actor in (people.screener, people.author):
        with pytest.raises(NotAllowed):
            create_person(actor=actor, draft=draft, now=NOW)
    assert Person.objects.count() == 1


def test_membership_is_added_once_and_comes_back_after_it_ended():
    user, organisation = SecondFactorFactory().user, OrganisationFactory()
    given = {"user_id": user.pk, "organisation_id": organisation.pk, "role": "reviewer", "now": NOW}
    first = add_membership(actor=None, **given)
    assert add_membership(actor=None, **given) == first
    assert AuditEntry.objects.count() == 1
    Membership.objects.update(is_active=False)
    assert standing_of(user).memberships == frozenset()
    assert add_membership(actor=None, **given) == first
    assert standing_of(user).memberships == {(organisation.pk, "reviewer")}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"role": "king"}, "role"), ({"user_id": "4b0b7e6c-5d3c-4a43-9c76-000000000000"}, "user")],
)
def test_wrong_membership_is_refused(wrong: dict[str, Any], field: str):
    given = {"user_id": UserFactory().pk, "organisation_id": OrganisationFactory().pk, "role": "member"}
    with pytest.raises(Invalid) as refusal:
        add_membership(actor=None, **(given | wrong), now=NOW)
    assert set(refusal.value.fields) == {field}
