"""An export as bytes, by its format."""

from __future__ import annotations

from django.utils.translation import override

from qiaomost.catalogue.transfer.tables import xlsx_of, zip_of
from qiaomost.common.languages import INTERFACE_CODES
from qiaomost.forum.models import EditionExport
from qiaomost.forum.presenting.feeds import programme_calendar
from qiaomost.forum.selectors.programme import last_version
from qiaomost.forum.states.after import ExportFormat
from qiaomost.forum.transfer.edition import as_json, tables_of


def exported(export: EditionExport) -> bytes:
    """Return everything of the export's edition in the language in which it was ordered."""
    edition, reader = export.edition, export.language
    with override(INTERFACE_CODES[reader]):
        if export.format == ExportFormat.CALENDAR:
            version = last_version(edition)
            if version is not None:
                version.edition = edition
            return programme_calendar(version, name=edition.name_in(reader), reader=reader)
        tables = tables_of(edition, reader)
        if export.format == ExportFormat.JSON:
            return as_json(edition, tables, reader)
        return xlsx_of(tables) if export.format == ExportFormat.XLSX else zip_of(tables)
