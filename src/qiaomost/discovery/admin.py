"""Feedback on matches, for administrators to read."""

from __future__ import annotations

from django.contrib import admin

from qiaomost.common.admin import ReadOnlyAdmin
from qiaomost.discovery.models import MatchFeedback


@admin.register(MatchFeedback)
class MatchFeedbackAdmin(ReadOnlyAdmin):
    list_display = ("given_at", "verdict", "record", "candidate", "words")
    list_filter = ("verdict",)
    list_select_related = ("record", "candidate")
    date_hierarchy = "given_at"
