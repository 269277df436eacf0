from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from qiaomost.catalogue.models import Record, Subject
from qiaomost.discovery import engine
from qiaomost.discovery.models import MatchFeedback
from qiaomost.discovery.services import reconcile
from tests.factories import MembershipFactory, UserFactory
from tests.qiaomost.scenes import (
    PROBLEM,
    SOLUTION,
    a_challenge_with_answers,
    organisation,
    published,
    translated,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("index")]


def get(client: Client, record: Record, status: int = 200, reader: str = "en", **query: Any) -> str:
    answer = client.get(reverse("matches", args=[record.pk]), query, headers={"accept-language": reader})
    assert answer.status_code == status
    return answer.content.decode()


def compared(client: Client, record: Record, *chosen: object, status: int = 200) -> str:
    answer = client.get(reverse("compare", args=[record.pk]), {"with": list(map(str, chosen))})
    assert answer.status_code == status
    return answer.content.decode()


def candidates(page: str) -> list[str]:
    return re.findall(r'<li id="candidate-([\w-]+)">', page)


def challenge_of(name: str = "Owner", **values: Any) -> Record:
    return published("challenge", organisation=organisation(name), **values)


def test_record_page_leads_to_all_candidates(client: Client):
    challenge = a_challenge_with_answers(1)
    page = client.get(f"/records/{challenge.pk}/").content.decode()
    leads = re.findall(r'href="(/records/[\w-]+/matches/\?kind=\w+)"', page)
    assert leads == [f"/records/{challenge.pk}/matches/?kind={kind}" for kind in ("achievement", "expert")]
    for address in leads:
        assert len(candidates(client.get(address).content.decode())) == 1


def test_a_candidate_is_where_an_interest_begins_if_its_owner_is_open_to_it(client: Client):
    challenge = a_challenge_with_answers(1)
    found = candidates(get(client, challenge))[0]
    link = f'href="/records/{found}/interest/?from=match"'
    assert link in get(client, challenge)
    Record.objects.filter(pk=found).update(open_for_interest=False)
    assert link not in get(client, challenge)


def test_candidates_come_in_pages_of_ten_best_first(client: Client):
    challenge = challenge_of()
    made = {str(published(words={"summary": f"Alloy number {number}"}).pk) for number in range(12)}
    reconcile()
    first, second = get(client, challenge), get(client, challenge, page=2)
    assert "12 candidates" in first
    assert (len(candidates(first)), len(candidates(second))) == (10, 2)
    assert {*candidates(first), *candidates(second)} == made
    fits = [int(fit) for fit in re.findall(r'class="score"><b>(\d+)</b>', first + second)]
    assert fits == sorted(fits, reverse=True)
    assert candidates(get(client, challenge, page=3)) == []


def test_reasons_stand_open_with_points_that_sum_to_the_fit(client: Client):
    challenge = a_challenge_with_answers(1)
    page = get(client, challenge)
    assert page.count('<details class="reasons" open>') == 1
    assert page.count('<div class="pair">') >= 1
    points = [int(own) for own in re.findall(r"<small>(\d+) / \d+</small>", page)]
    fit = int(re.findall(r'class="score"><b>(\d+)</b>', page)[0])
    assert len(points) == 7
    assert abs(sum(points) - fit) <= 4  # each is rounded by itself
    shares = [int(most) for most in re.findall(r"<dt><b>(\d+)</b>", page)]
    assert sum(shares) == 100


def test_filters_narrow_the_candidates(client: Client):
    challenge = challenge_of()
    ready = published(content__trl=8, organisation=organisation("Russian", country="RU"))
    early = published(content__trl=4, words={"title": "Soybean breeding"})
    early.subjects.set(Subject.objects.filter(pk="4.1"))
    translated(early, "ru", "Селекция сои")
    reconcile()

    def found(**query: Any) -> set[str]:
        return set(candidates(get(client, challenge, **query)))

    both = {str(ready.pk), str(early.pk)}
    assert found() == found(readiness=3) == found(fit=0) == both
    assert found(country="RU") == found(readiness=7) == {str(ready.pk)}
    assert found(language="ru") == found(subject="4.1") == found(subject="4") == {str(early.pk)}
    assert found(country="RU", language="ru") == set()
    best = int(re.findall(r'class="score"><b>(\d+)</b>', get(client, challenge))[0])
    assert found(fit=best) == {str(ready.pk)}
    assert found(fit=100) == set()


