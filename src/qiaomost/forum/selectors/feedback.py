"""Feedback as participants and organisers may see it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qiaomost.forum.models import Edition, FeedbackGiven, FeedbackSheet, FeedbackTerms, Registration

LEAST = 5
"""Below so many sheets the organisers see nothing but their number: who said what could be guessed."""


def feedback_terms_of(edition: Edition) -> FeedbackTerms | None:
    """When participants are asked."""
    return FeedbackTerms.objects.filter(edition=edition).first()


def has_given_feedback(registration: Registration) -> bool:
    """Whether somebody has answered."""
    return FeedbackGiven.objects.filter(registration=registration).exists()


def number_of_sheets(edition: Edition) -> int:
    """How many have answered."""
    return FeedbackSheet.objects.filter(edition=edition).count()


def sheets_of(edition: Edition) -> list[Mapping[str, Any]]:
    """What was answered, in no order that tells anything; empty below ``LEAST`` sheets."""
    values = list(
        FeedbackSheet.objects.filter(edition=edition).order_by("pk").values_list("values", flat=True)
    )
    return values if len(values) >= LEAST else []
