"""The page that explains the API to people."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from qiaomost.api.presenting import EXAMPLES, examples, operations
from qiaomost.api.refusals import REFUSALS
from qiaomost.api.urls import api
from qiaomost.catalogue.services import hold_record
from qiaomost.catalogue.services.showing import note_showing
from qiaomost.discovery.services import reconcile
from qiaosearch.searching import Collection
from tests.qiaomost.scenes import published

RUNNERS = {"curl": "bash", "python": sys.executable, "javascript": "node"}
GUIDE = Path(__file__).parents[3] / "docs" / "how-to" / "read-over-the-api.md"


@pytest.mark.django_db
def test_every_page_leads_to_it(client: Client):
    assert '<a href="/api/">' in client.get("/").content.decode()
    assert client.get("/api/v1/").headers["Location"] == "/api/"


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "ru", "zh-hans"])
def test_it_names_every_call_with_its_parameters_and_every_refusal(language: str, client: Client):
    page = client.get("/api/", headers={"accept-language": language}).content.decode()
    for path, methods in api.get_openapi_schema()["paths"].items():
        assert f"<code>GET {path}</code>" in page
        for parameter in methods["get"]["parameters"]:
            assert f"<code>{parameter['name']}</code>" in page
    for refusal in REFUSALS:
        assert f'<tr id="{refusal.code}">' in page
    targets = re.findall(r'href="#([^"]+)"', page)
    assert [target for target in targets if f'id="{target}"' not in page] == []
    assert "`" not in page.partition("<h2>")[0]


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["ru", "zh-hans"])
def test_what_the_description_says_is_translated(language: str):
    description: Any = api.get_openapi_schema()
    with override("en"):
        english = operations(description)
    with override(language):
        shown = operations(description)
    pairs = [
        (before.meaning, after.meaning)
        for old, new in zip(english, shown, strict=True)
        for before, after in zip([*old.parameters, *old.answer], [*new.parameters, *new.answer], strict=True)
        if before.meaning
    ]
    pairs += [(old.summary, new.summary) for old, new in zip(english, shown, strict=True)]
    assert len(pairs) > 100
    assert {before for before, after in pairs if before == after} == set()


@pytest.mark.django_db
def test_the_addresses_it_offers_answer(client: Client, index: Collection):
    offered = [one.example for one in operations(api.get_openapi_schema()) if one.example]
    assert len(offered) >= 5
    assert {path: client.get(path).status_code for path in offered} == dict.fromkeys(offered, 200)


@pytest.fixture
def site(live_server: Any, settings: Any, index: Collection) -> str:
    settings.QIAOMOST = settings.QIAOMOST.model_copy(update={"site_url": live_server.url})
    return str(live_server.url)


def run(name: str, site: str, folder: Path) -> str:
    """Run an example as it stands; returns what it prints."""
    runner = shutil.which(RUNNERS[name])
    if runner is None or (name == "curl" and not shutil.which("curl")):
        pytest.skip(f"{RUNNERS[name]} or curl is not here")
    place = {**os.environ, "QM_SITE": site, "PYTHONIOENCODING": "utf-8"}
    code = (EXAMPLES / f"{name}.txt").read_text(encoding="utf-8")
    command = [runner, *(["--input-type=module"] if name == "javascript" else []), "-"]
    ended = subprocess.run(
        command, input=code, env=place, cwd=folder, capture_output=True, encoding="utf-8", check=False
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    return ended.stdout


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", ["curl", "javascript"])
def test_an_example_runs_as_it_stands(name: str, site: str, tmp_path: Path):
    published("achievement", words={"title": "Морозостойкий бетон"}, source_language="ru")
    reconcile()
    assert "Морозостойкий бетон" in run(name, site, tmp_path)


@pytest.mark.django_db(transaction=True)
def test_the_example_that_keeps_a_copy_follows_what_changes(site: str, tmp_path: Path):
    records = [published(words={"title": f"Alloy {number}"}) for number in range(3)]
    for record in records:
        note_showing(record)
    assert run("python", site, tmp_path) == "3 records\n"
    hold_record(actor=None, record_id=records[0].pk, now=timezone.now())
    assert run("python", site, tmp_path) == "2 records\n"
    kept = json.loads((tmp_path / "catalogue.json").read_text(encoding="utf-8"))["records"]
    assert set(kept) == {str(record.pk) for record in records[1:]}


def test_the_guide_shows_the_examples_as_they_are():
    guide = GUIDE.read_text(encoding="utf-8")
    assert [
        name for name in RUNNERS if (EXAMPLES / f"{name}.txt").read_text(encoding="utf-8") not in guide
    ] == []


def test_examples_are_shown_with_the_address_of_the_site(settings: Any):
    settings.QIAOMOST = settings.QIAOMOST.model_copy(update={"site_url": "https://here.example"})
    assert all("https://here.example" in example.code for example in examples())
