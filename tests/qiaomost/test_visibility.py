"""What a reader may not see is in nothing that they are shown, whichever door they take."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from click.testing import CliRunner
from django.test import Client

from qiaomost.accounts.models import User
from qiaomost.catalogue.models import Evidence, Record
from qiaomost.catalogue.services.showing import note_showing
from qiaomost.cli.finding import match_command, search_command
from qiaomost.discovery.models import News
from qiaomost.discovery.services import reconcile
from qiaosearch.searching import Collection
from tests.factories import NOW, MembershipFactory, PersonFactory
from tests.qiaomost.discovery.watching import kept
from tests.qiaomost.scenes import organisation, published

pytestmark = pytest.mark.django_db

LEVELS = ("public", "members", "room")
STATES = ("published", "draft", "on_hold")
SECTIONS = {"title": "public", "description": "members", "advantages": "room"}
"""Section → its level; it is never wider than its record's."""

TOPIC = "Plateau pressure hysteresis of LaNi5 in hydrogen storage"
READS = {
    "visitor": {"public"},
    "elsewhere": {"public", "members"},
    "owner": {"public", "members", "room"},
    "adviser": {"public", "members"},
    "administrator": {"public", "members"},
}
"""Reader → levels of published records that they read. The adviser is another organisation's, and screens."""

SCREENS = {"adviser", "administrator"}
SEES_UNPUBLISHED = {"owner", *SCREENS}

PLACES = {
    "/": "some",
    "/search/?q={topic}": "passages",
    "/search/?kind=achievement": "passages",
    "/search/export/json/?kind=achievement": "sections",
    "/feed/en/": "public",
    "/oai/?verb=ListRecords&metadataPrefix=oai_dc": "public",
    "/sitemap.xml": "none",
    "/sitemap/1.xml": "none",
    "/organisations/": "none",
    "/organisations/{home}/": "titles",
    "/experts/": "none",
    "/subjects/": "none",
    "/records/{expert}/": "titles",
    "/records/{challenge}/matches/?kind=achievement": "some",
    "/api/v1/search?q={topic}": "some",
    "/api/v1/records?size=100": "titles",
    "/api/v1/records?organisation={home}": "titles",
    "/api/v1/records.jsonl": "sections",
    "/api/v1/changes": "sections",
    "/api/v1/changes?since=2026-01-01T00:00:00Z&reader=ru": "sections",
    "/api/v1/organisations": "none",
    "/api/v1/organisations/{home}": "none",
    "/api/v1/experts": "none",
    "/api/v1/records/{challenge}/matches?limit=50": "some",
}
"""Address → what of the published records it shows: the titles that the reader may see and no more (``titles``), all
sections that the reader may read (``sections``), the titles and some sections (``passages``), some of these (``some``),
what is public whoever asks (``public``), or nothing (``none``). A new page is one line.
"""


def mark(level: str, state: str, section: str) -> str:
    return f"zq{level}{state.replace('_', '')}{section}"


def marks_in(shown: str) -> set[str]:
    return set(re.findall(r"zq(?:public|members|room|asking)[a-z]*", shown))


def narrower(level: str, section: str) -> str:
    return max(level, SECTIONS[section], key=LEVELS.index)


def readable(reader: str, states: tuple[str, ...]) -> set[str]:
    return {
        mark(level, state, section)
        for level in LEVELS
        for section in SECTIONS
        for state in states
        if (state == "published" and narrower(level, section) in READS[reader])
        or (state != "published" and reader in SEES_UNPUBLISHED)
    }


@dataclass(frozen=True)
class Scene:
    """An anonymous challenge, an expert, and one record of each level and state that answer the challenge."""

    challenge: Record
    expert: Record
    records: dict[tuple[str, str], Record]
    accounts: dict[str, User | None]


