"""Journeys, hotels and diets of those who take part, for the organisers."""

from __future__ import annotations

from django.db.models import QuerySet

from qiaomost.forum.models import Edition, Registration, Stay
from qiaomost.forum.states import RegistrationState


def stays_in(edition: Edition, site: str = "") -> QuerySet[Stay]:
    """Stays of accepted participants, with what lists show; six queries. ``site``: short name of one, else all."""
    rows = Stay.objects.filter(
        registration__edition=edition, registration__state=RegistrationState.ACCEPTED
    ).select_related(
        *("site", "registration__person", "registration__organisation", "registration__delegate__delegation"),
    )
    rows = rows.prefetch_related("registration__person__names", "registration__organisation__names")
    return rows.filter(site__code=site) if site else rows


def number_taking_part(edition: Edition) -> int:
    """How many are accepted."""
    return Registration.objects.filter(edition=edition, state=RegistrationState.ACCEPTED).count()
