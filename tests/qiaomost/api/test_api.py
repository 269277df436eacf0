from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from qiaomost.catalogue.models import Evidence, Subject
from qiaomost.discovery import engine, selectors
from qiaomost.discovery.services import reconcile
from qiaosearch.searching import Collection
from tests.qiaomost.scenes import a_challenge_with_answers, organisation, published, translated

pytestmark = pytest.mark.django_db

NOBODY_KNOWS = UUID(int=1)


def test_search_answers_in_the_readers_language(client: Client, index: Collection):
    record = published(words={"title": "Welding robot", "description": "Welds pipelines."})
    translated(record, "ru", "Сварочный робот")
    reconcile()
    answer = client.get("/api/v1/search", {"q": "welding", "reader": "ru"}).json()
    assert answer["hits"][0].pop("score") > 0
    assert answer == {
        "query": "welding",
        "language": "en",
        "total": 1,
        "hits": [
            {
                "id": str(record.pk),
                "kind": "achievement",
                "title": "Сварочный робот",
                "language": "en",
                "country": "CN",
                "passage": "Сварочный робот",
                "url": f"http://127.0.0.1:8000/records/{record.pk}/",
            }
        ],
        "facets": {
            "kind": {"achievement": 1},
            "country": {"CN": 1},
            "language": {"en": 1, "ru": 1},
            "subject": {},
            "readiness": {},
        },
        "next": None,
        "previous": None,
    }


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"kind": ["expert"]}, 1),
        ({"kind": ["expert", "challenge"]}, 2),
        ({"country": "RU"}, 0),
        ({"subject": "2"}, 1),
        ({"subject": "2.5"}, 1),
        ({"subject": "2.1"}, 0),
        ({"language": "zh"}, 0),
        ({"readiness_min": 6, "readiness_max": 7}, 1),
        ({"page": 2}, 0),
    ],
)
def test_search_filters(filters: dict[str, Any], found: int, client: Client, index: Collection):
    published("challenge")
    published("expert")
    achievement = published(content__trl=7)
    achievement.subjects.set(Subject.objects.filter(pk="2.5"))
    reconcile()
    for query in ("", "hydrogen storage alloy"):
        assert len(client.get("/api/v1/search", {"q": query, **filters}).json()["hits"]) == found


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"kind": "ghost"}, "kind"),
        ({"kind": ["expert", "ghost"]}, "kind"),
        ({"country": "cn"}, "country"),
        ({"language": "de"}, "language"),
        ({"subject": "physics"}, "subject"),
        ({"readiness_min": "0"}, "readiness_min"),
        ({"readiness_max": "x"}, "readiness_max"),
        ({"page": "0"}, "page"),
        ({"page": "51"}, "page"),
        ({"reader": ""}, "reader"),
        ({"q": "🙂"}, "q"),
        ({"q": "a" * 4_001}, "q"),
    ],
)
def test_search_names_the_wrong_parameter(
    query: dict[str, Any], field: str, client: Client, index: Collection
):
    answer = client.get("/api/v1/search", query)
    problem = answer.json()
    assert (answer.status_code, answer.headers["Content-Type"]) == (422, "application/problem+json")
    assert list(problem) == ["type", "title", "status", "code", "detail", "errors"]
    assert (problem["status"], problem["code"], list(problem["errors"])) == (422, "invalid", [field])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.text(max_size=80))
@example(query="\0")
@example(query="\ud800")
@example(query="*")
@example(query='AND OR NOT NEAR(" "')
@example(query="'; DROP TABLE documents; --")
@example(query="\u202eevil\u2066")
def test_search_answers_any_text(query: str, client: Client, index: Collection):
    encoded = query.encode("utf-8", "surrogatepass")
    assert client.get("/api/v1/search", {"q": encoded}).status_code in {200, 422}


def test_record_is_given_as_the_page_shows_it(client: Client, index: Collection):
    owner = organisation("Institute of Hydrogen")
    record = published(organisation=owner, words={"title": "Alloy", "summary": "Stable."}, content__trl=6)
    translated(record, "ru", "Сплав")
    record.subjects.set(Subject.objects.filter(pk="2.5"))
    Evidence.objects.create(record=record, kind="patent", title="On alloys", year=2024)
    answer = client.get(f"/api/v1/records/{record.pk}", {"reader": "ru"})
    shown = answer.json()
    assert shown["texts"] == [
        {
            "language": language,
            "origin": origin,
            "state": "approved",
            "sections": sections,
            "acceptance_criteria": [],
            "keywords": [],
        }
        for language, origin, sections in (
            ("en", "original", {"title": "Alloy", "summary": "Stable."}),
            ("ru", "human", {"title": "Сплав"}),
        )
    ]
    assert shown["organisation"] == {"id": str(owner.pk), "name": "Institute of Hydrogen", "city": "Харбин"}
    assert shown["subjects"] == [{"code": "2.5", "label": Subject.objects.get(pk="2.5").label_ru}]
    assert shown["evidence"] == [
        {"kind": "patent", "record": None, "title": "On alloys", "year": 2024, "address": ""}
    ]
    assert shown["facts"] == {
        "stage": "",
        "trl": 6,
        "production_readiness": None,
        "market_readiness": None,
        "cooperation": [],
        "ip_rights": [],
    }
    assert (shown["language"], shown["person"]) == ("en", None)
    assert "Сплав" in answer.content.decode()