@pytest.fixture
def scene(index: Collection) -> Scene:
    home, elsewhere, asking = (organisation(name) for name in ("Home", "Elsewhere", "zqasking"))
    challenge = published(
        "challenge",
        organisation=asking,
        contact=PersonFactory(name=("zqcontact", "zqgiven")),
        words={"title": TOPIC, "description": TOPIC},
        content__is_anonymous=True,
    )
    records = {}
    for level in LEVELS:
        for state in STATES:
            words = {section: f"{TOPIC} {mark(level, state, section)}" for section in SECTIONS}
            records[level, state] = published(
                organisation=home,
                state=state,
                disclosure=level,
                section_disclosure={name: own for name, own in SECTIONS.items() if name != "title"},
                words=words,
            )
    expert = published("expert", words={"title": f"Specialist: {TOPIC}"})
    for record in (challenge, expert, *records.values()):
        note_showing(record)
    for record in records.values():
        Evidence.objects.create(record=expert, kind="record", target=record)
    reconcile()
    accounts = {
        "visitor": None,
        "elsewhere": MembershipFactory(organisation=elsewhere).user,
        "owner": MembershipFactory(organisation=home).user,
        "adviser": MembershipFactory(organisation=elsewhere, role="adviser").user,
        "administrator": MembershipFactory(organisation=elsewhere, role="administrator").user,
    }
    return Scene(challenge, expert, records, accounts)


def _client(scene: Scene, reader: str) -> Client:
    client = Client()
    account = scene.accounts[reader]
    if account is not None:
        client.force_login(account)
    return client


def _command(scene: Scene, reader: str, command: object, *arguments: str) -> str:
    account = scene.accounts[reader]
    run = CliRunner().invoke(command, [*arguments, "--json", *(["--as", account.email] if account else [])])  # type: ignore[arg-type]
    assert run.exit_code == 0
    return run.output


def searched(scene: Scene, reader: str) -> Iterator[str]:
    client = _client(scene, reader)
    for query in ("", TOPIC):
        yield client.get("/search/", {"q": query}).content.decode()
        yield client.get("/api/v1/search", {"q": query}).content.decode()
        yield client.get("/api/v1/search", {"q": query, "kind": "achievement"}).content.decode()
    yield _command(scene, reader, search_command, TOPIC)


def matched(scene: Scene, reader: str) -> Iterator[str]:
    client, challenge = _client(scene, reader), str(scene.challenge.pk)
    yield client.get(f"/records/{challenge}/", {"answers": "shown"}).content.decode()
    for record in scene.records.values():
        chosen = {"with": [str(record.pk), str(scene.expert.pk)]}
        yield client.get(f"/records/{challenge}/matches/compare/", chosen).content.decode()
    for kind in ("achievement", "expert"):
        yield client.get(f"/api/v1/records/{challenge}/matches", {"kind": kind, "limit": 50}).content.decode()
        yield client.get(f"/records/{challenge}/matches/", {"kind": kind}).content.decode()
        yield _command(scene, reader, match_command, challenge, "--kind", kind)


def read(scene: Scene, reader: str) -> Iterator[str]:
    client = _client(scene, reader)
    for record in (*scene.records.values(), scene.challenge, scene.expert):
        for path in (f"/records/{record.pk}/", f"/api/v1/records/{record.pk}"):
            yield client.get(path).content.decode()


@pytest.mark.parametrize("reader", READS)
def test_search_shows_the_titles_that_may_be_seen_and_counts_no_others(reader: str, scene: Scene):
    shown = " ".join(searched(scene, reader))
    allowed = readable(reader, ("published",))
    titles = {mark(level, "published", "title") for level in READS[reader]}
    assert {word for word in marks_in(shown) if word.endswith("title")} == titles
    owner = {"zqasking"} if reader in SCREENS else set()
    assert marks_in(shown) <= allowed | owner
    answer = json.loads(_command(scene, reader, search_command, TOPIC))
    assert answer["facets"]["kind"]["achievement"] == len(titles)
    assert answer["total"] == sum(answer["facets"]["kind"].values()) == len(titles) + 2


@pytest.mark.parametrize("reader", READS)
def test_a_section_is_found_by_those_alone_who_may_read_it(reader: str, scene: Scene):
    client = _client(scene, reader)
    for level in LEVELS:
        for state in STATES:
            for section in SECTIONS:
                word = mark(level, state, section)
                hits = client.get("/api/v1/search", {"q": word}).json()["hits"]
                found = any(word in hit["passage"] + hit["title"] for hit in hits)
                assert found == (word in readable(reader, ("published",))), word


