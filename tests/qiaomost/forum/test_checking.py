"""What scans are worth: rules, refusals, late and doubled ones, undoing; who may define checks and stations."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from uuid import uuid4

import pytest

from qiaomost.common.errors import Conflict, Invalid, NotAllowed, NotFound, TransitionRefused
from qiaomost.common.models import AuditEntry
from qiaomost.forum.models import Category, CheckType, Registration, Scan, Station
from qiaomost.forum.selectors.checkins import DISPUTED, StationClosed, station_with
from qiaomost.forum.services.badges import replace_badge
from qiaomost.forum.services.checking import receive_scan, undo_any_scan, undo_scan
from qiaomost.forum.services.checks import remove_check, renew_station, revoke_station, save_station
from qiaomost.forum.services.editions import create_edition
from qiaomost.forum.states import RegistrationState
from tests.factories import NOW
from tests.qiaomost.forum.checking import check, raw, scan_draft, sent, station
from tests.qiaomost.forum.conftest import Forum, edition_draft
from tests.qiaomost.forum.conftest import register as placed

MINUTE = timedelta(minutes=1)
CODE = "harbin-2026"


def _opened(secret: str) -> Station:
    return station_with(CODE, secret)


@pytest.mark.parametrize(
    ("rule", "moves", "expected"),
    [
        ("once", [("in", 0), ("in", 1), ("in", 1500)], ["done", "already", "already"]),
        ("daily", [("in", 0), ("in", 1), ("in", 1500), ("in", 1501)], ["done", "already", "done", "already"]),
        (
            "in_out",
            [("out", 0), ("in", 1), ("in", 2), ("out", 3), ("out", 4), ("in", 5)],
            ["not_in", "done", "already", "done", "not_in", "done"],
        ),
    ],
)
def test_scans_are_judged_by_their_time_in_whatever_order_they_come(
    forum: Forum, rule: str, moves: list[tuple[str, int]], expected: list[str]
):
    made, later = check(forum, rule=rule), NOW + timedelta(days=3)
    opened = _opened(station(forum, made)[1])
    orders = list(permutations(range(len(moves))))
    for order in orders[:: max(1, len(orders) // 8)]:
        one = placed(forum.edition, forum.category)
        drafts = [scan_draft(made, one, NOW + at * MINUTE, direction=way) for way, at in moves]
        for place in order:
            receive_scan(station=opened, draft=drafts[place], now=later)
        found = {scan.pk: scan.result for scan in Scan.objects.filter(registration=one)}
        assert [found[draft.id] for draft in drafts] == expected


def test_who_is_refused_is_kept_with_the_reason(forum: Forum):
    press = Category.objects.create(edition=forum.edition, code="press", names={"en": "Press"})
    made, closed = check(forum, categories=("delegate",)), check(forum, is_open=False)
    elsewhere = check(forum)
    opened = _opened(station(forum, made, closed)[1])
    replaced = placed(forum.edition, forum.category)
    old = scan_draft(made, replaced)
    replace_badge(actor=forum.organiser, registration_id=replaced.pk, now=NOW)
    cases = [
        (scan_draft(made, placed(forum.edition, forum.category)), "done", ""),
        (scan_draft(made, placed(forum.edition, press)), "refused", "category"),
        (scan_draft(closed, placed(forum.edition, forum.category)), "refused", "closed"),
        (scan_draft(elsewhere, placed(forum.edition, forum.category)), "refused", "closed"),
        (old, "refused", "replaced"),
        (scan_draft(made, "ABCD EFGH\x00\ud800\u202e"), "refused", "unknown"),
        *(
            (scan_draft(made, placed(forum.edition, forum.category, state=state)), "refused", "state")
            for state in RegistrationState
            if state not in {RegistrationState.ACCEPTED, RegistrationState.OFFERED}
        ),
    ]
    for draft, result, refusal in cases:
        scan = receive_scan(station=opened, draft=draft, now=NOW)
        assert (scan.result, scan.refusal, scan.was_let_in) == (result, refusal, result == "done")
    assert Scan.objects.count() == len(cases)
    Registration.objects.update(state=RegistrationState.WITHDRAWN)
    receive_scan(station=opened, draft=scan_draft(made, cases[0][0].code), now=NOW)
    assert Scan.objects.get(pk=cases[0][0].id).result == "done"  # who withdraws later has been here


def test_an_id_is_kept_once_and_belongs_to_one_station(forum: Forum):
    made, one = check(forum), placed(forum.edition, forum.category)
    first, second = (_opened(station(forum, made, name=name)[1]) for name in ("A", "B"))
    draft = scan_draft(made, one)
    for _ in range(3):
        assert receive_scan(station=first, draft=draft, now=NOW).result == "done"
    with pytest.raises(Conflict):
        receive_scan(station=second, draft=draft, now=NOW)
    with pytest.raises(NotFound):
        undo_scan(station=second, scan_id=draft.id, now=NOW)
    unknown = scan_draft(made, "nobody")
    for _ in range(2):
        receive_scan(station=first, draft=unknown, now=NOW)
    assert Scan.objects.count() == 2
    for bad in (replace(draft, id=uuid4(), direction="out"), replace(draft, id=uuid4(), code=" ")):
        with pytest.raises(Invalid):
            receive_scan(station=first, draft=bad, now=NOW)
    foreign = create_edition(
        actor=forum.organiser, organiser_id=forum.host.pk, draft=edition_draft(code="other"), now=NOW
    )
    stranger = placed(foreign, Category.objects.create(edition=foreign, code="delegate", names={}))
    by_name = replace(draft, id=uuid4(), code="", registration_id=stranger.pk)
    with pytest.raises(NotFound):
        receive_scan(station=first, draft=by_name, now=NOW)
    assert receive_scan(station=first, draft=scan_draft(made, stranger), now=NOW).refusal == "unknown"


def test_a_late_scan_takes_its_place_and_nobody_let_in_is_forgotten(forum: Forum):
    made, one = check(forum), placed(forum.edition, forum.category)
    offline, online = (_opened(station(forum, made, name=name)[1]) for name in ("Offline", "Online"))
    early = scan_draft(made, one, NOW, was_let_in=True)
    late = scan_draft(made, one, NOW + 5 * MINUTE)
    assert receive_scan(station=online, draft=late, now=NOW + 5 * MINUTE).result == "done"
    assert not Scan.objects.filter(DISPUTED).exists()
    assert receive_scan(station=offline, draft=early, now=NOW + 60 * MINUTE).result == "done"
    repeated = Scan.objects.get(pk=late.id)
    assert (repeated.result, repeated.repeat_of_id) == ("already", early.id)
    assert Scan.objects.get(DISPUTED) == repeated
    undo_scan(station=offline, scan_id=early.id, now=NOW)
    undo_scan(station=offline, scan_id=early.id, now=NOW + MINUTE)
    assert {one.pk: one.result for one in Scan.objects.all()} == {early.id: "undone", late.id: "done"}
    assert Scan.objects.get(pk=early.id).undone_at == NOW
    with pytest.raises(NotAllowed):
        undo_any_scan(actor=forum.other_organiser, scan_id=late.id, now=NOW)
    undo_any_scan(actor=forum.organiser, scan_id=late.id, now=NOW)
    assert AuditEntry.objects.filter(verb="undo_scan").count() == 1
    refused = receive_scan(station=online, draft=scan_draft(made, "nobody"), now=NOW)
    with pytest.raises(TransitionRefused):
        undo_scan(station=online, scan_id=refused.pk, now=NOW)


def test_a_closed_or_renewed_link_opens_nothing(forum: Forum):
    made, one = check(forum), placed(forum.edition, forum.category)
    row, secret = station(forum, made)
    who = {"actor": forum.organiser, "edition_id": forum.edition.pk, "station_id": row.pk, "now": NOW}
    assert sent(secret, raw(made, one))[0]["result"] == "done"
    revoke_station(**who)
    with pytest.raises(StationClosed):
        station_with(CODE, secret)
    fresh = renew_station(**who)[1]
    with pytest.raises(NotFound):
        station_with(CODE, secret)
    assert _opened(fresh).pk == row.pk
    with pytest.raises(NotFound):
        station_with("other", fresh)
    for actor in (forum.member, forum.other_organiser):
        for verb in (revoke_station, renew_station):
            with pytest.raises(NotAllowed):
                verb(**(who | {"actor": actor}))
    with pytest.raises(Invalid):
        save_station(
            actor=forum.organiser, edition_id=forum.edition.pk, name="Desk 1", checks=[made.pk], now=NOW
        )
    with pytest.raises(TransitionRefused):
        remove_check(actor=forum.organiser, edition_id=forum.edition.pk, check_id=made.pk, now=NOW)
    assert CheckType.objects.filter(pk=made.pk).exists()
    assert Station.objects.count() == 1
