"""Timetables that the optimiser proposed, until an organiser applies them or throws them away."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from qiaomost.forum.models.editions import Edition
from qiaomost.forum.states.timetables import OPEN_PROPOSALS, ProposalScope, ProposalState


class TimetableProposal(models.Model):
    """One run of the optimiser.

    ``content`` is ``{"versions": {session: version}, "places": {session: [room, start]}}`` with the versions that the
    run saw, rooms by id and starts in ISO 8601; of one that failed, ``{"clashing": [session]}``.
    """

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="timetable_proposals")
    number = models.PositiveIntegerField(_("number"))
    state = models.CharField(
        _("state"), max_length=9, choices=ProposalState.choices, default=ProposalState.WAITING
    )
    scope = models.CharField(_("what may move"), max_length=8, choices=ProposalScope.choices)
    seconds = models.PositiveSmallIntegerField(_("time limit in seconds"), default=30)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    made_at = models.DateTimeField(_("made at"))
    started_at = models.DateTimeField(_("started at"), null=True)
    applied_at = models.DateTimeField(_("applied at"), null=True)
    content = models.JSONField(_("content"), default=dict)
    is_optimal = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("proposed timetable")
        verbose_name_plural = _("proposed timetables")
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(fields=["edition", "number"], name="timetable_proposal_number_unique"),
            models.CheckConstraint(
                name="timetable_proposal_state", condition=models.Q(state__in=ProposalState.values)
            ),
            models.CheckConstraint(
                name="timetable_proposal_scope", condition=models.Q(scope__in=ProposalScope.values)
            ),
            models.UniqueConstraint(
                fields=["edition"],
                condition=models.Q(state__in=sorted(OPEN_PROPOSALS)),
                name="timetable_proposal_one_open",
            ),
            models.CheckConstraint(
                name="timetable_proposal_applied_has_date",
                condition=~models.Q(state=ProposalState.APPLIED) | models.Q(applied_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition} {self.number}"
