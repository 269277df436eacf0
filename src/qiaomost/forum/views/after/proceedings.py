"""The proceedings of a closed edition, and the files that its speakers left."""

from __future__ import annotations

from typing import Any, BinaryIO, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from qiaomost.accounts.kept import actor_of, signed_in
from qiaomost.common.errors import Invalid, NotFound
from qiaomost.common.http import reader_of
from qiaomost.common.languages import LanguageCode
from qiaomost.forum.models import Edition
from qiaomost.forum.permissions import can_organise
from qiaomost.forum.permissions.after import can_read_figures
from qiaomost.forum.presenting.proceedings import bibtex, proceedings_page
from qiaomost.forum.selectors.editions import edition_for
from qiaomost.forum.selectors.proceedings import proceedings_of
from qiaomost.forum.services import materials as services
from qiaomost.network.selectors import standing_of


@require_safe
def proceedings(request: HttpRequest, code: str) -> HttpResponse:
    edition = _edition(request, code)
    page = proceedings_page(proceedings_of(edition), reader_of(request))
    organises = can_organise(standing_of(request.user), edition)
    context = {"edition": edition, "page": page, "organises": organises}
    return render(request, "forum/after/proceedings.html", context)


@require_safe
def citations(request: HttpRequest, code: str) -> HttpResponse:
    found = proceedings_of(_edition(request, code))
    answer = HttpResponse(bibtex(found), content_type="application/x-bibtex; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{code}.bib"'
    return answer


@signed_in(back="forum-programme")
def add_file(request: HttpRequest, code: str, session_id: UUID) -> HttpResponse:
    edition_for(standing_of(request.user), code)
    file = request.FILES.get("file")
    if file is None:
        raise Invalid
    language = request.POST.get("language", "")
    services.add_material(
        actor=actor_of(request),
        session_id=session_id,
        name=str(file.name),
        content=cast(BinaryIO, file),
        language=language if language in LanguageCode.values else "",
        is_public="is_public" in request.POST,
        now=timezone.now(),
    )
    return _back(request, code, session_id)


@signed_in(back="forum-programme")
def change_file(
    request: HttpRequest, code: str, session_id: UUID, material_id: UUID, verb: str
) -> HttpResponse:
    edition_for(standing_of(request.user), code)
    by: dict[str, Any] = {
        "actor": actor_of(request),
        "session_id": session_id,
        "material_id": material_id,
        "now": timezone.now(),
    }
    if verb == "remove":
        services.remove_material(**by)
    elif verb in {"publish", "withhold"}:
        services.publish_material(is_public=verb == "publish", **by)
    else:
        raise NotFound
    return _back(request, code, session_id)


def _back(request: HttpRequest, code: str, session_id: UUID) -> HttpResponse:
    name = "organise-session" if request.POST.get("back") == "organise" else "forum-session"
    return redirect(name, code, session_id)


def _edition(request: HttpRequest, code: str) -> Edition:
    """Open to everybody once the edition is closed; its organisers read it before."""
    standing = standing_of(request.user)
    edition = edition_for(standing, code)
    if not can_read_figures(standing, edition):
        raise NotFound
    return edition
