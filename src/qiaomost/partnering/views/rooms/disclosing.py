"""What the owners keep for the room, and the ledger of who saw what."""

from __future__ import annotations

import io
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from qiaomost.accounts.kept import actor_of, signed_in
from qiaomost.common.http import reader_of
from qiaomost.compliance.services.ledger_export import export_ledger
from qiaomost.partnering.presenting.ledger import ledger_of
from qiaomost.partnering.presenting.rooms import tier_rows
from qiaomost.partnering.services.rooms_reading import read_confidential
from qiaomost.partnering.views.rooms.pages import guest_of, room_page


@signed_in()
@require_safe
def confidential(request: HttpRequest, case_id: UUID) -> HttpResponse:
    tier = read_confidential(
        actor=actor_of(request), case_id=case_id, language=reader_of(request), now=timezone.now()
    )
    return room_page(request, tier.guest, "confidential", {"records": tier_rows(tier)})


@signed_in()
@require_safe
def disclosure(request: HttpRequest, case_id: UUID) -> HttpResponse:
    guest = guest_of(request, case_id)
    return room_page(request, guest, "disclosure", {"ledger": ledger_of(guest.case)})


@signed_in(back="case-room-disclosure")
@require_POST
def export(request: HttpRequest, case_id: UUID) -> HttpResponse:
    guest, file = guest_of(request, case_id), io.BytesIO()
    export_ledger(case_id=case_id, organisation_id=guest.organisation.pk, stream=file, now=timezone.now())
    answer = HttpResponse(file.getvalue(), content_type="application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="{guest.case.reference}-ledger.zip"'
    return answer
