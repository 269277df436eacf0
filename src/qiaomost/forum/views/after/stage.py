"""The stage: what everybody reads, what its organisers plan, what the people of an agreement offer."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import BinaryIO, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from qiaomost.accounts.kept import actor_of, signed_in
from qiaomost.accounts.models import User
from qiaomost.common.errors import DomainError, NotFound
from qiaomost.common.http import reader_of
from qiaomost.forum.forms.after import PaperForm, PartiesForm, PreviousForm, SignedPaperForm, StageForm
from qiaomost.forum.models import Edition, Signing
from qiaomost.forum.permissions import can_see
from qiaomost.forum.presenting.stage import desk_rows, stage_part
from qiaomost.forum.selectors.editions import edition_for
from qiaomost.forum.selectors.signings import (
    agreements_to_offer,
    ceremonies_of,
    earlier_editions,
    own_signings,
    records_between,
    signing_in,
)
from qiaomost.forum.services import signings as services
from qiaomost.forum.services.editions import follow_edition
from qiaomost.forum.views.organising import attempt, organised, organising
from qiaomost.network.forms import VerbForm
from qiaomost.network.models import Organisation
from qiaomost.network.selectors import member_organisations, members_of, organisation_named, standing_of
from qiaomost.partnering.presenting.agreements import rows_of
from qiaomost.partnering.presenting.parties import name_of


@require_safe
def stage(request: HttpRequest, code: str) -> HttpResponse:
    return _stage(request, code, "forum/after/stage.html")


@require_safe
def projected(request: HttpRequest, code: str) -> HttpResponse:
    return _stage(request, code, "forum/after/projected.html")


def _stage(request: HttpRequest, code: str, template: str) -> HttpResponse:
    standing, reader = standing_of(request.user), reader_of(request)
    edition = edition_for(standing, code)
    parts = [stage_part(edition, reader)]
    if edition.previous is not None and can_see(standing, edition.previous):
        parts.append(stage_part(edition.previous, reader))
    return render(request, template, {"edition": edition, "parts": parts})


@signed_in()
@require_safe
def desk(request: HttpRequest, code: str) -> HttpResponse:
    return _desk(request, organised(request, code), {})


@signed_in(back="forum-signings")
def follow(request: HttpRequest, code: str) -> HttpResponse:
    edition = organised(request, code)
    typed = request.POST.get("previous", "")
    follow_edition(
        actor=actor_of(request),
        edition_id=edition.pk,
        previous_id=_uuid(typed) if typed else None,
        now=timezone.now(),
    )
    return redirect("forum-signings", code)


@signed_in(back="forum-signings")
def plan(request: HttpRequest, code: str, signing_id: UUID) -> HttpResponse:
    edition = organised(request, code)
    signing = signing_in(edition, signing_id)
    ceremonies = list(ceremonies_of(edition))
    form = StageForm(
        request.POST, ceremonies=ceremonies, reader=reader_of(request), auto_id=f"{signing_id}-%s"
    )
    if attempt_whole(form, lambda: _plan(request, signing, form)):
        return redirect("forum-signings", code)
    return _desk(request, edition, {signing.pk: form})


@signed_in(back="forum-signings")
def sign(request: HttpRequest, code: str, signing_id: UUID) -> HttpResponse:
    edition = organised(request, code)
    signing = signing_in(edition, signing_id)
    if "file" not in request.FILES and "sender_name" not in request.POST:
        services.sign_on_stage(actor=actor_of(request), signing_id=signing.pk, now=timezone.now())
        return _signed(request, code)
    form = _paper_form(request, signing, bound=True)
    if attempt_whole(form, lambda: _sign_paper(request, edition, signing, form)):
        return _signed(request, code)
    return _desk(request, edition, {signing.pk: form})


@signed_in(back="forum-signings")
def take_off(request: HttpRequest, code: str, signing_id: UUID) -> HttpResponse:
    edition = edition_for(standing_of(request.user), code)
    signing_in(edition, signing_id)
    services.take_off_stage(actor=actor_of(request), signing_id=signing_id, now=timezone.now())
    messages.success(request, _("It is off the stage."))
    return redirect("forum-offers" if request.POST.get("back") == "offers" else "forum-signings", code)


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def offers(request: HttpRequest, code: str) -> HttpResponse:
    standing, reader = standing_of(request.user), reader_of(request)
    edition = edition_for(standing, code)
    if request.method == "POST":
        services.offer_signing(
            actor=actor_of(request),
            edition_id=edition.pk,
            agreement_id=_uuid(request.POST.get("agreement", "")),
            now=timezone.now(),
        )
        messages.success(request, _("Offered. The organisers plan the ceremony."))
        return redirect("forum-offers", code)
    context = {
        "edition": edition,
        "rows": rows_of(agreements_to_offer(standing), reader),
        "own": [
            (one, row) for one in own_signings(standing, edition) for row in rows_of([one.agreement], reader)
        ],
    }
    return render(request, "forum/after/offers.html", context)


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: HttpRequest, code: str) -> HttpResponse:
    edition, reader = organised(request, code), reader_of(request)
    parties = [_organisation(request.GET.get(name, "")) for name in ("one", "other")]
    choice = PartiesForm(request.GET or None, organisations=list(member_organisations("")), reader=reader)
    first, second = parties
    if first is None or second is None or first == second:
        return organising(request, edition, "paper", {"choice": choice, "parties": ()})
    form = PaperForm(
        request.POST if request.method == "POST" else None,
        ceremonies=list(ceremonies_of(edition)),
        parties=(first, second),
        records=list(records_between(first, second)),
        members={one.pk: _people(one, reader) for one in (first, second)},
        reader=reader,
    )
    if request.method == "POST" and attempt_whole(form, lambda: _plan_paper(request, edition, form)):
        messages.success(request, _("On record. Export control of both sides is asked."))
        return redirect("forum-signings", code)
    names = [one.name_in(reader) for one in (first, second)]
    return organising(request, edition, "paper", {"choice": choice, "parties": names}, form)


def attempt_whole(form: VerbForm, verb: Callable[[], None]) -> bool:
    """Take a verb with a valid form; whatever stands against it is said in the form, with all that was typed."""
    try:
        return attempt(form, verb)
    except DomainError as error:
        if error.status != HTTPStatus.CONFLICT:
            raise
        form.add_error(None, str(error.message))
        return False


def _desk(
    request: HttpRequest, edition: Edition, refused: dict[UUID, StageForm | SignedPaperForm]
) -> HttpResponse:
    reader, ceremonies = reader_of(request), list(ceremonies_of(edition))
    rows = []
    for row in desk_rows(edition, reader, now=timezone.now()):
        signing, form = row.signing, refused.get(row.signing.pk)
        initial = {
            "session": signing.session_id,
            "position": signing.position or 1,
            "starts_at": signing.starts_at,
        }
        place = StageForm(ceremonies=ceremonies, reader=reader, initial=initial, auto_id=f"{signing.pk}-%s")
        paper = _paper_form(request, signing) if row.is_paper else None
        rows.append(
            (
                row,
                form if isinstance(form, StageForm) else place,
                form if isinstance(form, SignedPaperForm) else paper,
            )
        )
    earlier = list(earlier_editions(standing_of(request.user), edition))
    previous = PreviousForm(editions=earlier, reader=reader, initial={"previous": edition.previous_id})
    context = {"rows": rows, "ceremonies": ceremonies, "previous": previous if earlier else None}
    return organising(request, edition, "signings", context, next(iter(refused.values()), None))


def _paper_form(request: HttpRequest, signing: Signing, *, bound: bool = False) -> SignedPaperForm:
    case, reader = signing.agreement.case, reader_of(request)
    parties = [one.name_in(reader) for one in (case.sender_organisation, case.owner_organisation)]
    files = request.FILES if bound else None
    return SignedPaperForm(
        request.POST if bound else None, files, parties=parties, auto_id=f"{signing.pk}-%s"
    )


def _plan(request: HttpRequest, signing: Signing, form: StageForm) -> None:
    services.plan_signing(
        actor=actor_of(request), signing_id=signing.pk, place=form.place(), now=timezone.now()
    )


def _plan_paper(request: HttpRequest, edition: Edition, form: PaperForm) -> None:
    services.plan_paper(
        actor=actor_of(request),
        edition_id=edition.pk,
        draft=form.draft(edition),
        place=form.place(),
        now=timezone.now(),
    )


def _sign_paper(request: HttpRequest, edition: Edition, signing: Signing, form: SignedPaperForm) -> None:
    file = form.cleaned_data["file"]
    services.sign_on_stage(
        actor=actor_of(request),
        signing_id=signing.pk,
        paper=form.signatures(edition, reader_of(request)),
        name=file.name,
        content=cast(BinaryIO, file),
        now=timezone.now(),
    )


def _signed(request: HttpRequest, code: str) -> HttpResponse:
    messages.success(
        request, _("Signed on this stage. It is public once both sides let the register show it.")
    )
    return redirect("forum-signings", code)


def _people(organisation: Organisation, reader: str) -> list[tuple[User, str]]:
    users = {one.user_id: one.user for one in members_of(organisation)}
    return [(user, name_of(user, reader)) for user in users.values()]


def _organisation(typed: str) -> Organisation | None:
    return organisation_named(_uuid(typed)) if typed else None


def _uuid(typed: str) -> UUID:
    try:
        return UUID(typed)
    except ValueError:
        raise NotFound from None
