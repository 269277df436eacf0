"""What is read of a room: conversations, messages, files, plans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import BigIntegerField, Count, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from qiaomost.accounts.models import User
from qiaomost.partnering.models import (
    Appointment,
    Case,
    Decision,
    FileVersion,
    ReadMark,
    RoomFile,
    RoomMessage,
    Task,
    Thread,
)

PAGE = 30
"""Messages that a page of a conversation shows."""


def threads_of(case: Case, user_id: UUID) -> QuerySet[Thread]:
    """The conversations of a room, the last moved first, each with how many messages of others are unread."""
    mark = ReadMark.objects.filter(thread=OuterRef("pk"), user_id=user_id).values("up_to")[:1]
    marked = Thread.objects.filter(case=case).annotate(
        read=Coalesce(Subquery(mark, output_field=BigIntegerField()), 0)
    )
    unread = Q(messages__pk__gt=F("read"), messages__withdrawn_at__isnull=True) & ~Q(
        messages__author_id=user_id
    )
    return marked.annotate(unread=Count("messages", filter=unread)).order_by("-moved_at", "-pk")


def last_thread(case: Case) -> Thread | None:
    """The conversation of a room that moved last."""
    return Thread.objects.filter(case=case).order_by("-moved_at", "-pk").first()


def messages_of(thread: Thread, *, before: int | None = None) -> Sequence[RoomMessage]:
    """One message more than a page shows, the newest first, with writers and translations."""
    rows = RoomMessage.objects.filter(thread=thread)
    if before:
        rows = rows.filter(pk__lt=before)
    joined = rows.select_related("author__person").prefetch_related("author__person__names", "translations")
    return list(joined.order_by("-pk")[: PAGE + 1])


def marks_of(thread: Thread) -> QuerySet[ReadMark]:
    """Who has read how far, with their names."""
    rows = ReadMark.objects.filter(thread=thread).select_related("user__person")
    return rows.prefetch_related("user__person__names").order_by("at")


def was_read_by_another(message: RoomMessage) -> bool:
    """Whether somebody else's mark has reached a message."""
    marks = ReadMark.objects.filter(thread_id=message.thread_id, up_to__gte=message.pk)
    return marks.exclude(user_id=message.author_id).exists()


def thread_version(case_id: UUID, thread_id: int) -> int:
    """How much has happened in a conversation; one light query, for those who wait for the next thing."""
    rows = Thread.objects.filter(pk=thread_id, case_id=case_id)
    return rows.values_list("version", flat=True).first() or 0


def files_of(case: Case) -> QuerySet[RoomFile]:
    """The files of a room with their versions, the newest first."""
    rows = RoomFile.objects.filter(case=case)
    return rows.prefetch_related("versions__added_by__person__names").order_by("-added_at", "pk")


def version_of(case: Case, version_id: int) -> FileVersion | None:
    """One version of a file of this room."""
    return FileVersion.objects.filter(pk=version_id, file__case=case).select_related("file").first()


def decisions_of(case: Case) -> QuerySet[Decision]:
    """What was put down as decided, the newest first."""
    rows = Decision.objects.filter(case=case).select_related("written_by__person", "confirmed_by__person")
    names = ("written_by__person__names", "confirmed_by__person__names")
    return rows.prefetch_related(*names).order_by("-decided_on", "-pk")


def tasks_of(case: Case) -> QuerySet[Task]:
    """The tasks that were not cancelled: those still to do first, by day."""
    rows = Task.objects.filter(case=case, cancelled_at__isnull=True).select_related("assignee__person")
    return rows.prefetch_related("assignee__person__names").order_by(
        F("done_at").desc(nulls_first=True), "due_on", "pk"
    )


def appointments_of(case: Case, *, since: datetime) -> QuerySet[Appointment]:
    """The appointments that are not over or were not cancelled, in their order."""
    return Appointment.objects.filter(case=case, cancelled_at__isnull=True, ends_at__gte=since).order_by(
        "starts_at", "pk"
    )


def people_of(case: Case) -> list[User]:
    """Everybody in the room: participants of both sides and the two advisers; reads the prefetched rows."""
    people = {one.user_id: one.user for one in sorted(case.participants.all(), key=lambda one: one.pk)}
    for adviser in (case.sender_adviser, case.owner_adviser):
        if adviser is not None:
            people.setdefault(adviser.pk, adviser)
    return list(people.values())


@dataclass(frozen=True, slots=True)
class Unread:
    """How many messages wait for somebody in a room, and the last of them."""

    case: Case
    count: int
    last: int


def unread_by(user: User, cases: QuerySet[Case], *, before: datetime) -> list[Unread]:
    """The rooms of ``cases`` in which messages of others, written before a time, wait for ``user``; two queries."""
    mark = ReadMark.objects.filter(thread=OuterRef("thread"), user=user).values("up_to")[:1]
    rows = (
        RoomMessage.objects.filter(thread__case__in=cases.order_by().values("pk"), withdrawn_at__isnull=True)
        .filter(written_at__lt=before)
        .exclude(author=user)
        .alias(read=Coalesce(Subquery(mark, output_field=BigIntegerField()), 0))
        .filter(pk__gt=F("read"))
    )
    counted = {
        row["thread__case"]: row
        for row in rows.order_by().values("thread__case").annotate(count=Count("pk"), last=Max("pk"))
    }
    found = Case.objects.filter(pk__in=counted, cooperation__room_opened_at__isnull=False).order_by(
        "opened_at", "pk"
    )
    return [Unread(case, counted[case.pk]["count"], counted[case.pk]["last"]) for case in found]


def languages_of(case: Case) -> set[str]:
    """The languages that the people of a room read."""
    return {user.language for user in people_of(case)}
