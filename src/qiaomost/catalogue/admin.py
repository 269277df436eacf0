"""The catalogue for administrators: everything is shown, and moved by the same services as everywhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qiaomost.catalogue import services
from qiaomost.catalogue.models import (
    Achievement,
    Attachment,
    Challenge,
    Evidence,
    Expert,
    Finding,
    Record,
    RecordText,
    Review,
    Subject,
)
from qiaomost.catalogue.states import TextOrigin
from qiaomost.common.admin import ReadOnlyAdmin, ReadOnlyInline
from qiaomost.common.errors import DomainError


def _action(service: Callable[..., Any], description: Any) -> Callable[..., None]:
    """An action of the list that takes one verb for each chosen record and tells each refusal."""

    @admin.action(description=description, permissions=["view"])
    def act(_admin: RecordAdmin, request: HttpRequest, records: QuerySet[Record]) -> None:
        for record_id in list(records.values_list("pk", flat=True)):
            try:
                service(actor=request.user, record_id=record_id, now=timezone.now())
            except DomainError as error:
                messages.error(request, f"{record_id}: {error}")

    act.__name__ = service.__name__
    return act


class RecordTextInline(ReadOnlyInline):
    model = RecordText


class AchievementInline(ReadOnlyInline):
    model = Achievement


class ChallengeInline(ReadOnlyInline):
    model = Challenge


class ExpertInline(ReadOnlyInline):
    model = Expert


class EvidenceInline(ReadOnlyInline):
    model = Evidence
    fk_name = "record"


class AttachmentInline(ReadOnlyInline):
    model = Attachment


@admin.register(Record)
class RecordAdmin(ReadOnlyAdmin):
    inlines = (
        RecordTextInline,
        AchievementInline,
        ChallengeInline,
        ExpertInline,
        EvidenceInline,
        AttachmentInline,
    )
    list_display = ("title", "kind", "state", "organisation", "source_language", "updated_at", "expires_at")
    list_filter = ("kind", "state", "source_language", "disclosure", "organisation__country", "source")
    list_select_related = ("organisation",)
    search_fields = ("texts__title", "source_id", "organisation__names__name")
    actions = (
        _action(services.screen_record, _("Begin screening")),
        _action(services.clear_record, _("Clear for publication")),
        _action(services.publish_record, _("Publish")),
        _action(services.hold_record, _("Put on hold")),
        _action(services.resume_record, _("Resume")),
        _action(services.renew_record, _("Renew")),
        _action(services.archive_record, _("Archive")),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Record]:
        return super().get_queryset(request).prefetch_related("texts", "organisation__names")

    @admin.display(description=_("title"))
    def title(self, record: Record) -> str:
        return next((text.title for text in record.texts.all() if text.origin == TextOrigin.ORIGINAL), "")


class FindingInline(ReadOnlyInline):
    model = Finding


@admin.register(Review)
class ReviewAdmin(ReadOnlyAdmin):
    inlines = (FindingInline,)
    list_display = ("record", "round", "submitted_by", "reviewer", "decision", "opened_at", "closed_at")
    list_filter = ("decision",)
    list_select_related = ("record", "submitted_by", "reviewer")
    search_fields = ("record__texts__title", "reviewer__email")


@admin.register(Subject)
class SubjectAdmin(ReadOnlyAdmin):
    list_display = ("code", "label_en", "label_zh", "label_ru")
    search_fields = ("code", "label_en", "label_zh", "label_ru")