def test_filters_tell_their_counts_and_can_be_taken_back(client: Client):
    challenge = challenge_of()
    for level in (4, 6, 8):
        published(content__trl=level)
    reconcile()
    page = get(client, challenge, readiness=6)
    aside = page.split('<aside id="filters"')[1].split("</aside>")[0]
    counts = dict(
        re.findall(r'<a href="\?readiness=(\d)" rel="nofollow">.*?</a>\s*<span>(\d+)</span>', aside)
    )
    assert counts == {"3": "2", "4": "2", "5": "2", "7": "1", "8": "1", "9": "0"}
    assert re.findall(r'<a href="(\?[^"]*)" rel="nofollow" aria-current="true">TRL 6', aside) == ["?"]


@pytest.mark.parametrize(
    "query",
    [
        {"kind": "challenge"},
        {"page": "0"},
        {"fit": "x"},
        {"readiness": "10"},
        {"country": "XX"},
        {"subject": "\0"},
    ],
)
def test_address_that_is_not_known_is_told_and_left_out(query: dict[str, str], client: Client):
    challenge = a_challenge_with_answers(1)
    page = get(client, challenge, **query)
    assert "Some parts of this address are not known and were left out." in page
    assert len(candidates(page)) == 1


def test_matches_of_what_may_not_be_seen_are_not_there(client: Client):
    for values in ({"state": "draft"}, {"disclosure": "members"}):
        hidden = challenge_of(**values)
        get(client, hidden, 404)
        compared(client, hidden, hidden.pk, status=404)


def test_page_says_so_while_the_index_is_rebuilt(client: Client, monkeypatch: pytest.MonkeyPatch):
    challenge = challenge_of()

    def unavailable() -> None:
        raise engine.SearchUnavailable("the encoder in /secret/place is another")

    monkeypatch.setattr(engine, "matcher", unavailable)
    page = get(client, challenge)
    assert "Search is not available at the moment: the index has to be rebuilt." in page
    assert "/secret/place" not in page


def test_pages_cost_as_many_queries_for_three_candidates_as_for_one(client: Client):
    client.force_login(MembershipFactory().user)
    listed, side_by_side = [], []
    for count in (1, 3):
        challenge = a_challenge_with_answers(count)
        mine = candidates(get(client, challenge))[:count]
        with CaptureQueriesContext(connection) as queries:
            assert len(candidates(get(client, challenge))) >= count
        listed.append(len(queries))
        compared(client, challenge, *mine[:1], *candidates(get(client, challenge, kind="expert"))[:1])
        with CaptureQueriesContext(connection) as queries:
            compared(client, challenge, *(mine if count == 3 else [*mine, challenge.pk]))
        side_by_side.append(len(queries))
    assert listed[0] == listed[1]
    assert side_by_side[0] == side_by_side[1]


def test_comparison_has_a_column_for_each_candidate_in_the_order_chosen(client: Client):
    challenge = challenge_of()
    challenge.texts.update(desired_outcome="", acceptance_criteria=[])  # the title is all that it says
    ready = published(
        content__trl=8, content__cooperation=["licence"], organisation=organisation("Ready Ltd")
    )
    expert = published("expert", organisation=organisation("Institute", country="RU"))
    reconcile()
    page = compared(client, challenge, expert.pk, ready.pk, ready.pk)
    assert re.findall(r'<th scope="col"><a href="/records/([\w-]+)/"', page) == [
        str(expert.pk),
        str(ready.pk),
    ]
    rows = {
        label: [
            re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", cell)).strip()
            for cell in re.findall(r"<td>(.*?)</td>", cells, re.DOTALL)
        ]
        for label, cells in re.findall(r'<th scope="row">(.*?)</th>(.*?)</tr>', page, re.DOTALL)
    }
    assert rows["Technology readiness"] == ["—", "8 of 9"]
    assert rows["Cooperation sought"] == ["—", "Licence"]
    assert rows["Organisation"] == ["Institute", "Ready Ltd"]
    assert rows["Country"] == ["Russia", "China"]
    assert rows["Kind"] == ["Expert", "Achievement"]
    assert [len(cells) for cells in rows.values()] == [2] * len(rows)
    fit = re.findall(r"<b>(\d+)</b> <small>of 100", get(client, challenge))[0]
    assert rows["Fit, of 100"][1] == f"{fit} / 100"
    assert SOLUTION in rows["Passages that correspond"][1]
    assert PROBLEM in rows["Passages that correspond"][1]


