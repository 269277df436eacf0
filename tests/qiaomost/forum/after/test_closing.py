from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from qiaomost.common import outbox
from qiaomost.common.errors import NotAllowed
from qiaomost.common.models import OutboxEntry
from qiaomost.forum.models import Edition, EditionExport, Material, Registration
from qiaomost.forum.rules.small_counts import broken_down
from qiaomost.forum.services.editions import move_edition
from qiaomost.forum.services.exports import keep_export, order_export, sweep_exports
from qiaomost.forum.services.materials import add_material, publish_material
from qiaomost.forum.services.releasing import release_programme
from qiaomost.forum.states import RegistrationState
from qiaomost.wiring import HANDLERS
from tests.factories import NOW, OrganisationFactory, PersonFactory, UserFactory
from tests.printed import needs_poppler, text_of
from tests.qiaomost.forum.conftest import Forum, register
from tests.qiaomost.forum.programming import session

HOME = "/forum/harbin-2026/"
AFTER = NOW + timedelta(days=90)
FORMULA = "=HYPERLINK(1)"


def close(forum: Forum) -> None:
    move_edition(actor=forum.organiser, edition_id=forum.edition.pk, verb="archive", now=AFTER)


def release(forum: Forum) -> None:
    release_programme(actor=forum.organiser, edition_id=forum.edition.pk, now=NOW)


def status_of(client: Client, address: str) -> int:
    answer: Any = client.get(address)
    if answer.streaming:
        b"".join(answer.streaming_content)
    return answer.status_code  # type: ignore[no-any-return]


def people(forum: Forum, count: int, country: str) -> list[Registration]:
    home = OrganisationFactory(country=country)
    found = [register(forum.edition, forum.category, country=country) for _ in range(count)]
    Registration.objects.filter(pk__in=[one.pk for one in found]).update(organisation=home)
    return found


@pytest.mark.parametrize(
    ("counts", "rows", "others"),
    [
        ({"a": 9, "b": 6, "c": 4, "d": 3}, (("a", 9), ("b", 6)), 7),
        ({"a": 9, "b": 6, "c": 4}, (("a", 9),), 10),  # the four would follow from the total
        ({"a": 4}, (), 4),
        ({"a": 5, "b": 5}, (("a", 5), ("b", 5)), 0),
        ({}, (), 0),
    ],
)
def test_small_counts_are_not_broken_down(
    counts: dict[str, int], rows: tuple[tuple[str, int], ...], others: int
):
    found = broken_down(counts)
    assert (found.rows, found.others) == (rows, others)
    assert found.total == sum(counts.values())


@needs_poppler
def test_figures_and_report_are_whole_for_organisers_and_reduced_once_closed(client: Client, forum: Forum):
    people(forum, 7, "CN"), people(forum, 6, "RU"), people(forum, 3, "RU")
    register(forum.edition, forum.category, state=RegistrationState.REJECTED)
    speaker = PersonFactory(name=("曾", "志远"))
    session(forum, "Frost heave", speaker)
    session(forum, "Lunch", kind="break")
    for page in ("figures/", "report.pdf", "proceedings/", "proceedings.bib"):
        assert client.get(HOME + page).status_code == 404
    client.force_login(forum.organiser)
    page = client.get(f"{HOME}figures/").context["page"]
    parts = {part.key: dict(part.rows) for part in page.parts}
    assert dict(page.totals)["Participants"] == 16
    assert dict(page.totals)["Registrations"] == 17
    assert dict(page.totals)["Sessions"] == 1
    assert parts["country"] == {"China": 7, "Russia": 9}
    assert sorted(parts["organisation"].values()) == [7, 9]  # the three with the six: else they would follow
    assert parts["field"] == {"Not known": 16}
    close(forum)
    client.logout()
    page = client.get(f"{HOME}figures/").context["page"]
    assert {"country", "category", "field"} <= {part.key for part in page.parts}
    assert "organisation" not in {part.key for part in page.parts}
    assert "Registrations" not in dict(page.totals)
    words = text_of(client.get(f"{HOME}report.pdf", headers={"accept-language": "ru"}).content)
    for said in ("XIРоссийско-китайскийинженерныйфорум", "Китай", "16"):
        assert said in words
    assert "曾志远" not in words


