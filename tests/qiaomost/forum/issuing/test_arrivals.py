from __future__ import annotations

import io
from datetime import UTC, datetime

from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from qiaomost.forum.models import Site, Stay
from tests.printed import needs_poppler, text_of
from tests.qiaomost.forum.conftest import Forum, register
from tests.qiaomost.forum.delegations.conftest import as_

AT = "/forum/harbin-2026/organise/lists"


def staying(forum: Forum, day: int, **values: object) -> Stay:
    one = register(forum.edition, forum.category, country="RU", name=("Орлов", "Пётр"))
    at = datetime(2026, 10, day, 6, 5, tzinfo=UTC)
    return Stay.objects.create(registration=one, arrives_at=at, **values)


@needs_poppler
def test_lists_by_day_and_site_on_the_page_in_a_workbook_and_on_paper(forum: Forum):
    ural = Site.objects.create(
        edition=forum.edition,
        code="ural",
        position=1,
        time_zone="Asia/Yekaterinburg",
        names={"zh": "叶卡", "ru": "Урал", "en": "Ural"},
    )
    departs = datetime(2026, 10, 23, 4, 0, tzinfo=UTC)
    staying(forum, 19, arrives_by="=SU 1", hotel="=HYPERLINK(1)", dietary="halal", departs_at=departs)
    staying(forum, 19, site=ural, arrives_by="CZ 2", hotel="Исеть", dietary_words="<i>орехи</i>")
    staying(forum, 20, site=forum.site, dietary="halal")
    waiting = staying(forum, 20, hotel="Чужая")
    waiting.registration.state = "waiting"
    waiting.registration.save()
    client = as_(forum.organiser)
    page = client.get(f"{AT}/arrivals/").content.decode()
    assert "19 октября 2026 · Харбин (по пекинскому времени)" in page
    assert "19 октября 2026 · Урал (по екатеринбургскому времени)" in page
    assert '<td data-label="Время">14:05</td><td data-label="Рейс или поезд">=SU 1</td>' in page
    assert '<td data-label="Время">11:05</td><td data-label="Рейс или поезд">CZ 2</td>' in page
    assert "Известно о 3 из 3 участников." in page
    page = client.get(f"{AT}/arrivals/?day=2026-10-20&site=harbin").content.decode()
    assert "SU 1" not in page
    assert page.count(">14:05</td>") == 1
    page = client.get(f"{AT}/hotels/").content.decode()
    assert "=HYPERLINK(1) · 1 гость" in page
    assert ">4</td>" in page  # nights
    assert "Чужая" not in page
    page = client.get(f"{AT}/diets/").content.decode()
    assert 'Халяль</td><td data-label="Количество">2</td>' in page
    assert "&lt;i&gt;орехи" in page
    book = load_workbook(io.BytesIO(client.get(f"{AT}/hotels.xlsx").content))
    assert {cell.data_type for row in book.worksheets[0] for cell in row if cell.value is not None} == {"s"}
    text = text_of(client.get(f"{AT}/arrivals.pdf").content)
    assert "=SU1" in text
    assert "Урал(поекатеринбургскомувремени)" in text
    for what in ("arrivals", "departures", "hotels", "diets"):
        for user in (forum.member, forum.other_organiser):
            assert as_(user).get(f"{AT}/{what}/").status_code == 403
            assert as_(user).get(f"{AT}/{what}.xlsx").status_code == 403
    assert client.get(f"{AT}/passports/").status_code == 404


def test_lists_cost_the_same_with_one_stay_and_with_three(forum: Forum):
    client = as_(forum.organiser)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            for what in ("arrivals", "hotels", "diets"):
                assert client.get(f"{AT}/{what}/").status_code == 200
        return len(captured)

    staying(forum, 19, hotel="A")
    queries()
    once = queries()
    staying(forum, 19, hotel="A")
    staying(forum, 20, site=forum.site, hotel="B")
    assert queries() == once
