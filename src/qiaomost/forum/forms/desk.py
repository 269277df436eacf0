"""All forms of the organisers' page, filled with what is stored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Count
from django.http import QueryDict

from qiaomost.common.languages import LanguageCode
from qiaomost.forum.forms.planning import InterpreterForm, RulesForm, RunForm, TablesForm, WayForm
from qiaomost.forum.models import Edition, Registration, Room
from qiaomost.forum.selectors.meetings import rules_of
from qiaomost.forum.selectors.registrations import zone_of
from qiaomost.forum.services.meetings.resources import PAIRS
from qiaomost.network.forms import VerbForm


def desk_forms(edition: Edition, reader: str, typed: Mapping[str, QueryDict]) -> dict[str, VerbForm]:
    """The forms by what they change; ``typed`` are those that were sent."""
    rooms = list(
        Room.objects.filter(site__edition=edition)
        .select_related("site")
        .annotate(tables=Count("meeting_tables"))
    )
    sites = [(str(site.pk), site.name_in(reader)) for site in edition.sites.all()]
    return {
        "rules": RulesForm(typed.get("rules"), initial=_rules(edition), zone=zone_of(edition)),
        "tables": TablesForm(
            typed.get("tables"),
            rooms=[(one.pk, f"{one.site.name_in(reader)}: {one.name_in(reader)}") for one in rooms],
            initial={f"room_{one.pk}": one.tables for one in rooms},
        ),
        "interpreter": InterpreterForm(
            typed.get("interpreter"),
            people=_people(edition, reader),
            pairs=_pairs(),
            edition=edition,
            reader=reader,
        ),
        "way": WayForm(typed.get("way"), sites=sites),
        "run": RunForm(typed.get("run")),
    }


def _rules(edition: Edition) -> dict[str, Any]:
    rules = rules_of(edition)
    if rules is None:
        return {"most_requests": 20, "minutes": 25, "pause": 5}
    names = ("is_open", "most_requests", "across_countries", "minutes", "pause")
    values = {name: getattr(rules, name) for name in names}
    pairs = "\n".join(" ".join(pair) for pair in rules.pairs)
    return values | {"pairs": pairs, "asked_until": rules.asked_until}


def _people(edition: Edition, reader: str) -> list[tuple[str, str]]:
    """Those who speak more than one language may interpret."""
    rows = Registration.objects.filter(edition=edition, state="accepted").select_related("person")
    several = [one for one in rows.prefetch_related("person__names") if len(one.speaks) > 1]
    return sorted(
        ((str(one.person_id), one.person.name_in(reader)) for one in several), key=lambda one: one[1]
    )


def _pairs() -> list[tuple[str, str]]:
    return [
        (f"{one}-{other}", f"{LanguageCode(one).label} ↔ {LanguageCode(other).label}") for one, other in PAIRS
    ]