@pytest.mark.parametrize("count", [0, 1, 4])
def test_comparison_of_too_few_or_too_many_keeps_the_choice(count: int, client: Client):
    challenge = challenge_of()
    chosen = [published().pk for _ in range(count)]
    reconcile()
    page = compared(client, challenge, *chosen, status=422)
    assert "Two or three candidates can be compared." in page
    back = re.findall(r'<a href="([^"]*)">Choose others', page)[0].replace("&amp;", "&")
    again = client.get(back).content.decode()
    assert (
        len(re.findall(r'<input type="checkbox" name="with" value="[\w-]+" form="compare" checked>', again))
        == count
    )


def test_comparison_leaves_out_what_is_no_candidate_and_says_so(client: Client):
    challenge, answer = challenge_of(), published()
    others = [published(disclosure="members"), published(state="on_hold"), challenge_of(), challenge]
    others.append(published(organisation=challenge.organisation))
    reconcile()
    for other in others:
        page = compared(client, challenge, answer.pk, other.pk)
        assert len(re.findall(r'<th scope="col"><a', page)) == 1
        assert "Not all of these candidates can be shown" in page


def feedback(client: Client, record: Record, candidate: Record, query: str = "", **data: str) -> Any:
    return client.post(reverse("match-feedback", args=[record.pk, candidate.pk]) + query, data)


def pressed(page: str) -> list[str]:
    return re.findall(r'aria-pressed="true">(.*?)</button>', page)


def test_feedback_is_shown_pressed_on_the_page_where_it_was_given(client: Client):
    challenge = a_challenge_with_answers(1)
    expert = Record.objects.get(kind="expert")
    client.force_login(UserFactory())
    answer = feedback(client, challenge, expert, "?kind=expert&fit=0", verdict="relevant", words="Knows <b>")
    assert answer.url == f"/records/{challenge.pk}/matches/?kind=expert&fit=0#candidate-{expert.pk}"
    page = get(client, challenge, kind="expert")
    assert pressed(page) == ["Relevant"]
    assert ">Knows &lt;b&gt;</textarea>" in page
    feedback(client, challenge, expert, verdict="not_relevant")
    assert pressed(get(client, challenge, kind="expert")) == ["Not relevant"]
    feedback(client, challenge, expert, verdict="none")
    assert pressed(get(client, challenge, kind="expert")) == []
    assert list(MatchFeedback.objects.all()) == []


def test_feedback_changes_no_order(client: Client):
    challenge = a_challenge_with_answers(3)
    before = candidates(get(client, challenge))
    client.force_login(UserFactory())
    feedback(client, challenge, Record.objects.get(pk=before[0]), verdict="not_relevant")
    feedback(client, challenge, Record.objects.get(pk=before[2]), verdict="relevant")
    assert candidates(get(client, challenge)) == before


def test_feedback_part_is_swapped_alone(client: Client):
    challenge = a_challenge_with_answers(1)
    expert = Record.objects.get(kind="expert")
    client.force_login(UserFactory())
    address = reverse("match-feedback", args=[challenge.pk, expert.pk])
    given = client.post(address, {"verdict": "relevant"}, headers={"hx-request": "true"})
    assert given.status_code == 200
    assert given.content.decode().strip().startswith('<form class="feedback"')
    assert pressed(given.content.decode()) == ["Relevant"]
    long = client.post(address, {"verdict": "relevant", "words": "w" * 1001}, headers={"hx-request": "true"})
    assert long.status_code == 422
    assert "At most 1000 characters are kept." in long.content.decode()
    assert "w" * 1001 in long.content.decode()


