"""Exports of an edition: ordered by an organiser, written once by the worker, kept for some days."""

from __future__ import annotations

import hashlib
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from qiaomost.accounts.models import User
from qiaomost.catalogue.services import file_store
from qiaomost.common import audit, outbox
from qiaomost.common.errors import Invalid
from qiaomost.common.languages import LanguageCode
from qiaomost.forum.models import EditionExport
from qiaomost.forum.models.exports import EXPORT_FOLDER, KEPT_FOR
from qiaomost.forum.services.editions import lock_edition
from qiaomost.forum.states.after import ExportFormat, ExportState


@transaction.atomic
def order_export(
    *, actor: User, edition_id: UUID, format: str, language: str, now: datetime
) -> EditionExport:
    """Let the worker write everything of an edition into a file.

    Raises:
        NotFound, NotAllowed: ``actor`` does not organise the edition.
        Invalid: format or language is not known.
    """
    edition = lock_edition(actor, edition_id)
    if format not in ExportFormat.values:
        raise Invalid(fields={"format": _("Choose one of the list.")})
    if language not in LanguageCode.values:
        raise Invalid(fields={"language": _("Choose one of the list.")})
    export = EditionExport.objects.create(
        edition=edition, format=format, language=language, ordered_by=actor, ordered_at=now
    )
    audit.record(actor, "order_export", edition, now=now, format=format)
    outbox.record("forum.export_ordered", now=now, export_id=str(export.pk))
    return export


def export_to_write(export_id: UUID) -> EditionExport | None:
    """An export that is still to be written; ``None`` where it is written or gone."""
    rows = EditionExport.objects.filter(pk=export_id, state=ExportState.WAITING)
    return rows.select_related("edition__organiser").first()


@transaction.atomic
def keep_export(*, export_id: UUID, content: bytes, now: datetime) -> bool:
    """Keep what was written; the second of two workers changes nothing."""
    export = EditionExport.objects.select_for_update().filter(pk=export_id, state=ExportState.WAITING).first()
    if export is None:
        return False
    export.sha256, export.size = hashlib.sha256(content).hexdigest(), len(content)
    export.state, export.written_at = ExportState.WRITTEN, now
    file_store.keep(export.path, content)
    export.save(update_fields=["sha256", "size", "state", "written_at"])
    return True


def sweep_exports(*, now: datetime) -> int:
    """Forget exports whose days are over, and delete bytes that none names; returns how many files."""
    EditionExport.objects.filter(ordered_at__lt=now - KEPT_FOR).delete()
    used = set(EditionExport.objects.values_list("sha256", flat=True))
    return file_store.sweep_folder(EXPORT_FOLDER, used, now=now)
