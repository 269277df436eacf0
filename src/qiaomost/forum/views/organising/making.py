"""Beginning a new edition."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from qiaomost.accounts.kept import actor_of, signed_in, typed_in
from qiaomost.common.errors import NotAllowed
from qiaomost.common.http import reader_of
from qiaomost.forum.forms.making import NewEditionForm
from qiaomost.forum.selectors.editions import organised_editions, organisers_for
from qiaomost.forum.services.making import make_edition
from qiaomost.forum.views.organising import attempt
from qiaomost.network.selectors import standing_of


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def new_edition(request: HttpRequest) -> HttpResponse:
    standing = standing_of(request.user)
    organisers = list(organisers_for(standing))
    if not organisers:
        raise NotAllowed
    form = NewEditionForm(
        typed_in(request),
        organisers=organisers,
        editions=list(organised_editions(standing)),
        reader=reader_of(request),
    )
    if request.method == "POST" and attempt(form, lambda: _make(request, form)):
        return redirect("organise-edition", form.cleaned_data["code"])
    return render(
        request, "forum/organise/new_edition.html", {"form": form}, status=422 if form.errors else 200
    )


def _make(request: HttpRequest, form: NewEditionForm) -> None:
    values = form.cleaned_data
    previous = UUID(values["previous_id"]) if values["previous_id"] else None
    make_edition(
        actor=actor_of(request),
        organiser_id=UUID(values["organiser_id"]),
        draft=replace(form.draft(), previous_id=previous),
        sites=form.sites(),
        parts=values["parts"],
        now=timezone.now(),
    )
