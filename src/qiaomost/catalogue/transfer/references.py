"""What a row names beside itself: organisations, persons, other records; looked up once, made where they are new."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from django.db.models import Model, Q

from qiaomost.catalogue.models import Record
from qiaomost.catalogue.transfer.native import OrganisationRow, PersonRow, RecordRow, parse
from qiaomost.common.errors import Invalid
from qiaomost.common.languages import LanguageCode
from qiaomost.network.drafts import OrganisationDraft, PersonDraft, PlaceDraft
from qiaomost.network.gazetteer import by_script
from qiaomost.network.models import Organisation, OrganisationKind, Person
from qiaomost.network.services import create_organisation, create_person


class Unresolved(Exception):
    """A row names something that is not here; it may come later in the same file."""


class References:
    """Looks names of one source up.

    An organisation or a person that is here already is taken as it is, even if the row tells it differently: an
    import of records does not rewrite the network.
    """

    def __init__(
        self,
        *,
        source: str,
        now: datetime,
        owner_id: UUID | None = None,
        placeholders: Mapping[str, Mapping[str, str]] | None = None,
        are_demonstration: bool = False,
    ) -> None:
        self._source = source
        self._now = now
        self._owner_id = owner_id
        self._placeholders = placeholders or {}
        self._are_demonstration = are_demonstration
        self._known: dict[tuple[type[Model], str, str], UUID] = {}

    def forget(self) -> None:
        """Drop what was looked up, as after a transaction that was rolled back."""
        self._known.clear()

    def owner(self, row: RecordRow) -> UUID:
        """Return the organisation of a row: its own, else the one of the whole import, else a placeholder's."""
        if row.organisation:
            return self.organisation(row.organisation)
        return self._owner_id or self.organisation(self._placeholder(row.country))

    def organisation(self, named: str | OrganisationRow) -> UUID:
        """Return the id of an organisation; one that stands there whole is made if it is new."""
        if isinstance(named, str):
            return self._known_id(Organisation, self._source, named)
        return self._known_id(
            Organisation,
            named.source or self._source,
            named.id,
            lambda source: self._make_organisation(source, named),
        )

    def person(self, named: str | PersonRow) -> UUID:
        """Return the id of a person; one that stands there whole is made if they are new."""
        if isinstance(named, str):
            return self._known_id(Person, self._source, named)
        return self._known_id(
            Person, named.source or self._source, named.id, lambda source: self._make_person(source, named)
        )

    def record(self, source: str, row_id: str) -> UUID:
        """Return the id of a record of ``source``, or of this import's where that is empty."""
        return self._known_id(Record, source or self._source, row_id)

    def _known_id(
        self, model: type[Model], source: str, row_id: str, make: Callable[[str], UUID] | None = None
    ) -> UUID:
        key = (model, source, row_id)
        if key not in self._known:
            found = find(model, source, row_id)
            if found is None and make is None:
                raise Unresolved(
                    f"there is no {model._meta.verbose_name} “{row_id[:200]}” of source “{source}”"
                )
            self._known[key] = found or make(source)  # type: ignore[misc]
        return self._known[key]

    def _make_organisation(self, source: str, row: OrganisationRow) -> UUID:
        draft = OrganisationDraft(
            country=row.country,
            kind=row.kind,
            names=_by_code(row.names),
            about=_by_code(row.about),
            place=PlaceDraft(
                row.region,
                by_script(row.city) if isinstance(row.city, str) else _by_code(row.city),
                _by_code(row.address),
            ),
            is_member=self._are_demonstration,
            is_demonstration=self._are_demonstration or row.is_demonstration,
            source=source,
            source_id=row.id,
        )
        return create_organisation(actor=None, draft=draft, now=self._now).pk

    def _make_person(self, source: str, row: PersonRow) -> UUID:
        draft = PersonDraft(
            language=row.language,
            **dict(row.name),
            organisation_id=self.organisation(row.organisation) if row.organisation else None,
            position=_by_code(row.position),
            source=source,
            source_id=row.id,
        )
        return create_person(actor=None, draft=draft, now=self._now).pk

    def _placeholder(self, country: str) -> OrganisationRow:
        """An organisation that says where ownerless rows come from, one for each source and country."""
        if not country:
            raise Invalid(
                fields={"country": "the row has none; give --set country=CN or RU, or --organisation"}
            )
        names = self._placeholders.get(country) or {
            "zh": f"导入来源：{self._source}",
            "ru": f"Источник импорта: {self._source}",
            "en": f"Source of an import: {self._source}",
        }
        kind = OrganisationKind.ASSOCIATION.value
        row = {"id": f"placeholder-{country}", "country": country, "kind": kind, "names": names}
        return parse(OrganisationRow, row)


def _by_code(forms: Mapping[LanguageCode, str]) -> dict[str, str]:
    return {language.value: words for language, words in forms.items()}


def find(model: type[Model], source: str, row_id: str) -> UUID | None:
    """Return the id of what came from ``source`` under ``row_id``, or was written here and has that id."""
    mine = Q(source=source, source_id=row_id)
    with suppress(ValueError):
        mine |= Q(source="", pk=UUID(row_id))
    found: UUID | None = model._default_manager.filter(mine).values_list("pk", flat=True).first()
    return found


def find_organisation(text: str) -> UUID | None:
    """Return the organisation whose id, or id in its source, is ``text``; ``None`` if there is not exactly one."""
    mine = Q(source_id=text)
    with suppress(ValueError):
        mine |= Q(pk=UUID(text))
    found = list(Organisation.objects.filter(mine).values_list("pk", flat=True)[:2])
    return found[0] if len(found) == 1 else None
