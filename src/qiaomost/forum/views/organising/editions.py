"""An edition in the hands of its organisers: its texts, its state, its sites, rooms, tracks and time bands."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods

from qiaomost.accounts.kept import actor_of, signed_in
from qiaomost.common.errors import NotFound
from qiaomost.common.http import reader_of
from qiaomost.common.transitions import verbs_of
from qiaomost.forum.forms.programme import (
    BandForm,
    EditionForm,
    PartForm,
    RoomForm,
    SiteForm,
    TrackForm,
)
from qiaomost.forum.models import Edition
from qiaomost.forum.services import editions as services
from qiaomost.forum.services.venues import PARTS, remove_part, save_part
from qiaomost.forum.states import EDITION_TRANSITIONS, EditionState
from qiaomost.forum.views.organising import attempt, organised, organising
from qiaomost.network.forms import spread

FORMS: dict[str, type[PartForm]] = {"site": SiteForm, "room": RoomForm, "track": TrackForm, "band": BandForm}
AT_SITES = ("room", "band")


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def overview(request: HttpRequest, code: str) -> HttpResponse:
    edition = organised(request, code)
    form = EditionForm(request.POST if request.method == "POST" else None, initial=_values(edition))
    if request.method == "POST" and attempt(form, lambda: _change(request, edition, form)):
        return redirect("organise-edition", form.cleaned_data["code"])
    context = {
        "verbs": _verbs(edition),
        "sites": edition.sites.prefetch_related("rooms", "bands"),
        "tracks": edition.tracks.all(),
    }
    return organising(request, edition, "overview", context, form)


@signed_in(back="organise-edition")
def move(request: HttpRequest, code: str, verb: str) -> HttpResponse:
    edition = organised(request, code)
    if verb not in EDITION_TRANSITIONS:
        raise NotFound
    services.move_edition(actor=actor_of(request), edition_id=edition.pk, verb=verb, now=timezone.now())
    return redirect("organise-edition", code)


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def part(request: HttpRequest, code: str, part: str, part_id: int | None = None) -> HttpResponse:
    edition = organised(request, code)
    row = _row(edition, part, part_id)
    form = _form(request, edition, part, row)
    if request.method == "POST" and attempt(form, lambda: _save(request, edition, part, part_id, form)):
        return redirect("organise-edition", code)
    return organising(request, edition, "part", {"part": part, "row": row}, form)


@signed_in(back="organise-edition")
def remove(request: HttpRequest, code: str, part: str, part_id: int) -> HttpResponse:
    edition = organised(request, code)
    if part not in PARTS:
        raise NotFound
    remove_part(
        actor=actor_of(request), edition_id=edition.pk, part=part, part_id=part_id, now=timezone.now()
    )
    return redirect("organise-edition", code)


def _verbs(edition: Edition) -> list[str]:
    """What may be done now; an edition is closed on its last day or later."""
    is_over = localdate() >= edition.last_day
    legal = verbs_of(EDITION_TRANSITIONS, EditionState(edition.state))
    return [verb for verb in legal if is_over or verb != "archive"]


def _change(request: HttpRequest, edition: Edition, form: EditionForm) -> None:
    draft = form.draft(edition)
    services.change_edition(actor=actor_of(request), edition_id=edition.pk, draft=draft, now=timezone.now())


def _save(request: HttpRequest, edition: Edition, part: str, part_id: int | None, form: PartForm) -> None:
    save_part(
        actor=actor_of(request),
        edition_id=edition.pk,
        part=part,
        values=form.values(),
        part_id=part_id,
        now=timezone.now(),
    )


def _form(request: HttpRequest, edition: Edition, part: str, row: Any) -> PartForm:
    more = {"edition": edition, "reader": reader_of(request)} if part in AT_SITES else {}
    return FORMS[part](request.POST if request.method == "POST" else None, initial=_part_values(row), **more)


def _row(edition: Edition, part: str, part_id: int | None) -> Any:
    if part not in PARTS:
        raise NotFound
    model, way = PARTS[part]
    row = model._default_manager.filter(**{way: edition, "pk": part_id}).first()
    if row is None and part_id is not None:
        raise NotFound
    return row


def _values(edition: Edition) -> dict[str, Any]:
    plain = {name: getattr(edition, name) for name in ("code", "first_day", "last_day")}
    return {**plain, **spread(name=edition.names, theme=edition.themes, about=edition.about)}


def _part_values(row: Any) -> dict[str, Any]:
    """A part as initial values of its form."""
    if row is None:
        return {}
    names = ("code", "time_zone", "link", "site_id", "capacity", "booths", "kind", "is_for_meetings")
    plain = {name: getattr(row, name) for name in names if hasattr(row, name)}
    texts = {"name": "names", "address": "addresses", "about": "about"}
    found = {name: getattr(row, field) for name, field in texts.items() if hasattr(row, field)}
    if hasattr(row, "starts_at"):
        starts, ends = row.starts_at.astimezone(row.site.zone), row.ends_at.astimezone(row.site.zone)
        plain |= {"day": starts.date(), "starts": starts.time(), "ends": ends.time()}
    return {**plain, **spread(**found)}
