"""Organisations and persons: who is in the network, and under which names."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from qiaomost.accounts.models import User
from qiaomost.common import audit, outbox
from qiaomost.common.errors import Invalid
from qiaomost.common.languages import LanguageCode
from qiaomost.network.drafts import OrganisationDraft, PersonDraft
from qiaomost.network.identifiers import IdentifierKind, compact
from qiaomost.network.models import (
    Membership,
    Organisation,
    OrganisationName,
    Person,
    PersonName,
    PersonNameKey,
)
from qiaomost.network.permissions import can_add_person, can_administer
from qiaomost.network.selectors import standing_of
from qiaomost.network.services.checks import line, require, validate
from qiaomost.network.services.places import put_at
from qiaosearch.text.names import PersonalName, forms, keys
from qiaosearch.text.normalise import clean
from qiaosearch.types import Language

NAME_LIMIT = 100
KEY_LIMIT = 200


@transaction.atomic
def create_organisation(*, actor: User | None, draft: OrganisationDraft, now: datetime) -> Organisation:
    """Add an organisation with its names.

    Raises:
        NotAllowed: ``actor`` does not administer the node.
        Invalid: a field breaks a rule, or the source has this organisation already.
    """
    require(actor is None or can_administer(standing_of(actor)))
    organisation = Organisation(
        country=draft.country,
        kind=draft.kind,
        ror=draft.ror,
        **{kind.value: compact(getattr(draft, kind)) for kind in IdentifierKind},
        node_id=draft.node_id,
        is_member=draft.is_member,
        member_since=now.date() if draft.is_member else None,
        is_demonstration=draft.is_demonstration,
        source=line(draft.source),
        source_id=line(draft.source_id),
    )
    names = [
        OrganisationName(
            organisation=organisation,
            language=language,
            name=line(name),
            about=clean(draft.about.get(language, "")).strip(),
        )
        for language, name in draft.names.items()
    ]
    if not names:
        raise Invalid(fields={"names": _("An organisation has at least one name.")})
    put_at(organisation, draft.place)
    validate([organisation])
    validate(names, exclude={"organisation"})
    organisation.save()
    OrganisationName.objects.bulk_create(names)
    audit.record(actor, "create", organisation, now=now)
    announce_organisation(organisation, now=now)
    return organisation


@transaction.atomic
def create_person(*, actor: User | None, draft: PersonDraft, now: datetime) -> Person:
    """Add a person: the name as written, the forms derived from it, the keys under which all are found.

    Raises:
        NotAllowed: ``actor`` neither administers the node nor is an adviser in the person's organisation.
        Invalid: a field breaks a rule, or the source has this person already.
    """
    require(actor is None or can_add_person(standing_of(actor), draft.organisation_id))
    person = Person(
        language=draft.language,
        organisation_id=draft.organisation_id,
        user_id=draft.user_id,
        position={language: line(words)[:200] for language, words in draft.position.items()},
        orcid=draft.orcid,
        source=line(draft.source),
        source_id=line(draft.source_id),
    )
    if set(draft.position) - set(LanguageCode.values):
        raise Invalid(fields={"position": _("A position is given by language: zh, ru or en.")})
    name = PersonName(
        person=person,
        language=draft.language,
        family=line(draft.family),
        given=line(draft.given),
        patronymic=line(draft.patronymic),
    )
    validate([person])
    validate([name], exclude={"person"})
    person.save()
    name.save()
    write_name_forms(person)
    audit.record(actor, "create", person, now=now)
    announce_person(person, now=now)
    return person


@transaction.atomic
def write_own_name(*, actor: User, draft: PersonDraft, now: datetime) -> Person:
    """Write how ``actor`` is called in one language; the first time, the account becomes a person of the network.

    Raises:
        Invalid: a field breaks a rule.
    """
    person = Person.objects.select_for_update().filter(user=actor).first()
    if person is None:
        own = Membership.objects.filter(user=actor, is_active=True).order_by("since", "pk").first()
        person = Person(user=actor, organisation_id=own.organisation_id if own else None)
    person.language = draft.language
    name = PersonName.objects.filter(person=person, language=draft.language).first() or PersonName(
        person=person, language=draft.language
    )
    name.family, name.given, name.patronymic = line(draft.family), line(draft.given), line(draft.patronymic)
    name.is_derived = False
    validate([person])
    validate([name], exclude={"person"})
    person.save()
    name.save()
    write_name_forms(person)
    audit.record(actor, "write_own_name", person, now=now)
    announce_person(person, now=now)
    return person


def announce_organisation(organisation: Organisation, *, now: datetime) -> None:
    """Tell that an organisation has joined the network, or a member is called otherwise now."""
    if organisation.is_member:
        outbox.record("network.organisation_joined", now=now, organisation_id=str(organisation.pk))


def announce_person(person: Person, *, now: datetime) -> None:
    """Tell that a person with an account has joined the network, or is called otherwise now."""
    if person.user_id is not None:
        outbox.record("network.person_joined", now=now, person_id=str(person.pk))


def write_name_forms(person: Person) -> None:
    """Derive anew the forms and keys of a person's names from those that somebody wrote."""
    PersonName.objects.filter(person=person, is_derived=True).delete()
    written = {
        row.language: PersonalName(row.family, row.given, row.patronymic, language=Language(row.language))
        for row in PersonName.objects.filter(person=person)
    }
    original = written.get(person.language) or next(iter(written.values()))
    derived = {language: form for language, form in forms(original).items() if language not in written}
    PersonName.objects.bulk_create(
        PersonName(
            person=person,
            language=language,
            family=form.family[:NAME_LIMIT],
            given=form.given[:NAME_LIMIT],
            patronymic=form.patronymic[:NAME_LIMIT],
            is_derived=True,
        )
        for language, form in derived.items()
    )
    found_by = frozenset().union(*map(keys, [*written.values(), *derived.values()]))
    PersonNameKey.objects.filter(person=person).delete()
    PersonNameKey.objects.bulk_create(
        PersonNameKey(person=person, key=key) for key in sorted(found_by) if len(key) <= KEY_LIMIT
    )
