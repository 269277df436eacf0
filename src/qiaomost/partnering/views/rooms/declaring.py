"""A declaration of an officer for a case: asked for in the room, made on a page of its own."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from qiaomost.accounts.kept import actor_of, signed_in, typed_in
from qiaomost.common.errors import Invalid, NotFound, TooLarge
from qiaomost.common.http import reader_of
from qiaomost.compliance.gates import declarations_of
from qiaomost.compliance.selectors.classifying import answerable_editions
from qiaomost.partnering.forms.declaring import DeclarationForm
from qiaomost.partnering.models import Case
from qiaomost.partnering.presenting.parties import name_of, title_of
from qiaomost.partnering.selectors.cases import case_with
from qiaomost.partnering.services import declaring as services
from qiaomost.partnering.states import Side
from qiaomost.partnering.views.rooms.pages import done


@signed_in(back="case-room-files")
@require_POST
def ask(request: HttpRequest, case_id: UUID) -> HttpResponse:
    services.ask_declaration(actor=actor_of(request), case_id=case_id, now=timezone.now())
    return done(request, _("The compliance officers of your side are asked."), "case-room-files", case_id)


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def declare(request: HttpRequest, case_id: UUID, side: str) -> HttpResponse:
    if side not in Side.values:
        raise NotFound
    case = services.declared_case(actor_of(request), case_with(case_id), Side(side))
    giver = case.organisation_of(Side(side))
    editions = answerable_editions(giver.country, on=timezone.localdate())
    form = DeclarationForm(typed_in(request), request.FILES or None, editions=editions, country=giver.country)
    if request.method == "POST" and form.is_valid():
        try:
            services.declare_files(
                actor=actor_of(request),
                case_id=case_id,
                side=Side(side),
                draft=form.draft(),
                now=timezone.now(),
            )
            messages.success(request, _("Your answer is on record."))
            return redirect("case-declaration", case_id, side)
        except TooLarge as error:
            form.add_error(None, str(error))
        except Invalid as error:
            form.refuse(error)
    return _page(request, case, Side(side), form)


def _page(request: HttpRequest, case: Case, side: Side, form: DeclarationForm) -> HttpResponse:
    reader, giver = reader_of(request), case.organisation_of(side)
    context = {
        "case": case,
        "title": title_of(case, reader),
        "giver": giver.name_in(reader),
        "recipient": case.organisation_of(side.other).name_in(reader),
        "declared": [(row, name_of(row.officer, reader)) for row in declarations_of(case.pk, giver.pk)],
        "form": form,
    }
    return render(request, "partnering/room/declaration.html", context, status=422 if form.errors else 200)
