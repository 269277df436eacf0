"""The description in OpenAPI 3.1, and generated calls that hold the answers to it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db

PLACES = {
    "/api/v1/search",
    "/api/v1/records",
    "/api/v1/records/{record_id}",
    "/api/v1/records/{record_id}/matches",
    "/api/v1/organisations",
    "/api/v1/organisations/{organisation_id}",
    "/api/v1/experts",
    "/api/v1/records.jsonl",
    "/api/v1/changes",
    "/api/v1/subjects",
}


@pytest.fixture
def description(client: Client) -> Any:
    return client.get("/api/v1/openapi.json").json()


def test_the_description_names_every_route_with_its_refusals(description: Any):
    assert description["openapi"] == "3.1.0"
    refusals = {path: set(methods["get"]["responses"]) for path, methods in description["paths"].items()}
    shared = {"200", "304", "401", "422", "429"}
    assert refusals == {
        path: (shared - {"304"} if path.endswith(".jsonl") else shared)
        | ({"404"} if "{" in path else set())
        | ({"503"} if path.endswith(("search", "matches")) else set())
        for path in PLACES
    }


def test_the_description_says_how_to_send_a_key(description: Any):
    assert description["security"] == [{}, {"key": []}, {"session": []}]
    assert description["components"]["securitySchemes"]["key"]["scheme"] == "bearer"


def test_every_refusal_is_described_with_an_example(description: Any):
    for methods in description["paths"].values():
        for status, response in methods["get"]["responses"].items():
            if status >= "400":
                told = response["content"]["application/problem+json"]
                assert told["schema"] == {"$ref": "#/components/schemas/Problem"}
                assert told["example"]["status"] == int(status)
