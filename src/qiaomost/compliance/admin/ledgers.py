# mypy: disable-error-code="type-arg"
# Django's classes take no type arguments at run time.
from __future__ import annotations

from django.contrib import admin

from qiaomost.common.admin import ReadOnlyAdmin
from qiaomost.compliance.models import (
    ConsentRow,
    ConsentText,
    DisclosureRow,
    ErasureCertificate,
    HeadReceipt,
    LegalHold,
)


@admin.register(DisclosureRow)
class DisclosureRowAdmin(ReadOnlyAdmin):
    list_display = ("case_id", "sequence", "at", "reader", "organisation_name", "action", "label", "terms")
    list_filter = ("action", "country")
    list_select_related = ("reader",)
    search_fields = ("case_id", "account_id", "label", "hash")


@admin.register(HeadReceipt)
class HeadReceiptAdmin(ReadOnlyAdmin):
    list_display = ("case_id", "organisation_id", "length", "hash", "given_at")
    search_fields = ("case_id", "organisation_id", "hash")


@admin.register(ConsentRow)
class ConsentRowAdmin(ReadOnlyAdmin):
    list_display = ("account", "sequence", "at", "purpose", "act", "version", "language")
    list_filter = ("purpose", "act", "language")
    list_select_related = ("account",)
    search_fields = ("account__email", "hash")


@admin.register(ConsentText)
class ConsentTextAdmin(ReadOnlyAdmin):
    list_display = ("purpose", "version", "language", "sha256")
    list_filter = ("purpose", "language")


@admin.register(LegalHold)
class LegalHoldAdmin(ReadOnlyAdmin):
    list_display = ("account", "placed_by", "placed_at", "lifted_by", "lifted_at")
    list_select_related = ("account", "placed_by", "lifted_by")
    search_fields = ("account__email",)


@admin.register(ErasureCertificate)
class ErasureCertificateAdmin(ReadOnlyAdmin):
    list_display = ("erased_at", "account_id", "sha256")
    search_fields = ("account_id", "sha256")