@pytest.mark.parametrize("reader", READS)
def test_matches_and_their_reasons_quote_what_may_be_read(reader: str, scene: Scene):
    owner = {"zqasking"} if reader in SCREENS else set()
    shown = marks_in(" ".join(matched(scene, reader))) - owner
    titles = {word for word in shown if word.endswith("title")}
    assert shown <= readable(reader, ("published",))
    assert titles == {mark(level, "published", "title") for level in READS[reader]}
    assert (shown > titles) == (reader != "visitor")  # members and owners are quoted more than titles


@pytest.mark.parametrize("reader", READS)
def test_evidence_names_records_that_may_be_seen(reader: str, scene: Scene):
    seen = {
        str(record.pk)
        for (level, state), record in scene.records.items()
        if state == "published" and level in READS[reader]
    }
    client, expert = _client(scene, reader), str(scene.expert.pk)
    shown = client.get(f"/api/v1/records/{expert}").json()
    assert {item["record"] for item in shown["evidence"]} == seen
    page = client.get(f"/records/{expert}/").content.decode().partition("<footer")[0]
    ids = {str(record.pk) for record in scene.records.values()}
    assert {id_ for id_ in ids if id_ in page} == seen
    kinds = {"kind": "expert"}
    matches = client.get(f"/api/v1/records/{scene.challenge.pk}/matches", kinds).json()["matches"]
    assert [set(match["explanation"]["evidence"]) for match in matches] == [seen]


@pytest.mark.parametrize("reader", READS)
def test_pages_and_api_give_the_sections_that_may_be_read(reader: str, scene: Scene):
    shown = " ".join(read(scene, reader))
    owner = {"zqasking"} if reader in SCREENS else set()
    assert marks_in(shown) - owner == readable(reader, STATES)
    client = _client(scene, reader)
    for (level, state), record in scene.records.items():
        visible = mark(level, state, "title") in readable(reader, STATES)
        for path in (f"/records/{record.pk}/", f"/api/v1/records/{record.pk}"):
            assert client.get(path).status_code == (200 if visible else 404)


@pytest.mark.parametrize("reader", READS)
def test_owner_of_an_anonymous_challenge_is_told_to_screeners_alone(reader: str, scene: Scene):
    shown = " ".join([*searched(scene, reader), *matched(scene, reader), *read(scene, reader)])
    assert ("zqasking" in shown) == (reader in SCREENS)
    assert (str(scene.challenge.organisation_id) in shown) == (reader in SCREENS)
    assert "zqcontact" not in shown
    assert "zqgiven" not in shown


@pytest.mark.parametrize("reader", READS)
def test_home_shows_and_counts_what_may_be_seen(reader: str, scene: Scene):
    page = _client(scene, reader).get("/").content.decode()
    titles = {mark(level, "published", "title") for level in READS[reader]}
    assert {word for word in marks_in(page) if word.endswith("title")} == titles
    assert marks_in(page) <= readable(reader, ("published",)) | {"zqasking"}
    assert ("zqasking" in page) == (reader in SCREENS)
    assert f'<a href="/search/?kind=achievement">{len(titles)}</a>' in page


@pytest.mark.parametrize("reader", READS)
def test_suggestions_come_from_what_may_be_seen(reader: str, scene: Scene):
    client = _client(scene, reader)
    for level in LEVELS:
        for state in STATES:
            for section in SECTIONS:
                word = mark(level, state, section)
                shown = client.get("/search/suggestions/", {"q": word}).content.decode()
                is_seen = section == "title" and state == "published" and level in READS[reader]
                assert marks_in(shown) == ({word} if is_seen else set()), word
    shown = client.get("/search/suggestions/", {"q": "zqask"}).content.decode()
    assert ("zqasking" in shown) == (reader in SCREENS)
    assert marks_in(client.get("/search/suggestions/", {"q": "zqcontact"}).content.decode()) == set()


