"""Sessions in work: the list, the form, the people, the files."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from qiaomost.accounts.kept import actor_of, signed_in
from qiaomost.common.errors import Invalid, NotFound
from qiaomost.common.http import reader_of
from qiaomost.forum.forms.programme import AppearanceForm, PlaceForm, SessionForm, session_values
from qiaomost.forum.models import Edition, Room, Session
from qiaomost.forum.presenting.organising import by_track, draft_rows
from qiaomost.forum.selectors.programme import draft_sessions
from qiaomost.forum.services import sessions as services
from qiaomost.forum.states import SESSION_TRANSITIONS
from qiaomost.forum.views.organising import attempt, organised, organising
from qiaomost.network.selectors import persons_by_name

MOST_FOUND = 20
"""So many persons are offered for a name."""


@signed_in()
@require_safe
def sessions(request: HttpRequest, code: str) -> HttpResponse:
    edition = organised(request, code)
    rows = draft_rows(edition, draft_sessions(edition), reader_of(request))
    return organising(request, edition, "sessions", {"groups": by_track(rows)})


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, code: str) -> HttpResponse:
    edition = organised(request, code)
    typed = request.POST if request.method == "POST" else None
    form = SessionForm(typed, edition=edition, reader=reader_of(request))
    if typed is not None and attempt(form, lambda: _create(request, edition, form)):
        return redirect("organise-sessions", code)
    return organising(request, edition, "new_session", {}, form)


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def session(request: HttpRequest, code: str, session_id: UUID) -> HttpResponse:
    edition = organised(request, code)
    row, typed = _one(edition, session_id), request.POST if request.method == "POST" else None
    form = SessionForm(typed, edition=edition, reader=reader_of(request), initial=session_values(row))
    if typed is not None and attempt(form, lambda: _change(request, row, form)):
        return redirect("organise-session", code, session_id)
    return _page(request, edition, row, form)


@signed_in(back="organise-sessions")
def place(request: HttpRequest, code: str, session_id: UUID) -> HttpResponse:
    edition = organised(request, code)
    row, rooms = _one(edition, session_id), _rooms(edition)
    form = PlaceForm(request.POST, rooms=rooms, reader=reader_of(request))
    if not attempt(form, lambda: _place(request, row, form, rooms)):
        plain = SessionForm(edition=edition, reader=reader_of(request), initial=session_values(row))
        answer = _page(request, edition, row, plain, form)
        answer.status_code = 422
        return answer
    grid, back = reverse("organise-schedule", args=[code]), request.POST.get("back", "")
    if back.startswith(f"{grid}?"):
        return redirect(back)
    return redirect("organise-session", code, session_id)


@signed_in(back="organise-sessions")
def move(request: HttpRequest, code: str, session_id: UUID, verb: str) -> HttpResponse:
    edition = organised(request, code)
    version = request.POST.get("version", "")
    if verb not in SESSION_TRANSITIONS or not version.isdecimal():
        raise NotFound
    services.move_session(
        actor=actor_of(request),
        edition_id=edition.pk,
        session_id=session_id,
        version=int(version),
        verb=verb,
        now=timezone.now(),
    )
    return redirect("organise-session", code, session_id)


@signed_in(back="organise-sessions")
def appear(request: HttpRequest, code: str, session_id: UUID) -> HttpResponse:
    edition = organised(request, code)
    form = AppearanceForm(request.POST)
    if not form.is_valid():
        raise Invalid(fields={name: str(errors[0]) for name, errors in form.errors.items()})
    services.add_appearance(
        actor=actor_of(request),
        edition_id=edition.pk,
        session_id=session_id,
        now=timezone.now(),
        **form.cleaned_data,
    )
    return redirect("organise-session", code, session_id)


@signed_in(back="organise-sessions")
def disappear(request: HttpRequest, code: str, session_id: UUID, appearance_id: int) -> HttpResponse:
    services.remove_appearance(
        actor=actor_of(request),
        edition_id=organised(request, code).pk,
        session_id=session_id,
        appearance_id=appearance_id,
        now=timezone.now(),
    )
    return redirect("organise-session", code, session_id)


def _page(
    request: HttpRequest, edition: Edition, row: Session, form: SessionForm, place: PlaceForm | None = None
) -> HttpResponse:
    reader, asked = reader_of(request), request.GET.get("person", "")
    shown = draft_rows(edition, draft_sessions(edition), reader)
    initial = {name: getattr(row, name) for name in ("room_id", "starts_at", "version")}
    context = {
        "row": next(one for one in shown if one.session.pk == row.pk),
        "appearances": row.appearances.all(),
        "place": place or PlaceForm(rooms=_rooms(edition), reader=reader, initial=initial),
        "asked": asked,
        "found": persons_by_name(asked)[:MOST_FOUND] if asked else (),
        "roles": AppearanceForm.base_fields["role"].choices,  # type: ignore[attr-defined]
        "materials": row.materials.all(),
    }
    return organising(request, edition, "session", context, form)


def _one(edition: Edition, session_id: UUID) -> Session:
    row = draft_sessions(edition).filter(pk=session_id).first()
    if row is None:
        raise NotFound
    return row


def _rooms(edition: Edition) -> list[Room]:
    return list(Room.objects.filter(site__edition=edition).select_related("site"))


def _create(request: HttpRequest, edition: Edition, form: SessionForm) -> None:
    services.create_session(
        actor=actor_of(request), edition_id=edition.pk, draft=form.draft(), now=timezone.now()
    )


def _change(request: HttpRequest, row: Session, form: SessionForm) -> None:
    services.change_session(
        actor=actor_of(request),
        edition_id=row.edition_id,
        session_id=row.pk,
        version=form.cleaned_data["version"],
        draft=form.draft(),
        now=timezone.now(),
    )


def _place(request: HttpRequest, row: Session, form: PlaceForm, rooms: list[Room]) -> None:
    room = next((one for one in rooms if one.pk == form.cleaned_data["room_id"]), None)
    services.place_session(
        actor=actor_of(request),
        edition_id=row.edition_id,
        session_id=row.pk,
        version=form.cleaned_data["version"],
        room_id=room.pk if room else None,
        starts_at=form.cleaned_data["starts_at"] if room else None,
        now=timezone.now(),
    )
