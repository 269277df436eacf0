"""A new edition in one step: its sites, and the structure of an earlier one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from qiaomost.accounts.models import User
from qiaomost.common import audit
from qiaomost.common.errors import Invalid, Message, NotFound
from qiaomost.forum.models import Category, CheckType, Edition, FormField, Room, Site, TimeBand, Track
from qiaomost.forum.permissions import can_organise
from qiaomost.forum.services.editions import EditionDraft, create_edition
from qiaomost.forum.states import CopiedPart
from qiaomost.network.selectors import standing_of

Row = TypeVar("Row", bound=models.Model)


@dataclass(frozen=True, slots=True)
class SiteDraft:
    """A site of a new edition; ``code`` is its short name in addresses, ``line`` what problems call it by."""

    line: int
    code: str
    names: Mapping[str, str]
    time_zone: str


@transaction.atomic
def make_edition(
    *,
    actor: User,
    organiser_id: UUID,
    draft: EditionDraft,
    sites: Sequence[SiteDraft] = (),
    parts: Sequence[str] = (),
    now: datetime,
) -> Edition:
    """Begin an edition with its sites, and copy ``parts`` of ``draft.previous_id``, which becomes the one before it.

    No person, date or secret is copied: of time bands, the hours move to the same day of the new edition, counted from
    its first; access codes stay behind.

    Raises:
        NotAllowed: ``actor`` is no organiser of ``organiser_id``.
        NotFound: ``actor`` does not organise the earlier edition.
        Invalid: a value breaks a rule, or no earlier edition is named from which to copy.
    """
    source = _source(actor, draft.previous_id)
    if parts and (source is None or not set(parts) <= set(CopiedPart.values)):
        raise Invalid(fields={"parts": _("Choose an earlier edition from which to copy.")})
    edition = create_edition(actor=actor, organiser_id=organiser_id, draft=draft, now=now)
    _add_sites(edition, sites)
    if source is not None:
        for part in CopiedPart:
            if part.value in parts:
                _COPY[part](source, edition)
        audit.record(actor, "copy_edition", edition, now=now, source=source.code, parts=list(parts))
    return edition


def _source(actor: User, edition_id: UUID | None) -> Edition | None:
    if edition_id is None:
        return None
    source = Edition.objects.filter(pk=edition_id).first()
    if source is None or not can_organise(standing_of(actor), source):
        raise NotFound
    return source


def _add_sites(edition: Edition, sites: Sequence[SiteDraft]) -> None:
    problems: dict[str, Message] = {}
    for number, draft in enumerate(sites):
        site = Site(
            edition=edition,
            code=draft.code,
            names=dict(draft.names),
            time_zone=draft.time_zone,
            position=number,
        )
        problems |= _site_problems(site, draft.line)
        if not problems:
            site.save()
    if problems:
        raise Invalid(fields=problems)


def _site_problems(site: Site, line: int) -> dict[str, Message]:
    """What is wrong with the site of this line, by field of the form."""
    problems: dict[str, Message] = {}
    if not all(site.names.get(code) for code in ("zh", "ru", "en")):
        problems[f"site_{line}_name_en"] = _("Give the name in all three languages.")
    try:
        site.full_clean(exclude=["names"])
    except ValidationError as error:
        for name, words in error.message_dict.items():
            problems[f"site_{line}_{'time_zone' if name == 'time_zone' else 'code'}"] = " ".join(words)
    return problems


def _copy_sites(source: Edition, edition: Edition) -> None:
    known = set(edition.sites.values_list("code", flat=True))
    for site in source.sites.exclude(code__in=known).prefetch_related("rooms"):
        rooms = list(site.rooms.all())
        made = _copied(site, edition=edition, link="", position=len(known) + site.position)
        made.save()
        Room.objects.bulk_create(_copied(room, site=made) for room in rooms)


def _copy_bands(source: Edition, edition: Edition) -> None:
    """The days of a longer edition that the new one does not have are left out."""
    sites = {site.code: site for site in edition.sites.all()}
    shift = edition.first_day - source.first_day
    bands = TimeBand.objects.filter(site__edition=source).select_related("site")
    TimeBand.objects.bulk_create(
        made
        for band in bands
        if band.site.code in sites
        for made in [_moved(band, sites[band.site.code], shift)]
        if edition.first_day <= made.starts_at.astimezone(made.site.zone).date() <= edition.last_day
    )


def _moved(band: TimeBand, site: Site, shift: timedelta) -> TimeBand:
    """The same hours on the clock of the site, so many days later, whatever daylight saving does between."""
    zone = band.site.zone
    starts, ends = (moment.astimezone(zone).replace(tzinfo=None) for moment in (band.starts_at, band.ends_at))
    return _copied(
        band,
        site=site,
        starts_at=(starts + shift).replace(tzinfo=site.zone),
        ends_at=(ends + shift).replace(tzinfo=site.zone),
    )


def _copy_tracks(source: Edition, edition: Edition) -> None:
    Track.objects.bulk_create(_copied(track, edition=edition) for track in source.tracks.all())


def _copy_forms(source: Edition, edition: Edition) -> None:
    """Categories with their quotas, and the fields of both forms with their conditions."""
    categories = Category.objects.filter(edition=source)
    Category.objects.bulk_create(_copied(one, edition=edition, access_code="") for one in categories)
    fields = list(FormField.objects.filter(edition=source))
    made = {one.pk: _copied(one, edition=edition, shown_if=None) for one in fields}
    FormField.objects.bulk_create(made.values())
    for one in fields:
        if one.shown_if_id is not None:
            made[one.pk].shown_if = made[one.shown_if_id]
    FormField.objects.bulk_update(made.values(), ["shown_if"])


def _copy_checks(source: Edition, edition: Edition) -> None:
    """What is checked, at the sites and for the categories of the same short name, where the new edition has them."""
    sites = {site.code: site for site in edition.sites.all()}
    categories = {one.code: one for one in edition.categories.all()}
    checks = CheckType.objects.filter(edition=source).select_related("site")
    for check in checks.prefetch_related("categories"):
        admitted = [one.code for one in check.categories.all()]
        known = [categories[code] for code in admitted if code in categories]
        site = sites.get(check.site.code) if check.site else None
        if (check.site and site is None) or (admitted and not known):
            continue  # without its categories it would admit everybody
        made = _copied(check, edition=edition, site=site)
        made.save()
        made.categories.set(known)


def _copied(row: Row, **values: object) -> Row:
    """A new row, not saved, with all columns of ``row`` but its key and ``values``."""
    columns = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if not field.primary_key and field.name not in values
    }
    return type(row)(**columns, **values)


_COPY = {
    CopiedPart.SITES: _copy_sites,
    CopiedPart.BANDS: _copy_bands,
    CopiedPart.TRACKS: _copy_tracks,
    CopiedPart.FORMS: _copy_forms,
    CopiedPart.CHECKS: _copy_checks,
}