@pytest.mark.parametrize("reader", READS)
@pytest.mark.parametrize("extension", ["csv", "json", "bib"])
def test_exports_carry_what_may_be_read(extension: str, reader: str, scene: Scene):
    content = _client(scene, reader).get(f"/search/export/{extension}/", {"q": TOPIC}).content.decode()
    carried = readable(reader, ("published",))
    if extension == "bib":
        carried = {word for word in carried if word.endswith("title")}
    owner = {"zqasking"} if reader in SCREENS else set()
    assert marks_in(content) == carried | owner
    assert ("zqcontact" in content) == (reader in SCREENS and extension == "json")


@pytest.mark.parametrize("reader", READS)
def test_feeds_carry_what_is_public_whoever_asks(reader: str, scene: Scene):
    content = _client(scene, reader).get("/feed/en/").content.decode()
    assert marks_in(content) == {mark("public", "published", "title")}


@pytest.mark.parametrize("reader", READS)
def test_pages_of_records_show_in_all_their_parts_what_may_be_read(reader: str, scene: Scene):
    """All languages abreast, linked data, references, and neighbours."""
    client = _client(scene, reader)
    visible = [
        record for key, record in scene.records.items() if mark(*key, "title") in readable(reader, STATES)
    ]
    shown = [
        client.get(f"/records/{record.pk}/", {"text": "all", "answers": "shown"}).content.decode()
        for record in visible
    ]
    assert marks_in(" ".join(shown)) - {"zqasking"} == readable(reader, STATES)
    published_titles = {mark(level, "published", "title") for level in READS[reader]}
    for page in shown:
        neighbours = page.partition('class="related"')[2]
        assert {word for word in marks_in(neighbours) if word.endswith("title")} <= published_titles


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("reader", READS)
def test_place_shows_what_may_be_seen(place: str, reader: str, scene: Scene):
    home = next(iter(scene.records.values())).organisation_id
    path = place.format(topic=TOPIC, home=home, expert=scene.expert.pk, challenge=scene.challenge.pk)
    answer = _client(scene, reader).get(path)
    shown = answer.getvalue().decode()
    marks = marks_in(shown) - {"zqasking"}
    allowed = readable(reader, ("published",))
    public = {mark("public", "published", "title")}
    titles = {word for word in allowed if word.endswith("title")}
    assert answer.status_code == 200
    if PLACES[place] in {"some", "passages"}:
        assert marks <= allowed
        assert PLACES[place] == "some" or titles <= marks
    else:
        exactly = {"titles": titles, "sections": allowed, "public": public, "none": set()}
        assert marks == exactly[PLACES[place]]
    assert ("zqasking" not in shown) or reader in SCREENS or "/organisations" in place
    assert "zqgiven" not in shown or reader in SCREENS


@pytest.mark.parametrize("reader", [reader for reader in READS if reader != "visitor"])
def test_saved_search_tells_of_what_may_be_seen(reader: str, scene: Scene):
    """Whatever was noted for it, as when a record was narrowed since."""
    account = scene.accounts[reader]
    assert account is not None
    watch = kept(account, TOPIC)
    noted = (News(watch=watch, record=record, found_at=NOW) for record in scene.records.values())
    News.objects.bulk_create(noted)
    client = _client(scene, reader)
    titles = {mark(level, "published", "title") for level in READS[reader]}
    listed = client.get("/my/searches/").content.decode()
    assert marks_in(listed) == set()
    assert f"{len(titles)} new records" in listed
    shown = marks_in(client.get(f"/my/searches/{watch.pk}/").content.decode())
    assert titles <= shown <= readable(reader, ("published",))


@pytest.mark.parametrize("reader", READS)
def test_counts_of_the_api_count_what_may_be_seen(reader: str, scene: Scene):
    client, seen = _client(scene, reader), len(READS[reader])
    home = next(iter(scene.records.values())).organisation_id
    assert client.get("/api/v1/records", {"kind": "achievement"}).json()["total"] == seen
    assert client.get(f"/api/v1/organisations/{home}").json()["records"] == seen
    asking = client.get(f"/api/v1/organisations/{scene.challenge.organisation_id}").json()
    assert asking["records"] == (1 if reader in SCREENS else 0)
