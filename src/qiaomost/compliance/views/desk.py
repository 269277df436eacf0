"""The desk of compliance officers, and the browser of control lists."""

from __future__ import annotations

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.module_loading import import_string
from django.views.decorators.http import require_safe

from qiaomost.accounts.kept import signed_in
from qiaomost.common.http import reader_of
from qiaomost.compliance.models import ControlEdition, ControlList
from qiaomost.compliance.permissions.officers import organisations_as_officer
from qiaomost.compliance.permissions.parties import can_screen_parties
from qiaomost.compliance.presenting.inbox import inbox_of
from qiaomost.compliance.presenting.records import rows_of
from qiaomost.compliance.selectors.desk import (
    documents_running_out,
    editions_listed,
    entries_listed,
    officers_of,
    records_of,
)
from qiaomost.network.models import Role
from qiaomost.network.permissions import can_administer
from qiaomost.network.selectors import standing_of

PAGE = 20
ENTRIES = 50


@signed_in()
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    standing, reader, today = standing_of(request.user), reader_of(request), timezone.localdate()
    own = organisations_as_officer(standing)
    rows = rows_of(records_of(own or standing.organisations), reader, on=today)
    undecided = [row for row in rows if row.is_undecided]
    shows_all = request.GET.get("show") == "all"
    context = {
        "is_officer": bool(own),
        "screens": can_screen_parties(standing),
        "administers": can_administer(standing),
        "is_waiting": Role.COMPLIANCE_OFFICER in standing.waiting_roles,
        "officers": [] if own else officers_of(standing.organisations),
        "inbox": inbox_of(standing, reader, on=today, sources=import_string(settings.OFFICER_TASKS)),
        "counts": {"undecided": len(undecided), "all": len(rows)},
        "shows_all": shows_all,
        "page": Paginator(rows if shows_all else undecided, PAGE).get_page(request.GET.get("page")),
        "documents": documents_running_out(own, on=today),
    }
    return render(request, "compliance/desk.html", context)


@signed_in()
@require_safe
def control_lists(request: HttpRequest) -> HttpResponse:
    lists: dict[str, list[ControlEdition]] = {name: [] for name in ControlList.values}
    for edition in editions_listed():
        lists[edition.control_list].append(edition)
    context = {"lists": [(ControlList(name), editions) for name, editions in lists.items()]}
    return render(request, "compliance/control_lists.html", context)


@signed_in()
@require_safe
def control_edition(request: HttpRequest, edition_id: int) -> HttpResponse:
    edition = get_object_or_404(ControlEdition, pk=edition_id)
    words = request.GET.get("q", "").strip()[:100]
    page = Paginator(entries_listed(edition, words), ENTRIES).get_page(request.GET.get("page"))
    reader = reader_of(request)
    entries = [
        (entry, entry.name_in(reader), entry.control_points_in(reader), entry.name_language(reader))
        for entry in page
    ]
    context = {"edition": edition, "words": words, "page": page, "entries": entries}
    return render(request, "compliance/control_edition.html", context)
