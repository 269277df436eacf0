"""Feedback on matches and saved searches, for administrators to read."""

from __future__ import annotations

from django.contrib import admin

from qiaomost.common.admin import ReadOnlyAdmin
from qiaomost.discovery.models import MatchFeedback, Watch


@admin.register(MatchFeedback)
class MatchFeedbackAdmin(ReadOnlyAdmin):
    list_display = ("given_at", "verdict", "record", "candidate", "words")
    list_filter = ("verdict",)
    list_select_related = ("record", "candidate")
    date_hierarchy = "given_at"


@admin.register(Watch)
class WatchAdmin(ReadOnlyAdmin):
    """What somebody looks for is theirs: the list has no words of it, only what helps to find out why a mail came."""

    list_display = ("user", "frequency", "made_at", "looked_to", "told_on")
    list_filter = ("frequency",)
    list_select_related = ("user",)
    search_fields = ("user__email",)
    date_hierarchy = "made_at"
    fields = list_display
