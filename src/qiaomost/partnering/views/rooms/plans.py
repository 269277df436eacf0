"""Decisions, tasks and appointments."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from qiaomost.accounts.kept import Kept, actor_of, kept_for, signed_in
from qiaomost.common.http import reader_of
from qiaomost.network.forms import VerbForm
from qiaomost.partnering.forms.rooms import AppointmentForm, DecisionForm, TaskForm
from qiaomost.partnering.presenting.parties import name_of
from qiaomost.partnering.presenting.rooms import plan_of
from qiaomost.partnering.selectors.rooms import people_of
from qiaomost.partnering.services import rooms_plans as services
from qiaomost.partnering.services.rooms import Guest
from qiaomost.partnering.states.rooms import USUAL
from qiaomost.partnering.views.rooms.pages import attempt, done, guest_of, room_page

PLACE = "case-room-plan"


@signed_in()
@require_safe
def plan(request: HttpRequest, case_id: UUID) -> HttpResponse:
    return _plan(request, guest_of(request, case_id), {}, kept=kept_for(request))


@signed_in(back=PLACE)
def decide(request: HttpRequest, case_id: UUID) -> HttpResponse:
    form = DecisionForm(request.POST)
    if attempt(form, lambda: services.record_decision(**_by(request, case_id), **form.cleaned_data)):
        return done(request, _("Put down. The other side is asked to confirm it."), PLACE, case_id)
    return _plan(request, guest_of(request, case_id), {"decision": form}, status=422)


@signed_in(back=PLACE)
def confirm(request: HttpRequest, case_id: UUID, decision_id: int) -> HttpResponse:
    services.confirm_decision(**_by(request, case_id), decision_id=decision_id)
    return done(request, _("Confirmed."), PLACE, case_id)


@signed_in(back=PLACE)
def give_task(request: HttpRequest, case_id: UUID) -> HttpResponse:
    guest = guest_of(request, case_id)
    form = TaskForm(request.POST, people=_people(request, guest))
    if attempt(form, lambda: services.give_task(**_by(request, case_id), **form.cleaned_data)):
        return done(request, _("The task is given."), PLACE, case_id)
    return _plan(request, guest, {"task": form}, status=422)


@signed_in(back=PLACE)
def finish_task(request: HttpRequest, case_id: UUID, task_id: UUID) -> HttpResponse:
    services.finish_task(**_by(request, case_id), task_id=task_id)
    return done(request, _("Done. The people concerned are told."), PLACE, case_id)


@signed_in(back=PLACE)
def cancel_task(request: HttpRequest, case_id: UUID, task_id: UUID) -> HttpResponse:
    services.cancel_task(**_by(request, case_id), task_id=task_id)
    return done(request, _("The task is taken back."), PLACE, case_id)


@signed_in(back=PLACE)
def make_appointment(request: HttpRequest, case_id: UUID) -> HttpResponse:
    form = AppointmentForm(request.POST)
    if attempt(form, lambda: services.make_appointment(**_by(request, case_id), meeting=form.meeting())):
        return done(request, _("The appointment stands in the calendars of both sides."), PLACE, case_id)
    return _plan(request, guest_of(request, case_id), {"appointment": form}, status=422)


@signed_in(back=PLACE)
def move_appointment(request: HttpRequest, case_id: UUID, appointment_id: UUID) -> HttpResponse:
    form = AppointmentForm(request.POST)
    if attempt(
        form,
        lambda: services.move_appointment(
            **_by(request, case_id), appointment_id=appointment_id, meeting=form.meeting()
        ),
    ):
        return done(request, _("The appointment is changed. Calendars follow."), PLACE, case_id)
    guest = guest_of(request, case_id)
    return _plan(request, guest, {"appointment": form}, moved=appointment_id, status=422)


@signed_in(back=PLACE)
def cancel_appointment(request: HttpRequest, case_id: UUID, appointment_id: UUID) -> HttpResponse:
    services.cancel_appointment(**_by(request, case_id), appointment_id=appointment_id)
    return done(request, _("Called off. Calendars follow."), PLACE, case_id)


def _by(request: HttpRequest, case_id: UUID) -> dict[str, Any]:
    return {"actor": actor_of(request), "case_id": case_id, "now": timezone.now()}


def _people(request: HttpRequest, guest: Guest) -> list[tuple[str, str]]:
    return [(str(user.pk), name_of(user, reader_of(request))) for user in people_of(guest.case)]


def _plan(
    request: HttpRequest,
    guest: Guest,
    forms: dict[str, VerbForm],
    *,
    kept: Kept | None = None,
    moved: UUID | None = None,
    status: int = 200,
) -> HttpResponse:
    shown = plan_of(guest, reader_of(request), timezone.now())
    zone = USUAL.get(guest.organisation.country, USUAL["CN"])
    usual = {"zone": zone, "decided_on": timezone.localdate()}
    made: dict[str, VerbForm] = {
        "decision": DecisionForm(initial=usual),
        "task": TaskForm(people=shown.people),
        "appointment": AppointmentForm(initial=usual),
    }
    if kept and kept.path.endswith("/decide/"):
        made["decision"] = DecisionForm(kept.values)
    elif kept and kept.path.endswith("/tasks/give/"):
        made["task"] = TaskForm(kept.values, people=shown.people)
    elif kept and kept.path.endswith("/appointments/make/"):
        made["appointment"] = AppointmentForm(kept.values)
    appointments = [
        (row, AppointmentForm(initial=row.as_typed, auto_id=f"id_{row.appointment.pk}_%s"))
        for row in shown.appointments
    ]
    context = {"plan": shown, "forms": {**made, **forms}, "moved": moved, "appointments": appointments}
    return room_page(request, guest, "plan", context, status=status)
