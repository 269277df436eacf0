# mypy: disable-error-code="type-arg"
# Django's classes take no type arguments at run time.
from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from qiaomost.common.models import AuditEntry, OutboxEntry

ADDRESSES: dict[type[models.Field], dict[str, str]] = {models.URLField: {"assume_scheme": "https"}}
"""Overrides of form fields: an address that is typed without a scheme is one of HTTPS."""


class ReadOnlyAdmin(admin.ModelAdmin):
    """Shows rows that only services write."""

    formfield_overrides = ADDRESSES

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReadOnlyInline(admin.StackedInline):
    """Shows rows of a record that only services write."""

    formfield_overrides = ADDRESSES
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    list_display = ("at", "actor", "verb", "object_type", "object_id")
    list_filter = ("object_type", "verb")
    list_select_related = ("actor",)
    search_fields = ("object_id", "actor__email")
    date_hierarchy = "at"


@admin.register(OutboxEntry)
class OutboxEntryAdmin(ReadOnlyAdmin):
    list_display = (
        "id",
        "topic",
        "created_at",
        "available_at",
        "attempts",
        "done_at",
        "failed_at",
        "last_error",
    )
    list_filter = (
        "topic",
        ("failed_at", admin.EmptyFieldListFilter),
        ("done_at", admin.EmptyFieldListFilter),
    )
    search_fields = ("payload",)