def test_feedback_that_is_refused_keeps_what_was_typed_on_the_full_page(client: Client):
    challenge = a_challenge_with_answers(1)
    expert = Record.objects.get(kind="expert")
    client.force_login(UserFactory())
    answer = feedback(client, challenge, expert, "?kind=expert", verdict="relevant", words="w" * 1001)
    assert answer.status_code == 422
    assert "w" * 1001 in answer.content.decode()
    assert list(MatchFeedback.objects.all()) == []


def test_visitor_signs_in_first_and_finds_what_was_typed(client: Client):
    challenge = a_challenge_with_answers(1)
    expert = Record.objects.get(kind="expert")
    page = get(client, challenge, kind="expert")
    assert 'class="feedback"' not in page
    place = f"/account/login/?next=/records/{challenge.pk}/matches/%3Fkind%3Dexpert"
    assert place in page
    answer = feedback(client, challenge, expert, "?kind=expert", verdict="relevant", words="typed before")
    assert (answer.status_code, answer.url) == (302, place)
    user = UserFactory(password="correct horse 27")
    signed_in = client.post(place, {"login": user.email, "password": "correct horse 27"}, follow=True)
    assert signed_in.request["QUERY_STRING"] == "kind=expert"
    assert ">typed before</textarea>" in signed_in.content.decode()
    assert list(MatchFeedback.objects.all()) == []


def test_visitor_who_asked_for_a_part_is_sent_to_sign_in_as_a_whole(client: Client):
    challenge = a_challenge_with_answers(1)
    address = reverse("match-feedback", args=[challenge.pk, Record.objects.get(kind="expert").pk])
    part = client.post(address, {"verdict": "relevant"}, headers={"hx-request": "true"})
    assert part.headers["HX-Redirect"] == f"/account/login/?next=/records/{challenge.pk}/matches/"
    assert list(MatchFeedback.objects.all()) == []


def test_feedback_on_what_may_not_be_seen_is_refused(client: Client):
    challenge, hidden = challenge_of(), published(disclosure="members")
    client.force_login(UserFactory())
    assert feedback(client, challenge, hidden, verdict="relevant").status_code == 404
    assert list(MatchFeedback.objects.all()) == []


def test_pages_speak_the_readers_language(client: Client):
    challenge = a_challenge_with_answers(1)
    for reader, words in (("ru", "1 кандидат"), ("zh-CN", "1 项候选")):
        assert words in get(client, challenge, reader=reader)


def _points(page: str) -> list[tuple[str, str]]:
    listed = re.findall(r'<ul class="points">(.*?)</ul>', page, re.S)[0]
    return re.findall(r'<li class="(met|unmet)">.*?</span> (.*?)</li>', listed)


def test_reasons_begin_with_what_the_two_have_in_common_and_what_not(client: Client):
    challenge = challenge_of(content__trl_min=6, content__cooperation=["licence", "joint_rd", "sale"])
    answer = published(content__trl=7, content__cooperation=["joint_rd", "licence"])
    for record in (challenge, answer):
        record.subjects.add(Subject.objects.get(pk="2.5"))
    reconcile()
    assert _points(get(client, challenge)) == [
        ("met", "Same field: materials engineering."),
        ("met", "Ready enough: TRL 7, and at least 6 is asked for."),
        ("met", "Wanted and offered: licence; joint research and development."),
        ("unmet", "Wanted, but not offered: sale of the technology."),
        ("met", "Both can be read in English."),
    ]
    assert _points(get(client, answer, reader="ru"))[1] == (
        "met",
        "Готовность достаточная: УГТ 7, требуется не ниже 6.",
    )


def test_reasons_say_what_stands_against_a_candidate(client: Client):
    challenge = challenge_of(content__trl_min=8, content__cooperation=[])
    challenge.subjects.add(Subject.objects.get(pk="2.5"))
    answer = published(content__trl=4, source_language="ru")
    answer.texts.update(language="ru")
    answer.subjects.add(Subject.objects.get(pk="4.1"))
    reconcile()
    assert [(is_met, words.partition(":")[0]) for is_met, words in _points(get(client, challenge))] == [
        ("unmet", "Different fields"),
        ("unmet", "Less ready than asked for"),
        ("unmet", "No common language yet"),
    ]
