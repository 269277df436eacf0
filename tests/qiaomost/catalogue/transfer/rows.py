"""Rows of the catalogue's own shape, for tests."""

from __future__ import annotations

from typing import Any

ORGANISATION: dict[str, Any] = {
    "id": "o1",
    "country": "RU",
    "kind": "institute",
    "names": {"ru": "Институт мостов"},
}


def achievement_row(row_id: str = "a1", **values: Any) -> dict[str, Any]:
    """An achievement in Russian with a translation, evidence and an owner, unless ``values`` say otherwise."""
    given: dict[str, Any] = {
        "id": row_id,
        "kind": "achievement",
        "source_language": "ru",
        "organisation": ORGANISATION,
        "subjects": ["2.1"],
        "updated": "2026-05-28",
        "texts": {
            "ru": {"title": f"Морозостойкий бетон {row_id}", "keywords": ["бетон"]},
            "zh": {"title": f"抗冻混凝土 {row_id}"},
        },
        "facts": {
            "trl": 6,
            "ip": [{"territory": "RU", "status": "granted"}],
            "evidence": [{"title": "Испытание", "kind": "report", "language": "ru", "year": 2025}],
        },
    }
    return given | values


def expert_row(row_id: str = "e1", **values: Any) -> dict[str, Any]:
    """An expert whom the achievement ``a1`` speaks for."""
    person = {"id": "p1", "language": "ru", "name": {"family": "Ковалёва", "given": "Мария"}}
    facts = {"person": person, "languages": {"ru": "native"}, "evidence": [{"record": "a1"}]}
    return achievement_row(row_id, kind="expert", facts=facts) | values


def challenge_row(row_id: str = "c1", **values: Any) -> dict[str, Any]:
    """A challenge with a budget and a deadline."""
    facts = {"budget": 1800000, "currency": "RUB", "deadline": "2027-09-30", "trl_min": 4}
    return achievement_row(row_id, kind="challenge", facts=facts) | values
