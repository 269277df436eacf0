# mypy: disable-error-code="type-arg"
# Django's classes take no type arguments at run time.
from __future__ import annotations

from django.contrib import admin

from qiaomost.common.admin import ReadOnlyAdmin
from qiaomost.compliance.models import Classification, ControlEdition, ControlEntry, ExportDocument


@admin.register(ControlEdition)
class ControlEditionAdmin(ReadOnlyAdmin):
    list_display = ("control_list", "name", "valid_from", "valid_to", "is_sample", "imported_at")
    list_filter = ("control_list", "is_sample")


@admin.register(ControlEntry)
class ControlEntryAdmin(ReadOnlyAdmin):
    list_display = ("code", "edition", "control", "needs_consent", "name_zh", "name_ru", "name_en")
    list_filter = ("edition", "control")
    list_select_related = ("edition",)
    search_fields = ("code", "name_zh", "name_ru", "name_en")


@admin.register(Classification)
class ClassificationAdmin(ReadOnlyAdmin):
    list_display = ("decided_at", "record", "edition", "answer", "entry", "officer")
    list_filter = ("answer", "edition")
    list_select_related = ("record", "edition", "entry", "officer")
    search_fields = ("record__id", "officer__email")


@admin.register(ExportDocument)
class ExportDocumentAdmin(ReadOnlyAdmin):
    """Without the file: it is for officers and advisers of the owner."""

    list_display = ("kind", "number", "record", "issued_on", "valid_until", "state", "officer")
    list_filter = ("kind", "state")
    list_select_related = ("record", "officer")
    search_fields = ("number", "record__id")
    exclude = ("file",)
