"""A delegation's list as a workbook: taken out, read, looked through, confirmed. Nothing is kept in between.

What was read travels signed through the page of the preview, so that no file and no passport data lie about.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from qiaomost.accounts.kept import actor_of, signed_in
from qiaomost.common.errors import Conflict, Invalid, TooLarge
from qiaomost.common.http import reader_of
from qiaomost.forum.drafts.delegations import MemberDraft
from qiaomost.forum.forms.delegations import ConfirmForm, ListForm
from qiaomost.forum.models import Delegation, Edition
from qiaomost.forum.presenting.delegations import PreviewRow, preview_rows
from qiaomost.forum.selectors.delegations import Seen, members_of, sites_of
from qiaomost.forum.selectors.registrations import zone_of
from qiaomost.forum.services.delegations.listing import plan_members, write_members
from qiaomost.forum.transfer.member_columns import Place
from qiaomost.forum.transfer.member_lists import Fault, MemberList, drafts_of, read_list
from qiaomost.forum.transfer.member_template import member_workbook
from qiaomost.forum.views.delegations import kept, page

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LIFETIME_S = 24 * 60 * 60
Rows = list[tuple[int, MemberDraft]]


@signed_in()
@require_safe
def template(request: HttpRequest, code: str, delegation_id: UUID) -> HttpResponse:
    edition, _found = kept(request, code, delegation_id)
    return _workbook(member_workbook((), place_of(edition), reader_of(request)), f"delegation-{edition.code}")


@signed_in()
@require_safe
def export(request: HttpRequest, code: str, delegation_id: UUID) -> HttpResponse:
    edition, found = kept(request, code, delegation_id)
    content = member_workbook(members_of(found.delegation), place_of(edition), reader_of(request))
    return _workbook(content, f"delegation-{edition.code}-{found.delegation.country.lower()}")


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def read(request: HttpRequest, code: str, delegation_id: UUID) -> HttpResponse:
    edition, found = kept(request, code, delegation_id)
    form = ListForm(request.POST or None, request.FILES or None) if request.method == "POST" else ListForm()
    if request.method == "POST" and form.is_valid():
        try:
            return _preview(request, edition, found, read_list(form.cleaned_data["file"].read()))
        except (Invalid, TooLarge) as error:
            form.refuse(error if isinstance(error, Invalid) else Invalid(fields={"file": error.message}))
    return page(request, edition, "read", {"seen": found}, form)


@signed_in(back="delegations")
def confirm(request: HttpRequest, code: str, delegation_id: UUID) -> HttpResponse:
    edition, found = kept(request, code, delegation_id)
    listed = _unsigned(request, delegation_id)
    rows, faults = drafts_of(listed.rows, place_of(edition))
    shown = _planned(request, found.delegation, rows)
    form = ConfirmForm(request.POST, rows=shown)
    if form.is_valid() and _write(request, found.delegation, rows, form):
        return redirect("delegation", code, delegation_id)
    return _page(request, edition, found, (listed, shown, [*listed.faults, *faults]), form)


def place_of(edition: Edition) -> Place:
    """Where a list of the edition is read."""
    return Place(sites_of(edition), zone_of(edition))


def _preview(request: HttpRequest, edition: Edition, found: Seen, listed: MemberList) -> HttpResponse:
    rows, faults = drafts_of(listed.rows, place_of(edition))
    shown = _planned(request, found.delegation, rows)
    form = ConfirmForm(rows=shown, initial={"token": _signed(request, found.delegation.pk, listed)})
    return _page(request, edition, found, (listed, shown, [*listed.faults, *faults]), form)


def _page(
    request: HttpRequest,
    edition: Edition,
    found: Seen,
    what: tuple[MemberList, list[PreviewRow], list[Fault]],
    form: ConfirmForm,
) -> HttpResponse:
    listed, rows, faults = what
    context: dict[str, Any] = {
        "seen": found,
        "rows": rows,
        "faults": sorted(faults, key=lambda one: one.line),
        "unknown": listed.unknown,
        "asked": {one.line: form[f"same_{one.line}"] for one in rows if one.choices},
    }
    return page(request, edition, "preview", context, form)


def _planned(request: HttpRequest, delegation: Delegation, rows: Rows) -> list[PreviewRow]:
    return preview_rows(plan_members(actor_of(request), delegation, rows), reader_of(request))


def _write(request: HttpRequest, delegation: Delegation, rows: Rows, form: ConfirmForm) -> bool:
    try:
        done = write_members(
            actor=actor_of(request),
            delegation_id=delegation.pk,
            rows=rows,
            answers=form.answers(),
            now=timezone.now(),
        )
    except Invalid as error:
        for name, words in error.fields.items():
            line = name.removeprefix("row_")
            form.add_error(None, _("Row %(line)s: %(words)s") % {"line": line, "words": words})
        return False
    messages.success(
        request,
        _("New: %(new)d, changed: %(changed)d, as before: %(same)d, left out: %(left_out)d.")
        % {"new": done.new, "changed": done.changed, "same": done.same, "left_out": done.left_out},
    )
    return True


def _salt(request: HttpRequest, delegation_id: UUID) -> str:
    return f"qiaomost.forum.list:{delegation_id}:{actor_of(request).pk}"


def _signed(request: HttpRequest, delegation_id: UUID, listed: MemberList) -> str:
    value = [listed.rows, [(one.line, one.column, str(one.reason)) for one in listed.faults], listed.unknown]
    return signing.dumps(value, salt=_salt(request, delegation_id), compress=True)


def _unsigned(request: HttpRequest, delegation_id: UUID) -> MemberList:
    token, salt = request.POST.get("token", ""), _salt(request, delegation_id)
    try:
        rows, faults, unknown = signing.loads(token, salt=salt, max_age=LIFETIME_S)
    except signing.BadSignature:
        raise Conflict(_("This preview is too old or not yours. Read the list again.")) from None
    return MemberList(
        tuple((line, texts) for line, texts in rows), tuple(Fault(*one) for one in faults), tuple(unknown)
    )


def _workbook(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=XLSX)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return answer
