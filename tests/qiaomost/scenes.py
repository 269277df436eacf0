"""A small catalogue with known words, for tests of what readers are shown."""

from __future__ import annotations

from typing import Any

from qiaomost.catalogue.models import Record
from qiaomost.catalogue.states import RecordState
from qiaomost.discovery.services import reconcile
from qiaomost.network.models import Organisation, OrganisationName
from tests.factories import NOW, OrganisationFactory, RecordFactory, RecordTextFactory

PROBLEM = "Hydrogen storage alloy loses capacity"
SOLUTION = "Hydrogen storage alloy with stable capacity"


def published(kind: str = "achievement", *, words: dict[str, str] | None = None, **values: Any) -> Record:
    """A published record whose original is English and says ``words``."""
    given = {"state": RecordState.PUBLISHED, "source_language": "en", **values}
    record = RecordFactory(kind=kind, **given)
    texts = {"title": PROBLEM if kind == "challenge" else SOLUTION, "summary": "", "description": ""}
    record.texts.update(**(texts | (words or {})))
    return record


def translated(record: Record, language: str, title: str, **values: Any) -> None:
    """Add an approved translation by a person."""
    given = {"origin": "human", "state": "approved", "approved_at": NOW, "summary": "", "description": ""}
    RecordTextFactory(record=record, language=language, title=title, **(given | values))


def organisation(name: str, **values: Any) -> Organisation:
    """An organisation with one name in all languages."""
    made = OrganisationFactory(name=name, **values)
    OrganisationName.objects.bulk_create(
        OrganisationName(organisation=made, language=language, name=name) for language in ("ru", "en")
    )
    return made


def a_challenge_with_answers(count: int) -> Record:
    """An indexed challenge, with ``count`` achievements and experts of others that answer it."""
    challenge = published("challenge", organisation=organisation("Owner of the challenge"))
    for number in range(count):
        published(words={"description": f"Cycle life of alloy number {number}"})
        published("expert", words={"title": f"Hydrogen storage specialist number {number}"})
    reconcile()
    return challenge
