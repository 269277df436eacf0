"""The released programme: the list, a session, the printed programme, and what a phone keeps for when it is offline."""

from __future__ import annotations

from uuid import UUID

from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import override
from django.views.decorators.http import require_safe

from qiaomost.accounts.models import User
from qiaomost.common.errors import NotFound
from qiaomost.common.http import reader_of
from qiaomost.common.languages import INTERFACE_CODES
from qiaomost.forum.models import Edition, ProgrammeVersion
from qiaomost.forum.presenting.printing import programme_pdf
from qiaomost.forum.presenting.programme import Asked, known_zone, programme_page
from qiaomost.forum.presenting.programme_days import days_of
from qiaomost.forum.presenting.programme_rows import rows_of
from qiaomost.forum.presenting.sessions import session_page
from qiaomost.forum.selectors.editions import edition_for
from qiaomost.forum.selectors.programme import (
    content_of,
    last_version,
    material_for,
    materials_for,
    own_sessions,
    released_session,
    starred_by,
)
from qiaomost.network.selectors import standing_of

ZONE_KEY = "forum_zone"


def seen_edition(request: HttpRequest, code: str) -> Edition:
    """The edition, for whoever asks."""
    return edition_for(standing_of(request.user), code)


def zone_of(request: HttpRequest) -> str:
    """The reader's clock: as the address says, which is then remembered, or as it was chosen before."""
    if "zone" not in request.GET:
        return known_zone(request.session.get(ZONE_KEY))
    zone = known_zone(request.GET["zone"])
    if zone != request.session.get(ZONE_KEY, ""):
        request.session[ZONE_KEY] = zone
    return zone


def asked_of(request: HttpRequest) -> Asked:
    """The filters in the address."""
    return Asked(*(request.GET.get(name, "") for name in ("day", "track", "site", "language")))


def user_of(request: HttpRequest) -> User | None:
    """The account, if anybody is signed in."""
    return request.user if isinstance(request.user, User) else None


def marked_by(request: HttpRequest, edition: Edition) -> frozenset[str]:
    """What the reader has marked; nothing for visitors."""
    return starred_by(request.user, edition) if isinstance(request.user, User) else frozenset()


def version_of(edition: Edition) -> ProgrammeVersion | None:
    """The last version, with its edition at hand."""
    version = last_version(edition)
    if version is not None:
        version.edition = edition
    return version


def released_version(edition: Edition) -> ProgrammeVersion:
    """The last version, or 404."""
    version = version_of(edition)
    if version is None:
        raise NotFound
    return version


@require_safe
def programme(request: HttpRequest, code: str) -> HttpResponse:
    edition, page = seen_edition(request, code), None
    if version := version_of(edition):
        asked, now = asked_of(request), timezone.now()
        page = programme_page(version, asked, reader=reader_of(request), zone=zone_of(request), now=now)
    context = {"edition": edition, "page": page, "starred": marked_by(request, edition)}
    return render(request, "forum/programme/programme.html", context)


@require_safe
def session(request: HttpRequest, code: str, session_id: UUID) -> HttpResponse:
    edition = seen_edition(request, code)
    version, item = released_session(edition, session_id)
    page = session_page(
        content_of(version),
        item,
        tuple(materials_for(user_of(request), session_id)),
        reader=reader_of(request),
        zone=zone_of(request),
        text=request.GET.get("text", ""),
    )
    context = {"edition": edition, "page": page, "starred": marked_by(request, edition)}
    if isinstance(request.user, User):
        context["is_own"] = str(session_id) in own_sessions(request.user, edition)
    return render(request, "forum/programme/session.html", context)


@require_safe
def material(request: HttpRequest, code: str, session_id: UUID, material_id: UUID) -> FileResponse:
    released_session(seen_edition(request, code), session_id)
    file = material_for(user_of(request), session_id, material_id)
    answer = FileResponse(
        default_storage.open(file.path, "rb"),
        as_attachment=True,
        filename=file.name,
        content_type=file.media_type,
    )
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


@require_safe
def printed(request: HttpRequest, code: str) -> HttpResponse:
    version = released_version(seen_edition(request, code))
    answer = HttpResponse(programme_pdf(version, reader_of(request)), content_type="application/pdf")
    answer.headers["Content-Disposition"] = (
        f'inline; filename="{code}-{version.number}-{reader_of(request)}.pdf"'
    )
    return answer


@require_safe
def offline(request: HttpRequest, code: str, language: str) -> HttpResponse:
    """The whole programme as one page that is the same for everybody: the only page that a phone keeps."""
    edition = edition_for(standing_of(None), code)
    version = released_version(edition)
    with override(INTERFACE_CODES[language]):
        days = days_of(rows_of(version, language, ""))
        context = {
            "edition": edition,
            "version": version,
            "days": days,
            "edition_name": edition.name_in(language),
        }
        answer = render(request, "forum/programme/offline.html", context)
    answer.headers["Cache-Control"] = "public, no-cache"
    return answer


@require_safe
def worker(request: HttpRequest, code: str) -> HttpResponse:
    """The script that keeps the programme on a phone; its address gives it the pages of this edition alone."""
    version = released_version(edition_for(standing_of(None), code))
    sign = f"{code}-{version.number}-{version.revision}"
    answer = render(request, "forum/programme/worker.js", {"sign": sign, "code": code})
    answer.headers["Content-Type"] = "text/javascript; charset=utf-8"
    answer.headers["Cache-Control"] = "public, no-cache"
    return answer
