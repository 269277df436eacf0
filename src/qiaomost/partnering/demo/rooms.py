"""The room: conversations with their translations, files, decisions, tasks, appointments, and who read them."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from qiaomost.partnering.demo.telling import Telling
from qiaomost.partnering.models import FileVersion, RoomFile, RoomMessage, Thread
from qiaomost.partnering.services.rooms_files import add_file, hand_out_file
from qiaomost.partnering.services.rooms_messages import read_thread, start_thread, write_message
from qiaomost.partnering.services.rooms_plans import (
    Meeting,
    confirm_decision,
    finish_task,
    give_task,
    make_appointment,
    record_decision,
)
from qiaomost.partnering.services.rooms_reading import read_confidential
from qiaomost.partnering.services.rooms_translations import write_translation

HOUR = timedelta(hours=1)

Step = Mapping[str, Any]


def _thread(telling: Telling, step: Step) -> None:
    thread = start_thread(**_by(telling, step), title=step["title"], text=step["text"])
    _translate(telling, step, RoomMessage.objects.get(thread=thread))


def _message(telling: Telling, step: Step) -> None:
    thread = Thread.objects.filter(case=telling.case()).latest("opened_at")
    message = write_message(**_by(telling, step), thread_id=thread.pk, text=step["text"])
    _translate(telling, step, message)


def _translate(telling: Telling, step: Step, message: RoomMessage) -> None:
    write_translation(
        actor=telling.person(step["translator"]),
        case_id=telling.case().pk,
        message_id=message.pk,
        language="ru" if message.language == "zh" else "zh",
        text=step["translation"],
        now=telling.clock + HOUR,
    )


def _read(telling: Telling, step: Step) -> None:
    """Somebody reads all that is there: conversations, confidential sections, the files of the other side."""
    given = _by(telling, step)
    for thread in Thread.objects.filter(case=telling.case()).order_by("pk"):
        read_thread(**given, thread_id=thread.pk)
    read_confidential(**given, language=given["actor"].language)
    for version in FileVersion.objects.filter(file__case=telling.case()).order_by("added_at"):
        hand_out_file(**given, version_id=version.pk)


def _file(telling: Telling, step: Step) -> None:
    telling.declare(telling.person(step["by"]))
    present = RoomFile.objects.filter(case=telling.case(), versions__name=step["name"]).first()
    add_file(
        **_by(telling, step),
        name=step["name"],
        content=io.BytesIO(step["content"].encode()),
        file_id=present.pk if present and step.get("next_version") else None,
    )


def _decide(telling: Telling, step: Step) -> None:
    decision = record_decision(**_by(telling, step), text=step["text"], decided_on=telling.day(-step["ago"]))
    if "confirmed_by" in step:
        confirm_decision(
            actor=telling.person(step["confirmed_by"]),
            case_id=telling.case().pk,
            decision_id=decision.pk,
            now=telling.clock + 20 * HOUR,
        )


def _task(telling: Telling, step: Step) -> None:
    assignee = telling.person(step["to"])
    task = give_task(
        **_by(telling, step),
        title=step["title"],
        assignee_id=assignee.pk,
        due_on=telling.day(step["due_in"] - step["ago"]),
    )
    if "done" in step:
        done = telling.now - timedelta(days=step["done"])
        finish_task(actor=assignee, case_id=telling.case().pk, task_id=task.pk, now=done)


def _meet(telling: Telling, step: Step) -> None:
    begins = telling.clock + timedelta(days=step["begins_in"])
    begins = begins.replace(hour=6, minute=0, second=0, microsecond=0)
    times = (begins, begins + step["hours"] * HOUR)
    meeting = Meeting(step["title"], *times, step["zone"], step["link"])
    make_appointment(**_by(telling, step), meeting=meeting)


def _by(telling: Telling, step: Step) -> dict[str, Any]:
    return {"actor": telling.person(step["by"]), "case_id": telling.case().pk, "now": telling.clock}


ROOM_STEPS: Mapping[str, Callable[[Telling, Step], Any]] = {
    "thread": _thread,
    "message": _message,
    "read": _read,
    "file": _file,
    "decide": _decide,
    "task": _task,
    "meet": _meet,
}
