"""The case: both sides, both advisers, the record between them, whose turn it is and by when.

``Case`` is the spine that every verb locks first, so that of two who act at once one waits for the other. Interest and
cooperation are its two phases, each with a state machine of its own.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from qiaomost.catalogue.models import Record
from qiaomost.common.languages import LanguageCode
from qiaomost.network.models import Organisation
from qiaomost.partnering.states import (
    CloseReason,
    CooperationState,
    DeclineReason,
    InterestState,
    Side,
    Stage,
    Turn,
)

WORDS_LIMIT = 2000
"""Longest answer to one question of an expression of interest, and longest reason, in characters."""

ACCOUNT = settings.AUTH_USER_MODEL


class Origin(models.TextChoices):
    """What the interest began with."""

    RECORD = "record", _("A record")
    MATCH = "match", _("A match")
    ANSWER = "answer", _("An answer to a challenge")
    MEETING = "meeting", _("A meeting at the forum")
    STAGE = "stage", _("An agreement on the stage of a forum")


class Case(models.Model):
    """What two advisers carry from interest to outcome. ``version`` grows with every step.

    ``origin_reference``, ``origin_words`` (language → where) and ``origin_on`` come from the app in which it began.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    record = models.ForeignKey(
        Record, on_delete=models.PROTECT, related_name="cases", verbose_name=_("record")
    )
    own_record = models.ForeignKey(
        Record,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("own record that goes with it"),
    )
    origin = models.CharField(_("origin"), max_length=8, choices=Origin.choices, default=Origin.RECORD)
    origin_reference = models.CharField(
        _("what it began with, by its sign"), max_length=100, blank=True, default="", db_index=True
    )
    origin_words = models.JSONField(_("where it began, by language"), default=dict, blank=True)
    origin_on = models.DateField(_("day on which it began"), null=True, blank=True)
    sender_organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="cases_sent")
    owner_organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="cases_received"
    )
    sender_adviser = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")
    owner_adviser = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")
    stage = models.CharField(_("stage"), max_length=16, choices=Stage.choices, default=Stage.DRAFT)
    turn = models.CharField(_("turn"), max_length=16, choices=Turn.choices, default=Turn.SENDER)
    due_on = models.DateField(_("due on"), null=True)
    reminded_on = models.DateField(_("reminded on"), null=True)
    version = models.PositiveIntegerField(default=1)
    opened_at = models.DateTimeField(_("opened at"))
    closed_at = models.DateTimeField(_("closed at"), null=True)

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        indexes = [
            models.Index(fields=["sender_adviser", "closed_at", "due_on"], name="case_sender_adviser"),
            models.Index(fields=["owner_adviser", "closed_at", "due_on"], name="case_owner_adviser"),
            models.Index(fields=["due_on"], condition=models.Q(closed_at__isnull=True), name="case_open_due"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["record", "sender_organisation"],
                condition=models.Q(closed_at__isnull=True) & ~models.Q(stage=Stage.OUTCOME),
                name="case_one_open_a_record_and_sender",
            ),
            models.CheckConstraint(
                name="case_two_sides", condition=~models.Q(sender_organisation=models.F("owner_organisation"))
            ),
            models.CheckConstraint(
                name="case_closed_is_nobodys_turn",
                condition=models.Q(closed_at__isnull=True) | models.Q(turn=Turn.NOBODY, due_on__isnull=True),
            ),
            models.CheckConstraint(
                name="case_of_meeting_says_which",
                condition=~models.Q(origin=Origin.MEETING)
                | ~models.Q(origin_reference="") & models.Q(origin_on__isnull=False),
            ),
            models.CheckConstraint(
                name="case_adviser_once_submitted",
                condition=models.Q(stage__in=(Stage.DRAFT, Stage.CLOSED))
                | models.Q(sender_adviser__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """The short sign under which people speak of the case; tells nothing of its content."""
        return f"QM-{self.pk.hex[:8].upper()}"

    def organisation_of(self, side: Side) -> Organisation:
        """The organisation of a side."""
        return self.sender_organisation if side == Side.SENDER else self.owner_organisation

    def adviser_id_of(self, side: Side) -> uuid.UUID | None:
        """The account of a side's adviser."""
        return self.sender_adviser_id if side == Side.SENDER else self.owner_adviser_id


class ParticipantRole(models.TextChoices):
    """What somebody does for their side in a case."""

    LEAD = "lead", _("Lead")
    MEMBER = "member", _("Team member")
    SIGNATORY = "signatory", _("Signatory")
    LAWYER = "lawyer", _("Lawyer")


class Participant(models.Model):
    """An account that acts for a side. Nobody else of the organisation sees the case."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="participants")
    user = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, related_name="participations")
    side = models.CharField(_("side"), max_length=8, choices=Side.choices)
    role = models.CharField(_("role"), max_length=12, choices=ParticipantRole.choices)
    since = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        constraints = [
            models.UniqueConstraint(fields=["case", "user"], name="participant_one_role"),
            models.UniqueConstraint(
                fields=["case", "side"],
                condition=models.Q(role=ParticipantRole.LEAD),
                name="participant_one_lead_a_side",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_side_display()}"


class Interest(models.Model):
    """The expression of interest that opened a case."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, primary_key=True, related_name="interest")
    state = models.CharField(
        _("state"), max_length=10, choices=InterestState.choices, default=InterestState.DRAFT
    )
    language = models.CharField(_("language"), max_length=2, choices=LanguageCode.choices)
    offer = models.TextField(_("what we need or offer"), validators=[MaxLengthValidator(WORDS_LIMIT)])
    experience = models.TextField(
        _("what we have done so far"), blank=True, validators=[MaxLengthValidator(WORDS_LIMIT)]
    )
    request = models.TextField(_("what we ask of you"), validators=[MaxLengthValidator(WORDS_LIMIT)])
    submitted_at = models.DateTimeField(_("submitted at"), null=True)
    delivered_at = models.DateTimeField(_("delivered at"), null=True)
    answered_at = models.DateTimeField(_("answered at"), null=True)
    answer = models.TextField(_("words of the answer"), blank=True)
    decline_reason = models.CharField(
        _("reason"), max_length=20, choices=DeclineReason.choices, blank=True, default=""
    )
    sender_introduced_at = models.DateTimeField(_("introduced by the interested side’s adviser"), null=True)
    owner_introduced_at = models.DateTimeField(_("introduced by the owner’s adviser"), null=True)

    class Meta:
        verbose_name = _("expression of interest")
        verbose_name_plural = _("expressions of interest")
        constraints = [
            models.CheckConstraint(
                name="interest_state_known", condition=models.Q(state__in=InterestState.values)
            ),
            models.CheckConstraint(
                name="interest_submitted_has_date",
                condition=models.Q(state__in=(InterestState.DRAFT, InterestState.WITHDRAWN))
                | models.Q(submitted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="interest_answered_was_delivered",
                condition=~models.Q(state__in=(InterestState.TENTATIVE, InterestState.ACCEPTED))
                | models.Q(delivered_at__isnull=False, answered_at__isnull=False),
            ),
            models.CheckConstraint(
                name="interest_declined_with_reason",
                condition=models.Q(state=InterestState.DECLINED) & ~models.Q(decline_reason="")
                | ~models.Q(state=InterestState.DECLINED) & models.Q(decline_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.state}"


class Cooperation(models.Model):
    """The case after its introduction."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, primary_key=True, related_name="cooperation")
    state = models.CharField(
        _("state"), max_length=20, choices=CooperationState.choices, default=CooperationState.INTRODUCED
    )
    introduced_at = models.DateTimeField(_("introduced at"))
    room_opened_at = models.DateTimeField(_("room opened at"), null=True)
    parked_until = models.DateField(_("parked until"), null=True)
    close_reason = models.CharField(
        _("reason"), max_length=20, choices=CloseReason.choices, blank=True, default=""
    )
    close_words = models.TextField(
        _("words"), blank=True, default="", validators=[MaxLengthValidator(WORDS_LIMIT)]
    )

    class Meta:
        verbose_name = _("cooperation")
        verbose_name_plural = _("cooperations")
        constraints = [
            models.CheckConstraint(
                name="cooperation_state_known", condition=models.Q(state__in=CooperationState.values)
            ),
            models.CheckConstraint(
                name="cooperation_negotiates_in_a_room",
                condition=models.Q(
                    state__in=(CooperationState.INTRODUCED, CooperationState.NDA, CooperationState.CLOSED)
                )
                | models.Q(room_opened_at__isnull=False),
            ),
            models.CheckConstraint(
                name="cooperation_parked_until_a_day",
                condition=models.Q(state=CooperationState.PARKED, parked_until__isnull=False)
                | ~models.Q(state=CooperationState.PARKED) & models.Q(parked_until__isnull=True),
            ),
            models.CheckConstraint(
                name="cooperation_closed_with_reason",
                condition=models.Q(state=CooperationState.CLOSED) & ~models.Q(close_reason="")
                | ~models.Q(state=CooperationState.CLOSED) & models.Q(close_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.state}"


class CaseEvent(models.Model):
    """One step of a case, as its people read it: the chain with its dates. Rows are only ever added."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField(_("at"))
    actor = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")
    topic = models.CharField(_("topic"), max_length=80)
    side = models.CharField(_("side"), max_length=8, choices=Side.choices, blank=True, default="")
    detail = models.JSONField(_("detail"), default=dict)

    class Meta:
        verbose_name = _("event of a case")
        verbose_name_plural = _("events of cases")
        indexes = [models.Index(fields=["case", "id"], name="case_event_order")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.topic}"


class Notice(models.Model):
    """An event that somebody is told of: kept on their page, and mailed once."""

    event = models.ForeignKey(CaseEvent, on_delete=models.CASCADE, related_name="notices")
    user = models.ForeignKey(ACCOUNT, on_delete=models.CASCADE, related_name="notices")
    read_at = models.DateTimeField(_("read at"), null=True)
    mailed_at = models.DateTimeField(_("mailed at"), null=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [models.UniqueConstraint(fields=["event", "user"], name="notice_once")]
        indexes = [models.Index(fields=["user", "read_at"], name="notice_unread")]

    def __str__(self) -> str:
        return f"{self.event} → {self.user}"
