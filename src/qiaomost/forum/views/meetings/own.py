"""One meeting of one's own: where it is, what became of it, how it goes on; and one's plan on paper."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from qiaomost.accounts.kept import actor_of, signed_in, typed_in
from qiaomost.common.errors import Invalid, NotFound
from qiaomost.common.http import reader_of
from qiaomost.forum.forms.results import continue_form, record_id_of, report_form
from qiaomost.forum.presenting.meetings.entrance import Entrance, entrance_of
from qiaomost.forum.presenting.meetings.printing import own_plan_pdf
from qiaomost.forum.presenting.meetings.results import MeetingPage, meeting_page
from qiaomost.forum.selectors.editions import edition_for
from qiaomost.forum.selectors.meeting_plans import meeting_of
from qiaomost.forum.services.meetings.continuing import continue_meeting
from qiaomost.forum.services.meetings.results import report_meeting
from qiaomost.network.selectors import standing_of
from qiaomost.partnering.services import submit_interest


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def meeting(request: HttpRequest, code: str, request_id: UUID) -> HttpResponse:
    entrance, page = _page_of(request, code, request_id)
    form = report_form(typed_in(request), page, entrance.mine)
    if request.method == "POST" and form.is_valid():
        try:
            report_meeting(report=form.report(), **_who(request, entrance, request_id))
            messages.success(request, _("Saved."))
            return redirect("forum-my-meeting", code, request_id)
        except Invalid as error:
            form.refuse(error)
    return _shown(request, "meeting", entrance, page, form)


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def carry_on(request: HttpRequest, code: str, request_id: UUID) -> HttpResponse:
    entrance, page = _page_of(request, code, request_id)
    if not page.can_continue:
        raise NotFound
    form = continue_form(
        typed_in(request), page, entrance.mine, standing_of(request.user), reader_of(request)
    )
    if request.method == "POST" and form.is_valid():
        try:
            case = continue_meeting(
                record_id=record_id_of(form), draft=form.draft(), **_who(request, entrance, request_id)
            )
            return _begun(request, case.pk)
        except Invalid as error:
            form.refuse(error)
    return _shown(request, "continue", entrance, page, form)


@signed_in()
@require_safe
def plan_pdf(request: HttpRequest, code: str) -> HttpResponse:
    entrance = _entrance(request, code)
    body = own_plan_pdf(entrance.mine, reader_of(request))
    answer = HttpResponse(body, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="meetings-{code}.pdf"'
    return answer


def _begun(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """As with every other expression of interest: stored, or handed to one's adviser at once."""
    if request.POST.get("do") == "submit":
        submit_interest(actor=actor_of(request), case_id=case_id, now=timezone.now())
        messages.success(request, _("Submitted. Your adviser looks at it next."))
    else:
        messages.success(request, _("The draft is stored; nobody else sees it yet."))
    return redirect("case", case_id)


def _entrance(request: HttpRequest, code: str) -> Entrance:
    standing = standing_of(request.user)
    entrance = entrance_of(actor_of(request), edition_for(standing, code), standing, timezone.now())
    if entrance.mine is None:
        raise NotFound
    return entrance


def _page_of(request: HttpRequest, code: str, request_id: UUID) -> tuple[Entrance, MeetingPage]:
    entrance = _entrance(request, code)
    place = meeting_of(entrance.mine, request_id)
    page = meeting_page(place, entrance.mine, actor_of(request), reader_of(request), timezone.now())
    return entrance, page


def _who(request: HttpRequest, entrance: Entrance, request_id: UUID) -> dict[str, Any]:
    who = {"actor": actor_of(request), "edition": entrance.edition, "request_id": request_id}
    return who | {"now": timezone.now()}


def _shown(request: HttpRequest, name: str, entrance: Entrance, page: MeetingPage, form: Any) -> HttpResponse:
    context = {"edition": entrance.edition, "entrance": entrance, "part": "mine", "page": page, "form": form}
    status = 422 if form.errors else 200
    return render(request, f"forum/meetings/{name}.html", context, status=status)