def test_proceedings_show_what_speakers_gave_away_and_nothing_more(client: Client, forum: Forum):
    author = UserFactory()
    person = PersonFactory(user=author, name=("曾", "志远"))
    evil = "</script><script>alert(1)</script> {x} 50% & more"
    talk = session(forum, "Frost heave", person, abstracts={"en": evil, "zh": "冻胀。"})
    session(forum, "Lunch", kind="break")
    release(forum)
    files = f"{HOME}programme/{talk.pk}/files/"
    upload = SimpleUploadedFile("slides.txt", b"public words")
    client.force_login(forum.member)
    assert client.post(f"{files}add/", {"file": upload, "is_public": "on"}).status_code == 403
    client.force_login(author)
    assert b"The speaker allows everybody" in client.get(f"{HOME}programme/{talk.pk}/").content
    upload.seek(0)
    client.post(f"{files}add/", {"file": upload, "is_public": "on", "language": "en"})
    client.post(f"{files}add/", {"file": SimpleUploadedFile("draft.txt", b"not for all")})
    public, own = Material.objects.order_by("added_at")
    assert (public.is_public, own.is_public) == (True, False)
    guest = register(forum.edition, forum.category, user=UserFactory())
    for user, status in ((None, 404), (forum.member, 404), (guest.user, 200), (author, 200)):
        client.logout()
        if user:
            client.force_login(user)
        assert status_of(client, f"{files}{own.pk}/") == status
        assert status_of(client, f"{files}{public.pk}/") == 200
    close(forum)
    client.logout()
    shown = client.get(f"{HOME}proceedings/").content.decode()
    assert "slides.txt" in shown
    for hidden in ("draft.txt", "<script>alert", "Lunch"):
        assert hidden not in shown
    linked = json.loads(
        shown.split('<script type="application/ld+json">')[1].split("</script>")[0].replace("\\u003C", "<")
    )
    assert linked["hasPart"][0]["author"][0]["name"] == person.name_in("en")
    cited = client.get(f"{HOME}proceedings.bib").content.decode()
    assert "@inproceedings{harbin-2026-" in cited
    assert "author = {{曾志远}}," in cited
    assert cited.count("{") == cited.count("}")
    client.force_login(forum.organiser)
    client.post(f"{files}{public.pk}/withhold/")
    client.post(f"{files}{own.pk}/remove/", {"back": "organise"})
    assert list(Material.objects.values_list("name", "is_public")) == [("slides.txt", False)]
    with pytest.raises(NotAllowed):
        publish_material(
            actor=forum.member, session_id=talk.pk, material_id=public.pk, is_public=True, now=NOW
        )


def ordered(client: Client, format: str) -> EditionExport:
    client.post(f"{HOME}organise/exports/", {"format": format})
    while outbox.work(HANDLERS, clock=lambda: AFTER):
        pass
    return EditionExport.objects.get(format=format)


def fetched(client: Client, format: str) -> bytes:
    export = ordered(client, format)
    EditionExport.objects.filter(pk=export.pk).update(ordered_at=AFTER)
    answer: Any = client.get(f"{HOME}organise/exports/{export.pk}/")
    return b"".join(answer.streaming_content)


def test_an_organiser_takes_everything_along_and_nobody_else(client: Client, forum: Forum):
    one = register(forum.edition, forum.category, user=UserFactory(email="zeng@example.org"))
    Registration.objects.filter(pk=one.pk).update(position_words=FORMULA)
    talk = session(forum, "Frost heave", one.person)
    release(forum)
    add_material(
        actor=forum.organiser, session_id=talk.pk, name="a.txt", content=io.BytesIO(b"words"), now=NOW
    )
    for user in (forum.member, forum.other_organiser):
        client.force_login(user)
        assert client.post(f"{HOME}organise/exports/", {"format": "json"}).status_code == 403
        with pytest.raises(NotAllowed):
            order_export(actor=user, edition_id=forum.edition.pk, format="json", language="en", now=NOW)
    assert not EditionExport.objects.exists()
    client.force_login(forum.organiser)
    assert client.post(f"{HOME}organise/exports/", {"format": "exe"}).status_code == 422
    whole = json.loads(fetched(client, "json"))
    assert whole["schema"] == "qiaomost-edition/1"
    assert whole["registrations"][0]["email"] == "zeng@example.org"
    assert whole["sessions"][0]["title.en"] == "Frost heave"
    assert one.token not in json.dumps(whole)
    with ZipFile(io.BytesIO(fetched(client, "zip"))) as archive:
        table = io.StringIO(archive.read("registrations.csv").decode("utf-8-sig"))
        assert next(csv.DictReader(table))["position"] == f"'{FORMULA}"
        assert set(archive.namelist()) == {f"{name}.csv" for name in whole if isinstance(whole[name], list)}
    book = load_workbook(io.BytesIO(fetched(client, "xlsx")))
    cell = book["registrations"]["F2"]
    assert (cell.value, cell.data_type) == (FORMULA, "s")
    assert b"BEGIN:VEVENT" in fetched(client, "ics")
    export = EditionExport.objects.get(format="json")
    address = f"{HOME}organise/exports/{export.pk}/"
    assert not keep_export(
        export_id=export.pk, content=b"again", now=AFTER
    )  # a second worker changes nothing
    for user in (forum.member, forum.other_organiser):
        client.force_login(user)
        assert client.get(address).status_code == 403
    OutboxEntry.objects.all().delete()
    sweep_exports(now=AFTER + timedelta(days=8))
    assert not EditionExport.objects.exists()


def test_pages_after_an_edition_take_the_same_queries_however_much_was_there(client: Client, forum: Forum):
    close(forum)
    counts = []
    for wanted in (1, 3):
        while Edition.objects.get().sessions.count() < wanted:
            person = PersonFactory()
            register(forum.edition, forum.category)
            talk = session(forum, f"Talk {person.pk}", person)
            content = io.BytesIO(str(talk.pk).encode())
            add_material(actor=forum.organiser, session_id=talk.pk, name="a.txt", content=content, now=NOW)
        release(forum)
        for page in ("figures/", "proceedings/", "stage/"):
            client.get(HOME + page)
            with CaptureQueriesContext(connection) as queries:
                client.get(HOME + page)
            counts.append(len(queries))
    assert counts[:3] == counts[3:]