def test_facts_of_each_kind_are_given_in_fixed_words(client: Client):
    deadline = {"content__deadline": date(2027, 3, 1), "content__budget": Decimal("120000.50")}
    challenge = published("challenge", content__currency="CNY", **deadline)
    facts = client.get(f"/api/v1/records/{challenge.pk}").json()["facts"]
    assert (facts["budget"], facts["currency"], facts["deadline"]) == ("120000.50", "CNY", "2027-03-01")
    expert = published("expert", content__languages={"ru": "native"})
    facts = client.get(f"/api/v1/records/{expert.pk}").json()["facts"]
    assert facts["languages"] == {"ru": "native"}
    assert set(facts) == {"languages", "willing_to"}


def test_search_begins_with_what_is_asked_for(client: Client, index: Collection):
    ripe, raw = (published(content__trl=trl) for trl in (9, 2))
    reconcile()
    asked = {"q": "hydrogen storage alloy", "sort": "readiness"}
    hits = client.get("/api/v1/search", asked).json()["hits"]
    assert [hit["id"] for hit in hits] == [str(ripe.pk), str(raw.pk)]


def test_matches_are_explained(client: Client, index: Collection):
    challenge = a_challenge_with_answers(2)
    answer = client.get(f"/api/v1/records/{challenge.pk}/matches", {"kind": "expert"}).json()
    assert answer["record"] == str(challenge.pk)
    assert [match["kind"] for match in answer["matches"]] == ["expert", "expert"]
    for match in answer["matches"]:
        reasons = match["explanation"]
        total = sum(feature["value"] * feature["weight"] for feature in reasons["features"])
        assert match["score"] == pytest.approx(total, abs=1e-3)
        assert set(reasons) == {"features", "passages", "terms", "evidence"}
        assert set(reasons["passages"][0]) == {"problem", "solution", "cosine"}


def test_matches_take_the_first_counterpart_where_no_kind_is_given(client: Client, index: Collection):
    challenge = a_challenge_with_answers(2)
    matches = client.get(f"/api/v1/records/{challenge.pk}/matches", {"limit": 1}).json()["matches"]
    assert [match["kind"] for match in matches] == ["achievement"]


def test_matches_with_a_kind_that_is_no_counterpart_are_refused(client: Client, index: Collection):
    challenge = a_challenge_with_answers(1)
    answer = client.get(f"/api/v1/records/{challenge.pk}/matches", {"kind": "challenge"})
    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["kind"])


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("get", "/api/v1/nothing", 404, "not_found"),
        ("get", "/api/v2/search", 404, "not_found"),
        ("get", "/api/v1/records/1", 404, "not_found"),
        ("get", f"/api/v1/records/{NOBODY_KNOWS}", 404, "not_found"),
        ("get", f"/api/v1/records/{NOBODY_KNOWS}/matches", 404, "not_found"),
        ("post", "/api/v1/search", 405, "method_not_allowed"),
        ("delete", f"/api/v1/records/{NOBODY_KNOWS}", 405, "method_not_allowed"),
    ],
)
def test_refusals_are_problems(
    method: str, path: str, status: int, code: str, client: Client, index: Collection
):
    answer = getattr(client, method)(path)
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json")
    assert (answer.json()["status"], answer.json()["code"]) == (status, code)
    assert answer.json()["type"] == f"http://127.0.0.1:8000/api/#{code}"
    assert f'id="{code}"' in Client().get("/api/").content.decode()


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (engine.SearchUnavailable("/secret/place"), 503, "search_unavailable"),
        (RuntimeError("secret"), 500, "internal_server_error"),
    ],
)
def test_our_own_faults_are_problems_that_tell_no_secrets(
    error: Exception, status: int, code: str, client: Client, monkeypatch: pytest.MonkeyPatch
):
    def refuse(**_: object) -> None:
        raise error

    monkeypatch.setattr(selectors, "search", refuse)
    client.raise_request_exception = False
    answer = client.get("/api/v1/search")
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json")
    assert (answer.json()["code"], "secret" in answer.content.decode()) == (code, False)
